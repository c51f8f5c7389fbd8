"""What the rules of a hierarchy saw: range queries, each text once, and changes made of the answers."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from adapters.failures import SourceFailure
from adapters.prometheus.asking import Asking
from adapters.prometheus.change_traces import SETTLED, Trace, begun_earlier, settled_from, traces
from adapters.prometheus.envelope import Answer
from adapters.prometheus.grids import Column, Moments, values_over
from adapters.prometheus.pipeline import Outcome
from adapters.prometheus.plan import Request
from adapters.prometheus.searches import Asked, asked_of, number_at
from hierarchy.actions import ChangeKind, ChangeRule
from hierarchy.evidence.changes import Change, Changes, Concerned, titled
from hierarchy.model import Model
from hierarchy.patterns import fill_text

MOST_SERIES = 5_000  # of one query
MOST_SAMPLES = 1_000_000  # of one query: beyond it moments are looked at less often
MOST_REFINED = 20  # changes of one search that are looked at again, to the step of the model
MOST_CHANGES = 500  # of one rule, the newest
COUNTED_FROM = 600  # moments from which on it is asked first how many series there are
DAY = 86_400.0

_Grid = tuple[Moments, Sequence[Column]]


class _Seen(NamedTuple):
    """A trace with its begin and, where it has one, its end in Unix seconds."""

    trace: Trace
    at: float
    until: float | None = None


class ChangeSearch:
    """One search over [start, end] (Unix seconds): what was seen, and in sentences what was not.

    Looked at every `step` of the model, SETTLED further back than `start`, so that what is there already
    is not news. Moments are multiples of the step, so that a change has the same id in every search.
    """

    def __init__(
        self, asking: Asking, model: Model, rules: Sequence[ChangeRule], start: float, end: float
    ) -> None:
        self._asking = asking
        self._model = model
        self._rules = rules
        self._start, self._end = start, end
        self._failed: dict[Asked, str] = {}
        self._warned: dict[Asked, str] = {}
        self._refined = 0

    def changes(self) -> Changes:
        """Everything that the rules saw, in time order."""
        grids = self._grids(dict.fromkeys(one for rule in self._rules for one in _asked(rule)))
        concerned = Concerned(self._model)
        found: list[Change] = []
        failures: list[str] = []
        for rule in self._rules:
            why = self._failed.get(_asked(rule)[0], "")
            if why:
                failures.append(f"what '{rule.id}' shows is not known: {why}")
                continue
            seen = [self._change(rule, one, concerned) for one in self._seen(rule, grids)]
            seen = [one for one in seen if self._is_inside(one)]
            failures += self._remarks(rule, len(seen))
            found += seen[-MOST_CHANGES:]
        return Changes(tuple(sorted(found, key=lambda one: (one.at, one.id))), tuple(failures))

    def _remarks(self, rule: ChangeRule, count: int) -> Iterator[str]:
        warning = next((self._warned[one] for one in _asked(rule) if one in self._warned), "")
        if warning:
            yield f"'{rule.id}' may show only some of its changes: {warning}"
        vague = next((self._failed[one] for one in _asked(rule)[1:] if one in self._failed), "")
        if vague:
            yield f"when changes of '{rule.id}' began is not known exactly: {vague}"
        if count > MOST_CHANGES:
            yield f"'{rule.id}' shows {count} changes, of which the last {MOST_CHANGES} are told"

    def _grids(self, asked: Iterable[Asked]) -> dict[Asked, _Grid]:
        """The answers, laid out over the moments that each of these is looked at."""
        plain = self._moments(1)
        factors = dict.fromkeys(asked, 1)
        if plain.count > COUNTED_FROM:
            factors = self._factors(list(factors), plain)
        grids: dict[Asked, _Grid] = {}
        for factor in sorted(set(factors.values())):
            together = [one for one, own in factors.items() if own == factor]
            moments = self._moments(factor)
            columns = self._columns(together, moments)
            grids |= {one: (moments, own) for one, own in columns.items()}
        return grids

    def _moments(self, factor: int) -> Moments:
        """Multiples of the step (times `factor`), from SETTLED before the start on."""
        step = self._model.step * factor
        first = math.floor(self._start / step) - math.ceil(SETTLED / step)
        return Moments(first * step, step, math.floor(self._end / step) - first + 1)

    def _factors(self, asked: Sequence[Asked], plain: Moments) -> dict[Asked, int]:
        """How many steps lie between two looks, by how many series there are at the end."""
        requests = [Request(a.source, f"count({a.query})", (), {}, refused=a.refused) for a in asked]
        answered = self._asking.in_turn(requests, plain[plain.count - 1])
        factors: dict[Asked, int] = {}
        for one, (_, outcome) in zip(asked, answered, strict=True):
            if isinstance(outcome, SourceFailure):
                self._failed[one] = _words(outcome)
                continue
            samples = (number_at(outcome) or 1) * plain.count
            factors[one] = math.ceil(samples / MOST_SAMPLES)
        return factors

    def _columns(self, asked: Sequence[Asked], moments: Moments) -> dict[Asked, Sequence[Column]]:
        requests = [Request(a.source, a.query, (), {}, refused=a.refused) for a in asked]
        columns: dict[Asked, Sequence[Column]] = {}
        for one, (_, outcome) in zip(asked, self._asking.ranges(requests, moments), strict=True):
            found = self._taken(one, outcome, moments)
            if found is not None:
                columns[one] = found
        return columns

    def _taken(self, asked: Asked, outcome: Outcome, moments: Moments) -> Sequence[Column] | None:
        if not isinstance(outcome, Answer):
            self._failed[asked] = _words(outcome)
            return None
        if outcome.warnings:
            self._warned[asked] = "; ".join(outcome.warnings)
        if len(outcome.series) > MOST_SERIES:
            self._failed[asked] = f"its query gives {len(outcome.series)} series, of at most {MOST_SERIES}"
            return None
        return [Column(_named(s.labels), values_over(s, moments)) for s in outcome.series]

    def _seen(self, rule: ChangeRule, grids: Mapping[Asked, _Grid]) -> list[_Seen]:
        first, *exact = _asked(rule)
        moments, columns = grids[first]
        found = traces(rule, columns, moments)
        if rule.kind is not ChangeKind.WHILE:
            return [_Seen(trace, self._exactly(rule, trace, first, moments)) for trace in found]
        earlier = self._earlier(first, moments) if any(trace.first == 0 for trace in found) else None
        seen: list[_Seen] = []
        for trace in found:
            begin = self._exactly(rule, trace, first, moments)
            if trace.first == 0 and earlier is not None:
                begin = begun_earlier(rule, trace, *earlier)
            for one in (one for one in exact if one in grids):
                begin = _more_exactly(rule, trace.group, begin, grids[one])
            ends = trace.last is not None and trace.last < moments.count - 1
            seen.append(_Seen(trace, begin, moments[(trace.last or 0) + 1] if ends else None))
        return seen

    def _exactly(self, rule: ChangeRule, trace: Trace, asked: Asked, moments: Moments) -> float:
        """When a trace began to the step of the model, where it was looked for less often: it has the same
        id then. Of very many traces that of the others stays as it is."""
        at = moments[trace.first]
        if moments.step == self._model.step or not trace.first or self._refined >= MOST_REFINED:
            return at
        self._refined += 1
        step = self._model.step
        fine = Moments(moments[trace.first - 1], step, round(moments.step / step) + 1)
        columns = self._columns([asked], fine).get(asked, ())
        shown = next((column for column in columns if column.labels == trace.labels), None)
        return at if shown is None else fine[settled_from(rule, shown)]

    def _earlier(self, asked: Asked, moments: Moments) -> tuple[Sequence[Column], Moments] | None:
        """The same query further back, from the day before the start on, to find a begin."""
        step = self._model.step
        first = math.ceil((math.floor(self._start / DAY) - 1) * DAY / step)
        before = Moments(first * step, step, max(1, round(moments[0] / step) - first + 1))
        columns = self._columns([asked], before).get(asked)
        return None if columns is None else (columns, before)

    def _change(self, rule: ChangeRule, seen: _Seen, concerned: Concerned) -> Change:
        trace, at, until = seen
        is_while = rule.kind is ChangeKind.WHILE
        mark = hashlib.blake2s("\0".join((rule.id, *trace.group)).encode(), digest_size=4).hexdigest()
        nodes = concerned.by(trace.labels, rule.match)
        return Change(
            f"{rule.id}-{int(at)}-{mark}",
            titled(fill_text(rule.title, trace.labels)),
            at,
            until,
            is_while and until is None,
            rule=rule.id,
            labels=trace.labels,
            nodes=nodes,
            everything=not rule.match,
        )

    def _is_inside(self, change: Change) -> bool:
        if change.lasting:
            return change.at <= self._end
        return change.at <= self._end and (change.until or change.at) >= self._start


def room_of(rule: ChangeRule) -> str:
    """The source that a rule is read from, or all of them where its queries are of several."""
    return "+".join(sorted({one.source for one in _asked(rule)}))


def _asked(rule: ChangeRule) -> tuple[Asked, ...]:
    """What is asked for a rule: first what shows the change, then what tells its begin more exactly."""
    if rule.during is not None:
        shown = asked_of(replace(rule.during, text=f"({rule.during.text}\n) > 0"))
        return (shown,) if rule.query is None else (shown, asked_of(rule.query))
    return () if rule.query is None else (asked_of(rule.query),)


def _more_exactly(rule: ChangeRule, group: tuple[str, ...], begin: float, grid: _Grid) -> float:
    """The last change of value shortly before the begin, where there is one."""
    moments, columns = grid
    steps = traces(replace(rule, kind=ChangeKind.VALUE), columns, moments)
    times = [moments[one.first] for one in steps if one.group == group]
    return max((time for time in times if begin - SETTLED <= time <= begin), default=begin)


def _named(labels: Mapping[str, str]) -> Mapping[str, str]:
    return {label: value for label, value in labels.items() if label != "__name__"}


def _words(failure: SourceFailure) -> str:
    return f"{failure.message} ({failure.hint})" if failure.hint else failure.message
