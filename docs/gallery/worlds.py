"""What the gallery looks at: recordings and made stories by name, each standing still."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from types import MappingProxyType

import hierarchy
from adapters.recording import RecordedSource
from benchmarks.generate import generate_model
from benchmarks.made_data import MadeSource
from docs.gallery.given import Given, Story
from docs.gallery.made_files import AT, FEWER, PODS, card_readings, card_states
from docs.gallery.shops import example_shop, two_regions
from docs.gallery.standing import AilingSource, GivenMutes, StillClock, desk_of
from docs.gallery.warming import patiently
from hierarchy.evidence.assumptions import Mute, MuteKind
from hierarchy.evidence.readings import SourceState, Trust
from hierarchy.members import Found
from hierarchy.model import Model
from navigator.clock import ReplayClock
from navigator.desk import Desk, ReloadStatus
from navigator.recorded_examples import find_example
from navigator.runtime import open_recording, with_recorded_members
from navigator.services import NoHierarchy, Services

SEED = 11
MOST_NODES = 2000
HOUR = 3600.0
REFUSED = "thanos.example refuses the query (422): the query would touch too many series"
BROKEN = """\
version: 1
title: Broken
nodes:
  buy: {level: functional-purpose, title: Buy, how: [orders, ordesr], colour: green}
  orders: {level: abstract-function, title: Orders, how: [buy]}
"""
MUTES: Mapping[str, Mute] = MappingProxyType(
    {
        "acknowledged": Mute(MuteKind.ACKNOWLEDGED, "AK", "Known, being mended", AT + HOUR),
        "maintenance": Mute(MuteKind.MAINTENANCE, "", "Its disks are being changed", AT + 2 * HOUR),
    }
)


@contextmanager
def world(name: str) -> Iterator[Desk]:
    """The desk of the world called `name`; nothing of it runs afterwards."""
    desk = WORLDS[name]()
    try:
        yield desk
    finally:
        desk.close()


def _recorded(name: str, *, live: bool = False, at: float | None = None, speed: float = 0.0) -> Services:
    """The incident called `name` where its demo opens; as if it were the present if `live`. A replay with
    a speed is said to go on and stands still all the same."""
    example = find_example(name)
    recording, model = open_recording(example.recording)
    whole = with_recorded_members(recording, model)
    begin = at or example.at or recording.start
    clock = StillClock(begin) if live else ReplayClock(begin, recording.end, speed, lambda: 0.0)
    return Services.build(whole, RecordedSource(recording, whole), clock)


def _running(services: Services) -> Desk:
    services.start()
    return Desk(services)


def _incident(name: str, *, live: bool = False, speed: float = 0.0) -> Desk:
    return _running(_recorded(name, live=live, speed=speed))


def _ended() -> Desk:
    recording, _ = open_recording(find_example("online-boutique").recording)
    return _running(_recorded("online-boutique", at=recording.end))


def _not_reloaded() -> Desk:
    """Somebody has written something into the files that cannot be loaded."""
    desk = _incident("online-boutique", live=True)
    problems = hierarchy.load_text({"hierarchy.yaml": BROKEN}, resolve_sources=False).problems
    desk.note(ReloadStatus(False, find_example("online-boutique").at or 0.0, problems))
    return desk


def _no_hierarchy() -> Desk:
    loaded = hierarchy.load_text({"hierarchy.yaml": BROKEN}, resolve_sources=False)
    return Desk(NoHierarchy("Navigator", loaded.problems))


def _ailing(state: SourceState, error: str, seconds: float, refuses: bool = False) -> Desk:
    """The boutique, whose source has not been well for so many seconds."""
    healthy = _recorded("online-boutique", live=True)
    source, clock = AilingSource(healthy.source, state, error, refuses), StillClock(healthy.clock.now())
    services = Services.build(healthy.model, source, clock)
    services.start()
    window = (clock.time - HOUR, clock.time)
    patiently(lambda: services.poller.ensure_window(*window), bool, "history")
    source.since = clock.time
    clock.time += seconds
    services.poller.sweep_once()
    return Desk(services)


def _generated() -> Desk:
    model = replace(generate_model(MOST_NODES, SEED), step=60.0)  # so that its past is short to read
    return _running(Services.build(model, MadeSource(model), StillClock(AT)))


def _card_model(lanes: int) -> Model:
    loaded = hierarchy.load_text({"cards.yaml": card_states(lanes)}, resolve_sources=False)
    assert loaded.model is not None
    return loaded.model


def _cards(lanes: int) -> Desk:
    return desk_of(_card_model(lanes), Story(card_readings()), AT, FEWER, PODS, GivenMutes(MUTES))


def _without_data() -> Desk:
    model = _card_model(2)
    nothing = {f"{key.node}/{key.signal}": Given(None, Trust.ABSENT) for key in model.asked()}
    return desk_of(model, Story(nothing), AT, FEWER)


def _empty() -> Desk:
    return desk_of(
        replace(_card_model(1), title="Nothing yet", nodes={}, members={}, problems=()), Story(), AT, {}
    )


def _members_unknown() -> Desk:
    failed = {"pods": Found(failure="The metric source does not answer: connection refused.")}
    return desk_of(_card_model(1), Story(card_readings()), AT, failed, PODS)


_BOUTIQUE = "online-boutique"
WORLDS: Mapping[str, Callable[[], Desk]] = MappingProxyType(
    {
        "boutique": partial(_incident, _BOUTIQUE),
        "boutique-running": partial(_incident, _BOUTIQUE, speed=10.0),
        "boutique-live": partial(_incident, _BOUTIQUE, live=True),
        "boutique-ended": _ended,
        "boutique-not-reloaded": _not_reloaded,
        "boutique-unreachable": partial(_ailing, SourceState.UNREACHABLE, "connection refused", 780.0),
        "boutique-stale": partial(_ailing, SourceState.STALE, "nothing is newer", 240.0),
        "boutique-refusing": partial(_ailing, SourceState.PARTIAL, REFUSED, 60.0, refuses=True),
        "boutique-partial": partial(_ailing, SourceState.PARTIAL, "one of its stores does not answer", 60.0),
        "ports": partial(_incident, "port-exhaustion"),
        "herd": partial(_incident, "thundering-herd"),
        "shop": example_shop,
        "regions": two_regions,
        "cards-large": partial(_cards, 3),
        "cards-middle": partial(_cards, 2),
        "cards-small": partial(_cards, 1),
        "members-unknown": _members_unknown,
        "without-data": _without_data,
        "no-hierarchy": _no_hierarchy,
        "empty": _empty,
        "large": _generated,
    }
)
