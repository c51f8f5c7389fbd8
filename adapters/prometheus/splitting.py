"""One node with two series where one is expected must not blind the others of its chunk.

Prometheus refuses such a whole query (a join of many to many), so the chunk is halved until the node
stands alone, and the parts are remembered for a while.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.pipeline import Outcome
from adapters.prometheus.plan import Request, for_nodes

BUDGET = 32  # additional queries that taking one chunk apart may cost
REMEMBER_SECONDS = 600.0
MOST = 256  # requests remembered in parts

Answered = list[tuple[Request, Outcome]]
Ask = Callable[[Request], Awaitable[Outcome]]


class Splits:
    """Which requests are asked in parts, and which parts."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._parts: dict[tuple[str, str], tuple[float, tuple[Request, ...]]] = {}

    def __len__(self) -> int:
        """How many requests are remembered in parts, expired ones included."""
        return len(self._parts)

    def expand(self, plan: Sequence[Request]) -> tuple[Request, ...]:
        """The plan with the parts of what has been taken apart in place of the whole."""
        now = self._monotonic()
        expanded: list[Request] = []
        for request in plan:
            until, parts = self._parts.get((request.source, request.query), (0.0, ()))
            expanded += parts if until > now and _covers(parts, request) else (request,)
        return tuple(expanded)

    async def settle(self, request: Request, outcome: Outcome, ask: Ask) -> Answered:
        """The answer to a request, by parts where the whole was refused as ambiguous."""
        if not _is_ambiguous(outcome) or len(request.targets) < 2:
            return [(request, outcome)]
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
        self._remember(request, tuple(part for part, _ in settled))
        return settled

    def _remember(self, request: Request, parts: tuple[Request, ...]) -> None:
        """For a while, and no more than MOST of them: queries of other keys and models come and go."""
        now = self._monotonic()
        kept = {name: one for name, one in self._parts.items() if one[0] > now}
        kept.pop((request.source, request.query), None)
        kept[request.source, request.query] = (now + REMEMBER_SECONDS, parts)
        for oldest in list(kept)[: max(0, len(kept) - MOST)]:
            del kept[oldest]
        self._parts = kept


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
