"""A sweep reads several sources, and one that hangs must not keep the others waiting.

What comes after the sweep has gone on is no loss: the next sweep takes it where nothing newer is there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.envelope import Answer
from adapters.prometheus.paces import Kept
from adapters.prometheus.plan import Request
from adapters.prometheus.splitting import Answered

PATIENCE = 2.0  # seconds that sources which have answered wait for the others
AGAIN_PATIENCE = 0.5  # the same for a source that was late the last time
OLDEST = 30.0  # seconds after which an answer that came late is not taken any more; longer where steps are

Held = list[tuple[Request, Kept]]
Settle = Callable[[Request], Awaitable[Answered]]


class Bulkheads:
    """Waits for the sources of one model. Used on the loop of the sources alone."""

    def __init__(
        self, at_once: int, patience: float = PATIENCE, again: float = AGAIN_PATIENCE, oldest: float = OLDEST
    ) -> None:
        """`at_once` requests of a source are under way together; times are in seconds."""
        self._oldest = oldest
        self._at_once = at_once
        self._patience = patience
        self._again = again
        self._late: set[str] = set()
        self._landed: dict[tuple[str, str], Kept] = {}
        self._tasks: set[asyncio.Task[Answered]] = set()

    async def gather(self, requests: Sequence[Request], settle: Settle, at: float) -> tuple[Answered, Held]:
        """What is answered as of `at` (Unix seconds), and what earlier questions brought to those that are
        late now. With one source there is nobody to wait for, and it is given all its time."""
        rooms = {request.source: asyncio.Semaphore(self._at_once) for request in requests}

        async def one(request: Request) -> Answered:
            async with rooms[request.source]:
                return await settle(request)

        tasks = [(request, asyncio.ensure_future(one(request))) for request in requests]
        by_source: dict[str, list[asyncio.Task[Answered]]] = {}
        for request, task in tasks:
            by_source.setdefault(request.source, []).append(task)
        try:
            await self._wait(by_source)
        except asyncio.CancelledError:
            for _, task in tasks:
                task.cancel()
            raise
        self._late = {name for name, some in by_source.items() if any(not one.done() for one in some)}
        answered: Answered = []
        held: Held = []
        for request, task in tasks:
            if task.done():
                answered += task.result()
                continue
            self._let_land(request, task, at)
            kept = self._landed.get((request.source, request.query))
            if kept is not None and 0 <= at - kept.at <= self._oldest:
                held.append((request, kept))
            else:
                answered.append((request, self._not_yet(request)))
        return answered, held

    async def _wait(self, by_source: dict[str, list[asyncio.Task[Answered]]]) -> None:
        """Until all are there, or the patience of those that have answered has come to its end. One that
        has failed, as all do at once that are known to be away, has nothing to be impatient for."""
        whole = {asyncio.ensure_future(asyncio.wait(some)): name for name, some in by_source.items()}
        waiting = set(whole)
        try:
            answered = False
            while waiting and not answered:
                done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                answered = any(_answers(by_source[whole[one]]) for one in done)
            quick = {one for one in waiting if whole[one] not in self._late}
            if quick:
                await asyncio.wait(quick, timeout=self._patience)
            elif waiting:
                await asyncio.wait(waiting, timeout=self._again)
        finally:
            for one in whole:
                one.cancel()  # the waiting, not what is waited for

    def _let_land(self, request: Request, task: asyncio.Task[Answered], at: float) -> None:
        """Keep what comes; a query that had to be taken apart is not put together again."""

        def landed(done: asyncio.Task[Answered]) -> None:
            self._tasks.discard(done)
            if done.cancelled() or done.exception() is not None:
                return
            match done.result():
                case [(_, Answer() as answer)] if not answer.warnings:
                    self._keep((request.source, request.query), Kept(at, answer))

        self._tasks.add(task)
        task.add_done_callback(landed)

    def _keep(self, name: tuple[str, str], kept: Kept) -> None:
        self._landed = {n: k for n, k in self._landed.items() if k.at >= kept.at - self._oldest}
        known = self._landed.get(name)
        if known is None or known.at <= kept.at:
            self._landed[name] = kept

    def _not_yet(self, request: Request) -> SourceFailure:
        seconds = self._patience
        words = f"'{request.source}' has not answered within {seconds:g} s, and others are not kept waiting"
        hint = "what it answers later is taken with the next sweep"
        return SourceFailure(FailureKind.TIMEOUT, words, hint)


def _answers(tasks: Sequence[asyncio.Task[Answered]]) -> bool:
    """Whether something that is of use came of them, all of which have ended."""
    found = (outcome for task in tasks if not task.cancelled() for _, outcome in task.result())
    return any(isinstance(outcome, Answer) for outcome in found)
