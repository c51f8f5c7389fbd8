"""Every screen state that is not the happy one, by name, with the sentence people read."""

from __future__ import annotations

from collections.abc import Sequence

from hierarchy.problems import Problem, Severity
from layouts.view_models import Notice

MOST_NAMED = 2


def loading() -> Notice:
    """Before the first sweep has come back."""
    return Notice("loading", "info", "Reading the first values. Nothing is known yet.")


def moment_pending(time: str) -> Notice:
    """A past moment is asked for and has not come back."""
    return Notice(
        "moment-pending", "info", f"Still reading what {time} looked like; until then nothing is known."
    )


def busy() -> Notice:
    """Too many moments are being read for other people."""
    return Notice(
        "busy", "warning", "Many moments are being read at once; this one waits, and is unknown until then."
    )


def in_the_future() -> Notice:
    """A link leads to a time of which there can be no data yet."""
    return Notice("in-the-future", "warning", "The link's “at” lies in the future. Showing the present.")


def empty(title: str) -> Notice:
    """A hierarchy without nodes."""
    return Notice("empty", "info", f"“{title}” has no nodes yet. Add one under nodes: in the hierarchy file.")


def no_data() -> Notice:
    """The source answers, and not one signal has a value."""
    return Notice(
        "no-data",
        "warning",
        "The source answers, but no signal of this hierarchy has a value: check its labels and queries.",
    )


def no_hierarchy(problems: Sequence[Problem]) -> Notice:
    """The hierarchy file can't be loaded; of its problems the errors are why."""
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    first = next(iter(errors), None)
    where = f" First: {first.position}: {first.message}" if first else ""
    count = len(errors)
    return Notice(
        "no-hierarchy",
        "critical",
        f"The hierarchy could not be loaded: {count} error{'s' if count != 1 else ''}.{where}",
    )


def not_reloaded(problems: Sequence[Problem], since: str) -> Notice:
    """The files were changed into something that can't be loaded; the model before goes on."""
    first = next(iter(problems), None)
    where = f"{first.position}: {first.message}." if first else "They can't be loaded."
    count = len(problems)
    more = f" {count - 1} more: navigator check lists them." if count > 1 else ""
    return Notice(
        "not-reloaded",
        "warning",
        f"Hierarchy files not taken over since {since}: {where}{more} You see the last good version.",
    )


def members_unknown(wholes: Sequence[str], failure: str) -> Notice:
    """The members of these nodes could not be looked for, all for one reason; those known before stay."""
    named = " and ".join(f"“{whole}”" for whole in wholes[:MOST_NAMED])
    more = f" and {len(wholes) - MOST_NAMED} more" if len(wholes) > MOST_NAMED else ""
    return Notice(
        "members-unknown", "warning", f"The members of {named}{more} may be others by now: {failure}"
    )


def renamed(old: str, new: str) -> Notice:
    """A link leads to a node that has another id now."""
    return Notice("focus-moved", "info", f"“{old}” is called “{new}” now.")


def departed(old: str, instead: str) -> Notice:
    """The node looked at is gone; its nearest end is shown."""
    text = f"“{old}” is not in the hierarchy any more. Showing “{instead}”, its nearest end that is left."
    return Notice("focus-moved", "warning", text)


def recording_ended() -> Notice:
    """A recording has run to its end."""
    return Notice(
        "recording-ended", "info", "The recording ends here. Click the time bar to look at any moment of it."
    )
