"""Requests that are refused as a whole and answered in parts.

One node with two series where one is expected must not blind the others of its chunk: Prometheus refuses
such a whole query (a join of many to many), so the chunk is halved until the node stands alone. What is
too much at once is halved once, never down to single nodes. The parts are remembered for a while.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.coarsening import is_too_much
from adapters.prometheus.pipeline import Outcome
from adapters.prometheus.plan import Request, for_nodes

BUDGET = 32  # additional queries that taking one chunk apart may cost
REMEMBER_SECONDS = 600.0
MOST = 256  # requests remembered in parts

Answered = list[tuple[Request, Outcome]]
Ask = Callable[[Request], Awaitable[Outcome]]


class _Parts(NamedTuple):
    until: float
    parts: tuple[Request, ...]
    again: bool  # whether the parts may be halved in their turn


class Splits:
    """Which requests are asked in parts, and which parts."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._parts: dict[tuple[str, str], _Parts] = {}

    def __len__(self) -> int:
        """How many requests are remembered in parts, expired ones included."""
        return len(self._parts)

    def expand(self, plan: Sequence[Request]) -> tuple[Request, ...]:
        """The plan with the parts of what has been taken apart in place of the whole."""
        now = self._monotonic()
        expanded: list[Request] = []
        for request in plan:
            until, parts, _ = self._parts.get((request.source, request.query), (0.0, (), True))
            expanded += parts if until > now and _covers(parts, request) else (request,)
        return tuple(expanded)

    async def settle(self, request: Request, outcome: Outcome, ask: Ask) -> Answered:
        """The answer to a request, by parts where the whole was refused as ambiguous."""
        if len(request.targets) < 2:
            return [(request, outcome)]
        if _is_ambiguous(outcome):
            return await self._taken_apart(request, outcome, ask)
        halves = _halves(request) if _is_heavy(outcome) or _is_slow(outcome) else ()
        if not halves or (request.source, request.query) in self._halved():
            return [(request, outcome)]
        self._remember(request, halves, again=False)
        if _is_slow(outcome):  # from the next time on: now it has enough to do
            return [(request, outcome)]
        return [(half, await ask(half)) for half in halves]

    async def _taken_apart(self, request: Request, outcome: Outcome, ask: Ask) -> Answered:
        settled: Answered = []
        waiting = [(request, outcome)]
        budget = BUDGET
        while waiting:
            whole, failed = waiting.pop()
            halves = _halves(whole) if budget >= 2 and _is_ambiguous(failed) else ()
            if not halves:
                settled.append((whole, failed))
                continue
            budget -= len(halves)
            waiting += [(half, await ask(half)) for half in halves]
        self._remember(request, tuple(part for part, _ in settled), again=True)
        return settled

    def _halved(self) -> set[tuple[str, str]]:
        """The parts that are not halved any more."""
        now = self._monotonic()
        kept = (one for one in self._parts.values() if one.until > now and not one.again)
        return {(part.source, part.query) for one in kept for part in one.parts}

    def _remember(self, request: Request, parts: tuple[Request, ...], *, again: bool) -> None:
        """For a while, and no more than MOST of them: queries of other keys and models come and go."""
        now = self._monotonic()
        kept = {name: one for name, one in self._parts.items() if one.until > now}
        kept.pop((request.source, request.query), None)
        kept[request.source, request.query] = _Parts(now + REMEMBER_SECONDS, parts, again)
        for oldest in list(kept)[: max(0, len(kept) - MOST)]:
            del kept[oldest]
        self._parts = kept


def _is_heavy(outcome: Outcome) -> bool:
    """Whether a query was refused for its size, by the source or by us."""
    return is_too_much(outcome) or (
        isinstance(outcome, SourceFailure) and outcome.kind is FailureKind.TOO_LARGE
    )


def _is_slow(outcome: Outcome) -> bool:
    """Whether the source gave up on the evaluation of this very query."""
    if not isinstance(outcome, SourceFailure) or outcome.kind is not FailureKind.OVERLOADED:
        return False
    return "expression evaluation" in outcome.message


def _is_ambiguous(outcome: Outcome) -> bool:
    return isinstance(outcome, SourceFailure) and outcome.kind is FailureKind.AMBIGUOUS


def _halves(request: Request) -> tuple[Request, ...]:
    nodes = list(request.targets)
    if len(nodes) < 2 or not request.template:
        return ()
    middle = len(nodes) // 2
    halves = (for_nodes(request, nodes[:middle]), for_nodes(request, nodes[middle:]))
    return tuple(half for half in halves if half is not None) if None not in halves else ()


def _covers(parts: Sequence[Request], request: Request) -> bool:
    """Whether the parts answer exactly what the request answers: plans of other keys share queries."""
    targets = {values: found for part in parts for values, found in part.targets.items()}
    return targets == dict(request.targets)
