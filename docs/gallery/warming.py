"""Has everything read that a place shows, before its page is written: what came a moment later would be
missing in one gallery and be there in the next."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from hierarchy.evidence.health import Health
from hierarchy.evidence.readings import SourceState
from hierarchy.model import SignalKey
from navigator.flights import Traffic
from navigator.screen.moments import known
from navigator.screen.sparklines import sparks_json
from navigator.screen.surroundings import FINE_POINTS, window_of
from navigator.screen.url_state import Place, decode
from navigator.screen.whereabouts import settle
from navigator.services import Services

ALL_SIGNALS = 120  # nodes up to which every series is kept and not only those on stage
WITHIN = 120.0  # seconds for all that is read in the background
PAUSE = 0.02

_Answer = TypeVar("_Answer")


class NotReadyError(Exception):
    """Something was still being read when nobody could wait for it any longer."""


def patiently(ask: Callable[[], _Answer], enough: Callable[[_Answer], bool], what: str) -> _Answer:
    """Asks again until the answer is enough; raises NotReadyError."""
    until = time.monotonic() + WITHIN
    while True:
        found = ask()
        if enough(found):
            return found
        if time.monotonic() > until:
            raise NotReadyError(f"{what} was not read within {WITHIN:.0f} s")
        time.sleep(PAUSE)


def traffic_of(services: Services) -> Traffic:
    """What came of all that is read for what people look at, and what is under way of it."""
    desks = (services.references, services.breakdowns, services.changes, services.cues, services.what_if)
    return sum((desk.traffic for desk in desks), Traffic(0, 0))


def warm(services: Services, query: str) -> None:
    """The moment of a place, the history of its window and, in a small model, every line of it.

    Domains only grow, and so far as they have to: here each takes in all that is known in one go.
    """
    place, health = _looked_at(services, query)
    end = place.to or place.at or health.at
    if not _is_blind(health):
        window = (end - place.seconds, end)
        patiently(lambda: services.poller.ensure_window(*window), bool, "the history")
    if len(services.model.nodes) <= ALL_SIGNALS:
        shown = [(node.id, signal.id) for node in services.model.nodes.values() for signal in node.shown]
        warm_lines(services, query, [SignalKey(*key) for key in shown])


def warm_lines(services: Services, query: str, keys: Sequence[SignalKey]) -> None:
    """The lines of some signals in the window of a place, with what is usual of each."""
    place, health = _looked_at(services, query)
    window = window_of(services, health, place, FINE_POINTS)
    services.series.get(keys, window, WITHIN)
    services.references.band(keys, window, WITHIN)
    sparks_json(services, {str(key): key for key in keys}, window)


def _looked_at(services: Services, query: str) -> tuple[Place, Health]:
    place, _ = settle(services, decode(query, services.clock.now())[0])
    health = patiently(lambda: known(services, place), lambda found: found is not None, query)
    assert health is not None
    return place, health


def _is_blind(health: Health) -> bool:
    return any(status.state is SourceState.UNREACHABLE for status in health.sources.values())
