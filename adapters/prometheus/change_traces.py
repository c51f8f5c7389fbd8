"""Where the series of a rule show a change: pure functions of columns over evenly spaced moments."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from adapters.prometheus.grids import Column, Moments
from hierarchy.actions import ChangeKind, ChangeRule
from hierarchy.patterns import placeholders

SETTLED = (
    300.0  # seconds that a metric was there before a series that begins is news; also how far back is looked
)
BLINK = 60.0  # seconds for which a label value is remembered that was not there for a scrape or two

Group = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """A change first seen at moment `first`; for a lasting one `last` is the last moment of it.

    `labels` are those of a series that shows it, `group` their values by which people tell it apart.
    """

    first: int
    labels: Mapping[str, str]
    group: Group
    last: int | None = None


def traces(rule: ChangeRule, columns: Sequence[Column], moments: Moments) -> list[Trace]:
    """The changes that a rule sees, in time order, each once per moment and group."""
    find = {ChangeKind.VALUE: _values, ChangeKind.TRACK: _tracks, ChangeKind.WHILE: _whiles}[rule.kind]
    found: dict[tuple[int, Group], Trace] = {}
    for trace in find(rule, columns, moments):
        found.setdefault((trace.first, trace.group), trace)
    return sorted(found.values(), key=lambda one: (one.first, one.group))


def _group(rule: ChangeRule, labels: Mapping[str, str]) -> Group:
    """The labels by which people tell changes of a rule apart: those in its title and its match.

    The others (which pod of an exporter it was read from) come and go without anything being done.
    """
    names = sorted({*placeholders(rule.title), *rule.match} - {rule.track})
    return tuple(labels.get(name, "") for name in names)


def _values(rule: ChangeRule, columns: Sequence[Column], moments: Moments) -> Iterator[Trace]:
    """Where a value differs from the series' one before, over gaps too.

    A series that begins is one where its group had other values, or where the group is new and the
    metric had been there for SETTLED: an exporter that starts again, or is read by another name, shows
    the same values and has changed nothing. Replicas that show the same a scrape later are one change.
    """
    near = 2
    known: dict[Group, dict[int, float]] = {}
    told: dict[tuple[Group, float], int] = {}
    steps = sorted(_steps(columns), key=lambda step: step[:3])
    for index, begins, number, value in steps:
        labels = columns[number].labels
        group = _group(rule, labels)
        before = known.setdefault(group, {})
        if not begins:
            news = True
        elif before:
            news = value not in before.values()
        else:
            news = (index - steps[0][0]) * moments.step >= SETTLED
        before[number] = value
        if news and index - told.get((group, value), -1 - near) > near:
            told[group, value] = index
            yield Trace(index, labels, group)


def _steps(columns: Sequence[Column]) -> Iterator[tuple[int, bool, int, float]]:
    """(moment, whether it begins, number of the column, value) where a column's value is another."""
    for number, column in enumerate(columns):
        before: float | None = None
        for index, value in enumerate(column.values):
            if value is None or math.isnan(value) or value == before:
                continue
            yield index, before is None, number, value
            before = value


def _tracks(rule: ChangeRule, columns: Sequence[Column], moments: Moments) -> Iterator[Trace]:
    """Where a group that was there before shows a value of the tracked label that it did not have."""
    groups: dict[Group, dict[str, list[Column]]] = {}
    for column in columns:
        value = column.labels.get(rule.track, "")
        if value:
            groups.setdefault(_group(rule, column.labels), {}).setdefault(value, []).append(column)
    blink = max(2, math.ceil(BLINK / moments.step))
    for group, shown in ((group, shown) for group, shown in groups.items() if len(shown) > 1):
        seen: dict[str, int] = {}
        present = 0  # moments at which the group was there: a gap makes nobody forget
        for index in range(moments.count):
            now = {v: own for v, columns in shown.items() if (own := _present(columns, index)) is not None}
            if not now:
                continue
            for value, column in now.items():
                if present and present - seen.get(value, -blink) >= blink:
                    yield Trace(index, column.labels, group)
            present += 1
            seen |= dict.fromkeys(now, present)


def _present(columns: Sequence[Column], index: int) -> Column | None:
    return next((column for column in columns if column.values[index] is not None), None)


def _whiles(rule: ChangeRule, columns: Sequence[Column], moments: Moments) -> Iterator[Trace]:
    """From the first moment at which any series of a group is above 0 to the last one in a row."""
    groups: dict[Group, list[Column]] = {}
    for column in columns:
        groups.setdefault(_group(rule, column.labels), []).append(column)
    for group, own in groups.items():
        begun: Trace | None = None
        for index in range(moments.count):
            above = next((c for c in own if (c.values[index] or 0.0) > 0), None)
            if above is None and begun is not None:
                yield Trace(begun.first, begun.labels, group, index - 1)
                begun = None
            elif above is not None and begun is None:
                begun = Trace(index, above.labels, group)
        if begun is not None:
            yield Trace(begun.first, begun.labels, group, moments.count - 1)


def begun_earlier(rule: ChangeRule, trace: Trace, columns: Sequence[Column], moments: Moments) -> float:
    """When (Unix seconds) what goes on at the last of these moments began; the first of them if before."""
    runs = (one for one in traces(rule, columns, moments) if one.group == trace.group)
    last = next((one for one in runs if one.last == moments.count - 1), None)
    return moments[moments.count - 1 if last is None else last.first]


def settled_from(rule: ChangeRule, column: Column) -> int:
    """The first of these moments from which on a series is what it is at the last of them."""

    def shown(value: float | None) -> object:
        if rule.kind is ChangeKind.VALUE:
            return value
        return value is not None if rule.kind is ChangeKind.TRACK else (value or 0.0) > 0

    index = len(column.values) - 1
    while index > 0 and shown(column.values[index - 1]) == shown(column.values[-1]):
        index -= 1
    return index
