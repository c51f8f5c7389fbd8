"""What requests of the API ask for, read and checked; what can't be read says why."""

from __future__ import annotations

from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from hierarchy.evidence.states import State
from navigator.screen.url_state import MOST_ASSUMED, RANGES, STATE_WORDS, assumption
from navigator.series import Window
from navigator.services import Services
from navigator.times import TimeError, parse_duration, parse_time

Args = MultiDict[str, str]

LONGEST_SERIES = 11_000
LONGEST_STEP = 86_400.0


class BadParameterError(ValueError):
    """A query parameter that can't be read; the message says which and why, `hint` what to write."""

    def __init__(self, message: str, hint: str = "Times are RFC 3339, Unix seconds or now-90m.") -> None:
        super().__init__(message)
        self.hint = hint


class UnknownNodeError(LookupError):
    """A node that the hierarchy does not have; the message is its id."""


def time_of(args: Mapping[str, str], name: str, now: float) -> float | None:
    """Unix seconds, None where the parameter is not there. Raises BadParameterError."""
    text = args.get(name, "")
    if not text:
        return None
    try:
        return parse_time(text, now)
    except TimeError as problem:
        raise BadParameterError(f"{name}: {problem}") from None


def assumed_of(services: Services, args: Args) -> dict[str, State]:
    """The states taken for granted by `if=ID:state`, each node once.

    Raises BadParameterError, and UnknownNodeError for a node that is not there.
    """
    texts = [text for text in args.getlist("if") if text]
    if len(texts) > MOST_ASSUMED:
        raise BadParameterError(f"if: at most {MOST_ASSUMED} states can be taken for granted at once", "")
    states: dict[str, State] = {}
    for text in texts:
        one = assumption(text)
        if one is None:
            raise BadParameterError(
                f"if: “{text[:80]}” is not ID:state", f"The state is one of {', '.join(STATE_WORDS)}."
            )
        if one[0] not in services.model.nodes:
            raise UnknownNodeError(one[0])
        states.setdefault(*one)
    return states


def node_of(services: Services, args: Mapping[str, str], name: str) -> str:
    """The id of a node that the hierarchy has. Raises BadParameterError, UnknownNodeError."""
    id = args.get(name, "")
    if not id:
        raise BadParameterError(f"{name}: the id of a node is missing", f"Write {name}=ID.")
    if id not in services.model.nodes:
        raise UnknownNodeError(id)
    return id


def count_of(args: Mapping[str, str], name: str, default: int, most: int) -> int:
    """A number from 1 to `most`. Raises BadParameterError."""
    text = args.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and 1 <= int(text) <= most):
        raise BadParameterError(f"{name} must be a whole number from 1 to {most}", "")
    return int(text)


def span_of(
    args: Mapping[str, str], now: float, length: float, longest: float | None = None
) -> tuple[float, float]:
    """`from` and `to` in Unix seconds; `length` seconds up to `now` by default. Raises BadParameterError."""
    end = time_of(args, "to", now)
    end = now if end is None else end
    start = time_of(args, "from", now)
    start = end - length if start is None else start
    if end <= start:
        raise BadParameterError("to must be after from")
    if longest is not None and end - start > longest:
        raise BadParameterError(f"from and to must lie at most {longest / 86400:.0f} days apart")
    return start, end


def window_of(args: Mapping[str, str], now: float, finest: float) -> Window:
    """The window of a series: about 240 points, or in steps as asked. Raises BadParameterError."""
    start, end = span_of(args, now, RANGES["1h"])
    step = _step(args)
    if step is None:
        return Window.of(start, end, 240, finest)
    if (end - start) / step > LONGEST_SERIES:
        raise BadParameterError(
            f"from, to and step ask for more than {LONGEST_SERIES} points: use a longer step"
        )
    return Window(start // step * step, end // step * step, step)


def _step(args: Mapping[str, str]) -> float | None:
    text = args.get("step", "")
    if not text:
        return None
    try:
        step = parse_duration(text)
    except TimeError as problem:
        raise BadParameterError(f"step: {problem}") from None
    if not 1 <= step <= LONGEST_STEP:
        raise BadParameterError("step must be between 1s and 1d")
    return float(int(step))
