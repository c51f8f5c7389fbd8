"""Service level objectives of others as purposes with `objective`: targets, windows, queries."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hierarchy.file.values import parse_duration
from navigator.interchange.draft import DECIDE, Draft, filled, is_address
from navigator.interchange.foreign import Piece
from navigator.interchange.promql_text import (
    has_window,
    is_selector,
    parsed,
    ranges,
    tidied,
    why_unusable,
    with_ranges_opened,
    with_window,
)

_HOUR, _DAY, _YEAR = 3600.0, 86400.0, 365 * 86400.0
_CALENDAR = {"M": 30, "Q": 90, "Y": 365, "y": 365}  # days
_PURPOSE = (
    f"{DECIDE}is this what people need, in their words? Name it so, say whom it is for, and by what "
    "it is achieved (how)."
)


@dataclass(slots=True)
class Promise:
    """One objective on its way: `target` is a share as written (99.9%), `window` a duration (30d).

    `queries` are good, bad, total by name. `why_not` says what keeps the objective from being taken
    over; the purpose is drafted all the same, with that as a question. `remarks` go above the
    objective.
    """

    piece: Piece
    name: str
    title: str
    target: str = ""
    window: str = ""
    queries: Mapping[str, str] = field(default_factory=dict)
    why_not: str = ""
    description: str = ""
    domain: str = ""
    owner: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    segments: Sequence[str] = ()
    links: Sequence[tuple[str, str]] = ()
    remarks: list[str] = field(default_factory=list)


def add_promise(draft: Draft, promise: Promise) -> str:
    """Draft the purpose with its objective, or with the question that stands in its way; gives its id."""
    problem = promise.why_not or _problem(promise)
    objective = None if problem else {**promise.queries, "target": promise.target, "window": promise.window}
    links = [{"title": title, "url": url} for title, url in promise.links if is_address(url)]
    body = filled(
        {
            "level": "functional-purpose",
            "title": promise.title,
            "description": promise.description,
            "owner": promise.owner,
            "domain": promise.domain,
            "labels": dict(promise.labels),
            "links": links,
            "objective": objective,
            "segments": [] if problem else [{"label": label} for label in promise.segments],
        }
    )
    id = draft.add(promise.name, body, _PURPOSE)
    for title, url in promise.links:
        if url and not is_address(url):
            draft.lose(promise.piece, f"the link “{title}” of '{promise.name}' is no plain http(s) address")
    if problem:
        draft.remark(("nodes", id), f"{DECIDE}its objective was not taken over: {problem}")
        draft.lose(promise.piece, f"the objective '{promise.name}' was not taken over: {problem}")
    elif promise.remarks:
        draft.remark(("nodes", id, "objective"), *promise.remarks)
    return id


def percent(piece: Piece, *, share: bool = False) -> tuple[str, str]:
    """A target as `99.9%` and an empty text, or nothing and why not. `share` is of 1 instead of 100."""
    given = piece.text
    try:
        value = float(given)
    except ValueError:
        return "", f"its target is {_shown(given)}, not a number"
    if share:
        value *= 100
    if not 0 < value < 100:
        return "", f"its target is {given}, which leaves nothing to go wrong" if value >= 100 else (
            f"its target is {given}, which promises nothing"
        )
    return f"{value:.12g}%", ""


def rolling(text: str) -> tuple[str, str]:
    """A window such as `4w` as one of ours (`28d`) and an empty text, or nothing and why not."""
    calendar = re.fullmatch(r"(\d{1,3})([MQYy])", text)
    seconds = parse_duration(text)
    if calendar is not None:
        seconds = int(calendar[1]) * _CALENDAR[calendar[2]] * _DAY
    if seconds is None:
        return "", f"its window is {_shown(text)}, which is no length of time"
    if not _HOUR <= seconds <= _YEAR:
        return "", f"its window is {text}; it must lie between 1h and 365d"
    return f"{seconds / _DAY:g}d" if seconds % _DAY == 0 else _hours(seconds), ""


def over_window(query: str, *, counter: bool | None = None) -> tuple[str, str, str]:
    """A query over the burn window, a remark on what was done to it, or else why it can't be.

    `counter` says whether a query without any range reads counters; None if nobody said. A query that
    has the window of others gets ours, one fixed range gives way to it, a counter is summed up by
    its increase, anything else over time.
    """
    tidy = with_window(tidied(query))
    problem = why_unusable(tidy, windowed=True)
    if problem:
        return "", "", problem
    if has_window(tidy):
        return tidy, "", ""
    fixed = ranges(tidy)
    if len(fixed) == 1:
        opened = with_ranges_opened(tidy)
        return opened, f"The range [{fixed[0]}] gave way to each burn window.", ""
    if fixed:
        return "", "", f"its query has several fixed ranges ({', '.join(fixed)}) and no window to fill in"
    if counter is None:
        return "", "", "its query has no range, and nothing says whether it reads counters"
    if not counter:
        return f"sum_over_time(({tidy})[$window:])", "A number that goes up and down, summed over time.", ""
    summed = re.fullmatch(r"sum\s*\((.*)\)", tidy, re.DOTALL)
    inner = summed[1] if summed and is_selector(parsed(summed[1])) else tidy
    if not is_selector(parsed(inner)):
        return "", "", "its query is a sum of counters without a range; write it with one"
    return f"sum(increase({inner.strip()}[$window]))", "A counter, taken by its increase.", ""


def mean_over_window(query: str) -> tuple[str, str]:
    """A query that is a share already, over the burn window, and an empty text; or nothing and why not."""
    tidy = with_window(tidied(query))
    windowed = has_window(tidy)
    problem = why_unusable(tidy, windowed=windowed)
    return ("", problem) if problem else (tidy if windowed else f"avg_over_time(({tidy})[$window:])", "")


def ratio(queries: Mapping[str, Piece], *, counter: bool | None = None) -> tuple[dict[str, str], str, str]:
    """Queries by name over the burn window, a remark, or else why one of them can't be."""
    found: dict[str, str] = {}
    remarks: dict[str, None] = {}
    for name, piece in queries.items():
        query, remark, problem = over_window(piece.query, counter=counter)
        if problem:
            return {}, "", f"{name}: {problem}"
        found[name] = query
        if remark:
            remarks[remark] = None
    return found, " ".join(remarks), ""


def _problem(promise: Promise) -> str:
    for name, query in promise.queries.items():
        problem = why_unusable(query, windowed=True)
        if problem:
            return f"{name}: {problem}"
        if not has_window(query):
            return f"{name}: there is no window in the query to fill in"
    if not promise.queries:
        return "nothing says what it is measured by"
    return "" if promise.target and promise.window else "its target or its window is missing"


def _hours(seconds: float) -> str:
    hours, rest = divmod(int(seconds), 3600)
    minutes, left = divmod(rest, 60)
    return "".join(f"{n}{unit}" for n, unit in ((hours, "h"), (minutes, "m"), (left, "s")) if n)


def _shown(text: str) -> str:
    return f"'{text[:40]}'" if text else "missing"
