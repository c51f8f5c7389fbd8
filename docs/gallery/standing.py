"""Navigators over made readings, in which time does not go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from adapters.source import Source
from docs.gallery.given import GivenSource, Story
from hierarchy.evidence.assumptions import Mute
from hierarchy.evidence.breakdowns import Breakdown, Split, SpreadSeries
from hierarchy.evidence.changes import Changes
from hierarchy.evidence.readings import Reading, Series, SourceState, SourceStatus, Sweep, Trouble, Trust
from hierarchy.members import Found
from hierarchy.membership import Registry, expanded
from hierarchy.model import Model, SignalKey
from navigator.desk import Desk
from navigator.mutes import Mutes
from navigator.services import Services

REFUSED_HINT = "Let the navigator ask for less at once, or the source allow more"
BEFORE = 600.0  # seconds before the moment shown at which members were looked for the first time


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


class AilingSource(Source):
    """Another source that is no longer well from `since` on; until somebody sets it, it is."""

    def __init__(self, inner: Source, state: SourceState, error: str, refuses: bool = False) -> None:
        self._inner = inner
        self._state = state
        self._error = error
        self._refuses = refuses
        self.since: float | None = None

    def sweep(self, at: float) -> Sweep:
        """What the other one says; afterwards nothing, nothing new, or part of it."""
        if self.since is None or at < self.since:
            return self._inner.sweep(at)
        if self._refuses:
            error = Reading(None, Trust.ERROR, None, 60.0, self._error)
            refused = SourceStatus(self._state, None, (), self._error, REFUSED_HINT, Trouble.REFUSING)
            return Sweep(at, dict.fromkeys(self._inner.sweep(at).readings, error), {"default": refused})
        known = self._inner.sweep(self.since if self._state is SourceState.STALE else at)
        if self._state is SourceState.UNREACHABLE:
            lost = Reading(None, Trust.UNREACHABLE, None, 60.0, self._error)
            status = SourceStatus(self._state, None, (), self._error)
            return Sweep(at, dict.fromkeys(known.readings, lost), {"default": status})
        return Sweep(at, known.readings, {"default": SourceStatus(self._state, at - 3, (self._error,))})

    def series(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        """As the other one."""
        return self._inner.series(keys, start, end, step)

    def breakdowns(self, splits: Sequence[Split], at: float) -> Mapping[Split, Breakdown]:
        """As the other one."""
        return self._inner.breakdowns(splits, at)

    def spread_series(
        self, splits: Sequence[Split], start: float, end: float, step: float
    ) -> Mapping[Split, SpreadSeries]:
        """As the other one."""
        return self._inner.spread_series(splits, start, end, step)

    def changes(self, start: float, end: float) -> Changes:
        """As the other one."""
        return self._inner.changes(start, end)

    def members(self, at: float) -> Mapping[str, Found]:
        """As the other one."""
        return self._inner.members(at)

    def renewed(self, _model: Model) -> AilingSource:
        """Itself: nothing is renewed here."""
        return self

    def close(self) -> None:
        """As the other one."""
        self._inner.close()


def desk_of(
    model: Model,
    story: Story,
    at: float,
    members: Mapping[str, Found],
    before: Mapping[str, Found] | None = None,
    mutes: Mutes | None = None,
) -> Desk:
    """A story told of a model at Unix time `at`, with its members and those of ten minutes `before`."""
    registry = Registry(model)
    first = members if before is None else before
    for found, when in ((first, at - BEFORE), (members, at - BEFORE / 2), (members, at)):
        registry.update(found, when)
    whole = expanded(model, registry.members)
    services = Services.build(whole, GivenSource(whole, story), StillClock(at), mutes)
    services.start()
    desk = Desk(services)
    failures = {id: known.failure for id, known in registry.members.items() if known.failure}
    desk.note_failures(failures)
    return desk
