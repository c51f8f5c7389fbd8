"""What a changing hierarchy means for a picture: which node a link means today, and what must be said."""

from __future__ import annotations

from dataclasses import replace

from hierarchy.evidence.states import State
from layouts import notices
from layouts.view_models import Notice
from layouts.zones import IN_UTC, Zone
from navigator.desk import Desk
from navigator.screen.pinned import pinned, readings_of
from navigator.screen.url_state import Place
from navigator.services import Services


def settle(services: Services, place: Place) -> tuple[Place, tuple[Notice, ...]]:
    """The place with a focus that the model has, where one is known, and what must be said of that.

    `Place.moved_from` is the focus asked for when it is another. A focus of which nothing is known
    stays as it is: that makes the whole system with a notice. A what-if about a node that has another
    id now goes with it; about one that is gone it is left out, with a notice. The same holds for what is
    opened and pinned; of what one walked through nothing is said.
    """
    place, said = _assumed(services, place)
    place, moved = _focused(services, place)
    place, left = _kept(services, place)
    return place, (*moved, *said, *left)


def _focused(services: Services, place: Place) -> tuple[Place, tuple[Notice, ...]]:
    focus, model = place.focus, services.model
    if focus is None or focus in model.nodes:
        return place, ()
    found = services.successors.of(focus)
    if found is None:
        return place, ()
    say = notices.renamed if found.renamed else notices.departed
    notice = say(found.title[:80], model.nodes[found.id].title)
    return replace(place, focus=found.id, moved_from=focus), (notice,)


def _assumed(services: Services, place: Place) -> tuple[Place, tuple[Notice, ...]]:
    states: dict[str, State] = {}
    lost: list[str] = []
    for id, state in place.what_if:
        found = _now(services, id)
        if found is None:
            lost.append(id)
        else:
            states.setdefault(found, state)
    if not lost:
        return replace(place, what_if=tuple(states.items())), ()
    more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
    text = (
        f"The link takes a state of “{lost[0][:80]}”{more} for granted, which this hierarchy does not have."
    )
    return replace(place, what_if=tuple(states.items())), (Notice("bad-url", "warning", text),)


def _kept(services: Services, place: Place) -> tuple[Place, tuple[Notice, ...]]:
    """With the opened wholes, the pin and the way walked that the hierarchy has; one notice for the rest."""
    opened = {id: _now(services, id) for id in place.opened}
    pin, whole = (None, True) if place.pin is None else _pin(services, place.pin)
    lost = [id for id, now in opened.items() if now is None]
    lost += [place.pin] if place.pin is not None and not whole else []
    there = tuple(dict.fromkeys(now for now in opened.values() if now is not None))
    via = tuple(now for id in place.via if (now := _now(services, id)) is not None)
    settled = replace(place, opened=there, pin=pin, via=via)
    if not lost:
        return settled, ()
    more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
    text = f"The link opens or pins “{lost[0][:80]}”{more}, which this hierarchy does not have."
    return settled, (Notice("not-here", "info", text),)


def _pin(services: Services, pin: str) -> tuple[str | None, bool]:
    """The pin with the id that its node has now, or that node alone where it has no such signal; and
    whether all of it is there."""
    if pinned(services.model, pin) is not None:
        return pin, True
    for id, signal in readings_of(pin):
        now = _now(services, id)
        if now is not None:
            named = now if signal is None else f"{now}/{signal}"
            there = pinned(services.model, named) is not None
            return (named, True) if there else (now, False)
    return None, False


def _now(services: Services, id: str) -> str | None:
    """The id itself while the model has it, else that of the same thing today."""
    return id if id in services.model.nodes else _renamed(services, id)


def _renamed(services: Services, id: str) -> str | None:
    """The node that is the same thing under another id; an end of one that is gone is not that."""
    found = services.successors.of(id)
    return found.id if found is not None and found.renamed else None


def hierarchy_notices(desk: Desk, services: Services, zone: Zone = IN_UTC) -> tuple[Notice, ...]:
    """Banners for files that can't be loaded, and for members that could not be looked for."""
    said = []
    if not desk.reload.ok:
        since = zone.named(desk.reload.since)
        said.append(notices.not_reloaded(desk.reload.problems, since))
    wholes: dict[str, list[str]] = {}  # a source that is away is the same reason for all of them
    for id, failure in desk.failures.items():
        if id in services.model.nodes:
            wholes.setdefault(failure, []).append(services.model.nodes[id].title)
    said += [notices.members_unknown(titles, failure) for failure, titles in wholes.items()]
    return tuple(said)
