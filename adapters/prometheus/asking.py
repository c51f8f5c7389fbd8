"""Requests of any method on their way to the pipelines of their sources, and the outcomes back."""

from __future__ import annotations

import asyncio
import copy
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeVar

from adapters.alertmanager import AlertLine, Told
from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.bulkheads import OLDEST, Bulkheads, Held
from adapters.prometheus.capabilities import Capabilities
from adapters.prometheus.envelope import Answer
from adapters.prometheus.grids import Moments, merge
from adapters.prometheus.lines import Lines
from adapters.prometheus.loop_thread import ClosedError
from adapters.prometheus.pipeline import Outcome, Pipeline
from adapters.prometheus.plan import Request
from adapters.prometheus.splitting import Answered, Ask, Splits
from adapters.prometheus.traffic_gate import Priority
from adapters.prometheus.transport import Span
from adapters.prometheus.vitals import VitalSigns
from hierarchy.evidence.readings import CLOCKS_DIFFER, SourceState, SourceStatus, Trouble
from hierarchy.model import SourceConfig

MAX_POINTS = 11_000  # Prometheus refuses longer ranges
ASKED_AT_ONCE = 8
MOST_AT_ONCE = (
    16  # requests of one plan before the gate: its queue is everyone's, and a deadline counts there
)
L = TypeVar("L")
T = TypeVar("T")


class Manner(NamedTuple):
    """How something is asked: before what else, and for how many seconds its answer serves others."""

    priority: Priority = Priority.VISIBLE
    fresh: float = 0.0


PipelineAsk = Callable[[Pipeline, str, Manner], Coroutine[Any, Any, Outcome]]


class Asking:
    """Asks the sources of one model; the caller waits. Raises ClosedError where `lines` have ended.

    Safe in several threads. Everyone who has one closes it; what others share goes on for them.
    """

    def __init__(
        self, configs: Mapping[str, SourceConfig], lines: Lines, splits: Splits, fresh: float = 0.0
    ) -> None:
        """`fresh` is for how many seconds an answer serves whoever asks the same."""
        self._manner = Manner(fresh=fresh)
        self.lines = lines
        self.splits = splits
        self.configs = configs
        taken = lines.take(configs.values())
        self._pipelines = {name: line for name, line in taken.items() if isinstance(line, Pipeline)}
        self._alerting = {name: line for name, line in taken.items() if isinstance(line, AlertLine)}
        self._closed = threading.Event()
        self.bulkheads = Bulkheads(MOST_AT_ONCE, oldest=max(OLDEST, 2 * fresh))

    def ranked(self, priority: Priority) -> Asking:
        """The same, which asks before and after what else `priority` says; closed with this one."""
        other = copy.copy(self)
        other._manner = self._manner._replace(priority=priority)
        return other

    def vitals(self) -> Mapping[str, VitalSigns]:
        """What happens on the way to every source, by its name."""
        lines: Mapping[str, Pipeline | AlertLine] = {**self._pipelines, **self._alerting}
        return {name: line.vitals.signs() for name, line in lines.items()}

    def instants(self, plan: Sequence[Request], at: float) -> Answered:
        """The answers as of Unix time `at`; a chunk with an ambiguous node comes back in parts."""
        return self._run(plan, self._apart(plan, lambda request: self._one(request, instant(at))))

    def swept(self, plan: Sequence[Request], at: float) -> tuple[Answered, Held]:
        """The same for a sweep: one source that hangs does not keep the others waiting. Beside it what came
        too late for an earlier sweep, where there is nothing newer."""
        held: Held = []

        async def settle(request: Request) -> Answered:
            def ask(one: Request) -> Coroutine[Any, Any, Outcome]:
                return self._one(one, instant(at))

            return await self.splits.settle(request, await ask(request), ask)

        async def each() -> Answered:
            answered, late = await self.bulkheads.gather(self.splits.expand(plan), settle, at)
            held.extend(late)
            return answered

        return self._run(plan, each()), held

    def ranges(self, plan: Sequence[Request], moments: Moments) -> Answered:
        """The same at every one of the moments, in as many pieces as servers demand."""
        spans = windows(moments)
        return self._run(plan, self._apart(plan, lambda request: self._stretch(request, spans)))

    def together(self, requests: Sequence[Request], ask: PipelineAsk) -> Answered:
        """Every request once and as it is, in order."""
        return self._run(requests, self._all(requests, ask)) if requests else []

    def aside(self, requests: Sequence[Request], at: float) -> Answered:
        """The same as of Unix time `at` for what is not needed: that it fails says nothing about a source."""
        return self.together(requests, partial(_aside, at))

    def in_turn(self, requests: Sequence[Request], at: float) -> Answered:
        """The same a few at a time, so that none runs into its deadline while it waits for the others."""

        async def each() -> Answered:
            found: Answered = []
            for i in range(0, len(requests), ASKED_AT_ONCE):
                found += await self._all(requests[i : i + ASKED_AT_ONCE], instant(at))
            return found

        return self._run(requests, each())

    @property
    def alerting(self) -> tuple[str, ...]:
        """The names of the Alertmanagers."""
        return tuple(self._alerting)

    def alerts(self, only: str | None = None) -> Mapping[str, Told]:
        """What every Alertmanager (`only` this one) tells, or why it does not, by the name of the source."""
        lines = {name: line for name, line in self._alerting.items() if only in (None, name)}
        return self._each(lines, lambda line: line.alerts())

    def abouts(self) -> Mapping[str, Capabilities | SourceFailure]:
        """What every Prometheus is and has beside answers to queries, by the name of the source."""
        return self._each(self._pipelines, lambda line: line.about())

    def _each(
        self, lines: Mapping[str, L], ask: Callable[[L], Awaitable[T | SourceFailure]]
    ) -> Mapping[str, T | SourceFailure]:
        async def all_of_them() -> list[T | SourceFailure]:
            return await asyncio.gather(*map(ask, lines.values()))

        closed = SourceFailure(FailureKind.REFUSED, "the source has been closed")
        if not lines or self._closed.is_set():
            return dict.fromkeys(lines, closed)
        try:
            return dict(zip(lines, self.lines.run(all_of_them()), strict=True))
        except ClosedError:
            return dict.fromkeys(lines, closed)

    def epoch(self) -> int:
        """Another number whenever a Prometheus began anew or another one answers in its place."""
        return sum(line.identity.epoch for line in self._pipelines.values())

    def samples(self, queries: Sequence[tuple[str, str]], at: float) -> list[int | None]:
        """How many samples (source, query) pairs touch as of Unix time `at`, a few asked at a time; None
        where nobody tells."""

        async def each() -> list[int | None]:
            found: list[int | None] = []
            for i in range(0, len(queries), ASKED_AT_ONCE):
                lines = (
                    (self._pipelines.get(source), query) for source, query in queries[i : i + ASKED_AT_ONCE]
                )
                found += await asyncio.gather(*(_samples(line, query, at) for line, query in lines))
            return found

        try:
            return self.lines.run(each())
        except ClosedError:
            return [None] * len(queries)

    def statuses(self, answered: Answered, now: float) -> dict[str, SourceStatus]:
        """How each source that was asked is doing, as of Unix time `now`."""
        by_source: dict[str, list[Outcome]] = {}
        for request, outcome in answered:
            if request.source in self._pipelines and not request.refused:
                by_source.setdefault(request.source, []).append(outcome)
        return {name: _status(outcomes, now) for name, outcomes in by_source.items()}

    def close(self) -> None:
        """Give back what is shared; idempotent."""
        if not self._closed.is_set():
            self._closed.set()
            self.lines.give_back(self.configs.values())

    def _run(self, plan: Iterable[Request], work: Coroutine[Any, Any, Answered]) -> Answered:
        try:
            if self._closed.is_set():
                work.close()
                raise ClosedError
            return self.lines.run(work)
        except ClosedError:
            closed = SourceFailure(FailureKind.REFUSED, "the source has been closed")
            return [(request, closed) for request in plan]

    async def _apart(self, plan: Sequence[Request], ask: Ask) -> Answered:
        requests = self.splits.expand(plan)
        outcomes = await _gathered(requests, ask)
        settled: Answered = []
        for request, outcome in zip(requests, outcomes, strict=True):
            settled += await self.splits.settle(request, outcome, ask)
        return settled

    async def _all(self, requests: Sequence[Request], ask: PipelineAsk) -> Answered:
        outcomes = await _gathered(requests, lambda request: self._one(request, ask))
        return list(zip(requests, outcomes, strict=True))

    async def _stretch(self, request: Request, spans: Sequence[Span]) -> Outcome:
        parts = [await self._one(request, over(span)) for span in spans]
        return parts[0] if len(parts) == 1 else merge(parts)

    async def _one(self, request: Request, ask: PipelineAsk) -> Outcome:
        if request.refused:
            return SourceFailure(FailureKind.BAD_QUERY, request.refused)
        pipeline = self._pipelines.get(request.source)
        if pipeline is None:
            message = f"'{request.source}' is not a Prometheus source of this hierarchy"
            return SourceFailure(FailureKind.BAD_QUERY, message)
        return await ask(pipeline, request.query, self._manner)


async def _gathered(requests: Sequence[Request], ask: Ask) -> list[Outcome]:
    """The outcomes in order, some asked at a time."""
    if len(requests) <= MOST_AT_ONCE:
        return await asyncio.gather(*(ask(request) for request in requests))
    room = asyncio.Semaphore(MOST_AT_ONCE)

    async def one(request: Request) -> Outcome:
        async with room:
            return await ask(request)

    return await asyncio.gather(*(one(request) for request in requests))


async def _samples(line: Pipeline | None, query: str, at: float) -> int | None:
    return None if line is None else await line.samples(query, at)


def instant(at: float) -> PipelineAsk:
    """Asks as of Unix time `at`."""
    return partial(_at, at)


def over(span: Span) -> PipelineAsk:
    """Asks for a range."""
    return partial(_over_span, span)


def windows(moments: Moments) -> list[Span]:
    """The moments in spans of at most MAX_POINTS."""
    starts = range(0, moments.count, MAX_POINTS)
    return [Span(moments[i], moments[min(i + MAX_POINTS, moments.count) - 1], moments.step) for i in starts]


async def _at(at: float, pipeline: Pipeline, query: str, manner: Manner) -> Outcome:
    return await pipeline.ask(query, at, manner.priority, manner.fresh)


async def _aside(at: float, pipeline: Pipeline, query: str, manner: Manner) -> Outcome:
    return await pipeline.ask(query, at, Priority.REFERENCE, manner.fresh, counts=False)


async def _over_span(span: Span, pipeline: Pipeline, query: str, manner: Manner) -> Outcome:
    return await pipeline.ask_range(query, span, manner.priority, manner.fresh)


def _status(outcomes: Sequence[Outcome], now: float) -> SourceStatus:
    """Unreachable when nothing usable was answered, partial when something is missing, warned about, or
    when everything was refused; stale when its clock does not agree with ours."""
    answers = [outcome for outcome in outcomes if isinstance(outcome, Answer)]
    failures = [outcome for outcome in outcomes if isinstance(outcome, SourceFailure)]
    gone = [failure for failure in failures if failure.is_unreachable]
    # What is wrong with single queries is said where they are shown, unless there is nothing else.
    worst = next((one for one in gone or failures if one.hint), next(iter(gone or failures), None))
    error, hint = ("", "") if worst is None else (worst.message, worst.hint)
    if not answers and worst is not None:
        trouble = _trouble(worst)
        state = SourceState.PARTIAL if trouble is Trouble.REFUSING else SourceState.UNREACHABLE
        return SourceStatus(state, None, (), error, hint, trouble)
    warnings = tuple(dict.fromkeys(text for answer in answers for text in answer.warnings))
    ahead = max((answer.ahead for answer in answers), key=abs, default=0.0)
    ahead = ahead if abs(ahead) > CLOCKS_DIFFER else 0.0
    state = SourceState.STALE if ahead else SourceState.LIVE
    state = SourceState.PARTIAL if warnings or gone else state
    # A kept answer does not make a source heard later than it was.
    heard = max((answer.at or now for answer in answers), default=now)
    return SourceStatus(state, heard, warnings, error, hint, None, ahead)


def _trouble(failure: SourceFailure) -> Trouble:
    if not failure.is_unreachable:
        return Trouble.REFUSING
    return Trouble.AWAY if failure.kind in (FailureKind.REFUSED, FailureKind.TIMEOUT) else Trouble.UNUSABLE
