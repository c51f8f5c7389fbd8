"""Answers that need a hierarchy."""

from __future__ import annotations

from collections.abc import Callable

from werkzeug.wrappers import Response

from navigator.api.answers import error
from navigator.desk import Desk
from navigator.services import NoHierarchy, Services


def with_services(desk: Desk, answer: Callable[[Services], Response]) -> Response:
    """What `answer` makes of the current services, which outlive it; 503 while there is no hierarchy."""
    with desk.reading() as current:
        return no_hierarchy(current) if isinstance(current, NoHierarchy) else answer(current)


def no_hierarchy(nothing: NoHierarchy) -> Response:
    """503 for a hierarchy that can't be loaded."""
    count = len(nothing.problems)
    message = f"The hierarchy has {count} problem{'' if count == 1 else 's'}."
    return error(503, "no_hierarchy", message, "Run `navigator check`.")
