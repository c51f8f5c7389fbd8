"""`screen/next.json`: the pictures that moves from a place would give, for the browser to draw at once.

They are made by what makes the scene, and the link of such a move names the time that the picture was
laid out at: so the scene that follows has the same cards in the same slots.
"""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from werkzeug.datastructures import MultiDict

from layouts.scene import card_json, since_json, whole
from navigator.desk import NO_REVISION
from navigator.screen.ahead import Prospect
from navigator.screen.moments import known, laid_out_now
from navigator.screen.surroundings import around_known
from navigator.screen.url_state import LONGEST_QUERY, Place, decode, moved
from navigator.screen.view_builder import Frame, build_picture
from navigator.screen.whereabouts import settle
from navigator.services import Services

MOST_FOCUSES = 16
COLUMNS, ROWS = (4, 6), (2, 3, 4)

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Asked:
    """From which place (a query string) to which nodes (None: the whole system), on which stage."""

    place: str
    focuses: tuple[str | None, ...]
    columns: int
    rows: int


def read(args: MultiDict[str, str]) -> Asked | str:
    """What is asked for, or in a sentence what is wrong with it."""
    columns, rows = args.get("columns", ""), args.get("rows", "")
    if columns not in {str(n) for n in COLUMNS} or rows not in {str(n) for n in ROWS}:
        return "columns must be 4 or 6, rows 2, 3 or 4"
    focuses = tuple(dict.fromkeys(focus or None for focus in args.getlist("focus")))
    if not 1 <= len(focuses) <= MOST_FOCUSES:
        return f"focus must be given 1 to {MOST_FOCUSES} times, empty for the whole system"
    place = args.get("place", "")
    if len(place) > LONGEST_QUERY:
        return f"place must be a query string of at most {LONGEST_QUERY} characters"
    return Asked(place, focuses, int(columns), int(rows))


def next_json(services: Services, asked: Asked) -> bytes:
    """The pictures of moves from a place, laid out at `as`; those of nodes that the model does not have
    are left out, and all of them while the moment itself has not been read."""
    here, _ = decode(asked.place, services.clock.now())
    health = known(services, settle(services, here)[0])
    if health is None:
        now = services.clock.now() if here.at is None else here.at
        return _answer(services.model.revision, now, asked, {})

    def make() -> Prospect:
        moment = laid_out_now(services, health)
        return Prospect(moment, around_known(services, moment, here))

    prospect = services.ahead.prospect((here.at, frozenset(here.what_if)), health, make)
    frame = Frame(services.model, services.graph, services.order, services.index, asked.columns, asked.rows)
    pictures = {
        focus or "": _picture(services, frame, prospect, here, focus)
        for focus in asked.focuses
        if focus is None or focus in services.model.nodes
    }
    return _answer(services.model.revision, health.at, asked, pictures)


def no_next_json(asked: Asked) -> bytes:
    """Without a hierarchy there is nowhere to go."""
    return _answer(NO_REVISION, 0.0, asked, {})


def _picture(services: Services, frame: Frame, prospect: Prospect, here: Place, focus: str | None) -> bytes:
    # Settled after the move, as the scene does with the link that the browser then has.
    place, _ = settle(services, moved(here, focus))

    def make() -> bytes:
        made = build_picture(frame, prospect.moment, place, prospect.around_of(focus))
        cards = [card_json(card) for card in made.cards]
        return orjson.dumps({"focus": made.focus, "cards": cards, "since": since_json(made.since)})

    key = (frame.columns, frame.rows, place.focus, place.opened, place.via)
    return services.ahead.picture(prospect, key, make)


def _answer(revision: str, at: float, asked: Asked, pictures: dict[str, bytes]) -> bytes:
    time = whole(at)
    return orjson.dumps(
        {
            "revision": revision,
            "at": time,
            "as": time,
            "columns": asked.columns,
            "rows": asked.rows,
            "pictures": {focus: orjson.Fragment(made) for focus, made in pictures.items()},
        }
    )
