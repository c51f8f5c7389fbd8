"""Which health a place looks at: the present, or a moment of the past with the wait a screen may have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hierarchy.evidence.evaluate import Evaluator
from hierarchy.evidence.health import Health
from hierarchy.evidence.readings import SourceState, Sweep
from layouts import notices
from layouts.scene import whole
from layouts.view_models import Notice
from layouts.zones import Zone
from navigator.past import BusyError
from navigator.screen.recent import since_of
from navigator.screen.url_state import Place
from navigator.screen.view_builder import Moment, severities
from navigator.services import Services
from navigator.what_if import real_of

SCREEN_WAIT = 0.3  # seconds a screen waits for a past moment before it says that it is still being read
SLOWEST_REFRESH = 15.0
FASTEST_REFRESH = 2.0
_IMAGINING = "Still working out what would follow; until then the states shown are the real ones."


def look(services: Services, place: Place) -> tuple[Moment, tuple[Notice, ...]]:
    """What is known for `place`, and what must be said about it. Waits for a moment of the past, and
    never longer than SCREEN_WAIT in all; what has not come back by then is unknown."""
    said: list[Notice] = []
    at = place.at
    if at is not None and at > services.clock.horizon:
        said.append(notices.in_the_future())
        at = None
    health = services.poller.current if at is None else _past(services, at, place.zone, said)
    late = health is None
    if health is None:
        health = _nothing(services, services.clock.now() if at is None else services.past.moment(at))
    imagined = None if late or not place.what_if else _imagined(services, place, at, SCREEN_WAIT)
    if place.what_if and imagined is None:
        said.append(Notice("what-if-late", "info", _IMAGINING))
    if late and at is None:
        said.append(notices.loading())
    elif not services.model.nodes:
        said.append(notices.empty(services.model.title))
    elif not late and _without_data(health):
        said.append(notices.no_data())
    if at is None and services.clock.ended:
        said.append(notices.recording_ended())
    pending = late or (bool(place.what_if) and imagined is None)
    here = replace(place, at=at)
    return _moment(services, here, imagined or health, pending, is_read=not late), tuple(said)


def known(services: Services, place: Place) -> Health | None:
    """The health that `place` looks at, as far as it has been read: nothing is waited for. What would
    follow from what the place takes for granted is in it as soon as that has been worked out."""
    at = place.at if place.at is not None and place.at <= services.clock.horizon else None
    try:
        health = services.poller.current if at is None else services.past.at(at, wait=0.0)
    except BusyError:
        return None
    if health is None or not place.what_if:
        return health
    return _imagined(services, place, at, 0.0) or health


def laid_out_now(services: Services, health: Health) -> Moment:
    """The moment of `health` for a picture that is laid out as of it, as the next move does."""
    as_of = float(whole(health.at))
    return Moment(
        health=health,
        severity=_severity(services, health, as_of, 0.0),
        as_of=as_of,
        mode="replay" if services.clock.replay else "live",
        refresh=_refresh(services),
        speed=services.clock.speed,
        since=since_of(services.recent.since_at(health.at), health),
    )


def _moment(services: Services, place: Place, health: Health, late: bool, is_read: bool) -> Moment:
    as_of = float(whole(health.at)) if place.as_of is None else place.as_of
    end = place.to or place.at or health.at
    filled = services.poller.ensure_window(end - place.seconds, end)
    # Whoever has waited for a moment already is not made to wait for another.
    wait = SCREEN_WAIT if place.at is None and not place.what_if and not late else 0.0
    filling = late or not (filled or _is_blind(health))
    return Moment(
        health=health,
        severity=_severity(services, health, as_of, wait, is_read),
        as_of=as_of,
        mode="past" if place.at is not None else ("replay" if services.clock.replay else "live"),
        refresh=FASTEST_REFRESH if filling else _refresh(services),
        speed=services.clock.speed,
        onsets=services.recent.onsets(end - place.seconds, min(end, health.at)),
        since=since_of(services.recent.since_at(health.at), health),
        filling=filling,
        recorded=services.clock.replay,
    )


def _past(services: Services, at: float, zone: Zone, said: list[Notice]) -> Health | None:
    try:
        found = services.past.at(at, SCREEN_WAIT)
    except BusyError:
        said.append(notices.busy())
        return None
    if found is None:
        said.append(notices.moment_pending(zone.named(at)))
    return found


def _imagined(services: Services, place: Place, at: float | None, wait: float) -> Health | None:
    """The health under what the place takes for granted; None while that is not known."""
    states = dict(place.what_if)
    if at is None:
        return services.what_if.now(states, wait)
    return services.what_if.at(at, states, wait)


def _severity(
    services: Services, health: Health, as_of: float, wait: float, is_read: bool = True
) -> Mapping[str, int]:
    """As of the move: as it was drawn before, else from history; where it is not there (yet), from the
    past, else what is shown. What somebody takes for granted moves no card: the picture stays, and what
    differs is seen. A health of which nothing is read yet (`is_read`) lays out no picture that stays."""
    drawn = services.laid_out.at(as_of)
    if drawn is not None:
        return drawn
    health = real_of(health)
    if whole(as_of) == whole(health.at):
        if not is_read:
            return severities(health)
        return services.laid_out.keep(as_of, severities(health))
    # A link says milliseconds: what was recorded within that one is meant.
    kept = services.history.severities_at(as_of + 0.001, tolerance=services.model.step)
    if kept is not None:
        return services.laid_out.keep(as_of, kept)
    try:
        earlier = services.past.at(as_of, wait)
    except BusyError:
        earlier = None
    if earlier is None:  # not kept: the picture is that of its time as soon as that is known
        return severities(health)
    return services.laid_out.keep(as_of, severities(earlier))


def _refresh(services: Services) -> float:
    """Wall seconds between two looks of the browser: a step of data time, within reason."""
    speed = services.clock.speed or 1.0
    return min(SLOWEST_REFRESH, max(FASTEST_REFRESH, services.model.step / speed))


def _nothing(services: Services, at: float) -> Health:
    return Evaluator(services.model).evaluate(Sweep(at, {}), at)


def _is_blind(health: Health) -> bool:
    """Whether nothing can be read just now, so that to say "reading" would be a lie."""
    states = [status.state for status in health.sources.values()]
    return bool(states) and all(state is SourceState.UNREACHABLE for state in states)


def _without_data(health: Health) -> bool:
    """Whether sources answer and yet nothing measured has a value; mostly the first value settles it."""
    measured = any(node.signals for node in health.nodes.values())
    answered = any(status.state is not SourceState.UNREACHABLE for status in health.sources.values())
    signals = (signal for node in health.nodes.values() for signal in node.signals.values())
    return measured and answered and all(signal.value is None for signal in signals)
