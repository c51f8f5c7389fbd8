"""All Prometheus sources of a model as one `Source`; a dead one touches only its own signals."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Coroutine, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.envelope import Answer
from adapters.prometheus.grids import Finding, Findings, Moments, find, merge
from adapters.prometheus.intervals import Intervals
from adapters.prometheus.judging import judge, max_age
from adapters.prometheus.lines import Lines
from adapters.prometheus.loop_thread import ClosedError
from adapters.prometheus.pipeline import Outcome, Pipeline
from adapters.prometheus.plan import AGES, INTERVALS, VALUES, Request, Role, build_plan
from adapters.prometheus.plans import Plans
from adapters.prometheus.search_batches import batched
from adapters.prometheus.searches import Asked, found_over, number_at, searches_of
from adapters.prometheus.splitting import Answered, Ask, Splits
from adapters.prometheus.transport import Span
from hierarchy.evidence.breakdowns import Breakdown, Split, SpreadSeries
from hierarchy.evidence.changes import Changes
from hierarchy.evidence.readings import Reading, Series, SourceState, SourceStatus, Sweep, Trust
from hierarchy.members import Found
from hierarchy.model import Model, SignalKey

PipelineAsk = Callable[[Pipeline, str], Coroutine[Any, Any, Outcome]]
MAX_POINTS = 11_000  # Prometheus refuses longer ranges
ASKED_AT_ONCE = 8
_NOTED = (Trust.AMBIGUOUS, Trust.PARTIAL)  # said of a whole series when true of one of its moments


class PrometheusSource:
    """Reads every signal of a model. Safe to call from several threads; see `adapters.source.Source`.

    `now` gives Unix seconds, `monotonic` seconds of a clock that never jumps.
    """

    def __init__(
        self,
        model: Model,
        *,
        now: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._now = now
        self._monotonic = monotonic
        self._set_up(model, Lines(monotonic))
        self._intervals = Intervals(self._plans.of(INTERVALS), monotonic)
        self._splits = Splits(monotonic)

    def _set_up(self, model: Model, lines: Lines) -> None:
        self._model = model
        self._plans = Plans(model)
        self._signals = model.asked()
        self._searches = searches_of(model)
        self._recalled: set[str] = set()
        self._lines = lines
        self._pipelines = lines.take(model.sources.values())
        self._closed = False

    def renewed(self, model: Model) -> PrometheusSource:
        """A source for a changed model: connections, limits and the breaker of every server whose
        configuration did not change are shared, and so is what was learnt of how often samples come.

        Both work on; closing either does not hurt the other.
        """
        fresh = PrometheusSource.__new__(PrometheusSource)
        fresh._now, fresh._monotonic = self._now, self._monotonic
        try:
            fresh._set_up(model, self._lines)
        except ClosedError:
            fresh._set_up(model, Lines(self._monotonic))
        newcomers = [key for key in fresh._signals if key not in self._signals]
        fresh._intervals = self._intervals.renewed(
            fresh._plans.of(INTERVALS), build_plan(model, newcomers, INTERVALS)
        )
        fresh._splits = self._splits
        same = {name for name, search in fresh._searches.items() if search == self._searches.get(name)}
        fresh._recalled = self._recalled & same
        return fresh

    def members(self, at: float) -> Mapping[str, Found]:
        """Who is there of every node with `each` as of `at`; one query for what differs in labels only.

        Without `expect` the first answer has the most that were there within the hour before.
        """
        moments = Moments(at, 1.0, 1)
        found = {name: one[0] for name, one in self._searched(partial(_at, at), moments).items()}
        recalled = {
            name: search.lately
            for name, search in self._searches.items()
            if search.lately is not None and name not in self._recalled and not found[name].failure
        }
        answers = self._answers(recalled.values(), partial(_at, at)) if recalled else {}
        for name, asked in recalled.items():
            if isinstance(answers[asked], Answer):
                self._recalled.add(name)
                found[name] = replace(found[name], expected=number_at(answers[asked]))
        return found

    def capture_members(self, start: float, end: float, step: float) -> Mapping[str, list[Found]]:
        """What `members` would have found at each moment of [start, end]: one entry per moment."""
        moments = Moments.over(start, end, step)
        windows = _windows(moments)
        if len(windows) > 1:
            parts = [self.capture_members(w.start, w.end, step) for w in windows]
            return {name: [one for part in parts for one in part[name]] for name in self._searches}
        return self._searched(partial(_over_span, windows[0]), moments)

    def _searched(self, ask: PipelineAsk, moments: Moments) -> Mapping[str, list[Found]]:
        answers = self._answers([one for search in self._searches.values() for one in search.asked], ask)
        return {
            name: found_over([answers[one] for one in search.asked], moments)
            for name, search in self._searches.items()
        }

    def _answers(self, asked: Iterable[Asked], ask: PipelineAsk) -> Mapping[Asked, Outcome]:
        """What each of these gave; those that differ in labels only are asked together."""
        batches = batched(asked)
        requests = [batch.request for batch in batches]
        answered = self._run(requests, self._all(requests, ask)) if requests else []
        shares = (batch.shares(outcome) for batch, (_, outcome) in zip(batches, answered, strict=True))
        return {one: outcome for share in shares for one, outcome in share.items()}

    async def _all(self, requests: Sequence[Request], ask: PipelineAsk) -> Answered:
        outcomes = await asyncio.gather(*(self._one(request, ask) for request in requests))
        return list(zip(requests, outcomes, strict=True))

    def sweep(self, at: float) -> Sweep:
        """One reading for every signal as of `at`; one query per template and chunk, plus ages.

        Members that departed are asked for only as of a time at which one of them was there.
        """
        plan = (*self._plans.at(at), *self._intervals.due())
        answered = self._run(plan, self._instants(plan, at))
        swept = [(request, outcome) for request, outcome in answered if request.roles - INTERVALS]
        self._intervals.learn([(r, o) for r, o in answered if r.roles <= INTERVALS])
        findings = find(swept, Moments(at, 1.0, 1))
        readings = {key: self._reading(key, found, 0, at) for key, found in findings.items()}
        return Sweep(at, readings, self._statuses(swept))

    def series(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        """Values over [start, end], batched as in a sweep, ages beside them: a rate that outlives its
        target at some moment is a gap there."""
        self._learn_intervals(end)
        moments = Moments.over(start, end, step)
        times = tuple(moments[i] for i in range(moments.count))
        findings = self._over(build_plan(self._model, keys, (VALUES - {Role.CAPACITY}) | AGES), moments)
        nothing = Series(times, (None,) * moments.count, Trust.ERROR, "no such signal")
        return {
            key: _series(times, self._readings(key, findings[key], moments)) if key in findings else nothing
            for key in keys
        }

    def capture(
        self, keys: Collection[SignalKey] | None, start: float, end: float, step: float
    ) -> Mapping[SignalKey, list[Reading]]:
        """What a sweep would have read at each moment of [start, end]: one reading per moment."""
        self._learn_intervals(end)
        moments = Moments.over(start, end, step)
        findings = self._over(build_plan(self._model, keys, VALUES | AGES), moments)
        return {key: self._readings(key, found, moments) for key, found in findings.items()}

    def breakdowns(self, splits: Sequence[Split], at: float) -> Mapping[Split, Breakdown]:
        """Every signal split by its label as of Unix time `at`; see `adapters.source.Source`."""
        return {split: Breakdown(split.label, {}, Trust.ABSENT, "not asked") for split in splits}

    def spread_series(
        self, splits: Sequence[Split], start: float, end: float, step: float
    ) -> Mapping[Split, SpreadSeries]:
        """Minimum, median and maximum over the label's values over [start, end]."""
        moments = Moments.over(start, end, step)
        times, nothing = tuple(moments[i] for i in range(moments.count)), (None,) * moments.count
        return {split: SpreadSeries(times, nothing, nothing, nothing) for split in splits}

    def changes(self, start: float, end: float) -> Changes:
        """What the rules of the model and the alerts of its sources saw in [start, end]."""
        return Changes()

    def ask(self, queries: Sequence[tuple[str, str]], at: float) -> list[Outcome]:
        """Answers to (source, query) pairs as of Unix time `at`, in order; for checks, not for pictures.

        They take their turn among everything else that this source is asked, a few at a time, so that
        none runs into its deadline while it waits for the others."""
        requests = [Request(source, query, (), {}) for source, query in queries]

        async def each() -> Answered:
            found: Answered = []
            for i in range(0, len(requests), ASKED_AT_ONCE):
                some = requests[i : i + ASKED_AT_ONCE]
                outcomes = await asyncio.gather(*(self._one(r, partial(_at, at)) for r in some))
                found += zip(some, outcomes, strict=True)
            return found

        return [outcome for _, outcome in self._run(requests, each())]

    def close(self) -> None:
        """End what is under way, drop connections, stop the thread; idempotent.

        What a renewed source shares with this one goes on for it.
        """
        if not self._closed:
            self._closed = True
            self._lines.give_back(self._model.sources.values())

    def _learn_intervals(self, at: float) -> None:
        """How often samples come, where no sweep has told yet."""
        if not self._intervals.is_learned:
            plan = self._intervals.due()
            self._intervals.learn(self._run(plan, self._instants(plan, at)))

    def _readings(self, key: SignalKey, found: Sequence[Finding], moments: Moments) -> list[Reading]:
        return [self._reading(key, found, i, moments[i]) for i in range(moments.count)]

    def _reading(self, key: SignalKey, found: Sequence[Finding], index: int, at: float) -> Reading:
        signal = self._signals[key]
        limit = signal.max_age or max_age(self._model.step, self._intervals.of(key))
        return judge(found, index, at, limit, signal.min_total)

    def _over(self, plan: Sequence[Request], moments: Moments) -> Findings:
        return find(self._run(plan, self._ranges(plan, moments)), moments)

    def _run(self, plan: Sequence[Request], work: Coroutine[Any, Any, Answered]) -> Answered:
        try:
            if self._closed:
                work.close()
                raise ClosedError
            return self._lines.run(work)
        except ClosedError:
            closed = SourceFailure(FailureKind.REFUSED, "the source has been closed")
            return [(request, closed) for request in plan]

    async def _instants(self, plan: Sequence[Request], at: float) -> Answered:
        return await self._asked(plan, lambda request: self._one(request, partial(_at, at)))

    async def _ranges(self, plan: Sequence[Request], moments: Moments) -> Answered:
        windows = _windows(moments)
        return await self._asked(plan, lambda request: self._stretch(request, windows))

    async def _asked(self, plan: Sequence[Request], ask: Ask) -> Answered:
        requests = self._splits.expand(plan)
        outcomes = await asyncio.gather(*(ask(request) for request in requests))
        settled: Answered = []
        for request, outcome in zip(requests, outcomes, strict=True):
            settled += await self._splits.settle(request, outcome, ask)
        return settled

    async def _stretch(self, request: Request, windows: Sequence[Span]) -> Outcome:
        parts = [await self._one(request, partial(_over_span, span)) for span in windows]
        return parts[0] if len(parts) == 1 else merge(parts)

    async def _one(self, request: Request, ask: PipelineAsk) -> Outcome:
        if request.refused:
            return SourceFailure(FailureKind.BAD_QUERY, request.refused)
        pipeline = self._pipelines.get(request.source)
        if pipeline is None:
            message = f"'{request.source}' is not a Prometheus source of this hierarchy"
            return SourceFailure(FailureKind.BAD_QUERY, message)
        return await ask(pipeline, request.query)

    def _statuses(self, answered: Answered) -> dict[str, SourceStatus]:
        by_source: dict[str, list[Outcome]] = {}
        for request, outcome in answered:
            if request.source in self._pipelines and not request.refused:
                by_source.setdefault(request.source, []).append(outcome)
        return {name: _status(outcomes, self._now()) for name, outcomes in by_source.items()}


async def _at(at: float, pipeline: Pipeline, query: str) -> Outcome:
    return await pipeline.ask(query, at)


async def _over_span(span: Span, pipeline: Pipeline, query: str) -> Outcome:
    return await pipeline.ask_range(query, span)


def _status(outcomes: Sequence[Outcome], now: float) -> SourceStatus:
    """Unreachable when nothing was answered, partial when something is missing or warned about."""
    answers = [outcome for outcome in outcomes if isinstance(outcome, Answer)]
    failures = [outcome for outcome in outcomes if isinstance(outcome, SourceFailure)]
    warnings = tuple(dict.fromkeys(text for answer in answers for text in answer.warnings))
    gone = [failure for failure in failures if failure.is_unreachable]
    heard = len(gone) < len(outcomes)
    error = (gone or failures)[0].message if failures else ""
    state = SourceState.PARTIAL if warnings or gone else SourceState.LIVE
    return SourceStatus(state if heard else SourceState.UNREACHABLE, now if heard else None, warnings, error)


def _series(times: tuple[float, ...], readings: Sequence[Reading]) -> Series:
    values = tuple(reading.value if reading.is_believed else None for reading in readings)
    if all(value is None for value in values):
        return Series(times, values, readings[-1].trust, readings[-1].detail)
    noted = next((r for trust in _NOTED for r in readings if r.trust is trust), None)
    return Series(times, values, *((noted.trust, noted.detail) if noted else (Trust.LIVE, "")))


def _windows(moments: Moments) -> list[Span]:
    """The moments in spans of at most MAX_POINTS."""
    starts = range(0, moments.count, MAX_POINTS)
    return [Span(moments[i], moments[min(i + MAX_POINTS, moments.count) - 1], moments.step) for i in starts]
