"""Which health a place looks at: the present, or a moment of the past with the wait a screen may have."""

from __future__ import annotations

from datetime import UTC, datetime

from hierarchy.evidence.evaluate import Evaluator
from hierarchy.evidence.health import Health
from hierarchy.evidence.readings import Sweep
from layouts import notices
from layouts.view_models import Notice
from navigator.past import BusyError
from navigator.screen.url_state import Place
from navigator.screen.view_builder import Moment, severities
from navigator.services import Services

SCREEN_WAIT = 0.3  # seconds a screen waits for a past moment before it says that it is still being read
SLOWEST_REFRESH = 15.0
FASTEST_REFRESH = 2.0


def look(services: Services, place: Place) -> tuple[Moment, tuple[Notice, ...]]:
    """What is known for `place`, and what must be said about it. Never waits longer than SCREEN_WAIT."""
    current = services.poller.current
    said: list[Notice] = []
    health = current
    if place.at is not None:
        health = _past(services, place.at, said) or current
    if health is None:
        health = _nothing(services)
        said.append(notices.loading())
    elif not services.model.nodes:
        said.append(notices.empty(services.model.title))
    elif _without_data(health):
        said.append(notices.no_data())
    if place.at is None and services.clock.ended:
        said.append(notices.recording_ended())
    as_of = health.at if place.as_of is None else place.as_of
    end = place.to or place.at or health.at
    filled = services.poller.ensure_window(end - place.seconds, end)
    return _moment(services, place, health, as_of, end, filled), tuple(said)


def _moment(
    services: Services, place: Place, health: Health, as_of: float, end: float, filled: bool
) -> Moment:
    return Moment(
        health=health,
        severity=_severity(services, health, as_of),
        as_of=as_of,
        mode="past" if place.at is not None else ("replay" if services.clock.replay else "live"),
        refresh=_refresh(services) if filled else FASTEST_REFRESH,
        speed=services.clock.speed,
        onsets=services.recent.onsets(end - place.seconds, min(end, health.at)),
        since=services.recent.since_at(health.at),
        filling=not filled,
    )


def _past(services: Services, at: float, said: list[Notice]) -> Health | None:
    try:
        found = services.past.at(at, SCREEN_WAIT)
    except BusyError:
        said.append(notices.busy())
        return None
    if found is None:
        said.append(notices.moment_pending(f"{datetime.fromtimestamp(at, UTC):%H:%M} UTC"))
    return found


def _severity(services: Services, health: Health, as_of: float) -> dict[str, int]:
    """As of the move, from history; where that is not there (yet), the past is asked, then what is shown."""
    if as_of == health.at:
        return severities(health)
    kept = services.history.severities_at(as_of, tolerance=services.model.step)
    if kept is not None:
        return kept
    try:
        earlier = services.past.at(as_of, SCREEN_WAIT)
    except BusyError:
        earlier = None
    return severities(earlier or health)


def _refresh(services: Services) -> float:
    """Wall seconds between two looks of the browser: a step of data time, within reason."""
    speed = services.clock.speed or 1.0
    return min(SLOWEST_REFRESH, max(FASTEST_REFRESH, services.model.step / speed))


def _nothing(services: Services) -> Health:
    now = services.clock.now()
    return Evaluator(services.model).evaluate(Sweep(now, {}), now)


def _without_data(health: Health) -> bool:
    """Whether sources answer and yet nothing measured has a value; mostly the first value settles it."""
    measured = any(node.signals for node in health.nodes.values())
    answered = any(status.state.value != "unreachable" for status in health.sources.values())
    signals = (signal for node in health.nodes.values() for signal in node.signals.values())
    return measured and answered and all(signal.value is None for signal in signals)
