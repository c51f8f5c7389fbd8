"""What a changing hierarchy means for a picture: which node a link means today, and what must be said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from layouts import notices
from layouts.view_models import Notice
from navigator.desk import Desk
from navigator.screen.url_state import Place
from navigator.services import Services


def settle(services: Services, place: Place) -> tuple[Place, tuple[Notice, ...]]:
    """The place with a focus that the model has, where one is known, and what must be said of that.

    `Place.moved_from` is the focus asked for when it is another. A focus of which nothing is known
    stays as it is: that makes the whole system with a notice.
    """
    focus, model = place.focus, services.model
    if focus is None or focus in model.nodes:
        return place, ()
    found = services.successors.of(focus)
    if found is None:
        return place, ()
    say = notices.renamed if found.renamed else notices.departed
    notice = say(found.title[:80], model.nodes[found.id].title)
    return replace(place, focus=found.id, moved_from=focus), (notice,)


def hierarchy_notices(desk: Desk, services: Services) -> tuple[Notice, ...]:
    """Banners for files that can't be loaded, and for members that could not be looked for."""
    said = []
    if not desk.reload.ok:
        since = f"{datetime.fromtimestamp(desk.reload.since, UTC):%H:%M} UTC"
        said.append(notices.not_reloaded(desk.reload.problems, since))
    wholes: dict[str, list[str]] = {}  # a source that is away is the same reason for all of them
    for id, failure in desk.failures.items():
        if id in services.model.nodes:
            wholes.setdefault(failure, []).append(services.model.nodes[id].title)
    said += [notices.members_unknown(titles, failure) for failure, titles in wholes.items()]
    return tuple(said)
