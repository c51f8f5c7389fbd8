"""The texts that one signal needs: its value, what stands behind it, and who should answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from adapters.prometheus.batching import why_single, why_whole
from adapters.prometheus.compose import Composed, compose, judged_capacity, judged_total, with_zero
from adapters.prometheus.query_shape import (
    SENTINEL,
    SENTINEL_FACT,
    SelectorFact,
    evidence_of,
    selectors_of,
    shape_of,
)
from adapters.prometheus.roles import INTERVAL_WINDOW, LATELY_WINDOW, RECENT_WINDOW, Role, Timing
from adapters.prometheus.tokens import replace_match
from hierarchy.model import Signal
from hierarchy.promql import quote

_OF_TARGETS = ("job", "instance")  # labels that what is scraped shares with `up` of its target
_NARROW = (*_OF_TARGETS, "pod")  # labels that tell few targets from all that there are


@dataclass(frozen=True, slots=True)
class Part:
    """One text that a kind of signal needs, `$match` not yet filled."""

    text: str
    role: Role
    quotient: bool = False
    timing: Timing = Timing.SAMPLES
    group: str = ""


@dataclass(slots=True)
class Verdicts:
    """What can be asked for many nodes together, and split by the label `split`; each text looked at once.

    With `within` ages tell only whether there was a sample in so many seconds (`age_text`)."""

    split: str = ""
    within: float = 0.0
    _known: dict[tuple[str, tuple[str, ...]], str] = field(default_factory=dict)

    def single(self, text: str, labels: tuple[str, ...]) -> str:
        """Why a text cannot be asked for nodes that `labels` tell apart, "" if it can."""
        known = self._known.get((text, labels))
        if known is None:
            known = self._known[text, labels] = why_single(text, labels)
        return known

    def whole(self, text: str) -> str:
        """Why a text cannot be split, where it is to be."""
        if not self.split:
            return ""
        why = self._known.get((text, ()))
        if why is None:
            why = self._known[text, ()] = why_whole(text, self.split)
        return f"it cannot be split by '{self.split}': {why}" if why else ""

    def kept(self, labels: tuple[str, ...]) -> tuple[str, ...]:
        """The labels that every aggregation keeps."""
        return (*labels, self.split) if self.split and self.split not in labels else labels


def parts_of(signal: Signal, labels: tuple[str, ...], verdicts: Verdicts) -> Iterator[Part]:
    """Everything that could be asked for a signal whose nodes `labels` tell apart, in whatever role."""
    composed = compose(signal)
    value, zero_apart = _fold_zero(composed, labels, verdicts)
    timing = _timing((*composed.own, *composed.extra))
    yield Part(value, Role.VALUE, composed.quotient, timing)
    if zero_apart:
        yield Part(composed.zero, Role.ZERO, False, _timing((composed.zero,)))
    for text, role in ((judged_total(signal), Role.TOTAL), (judged_capacity(signal), Role.CAPACITY)):
        if text is not None:
            yield Part(text, role)
    behind = tuple(dict.fromkeys(_behind(composed)))
    for selector, role, group in behind:
        yield Part(age_text(selector, role, verdicts.within), role, group=group)
    for selector in dict.fromkeys(selector for selector, _, _ in behind):
        yield Part(f"max(count_over_time({selector}[{INTERVAL_WINDOW}s]))", Role.INTERVAL)
        yield Part(f"max(count_over_time({selector}[{RECENT_WINDOW}s]))", Role.RECENT)
    for selector, group in ((s, group) for s, role, group in behind if role is Role.AGE):
        yield Part(f"count(present_over_time({selector}[{LATELY_WINDOW}]))", Role.LATELY, group=group)
    targets = _targets_behind(composed, {matcher.label for matcher in signal.match})
    if targets:
        yield Part(f"count({targets})", Role.TARGETS)
        yield Part(f"sum({targets})", Role.UP)


def age_text(selector: str, role: Role, within: float) -> str:
    """Asks for the Unix time of a selector's newest sample. Or, `within` so many seconds, for 1 where one
    came in them and not all have ended, and 0 where what may be missing is there and older: over a range
    Prometheus looks for times of samples anew at every moment, which costs it ten times what values do."""
    if not within:
        return f"max(timestamp({selector}))"
    window = f"{within:.0f}s" if within == int(within) else f"{within * 1000:.0f}ms"
    fresh = f"max(present_over_time({selector}[{window}])) and group({selector})"
    return f"{fresh} or group({selector}) * 0" if role is Role.EXTRA_AGE else fresh


def _targets_behind(composed: Composed, matched: Collection[str]) -> str:
    """The selector for `up` of the targets that a node's series come from, as far as labels tell: those of
    `$match` (whose labels are `matched`), and the job or instance that all of its selectors name. "" where
    there is nothing to count: nothing of the node is read, or `up` itself. Also where no job, instance
    or pod is named: all targets of a cluster say nothing of what a few of them measure."""
    found = (fact for text in (*composed.own, *composed.extra) for fact, _ in _facts(text))
    read = [fact for fact in found if fact.has_match and not _is_up(fact)]
    if not read:
        return ""
    named = set.intersection(*({one for one in fact.fixed if one[1] in _OF_TARGETS} for fact in read))
    if not named and not any(label in _NARROW for label in matched):
        return ""
    return _selector_text(SelectorFact("up", (*sorted(named), SENTINEL_FACT)))


def _is_up(fact: SelectorFact) -> bool:
    return fact.name == "up" or ("=", "__name__", "up") in fact.fixed


def _behind(composed: Composed) -> Iterator[tuple[str, Role, str]]:
    """The selectors behind a value, with the role and the group of their ages."""
    own, extra = composed.own, composed.extra
    if _timing(own) is Timing.CONSTANT:
        own, extra = extra, ()  # out of a fixed total: then the other part is all that is measured
    for selector, group in (found for text in own for found in _evidence(text)):
        yield (selector, Role.EXTRA_AGE, "") if group is None else (selector, Role.AGE, group)
    yield from ((selector, Role.EXTRA_AGE, "") for text in extra for selector, _ in _evidence(text))
    yield from ((selector, Role.ZERO_AGE, "") for selector, _ in _evidence(composed.zero))


def _fold_zero(composed: Composed, labels: tuple[str, ...], verdicts: Verdicts) -> tuple[str, bool]:
    """The value text, and whether what makes it 0 must be asked apart from it."""
    if not composed.zero:
        return composed.value, False
    if labels and not verdicts.single(composed.value, labels):
        folded = with_zero(composed.value, composed.zero, verdicts.kept(labels))
        return (composed.value, True) if verdicts.single(folded, labels) else (folded, False)
    folded = with_zero(composed.value, composed.zero, verdicts.kept(()))
    understood = shape_of(replace_match(folded, SENTINEL)) is not None
    return (folded, False) if understood else (composed.value, True)


def _evidence(text: str) -> list[tuple[str, str | None]]:
    """The selectors of a text as templates, offsets and ranges left out, in a canonical form; and what
    they are alternatives in, None for what may be missing."""
    found = _facts(text)
    sizes = Counter(number for _, number in found)
    named = [(_selector_text(fact), number) for fact, number in found]
    return [(s, None if n is None else s if sizes[n] == 1 else f"{n} of {text}") for s, n in named]


def _facts(text: str) -> tuple[tuple[SelectorFact, int | None], ...]:
    return evidence_of(replace_match(text, SENTINEL)) if text else ()


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
