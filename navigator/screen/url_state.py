"""The URL is the whole state of the screen: one total codec, bad input falls back with a notice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, quote, unquote, urlencode

from hierarchy.evidence.states import State
from layouts.view_models import Notice
from layouts.zones import Zone
from navigator.screen.zones import is_zone, zone_of
from navigator.times import TimeError, parse_time

RANGES: Mapping[str, int] = {"15m": 900, "1h": 3600, "3h": 10800, "6h": 21600, "24h": 86400}
DEFAULT_RANGE = "1h"
THEMES = ("light", "dark")
LONGEST_QUERY = 4096
MOST_PARAMETERS = 64
MOST_ASSUMED = 50
MOST_OPENED = 12
MOST_WALKED = 6
STATE_WORDS = tuple(state.value for state in State)
_NO_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_TOO_LONG = (
    f"The link is longer than {LONGEST_QUERY} characters or has {MOST_PARAMETERS} parameters or more; "
    "nothing of it was read. Showing the whole system in the present."
)
_INSTEAD = {
    "at": "Showing the present.",
    "to": "The charts end at the moment shown.",
    "as": "The order is that of the moment shown.",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is. Times are Unix seconds; `at` None is the present, `as_of` None the newest.

    `what_if` are nodes with the state that they are taken to be in, each node once, in the order of the
    link. `opened` are the wholes whose parts are shown, each once; `pin` is what is pinned, `ID/SIGNAL` or
    an id alone; `via` are the nodes walked through, the newest last. `rest` are parameters kept as they
    are, so that links of later versions survive. `asked` is the query as it came, so that an answer can be
    told from the answer to an older question, `moved_from` the focus it names where another node has taken
    over from that, `here` the time zone of the browser that asks.
    """

    focus: str | None = None
    at: float | None = None
    to: float | None = None
    range: str = DEFAULT_RANGE
    as_of: float | None = None
    theme: str | None = None
    tz: str | None = None
    what_if: tuple[tuple[str, State], ...] = ()
    opened: tuple[str, ...] = ()
    pin: str | None = None
    via: tuple[str, ...] = ()
    rest: tuple[tuple[str, str], ...] = ()
    asked: str = field(default="", compare=False)
    moved_from: str = field(default="", compare=False)
    here: str = field(default="", compare=False)

    @property
    def seconds(self) -> int:
        """The length of the window."""
        return RANGES[self.range]

    @property
    def zone(self) -> Zone:
        """The zone that times are written in."""
        return zone_of(self.tz, self.here)


def decode(query: object, now: float) -> tuple[Place, tuple[Notice, ...]]:
    """A place from a query string (with or without "?"); never raises, whatever it is given."""
    if not isinstance(query, str):
        return Place(), ()
    if len(query) > LONGEST_QUERY or query.count("&") >= MOST_PARAMETERS:
        return Place(asked=query), (_bad(_TOO_LONG),)
    pairs = parse_qsl(query.lstrip("?"), max_num_fields=MOST_PARAMETERS)
    given = dict(reversed(pairs))
    notices: list[Notice] = []
    times = {name: _time(name, given.pop(name, ""), now, notices) for name in ("at", "to", "as")}
    given.pop("if", None)
    live = given.pop("live", "")
    if live == "1" and times["at"] is None:
        times["to"] = None
    place = Place(
        focus=given.pop("focus", None) or None,
        at=times["at"],
        to=times["to"],
        as_of=times["as"],
        range=_one_of("range", given.pop("range", ""), tuple(RANGES), notices) or DEFAULT_RANGE,
        theme=_one_of("theme", given.pop("theme", ""), THEMES, notices),
        tz=_zone(given.pop("tz", ""), notices),
        what_if=_what_if([text for name, text in pairs if name == "if"], notices),
        opened=_opened(given.pop("open", ""), notices),
        pin=given.pop("pin", None) or None,
        via=ids(given.pop("via", ""))[-MOST_WALKED:],
        rest=tuple(sorted(given.items())),
        asked=query,
    )
    return place, tuple(notices)


def encode(place: Place) -> str:
    """The query string of a place, without "?"; `decode` gives the same place back."""
    pairs = [
        ("focus", place.focus),
        ("at", _text(place.at)),
        ("to", _text(place.to)),
        ("range", None if place.range == DEFAULT_RANGE else place.range),
        ("as", _text(place.as_of)),
        ("theme", place.theme),
        ("tz", place.tz),
        *(("if", assumption_text(*one)) for one in place.what_if),
        ("open", id_list(place.opened)),
        ("pin", place.pin),
        ("via", id_list(place.via)),
        *place.rest,
    ]
    return urlencode([(name, value) for name, value in pairs if value])


def assumption(text: str) -> tuple[str, State] | None:
    """The node and the state that an `if=ID:state` names, None for anything else."""
    id, _, state = text.rpartition(":")
    return (id, State(state)) if id and state in STATE_WORDS else None


def assumption_text(id: str, state: State) -> str:
    """A what-if as the link writes it."""
    return f"{id}:{state.value}"


def moved(place: Place, focus: str | None) -> Place:
    """The place after a move from this one to `focus` (None: the whole system), not laid out yet.

    Where one came from is walked through then: the browser writes the same `via` (50-place.js).
    """
    came = [*place.via, *([place.focus] if place.focus is not None else [])]
    via = tuple(id for id in came if id != focus)[-MOST_WALKED:] if focus is not None else ()
    return replace(place, focus=focus, as_of=None, via=via, asked="", moved_from="")


def ids(text: str) -> tuple[str, ...]:
    """The ids of a list joined by commas, percent-decoded; empty ones are left out (as 48-walk.js reads)."""
    return tuple(_unescaped(one) for one in text.split(",") if one)


def id_list(ids: Sequence[str]) -> str:
    """Ids joined by commas, for `ids` to read; those that hold a comma or a percent sign percent-encoded."""
    return ",".join(quote(one, safe="", errors="replace") if set(one) & set(",%") else one for one in ids)


def _unescaped(text: str) -> str:
    """What is no percent-encoding stays as it is."""
    try:
        return text if _NO_ESCAPE.search(text) else unquote(text, errors="strict")
    except UnicodeDecodeError:
        return text


def _opened(text: str, notices: list[Notice]) -> tuple[str, ...]:
    opened = tuple(dict.fromkeys(ids(text)))
    if len(opened) > MOST_OPENED:
        notices.append(_bad(f"The link opens more than {MOST_OPENED} groups; the rest stays closed."))
    return opened[:MOST_OPENED]


def _what_if(texts: Sequence[str], notices: list[Notice]) -> tuple[tuple[str, State], ...]:
    """What can be read, each node once (the first counts), at most MOST_ASSUMED."""
    read = [(text, assumption(text)) for text in texts]
    bad = [text for text, one in read if one is None]
    good: dict[str, State] = {}
    for _, one in read:
        if one is not None:
            good.setdefault(*one)
    if bad:
        words = f"ID:state with one of {', '.join(STATE_WORDS)}"
        more = f" (and {len(bad) - 1} more)" if len(bad) > 1 else ""
        notices.append(_bad(f"The link's “if” must be {words}; “{bad[0][:80]}”{more} was left out."))
    if len(good) > MOST_ASSUMED:
        notices.append(
            _bad(f"The link takes more than {MOST_ASSUMED} states for granted; the rest was left out.")
        )
    return tuple(good.items())[:MOST_ASSUMED]


def _time(name: str, text: str, now: float, notices: list[Notice]) -> float | None:
    if not text:
        return None
    try:
        return parse_time(text, now)
    except TimeError as error:
        notices.append(_bad(f"The link's “{name}” is not a time: {error}. {_INSTEAD[name]}"))
        return None


def _zone(name: str, notices: list[Notice]) -> str | None:
    if not name or is_zone(name):
        return name or None
    notices.append(
        _bad("The link's “tz” must be UTC, local or a name such as Europe/Berlin. Times are in UTC.")
    )
    return None


def _one_of(name: str, text: str, known: tuple[str, ...], notices: list[Notice]) -> str | None:
    if not text or text in known:
        return text or None
    notices.append(_bad(f"The link's “{name}” must be one of {', '.join(known)}; it was left out."))
    return None


def _bad(text: str) -> Notice:
    return Notice("bad-url", "warning", text)


def _text(time: float | None) -> str | None:
    return None if time is None else f"{time:.3f}".rstrip("0").rstrip(".")
