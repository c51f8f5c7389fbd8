"""What people are told of a source: how it is, where, since when, and what to do about it."""

from __future__ import annotations

from hierarchy.evidence.health import Health
from hierarchy.evidence.readings import SourceState, SourceStatus, Trouble
from hierarchy.quantities import format_age
from layouts.view_models import Notice, SourceView

WAITING, REFUSING = "waiting", "refusing"  # no source yet; one that answers and has nothing for us
_WARNINGS = 2  # of a source that are told in its sentence
_TROUBLE = {
    None: "can't be reached",
    Trouble.AWAY: "can't be reached",
    Trouble.UNUSABLE: "gives no data",
    Trouble.REFUSING: "refuses every query",
}


def worst_status(health: Health) -> tuple[str, SourceStatus] | None:
    """The source that is doing worst, with its name: first those that nothing comes of. None without any."""
    order = list(SourceState)

    def badness(item: tuple[str, SourceStatus]) -> tuple[bool, int]:
        return is_away(item[1]), order.index(item[1].state)

    return max(health.sources.items(), key=badness, default=None)


def worst_source(health: Health) -> SourceView:
    """The worst of the sources, with a sentence that names it."""
    worst = worst_status(health)
    if worst is None:
        return SourceView(WAITING, None, "No source has answered yet")
    name, status = worst
    age = None if status.answered_at is None else max(0.0, health.at - status.answered_at)
    state = REFUSING if status.trouble is Trouble.REFUSING else status.state.value
    return SourceView(state, age, source_sentence(name, status, age, len(health.sources) == 1))


def is_away(status: SourceStatus) -> bool:
    """Whether nothing comes of a source, so that all there is of it is the last known."""
    return status.trouble is not None or status.state is SourceState.UNREACHABLE


def source_sentence(name: str, status: SourceStatus, age: float | None, alone: bool = True) -> str:
    """What there is to say about a source: what is wrong, where, and what to do about it.

    `age` is in seconds since it last answered; `alone` is whether it is the only one there is.
    """
    label = "The metric source" if name == "default" and alone else f"The source “{name}”"
    ago = "has not answered yet" if age is None else f"last answered {format_age(age)} ago"
    if is_away(status):
        why = status.error or "no reason is known"
        hint = _hint(status.hint)
        kept = "" if age is None else " Values are the last known, and unknown once they are too old."
        return f"{label} {_TROUBLE[status.trouble]} and {ago}: {_sentence(why)}{hint}{kept}"
    clock = "" if not status.ahead else f" {_clock(status.ahead)}"
    if status.state is SourceState.PARTIAL:
        why = _sentence(_first(status.warnings) or status.error)
        hint = "" if status.warnings else _hint(status.hint)
        said = "What it leaves out is unknown, and proves nothing to be well."
        return f"{label} gives only part of the data: {why}{hint} {said}{clock}"
    if status.state is SourceState.STALE:
        return f"{label} answers, but{clock or ' its data is old.'}"
    return f"{label} {ago}"


def _clock(ahead: float) -> str:
    """What it means that the clock of a source is so many seconds ahead of ours, or behind."""
    differs = f"its clock is {format_age(abs(ahead))} {'ahead of' if ahead > 0 else 'behind'} this machine’s"
    older = "values are that much older than their time says"
    means = older if ahead > 0 else "new values look that much older"
    return f"{differs}: {means}. Set both clocks right."


def _first(warnings: tuple[str, ...]) -> str:
    """The first few of a source's own words, and how many more there are."""
    more = len(warnings) - _WARNINGS
    return "; ".join(warnings[:_WARNINGS]) + (f"; and {more} more" if more > 0 else "")


def _sentence(text: str) -> str:
    """A text with an end."""
    return text if not text or text[-1] in ".?!…" else f"{text}."


def _hint(text: str) -> str:
    """A hint as a sentence after another."""
    return f" {text[:1].upper()}{_sentence(text[1:])}" if text else ""


def source_notices(health: Health) -> tuple[Notice, ...]:
    """A banner for every source that is not live."""
    notices = []
    for name, status in health.sources.items():
        if status.state is not SourceState.LIVE:
            age = None if status.answered_at is None else max(0.0, health.at - status.answered_at)
            gone = is_away(status)
            text = source_sentence(name, status, age, len(health.sources) == 1)
            notices.append(Notice(status.state.value, "critical" if gone else "warning", text))
    return tuple(notices)
