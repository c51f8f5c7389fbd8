"""Answers laid out over a row of moments: each series a column of values, one per moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapters.failures import SourceFailure
from adapters.prometheus.envelope import Answer, AnsweredSeries
from adapters.prometheus.pipeline import Outcome
from adapters.prometheus.plan import Request
from adapters.prometheus.roles import AGES, Role
from hierarchy.model import SignalKey


@dataclass(frozen=True, slots=True)
class Moments:
    """Unix times `start + i * step` for i in 0..count-1."""

    start: float
    step: float
    count: int

    def __getitem__(self, index: int) -> float:
        return self.start + index * self.step

    def index_of(self, time: float) -> int | None:
        """The moment nearest to an answer's own timestamp, None outside: some frontends shift answers."""
        index = round((time - self.start) / self.step)
        return index if 0 <= index < self.count else None

    @classmethod
    def over(cls, start: float, end: float, step: float) -> Moments:
        """From start to end, both included."""
        return cls(start, step, max(1, int((end - start) / step + 1e-6) + 1))


@dataclass(frozen=True, slots=True)
class Column:
    """One series; `values[i]` is None where it had none at that moment."""

    labels: Mapping[str, str]
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one request gave for one target: columns, or the failure instead of them.

    `ahead` is how many seconds the clock of who answered is ahead of ours.
    """

    role: Role
    request: Request
    columns: tuple[Column, ...] = ()
    failure: SourceFailure | None = None
    warning: str = ""
    group: str = ""
    ahead: float = 0.0


Findings = dict[SignalKey, list[Finding]]


def find(answered: Sequence[tuple[Request, Outcome]], moments: Moments) -> Findings:
    """All findings by signal. Series that nobody asked for are dropped here."""
    found: Findings = {}
    for request, outcome in answered:
        failure = outcome if isinstance(outcome, SourceFailure) else None
        warning = "; ".join(outcome.warnings) if isinstance(outcome, Answer) else ""
        ahead = outcome.ahead if isinstance(outcome, Answer) else 0.0
        columns = _columns(request, outcome, moments) if isinstance(outcome, Answer) else {}
        for values, targets in request.targets.items():
            mine = tuple(columns.get(values, ()))
            made: dict[tuple[Role, str], Finding] = {}  # many signals of a node share one
            for key, role, group in targets:
                finding = made.get((role, group))
                if finding is None:
                    finding = made[role, group] = Finding(role, request, mine, failure, warning, group, ahead)
                found.setdefault(key, []).append(finding)
    return found


def values_over(series: AnsweredSeries, moments: Moments) -> list[float | None]:
    """One value per moment of one series, None where it had none."""
    if moments.count == 1:  # an instant query is answered for the moment asked, whatever its stamp
        return [series.points[-1][1] if series.points else None]
    points, start, step, count = series.points, moments.start, moments.step, moments.count
    if len(points) == count and points[0][0] == start and points[-1][0] == moments[count - 1]:
        return [value for _, value in points]  # servers answer in order, without anything between steps
    values: list[float | None] = [None] * count
    for time, value in points:
        index = round((time - start) / step)
        if 0 <= index < count:
            values[index] = value
    return values


def held_over(series: AnsweredSeries, moments: Moments, every: float, ages: bool) -> list[float | None]:
    """The same of an answer whose points are `every` seconds apart: each holds until the next one is due.

    What says when something was (`ages`) moves on with the moments, so that it stays as old as it was read.
    """
    values: list[float | None] = [None] * moments.count
    for time, value in series.points:
        first = round((time - moments.start) / moments.step)
        for index in range(max(0, first), min(moments.count, first + round(every / moments.step))):
            values[index] = value + (index - first) * moments.step if ages else value
    return values


def merge(parts: Sequence[Outcome]) -> Outcome:
    """The answers to one query over neighbouring spans as one; the first failure fails it all."""
    joined: dict[tuple[tuple[str, str], ...], list[tuple[float, float]]] = {}
    warnings: dict[str, None] = {}
    ahead = step = 0.0
    for part in parts:
        if isinstance(part, SourceFailure):
            return part
        ahead, step = part.ahead, max(step, part.step)
        warnings.update(dict.fromkeys(part.warnings))
        for series in part.series:
            joined.setdefault(tuple(sorted(series.labels.items())), []).extend(series.points)
    whole = tuple(AnsweredSeries(dict(labels), tuple(points)) for labels, points in joined.items())
    return Answer(whole, tuple(warnings), ahead=ahead, step=step)


def _columns(request: Request, answer: Answer, moments: Moments) -> dict[tuple[str, ...], list[Column]]:
    columns: dict[tuple[str, ...], list[Column]] = {}
    ages = request.roles <= AGES
    times = ages and not request.within
    for series in answer.series:
        name = tuple(series.labels.get(label, "") for label in request.labels)
        if name in request.targets:
            held = answer.step > moments.step
            over = held_over(series, moments, answer.step, times) if held else values_over(series, moments)
            if ages and not times:
                over = [_newest(value, moments[i], request.within) for i, value in enumerate(over)]
            columns.setdefault(name, []).append(Column(series.labels, over))
    return columns


def _newest(there: float | None, at: float, within: float) -> float | None:
    """A time that is as good as that of the newest sample, where only the limit of its age was asked for."""
    if there is None:
        return None
    return at if there > 0 else at - within - 1.0
