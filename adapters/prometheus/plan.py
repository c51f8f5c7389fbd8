"""From the signals of a model to the fewest queries that answer them, and back again.

signals -> asks (one text each) -> groups of one template -> chunks -> requests
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from adapters.prometheus.chunks import Values, cut
from adapters.prometheus.compose import judged_capacity, judged_total
from adapters.prometheus.parts import Part, Verdicts, parts_of
from adapters.prometheus.promql import clause_of, fill, one_of, why_refused
from adapters.prometheus.roles import AGES, VALUES, Role, Timing
from adapters.prometheus.tokens import count_match
from hierarchy.model import Model, Signal, SignalKey
from hierarchy.queries import Matcher


class Target(NamedTuple):
    """What an answer is about; ages of one `group` are alternatives."""

    key: SignalKey
    role: Role
    group: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One query. A series whose values of `labels` stand in `targets` answers those targets; others
    are discarded. `refused` is the sentence why it is not sent at all. `quotient`: NaN is no traffic.
    With `split` there is one series of a target for every value of that label, with `within` ages tell
    only whether there was a sample in so many seconds."""

    source: str
    query: str
    labels: tuple[str, ...]
    targets: Mapping[Values, tuple[Target, ...]]
    quotient: bool = False
    timing: Timing = Timing.SAMPLES
    refused: str = ""
    template: str = ""  # the text before `$match` was filled, where several nodes share the request
    split: str = ""
    within: float = 0.0

    @property
    def roles(self) -> frozenset[Role]:
        """Everything its answer is used for."""
        return frozenset(target.role for targets in self.targets.values() for target in targets)


class _Ask(NamedTuple):
    """One part for one signal."""

    source: str
    part: Part
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
    verdicts: Verdicts
    batched: dict[_Kind, dict[Values, list[_Ask]]] = field(default_factory=dict)
    single: dict[tuple[str, str], list[tuple[_Ask, str]]] = field(default_factory=dict)
    # With whether `$match` stands in the text.
    parts: dict[tuple[str | None, ...], tuple[tuple[Part, bool], ...]] = field(default_factory=dict)


def build_plan(
    model: Model,
    keys: Collection[SignalKey] | None = None,
    roles: Collection[Role] = tuple(Role),
    split: str = "",
    within: float = 0.0,
) -> tuple[Request, ...]:
    """The requests that answer `keys` (all signals of the model if None) for these roles, each split by
    the values of the label `split` if one is named. Ages are asked for as times, or with `within` only
    whether they are at most so many seconds.

    The number of requests depends on templates and chunks, not on nodes; one canonical query is
    never in the plan twice.
    """
    signals = model.asked()
    wanted = signals.keys() if keys is None else [key for key in keys if key in signals]
    groups = _Groups(Verdicts(split, within))
    for key in wanted:
        for ask in _asks(key, signals[key], roles, groups):
            _sort_in(ask, groups)
    batched = [r for kind, members in groups.batched.items() for r in _batched(kind, members, groups)]
    return (*batched, *_singles(groups))


def plan_over_time(
    model: Model, keys: Iterable[SignalKey], limit: Callable[[SignalKey], float]
) -> tuple[Request, ...]:
    """The requests for lines of `keys`: values, and whether there was a sample within each one's `limit`
    (seconds), by which what outlives its target is told."""
    asked = model.asked()
    known = [key for key in keys if key in asked]
    by_limit: dict[float, list[SignalKey]] = {}
    for key in known:
        by_limit.setdefault(limit(key), []).append(key)
    ages = (build_plan(model, some, AGES, within=within) for within, some in by_limit.items())
    return (*build_plan(model, known, VALUES - {Role.CAPACITY}), *(one for plan in ages for one in plan))


def _asks(key: SignalKey, signal: Signal, roles: Collection[Role], groups: _Groups) -> Iterator[_Ask]:
    matchers = tuple(sorted(signal.match, key=lambda m: m.label))
    labels = _batch_labels(matchers)
    asked = (signal.query, signal.bad, signal.good, signal.total, signal.zero_while, signal.zero_when)
    texts = (*asked, judged_total(signal), judged_capacity(signal), *labels)
    if texts not in groups.parts:  # templates are shared by many nodes: looked at once
        found = parts_of(signal, labels, groups.verdicts)
        wanted = [part for part in found if part.role in roles]
        groups.parts[texts] = tuple((part, count_match(part.text) > 0) for part in wanted)
    for part, has_match in groups.parts[texts]:
        used = matchers if has_match else ()
        yield _Ask(signal.source, part, used, Target(key, part.role, part.group))


def _sort_in(ask: _Ask, groups: _Groups) -> None:
    labels, part = _batch_labels(ask.matchers), ask.part
    reason = why_refused(ask.matchers) or groups.verdicts.whole(part.text)
    if not reason and labels and not groups.verdicts.single(part.text, labels):
        kind = _Kind(ask.source, part.text, labels, part.quotient, part.timing)
        members = groups.batched.setdefault(kind, {})
        members.setdefault(tuple(m.value for m in ask.matchers), []).append(ask)
    else:
        _add_single(ask, reason, groups)


def _add_single(ask: _Ask, reason: str, groups: _Groups) -> None:
    filled = fill(ask.part.text, [clause_of(m) for m in ask.matchers], groups.verdicts.kept(()))
    query = (ask.source, filled.query)
    groups.single.setdefault(query, []).append((ask, reason or filled.refused))


def _batched(kind: _Kind, members: Mapping[Values, list[_Ask]], groups: _Groups) -> Iterator[Request]:
    places = count_match(kind.text)
    base = len(kind.text.encode()) + 64 * (places + 1)
    for chunk in cut(list(members), places, base):
        targets = {values: tuple(ask.target for ask in members[values]) for values in chunk}
        split, within = groups.verdicts.split, groups.verdicts.within
        request = Request(
            kind.source, "", kind.labels, targets, kind.quotient, kind.timing, "", kind.text, split, within
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
    filled = fill(request.template, clauses, Verdicts(request.split).kept(request.labels))
    if filled.refused:
        return None
    targets = {values: request.targets[values] for values in chunk}
    return replace(request, query=filled.query, targets=targets)


def _singles(groups: _Groups) -> Iterable[Request]:
    for (source, query), asked in groups.single.items():
        first, refused = asked[0]
        targets: dict[Values, tuple[Target, ...]] = {(): tuple(ask.target for ask, _ in asked)}
        quotient, timing = first.part.quotient, first.part.timing
        split, within = groups.verdicts.split, groups.verdicts.within
        yield Request(source, query, (), targets, quotient, timing, refused, split=split, within=within)


def _batch_labels(matchers: tuple[Matcher, ...]) -> tuple[str, ...]:
    """The labels that tell nodes apart, none when a regular expression is among the matchers."""
    labels = tuple(m.label for m in matchers)
    return () if any(m.regex for m in matchers) or len(set(labels)) < len(labels) else labels
