"""The sentences of cues: what is unusual, since when, beside what; for somebody who is tired."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from hierarchy.evidence.saturation import LONGEST_FORECAST, Saturation, rate_text
from hierarchy.evidence.usual import Deviation
from hierarchy.model import Signal, Worse
from hierarchy.quantities import format_duration, format_number, format_quantity

_MOST_SPREADS = 1000.0  # beyond that a number says no more
_NAMES_SHOWN = 3


def deviation_text(signal: Signal, found: Deviation, focus_onset: float | None) -> str:
    """`CPU of its limit 97 %, usually 12 % (11 spreads), since 05:18:20 UTC, 40 s before the focus`."""
    value = format_quantity(found.value, signal.unit)
    usually = "" if found.usual.mid is None else format_quantity(found.usual.mid, signal.unit)
    text = f"{signal.title} {value}, usually {usually} ({spreads_text(found.spreads)})"
    if found.onset is None:
        return text + ", which has not lasted yet"
    return f"{text}, since {clock(found.onset)}{relative(found.onset, focus_onset)}"


def deviation_brief(signal: Signal, found: Deviation, focus_onset: float | None) -> str:
    """`CPU of its limit 97 %, usually 12 %, 40 s before the focus`: two lines of a narrow column."""
    value = format_quantity(found.value, signal.unit)
    usually = "" if found.usual.mid is None else format_quantity(found.usual.mid, signal.unit)
    text = f"{signal.title} {value}, usually {usually}"
    if found.onset is None:
        return f"{text}, not lasting yet"
    return f"{text}{relative(found.onset, focus_onset) or f', since {clock(found.onset)}'}"


def onset_text(signal: Signal, onset: float, focus_onset: float) -> str:
    """`CPU left what is usual at 05:18:20 UTC, 40 s before the focus`."""
    return f"{signal.title} left what is usual at {clock(onset)}{relative(onset, focus_onset)}"


def spreads_text(spreads: float) -> str:
    """`11 spreads`, one digit after the point below ten."""
    if abs(spreads) > _MOST_SPREADS:
        return f"more than {format_number(_MOST_SPREADS)} spreads"
    return f"{format_number(round(spreads, 1 if abs(spreads) < 10 else 0))} spreads"


def saturation_text(signal: Signal, found: Saturation) -> str:
    """`Disk: 92 % of what there is in use, used up in 25 min at the rate of the last 15 min`."""
    text = f"{signal.title}: {format_quantity(found.use, 'ratio')} of what there is in use"
    if signal.worse is Worse.LOWER:
        text = f"{signal.title}: {format_quantity(max(0.0, 1 - found.use), 'ratio')} of what there is left"
    if found.exhausted_in is None or found.exhausted_in >= LONGEST_FORECAST:
        return text
    if found.exhausted_in <= 0:
        return f"{text}, nothing left"
    return f"{text}, used up in {format_duration(found.exhausted_in)} {rate_text(found)}"


def change_text(title: str, at: float, moment: float, of: str) -> str:
    """`Deploy cart 1.9 at 05:17:40 UTC, 40 s before its onset`."""
    passed = moment - at
    near = f"{format_duration(passed)} before {of}" if passed > 0 else f"at the time of {of}"
    return f"{title} at {clock(at)}, {near}"


def relative(onset: float, focus_onset: float | None) -> str:
    """`, 40 s before the focus`, empty where the focus has no onset."""
    if focus_onset is None:
        return ""
    passed = focus_onset - onset
    if passed == 0:
        return ", together with the focus"
    return f", {format_duration(abs(passed))} {'before' if passed > 0 else 'after'} the focus"


def clock(at: float) -> str:
    """A time of day to the second."""
    return datetime.fromtimestamp(at, UTC).strftime("%H:%M:%S UTC")


def listed(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b, c and 4 more`."""
    if len(names) > _NAMES_SHOWN:
        return f"{', '.join(names[:_NAMES_SHOWN])} and {len(names) - _NAMES_SHOWN} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
