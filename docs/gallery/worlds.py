"""What the gallery looks at: real and simulated recordings and made ones, each standing still."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from adapters.recording import RecordedSource
from benchmarks.generate import generate_model
from benchmarks.made_data import MadeSource
from hierarchy.evidence.assumptions import Mute, MuteKind
from navigator.clock import ReplayClock
from navigator.desk import Desk
from navigator.mutes import Mutes
from navigator.recorded_examples import find_example
from navigator.runtime import open_recording, with_recorded_members
from navigator.services import Services

MADE_AT = 1_755_770_400.0  # 2025-08-21 10:00 UTC: generated hierarchies are looked at then
SEED = 11


class StillClock:
    """A present that does not go on, unless somebody sets it."""

    speed = 1.0
    replay = False
    ended = False

    def __init__(self, at: float) -> None:
        self.time = at

    @property
    def horizon(self) -> float:
        """Nothing is known of the future."""
        return self.time

    def now(self) -> float:
        """The same moment, every time."""
        return self.time


class GivenMutes:
    """The same mutes at every time."""

    def __init__(self, mutes: Mapping[str, Mute]) -> None:
        self._mutes = mutes

    def at(self, _when: float, /) -> Mapping[str, Mute]:
        """As given."""
        return self._mutes


@contextmanager
def world(name: str) -> Iterator[Desk]:
    """The desk of the world called `name`; nothing of it runs afterwards."""
    desk = WORLDS[name]()
    try:
        yield desk
    finally:
        desk.close()


def _recorded(name: str, *, live: bool = False, mutes: Mutes | None = None) -> Services:
    """The incident called `name` where its demo opens; as if it were the present if `live`."""
    example = find_example(name)
    recording, model = open_recording(example.recording)
    whole = with_recorded_members(recording, model)
    at = example.at if example.at is not None else recording.start
    clock = StillClock(at) if live else ReplayClock(at, recording.end, 0.0)
    return Services.build(whole, RecordedSource(recording, whole), clock, mutes)


def _boutique(*, live: bool = False) -> Desk:
    return _running(_recorded("online-boutique", live=live))


def _muted() -> Desk:
    mutes = {
        "currency": Mute(MuteKind.ACKNOWLEDGED, "AK", "Known, being mended", None),
        "cart": Mute(MuteKind.MAINTENANCE, "", "Its disks are being changed", None),
    }
    return _running(_recorded("online-boutique", live=True, mutes=GivenMutes(mutes)))


def _generated(nodes: int) -> Desk:
    model = generate_model(nodes, SEED)
    return _running(Services.build(model, MadeSource(model), StillClock(MADE_AT)))


def _running(services: Services) -> Desk:
    services.start()
    return Desk(services)


WORLDS: Mapping[str, Callable[[], Desk]] = MappingProxyType(
    {
        "boutique": _boutique,
        "boutique-live": lambda: _boutique(live=True),
        "boutique-muted": _muted,
        "ports": lambda: _running(_recorded("port-exhaustion")),
        "herd": lambda: _running(_recorded("thundering-herd")),
        "large": lambda: _generated(2000),
    }
)
