"""From the signals of a model to the fewest queries that answer them, and back again.

signals -> asks (one text each) -> groups of one template -> chunks -> requests
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from adapters.prometheus.batching import why_single, why_whole
from adapters.prometheus.chunks import Values, cut
from adapters.prometheus.compose import Composed, compose, judged_capacity, judged_total, with_zero
from adapters.prometheus.promql import clause_of, fill, one_of, why_refused
from adapters.prometheus.query_shape import SENTINEL, SelectorFact, evidence_of, selectors_of, shape_of
from adapters.prometheus.tokens import count_match, replace_match
from hierarchy.model import Model, Signal, SignalKey
from hierarchy.promql import quote
from hierarchy.queries import Matcher

INTERVAL_WINDOW = 600  # seconds over which samples are counted to learn how often they come
RECENT_WINDOW = 60  # the same for what comes often, also when its first sample is only seconds old


class Role(StrEnum):
    """What an answer is for."""

    VALUE = "value"
    ZERO = "zero"  # zero_while and zero_when where they cannot be part of the value query
    TOTAL = "total"  # how much there was, where too little is not judged
    CAPACITY = "capacity"  # what limits in percent are of
    AGE = "age"  # newest sample behind the value; one of each group must be there
    EXTRA_AGE = "extra-age"  # newest sample of what may be missing, such as bad or good of a ratio
    ZERO_AGE = "zero-age"  # newest sample behind zero_while or zero_when
    INTERVAL = "interval"  # samples in the last INTERVAL_WINDOW seconds
    RECENT = "recent"  # samples in the last RECENT_WINDOW seconds


VALUES = frozenset((Role.VALUE, Role.ZERO, Role.TOTAL, Role.CAPACITY))
AGES = frozenset((Role.AGE, Role.EXTRA_AGE, Role.ZERO_AGE))
INTERVALS = frozenset((Role.INTERVAL, Role.RECENT))


class Timing(StrEnum):
    """How the age of an answer can be known."""

    SAMPLES = "samples"
    CONSTANT = "constant"  # nothing is read, as in vector(1)
    UNKNOWN = "unknown"


class Target(NamedTuple):
    """What an answer is about; ages of one `group` are alternatives."""

    key: SignalKey
    role: Role
    group: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One query. A series whose values of `labels` stand in `targets` answers those targets; others
    are discarded. `refused` is the sentence why it is not sent at all. `quotient`: NaN is no traffic.
    With `split` there is one series of a target for every value of that label."""

    source: str
    query: str
    labels: tuple[str, ...]
    targets: Mapping[Values, tuple[Target, ...]]
    quotient: bool = False
    timing: Timing = Timing.SAMPLES
    refused: str = ""
    template: str = ""  # the text before `$match` was filled, where several nodes share the request
    split: str = ""

    @property
    def roles(self) -> frozenset[Role]:
        """Everything its answer is used for."""
        return frozenset(target.role for targets in self.targets.values() for target in targets)


@dataclass(frozen=True, slots=True)
class _Part:
    """One text that a kind of signal needs, `$match` not yet filled."""

    text: str
    role: Role
    quotient: bool = False
    timing: Timing = Timing.SAMPLES
    group: str = ""


class _Ask(NamedTuple):
    """One part for one signal."""

    source: str
    part: _Part
    matchers: tuple[Matcher, ...]  # none when `$match` does not stand in the text
    target: Target


class _Kind(NamedTuple):
    """What makes asks one template."""

    source: str
    text: str
    labels: tuple[str, ...]
    quotient: bool
    timing: Timing


@dataclass(slots=True)
class _Groups:
    split: str = ""
    batched: dict[_Kind, dict[Values, list[_Ask]]] = field(default_factory=dict)
    single: dict[tuple[str, str], list[tuple[_Ask, str]]] = field(default_factory=dict)
    verdicts: dict[tuple[str, tuple[str, ...]], str] = field(default_factory=dict)
    parts: dict[tuple[str | None, ...], tuple[_Part, ...]] = field(default_factory=dict)


def build_plan(
    model: Model,
    keys: Collection[SignalKey] | None = None,
    roles: Collection[Role] = tuple(Role),
    split: str = "",
) -> tuple[Request, ...]:
    """The requests that answer `keys` (all signals of the model if None) for these roles, each split by
    the values of the label `split` if one is named.

    The number of requests depends on templates and chunks, not on nodes; one canonical query is
    never in the plan twice.
    """
    signals = model.asked()
    wanted = signals.keys() if keys is None else [key for key in keys if key in signals]
    groups = _Groups(split)
    for key in wanted:
        for ask in _asks(key, signals[key], groups):
            if ask.target.role in roles:
                _sort_in(ask, groups)
    batched = [r for kind, members in groups.batched.items() for r in _batched(kind, members, groups)]
    return (*batched, *_singles(groups))


def _asks(key: SignalKey, signal: Signal, groups: _Groups) -> Iterator[_Ask]:
    matchers = tuple(sorted(signal.match, key=lambda m: m.label))
    labels = _batch_labels(matchers)
    asked = (signal.query, signal.bad, signal.good, signal.total, signal.zero_while, signal.zero_when)
    texts = (*asked, judged_total(signal), judged_capacity(signal), *labels)
    if texts not in groups.parts:  # templates are shared by many nodes: looked at once
        groups.parts[texts] = tuple(_parts(signal, labels, groups))
    for part in groups.parts[texts]:
        used = matchers if count_match(part.text) else ()
        yield _Ask(signal.source, part, used, Target(key, part.role, part.group))


def _parts(signal: Signal, labels: tuple[str, ...], groups: _Groups) -> Iterator[_Part]:
    composed = compose(signal)
    value, zero_apart = _fold_zero(composed, labels, groups)
    timing = _timing((*composed.own, *composed.extra))
    yield _Part(value, Role.VALUE, composed.quotient, timing)
    if zero_apart:
        yield _Part(composed.zero, Role.ZERO, False, _timing((composed.zero,)))
    for text, role in ((judged_total(signal), Role.TOTAL), (judged_capacity(signal), Role.CAPACITY)):
        if text is not None:
            yield _Part(text, role)
    behind = tuple(dict.fromkeys(_behind(composed)))
    for selector, role, group in behind:
        yield _Part(f"max(timestamp({selector}))", role, group=group)
    for selector in dict.fromkeys(selector for selector, _, _ in behind):
        yield _Part(f"max(count_over_time({selector}[{INTERVAL_WINDOW}s]))", Role.INTERVAL)
        yield _Part(f"max(count_over_time({selector}[{RECENT_WINDOW}s]))", Role.RECENT)


def _behind(composed: Composed) -> Iterator[tuple[str, Role, str]]:
    """The selectors behind a value, with the role and the group of their ages."""
    own, extra = composed.own, composed.extra
    if _timing(own) is Timing.CONSTANT:
        own, extra = extra, ()  # out of a fixed total: then the other part is all that is measured
    for selector, group in (found for text in own for found in _evidence(text)):
        yield (selector, Role.EXTRA_AGE, "") if group is None else (selector, Role.AGE, group)
    yield from ((selector, Role.EXTRA_AGE, "") for text in extra for selector, _ in _evidence(text))
    yield from ((selector, Role.ZERO_AGE, "") for selector, _ in _evidence(composed.zero))


def _fold_zero(composed: Composed, labels: tuple[str, ...], groups: _Groups) -> tuple[str, bool]:
    """The value text, and whether what makes it 0 must be asked apart from it."""
    if not composed.zero:
        return composed.value, False
    if labels and not _verdict(composed.value, labels, groups):
        folded = with_zero(composed.value, composed.zero, _kept(labels, groups.split))
        return (composed.value, True) if _verdict(folded, labels, groups) else (folded, False)
    folded = with_zero(composed.value, composed.zero, _kept((), groups.split))
    understood = shape_of(replace_match(folded, SENTINEL)) is not None
    return (folded, False) if understood else (composed.value, True)


def _sort_in(ask: _Ask, groups: _Groups) -> None:
    labels, part = _batch_labels(ask.matchers), ask.part
    reason = why_refused(ask.matchers) or _why_whole(part.text, groups)
    if not reason and labels and not _verdict(part.text, labels, groups):
        kind = _Kind(ask.source, part.text, labels, part.quotient, part.timing)
        members = groups.batched.setdefault(kind, {})
        members.setdefault(tuple(m.value for m in ask.matchers), []).append(ask)
    else:
        _add_single(ask, reason, groups)


def _add_single(ask: _Ask, reason: str, groups: _Groups) -> None:
    filled = fill(ask.part.text, [clause_of(m) for m in ask.matchers], _kept((), groups.split))
    query = (ask.source, filled.query)
    groups.single.setdefault(query, []).append((ask, reason or filled.refused))


def _batched(kind: _Kind, members: Mapping[Values, list[_Ask]], groups: _Groups) -> Iterator[Request]:
    places = count_match(kind.text)
    base = len(kind.text.encode()) + 64 * (places + 1)
    for chunk in cut(list(members), places, base):
        targets = {values: tuple(ask.target for ask in members[values]) for values in chunk}
        request = Request(
            kind.source, "", kind.labels, targets, kind.quotient, kind.timing, "", kind.text, groups.split
        )
        filled = for_nodes(request, chunk)
        if filled is not None:
            yield filled
            continue
        for ask in (ask for values in chunk for ask in members[values]):
            _add_single(ask, "", groups)


def for_nodes(request: Request, chunk: Collection[Values]) -> Request | None:
    """The same request for some of its nodes only; None when it can't be filled in safely."""
    distinct = [sorted({values[i] for values in chunk}) for i in range(len(request.labels))]
    clauses = [one_of(label, values) for label, values in zip(request.labels, distinct, strict=True)]
    filled = fill(request.template, clauses, _kept(request.labels, request.split))
    if filled.refused:
        return None
    targets = {values: request.targets[values] for values in chunk}
    return replace(request, query=filled.query, targets=targets)


def _singles(groups: _Groups) -> Iterable[Request]:
    for (source, query), asked in groups.single.items():
        first, refused = asked[0]
        targets: dict[Values, tuple[Target, ...]] = {(): tuple(ask.target for ask, _ in asked)}
        quotient, timing = first.part.quotient, first.part.timing
        yield Request(source, query, (), targets, quotient, timing, refused, split=groups.split)


def _kept(labels: tuple[str, ...], split: str) -> tuple[str, ...]:
    """The labels that every aggregation keeps."""
    return (*labels, split) if split and split not in labels else labels


def _why_whole(text: str, groups: _Groups) -> str:
    """Why a text cannot be split, where it is to be."""
    if not groups.split:
        return ""
    why = groups.verdicts.get((text, ()))
    if why is None:
        why = groups.verdicts[text, ()] = why_whole(text, groups.split)
    return f"it cannot be split by '{groups.split}': {why}" if why else ""


def _batch_labels(matchers: tuple[Matcher, ...]) -> tuple[str, ...]:
    """The labels that tell nodes apart, none when a regular expression is among the matchers."""
    labels = tuple(m.label for m in matchers)
    return () if any(m.regex for m in matchers) or len(set(labels)) < len(labels) else labels


def _verdict(text: str, labels: tuple[str, ...], groups: _Groups) -> str:
    known = groups.verdicts.get((text, labels))
    if known is None:
        known = groups.verdicts[text, labels] = why_single(text, labels)
    return known


def _evidence(text: str) -> list[tuple[str, str | None]]:
    """The selectors of a text as templates, offsets and ranges left out, in a canonical form; and what
    they are alternatives in, None for what may be missing."""
    found = evidence_of(replace_match(text, SENTINEL)) if text else ()
    sizes = Counter(number for _, number in found)
    named = [(_selector_text(fact), number) for fact, number in found]
    return [(s, None if n is None else s if sizes[n] == 1 else f"{n} of {text}") for s, n in named]


def _selector_text(fact: SelectorFact) -> str:
    matchers = [f"{label}{op}{quote(value)}" for op, label, value in fact.fixed]
    inside = ",".join((*matchers, "$match") if fact.has_match else matchers)
    return f"{fact.name}{{{inside}}}"


def _timing(texts: Iterable[str]) -> Timing:
    shapes = [shape_of(replace_match(text, SENTINEL)) for text in texts]
    if any(shape is None for shape in shapes):
        return Timing.UNKNOWN
    found = any(selectors_of(shape) for shape in shapes if shape is not None)
    return Timing.SAMPLES if found else Timing.CONSTANT
