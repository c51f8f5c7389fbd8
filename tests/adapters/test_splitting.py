"""What has been taken apart is remembered for a while, and not without end."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.envelope import Answer
from adapters.prometheus.pipeline import Outcome
from adapters.prometheus.plan import Request, build_plan
from adapters.prometheus.roles import Role
from adapters.prometheus.splitting import MOST, REMEMBER_SECONDS, Splits
from hierarchy.levels import Level
from hierarchy.model import Model, Node, Signal
from hierarchy.queries import Matcher

AMBIGUOUS = SourceFailure(FailureKind.AMBIGUOUS, "several series match")


class Clock:
    """Seconds set by the test."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def request(number: int) -> Request:
    """A request for two nodes, different from that of any other number."""
    signals = {
        name: Signal("s", "S", query=f"m{number}{{$match}}", match=(Matcher("job", name),)) for name in "ab"
    }
    nodes = {name: Node(name, Level.PHYSICAL_FORM, name, signals=(one,)) for name, one in signals.items()}
    return build_plan(Model("1", "Shop", nodes), roles=[Role.VALUE])[0]


async def answer(_: Request) -> Outcome:
    """Each part by itself is answered."""
    return Answer((), ())


def settle(splits: Splits, one: Request) -> None:
    """The whole is refused as ambiguous, its parts are answered."""
    asyncio.run(_settle(splits, one))


async def _settle(splits: Splits, one: Request) -> None:
    await splits.settle(one, AMBIGUOUS, answer)


def test_parts_are_asked_instead_of_the_whole_until_their_time_is_over() -> None:
    """After it the whole is tried again."""
    clock = Clock()
    splits, one = Splits(clock), request(0)
    settle(splits, one)
    assert len(splits.expand([one])) == 2
    clock.now = REMEMBER_SECONDS
    assert splits.expand([one]) == (one,)


def test_no_more_than_so_many_requests_are_remembered_and_expired_ones_go_first() -> None:
    """The newest are kept, however many differ from each other."""
    clock = Clock()
    splits = Splits(clock)
    first = request(0)
    settle(splits, first)
    others = [replace(first, query=f"{first.query} + {i}") for i in range(MOST)]
    for other in others[:-1]:
        settle(splits, other)
    assert len(splits) == MOST
    settle(splits, others[-1])
    assert len(splits) == MOST
    assert splits.expand([first]) == (first,)
    assert len(splits.expand([others[0], others[-1]])) == 4
    clock.now = REMEMBER_SECONDS
    settle(splits, first)
    assert len(splits) == 1
