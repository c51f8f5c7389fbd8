"""Why a node has its state, in sentences for a tired engineer: plain, short, with values and limits."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import inf, isfinite

from hierarchy.evidence.gathering import Gathering, Present
from hierarchy.evidence.health import Reason, SignalHealth
from hierarchy.evidence.limits import beyond, limit_of, margin
from hierarchy.evidence.readings import Trust
from hierarchy.evidence.states import SEVERITY, Bounds, State
from hierarchy.model import Band, Limit, Rule, Signal, Worse
from hierarchy.quantities import format_age, format_quantity

Members = Sequence[tuple[str, str, State]]  # id, title and the state passed up

_NAMES_SHOWN = 3
_DETAIL_SHOWN = 160
_UNPROVEN = {
    Trust.STALE: "no data",
    Trust.UNREACHABLE: "its source does not answer",
    Trust.ABSENT: "no data",
    Trust.NEVER: "no data in the last day",
    Trust.ERROR: "the query failed",
    Trust.TRUNCATED: "the answer was cut off",
    Trust.AMBIGUOUS: "more than one series answers",
    Trust.NO_TRAFFIC: "no traffic, nothing to judge",
    Trust.PARTIAL: "the answer is incomplete",
    Trust.CONFLICTING: "another signal disagrees",
    Trust.LIVE: "the value is not a number",
}

NO_LIMIT = Reason("no-limit", State.UNKNOWN, "its signals have no limits, so they give no state")
UNMEASURED = Reason("unmeasured", State.UNKNOWN, "nothing tells its state: no signal with limits, no means")


def signal_reason(signal: Signal, health: SignalHealth) -> Reason:
    """One signal with limits against them, e.g. "p95 latency 912 ms, critical from 500 ms".

    `rule` is the state if the reading proves one, else the trust that keeps it from doing so; `signal`
    has its limits in its unit wherever its capacity is known.
    """
    state = health.state or State.UNKNOWN
    if state is State.UNKNOWN or health.value is None:
        text = f"{signal.title}: {_unproven(signal, health)}"
        return Reason(health.trust.value, State.UNKNOWN, text, signal.id, value=health.value)
    limit = limit_of(signal, state)
    measured = f"{signal.title} {format_quantity(health.value, signal.unit)}{_of_capacity(signal, health)}"
    text = f"{measured}, {_limit_text(signal, state, limit)}"
    distance = margin(signal, state, health.value)
    if health.trust is not Trust.LIVE:
        text = f"{text}; {_UNPROVEN[health.trust]}{_detail(health)}"
    if health.trust is Trust.LIVE and health.momentary is None:
        text += _to_flip(signal, state, health.value, distance)
    if health.note:
        text = f"{text}; {health.note}"
    return Reason(
        rule=state.value,
        state=state,
        text=text,
        signal=signal.id,
        value=health.value,
        limit=limit,
        margin=distance,
    )


def _to_flip(signal: Signal, state: State, value: float, distance: float) -> str:
    """How far the value is from the nearest other state, as `flip_text` says it."""
    if not 0 < distance < inf:
        return ""
    other = beyond(signal, state, value, distance)
    return flip_text(format_quantity(distance, signal.unit), state, other)


def flip_text(distance: str, state: State, other: State) -> str:
    """How far it is from another state, behind the limit that was named: "; 0.8 s to critical" where that is
    worse, and "; 0.8 s beyond that" where it is better, since "to warning" sounds like what is ahead."""
    return (
        f"; {distance} to {other.value}" if SEVERITY[other] > SEVERITY[state] else f"; {distance} beyond that"
    )


def group_reason(
    plan: Gathering,
    present: Present,
    members: Members,
    bounds: Bounds,
    felt: Bounds | None,
    left_out: str = "",
) -> Reason:
    """One group of means or parts by its rule, e.g. "1 of 3 means critical: Host 7".

    `members` are those that are there; `bounds` is the group before its impact, `felt` what the node
    feels of it (None for impact none). `left_out` says who is there and does not count, such as
    "1 in maintenance": of three means "both means ok, 1 in maintenance left out".
    """
    group, state = plan.group, bounds.state
    if not present.has_vote:
        word = "parts" if plan.parts else "means"
        return Reason(present.rule.value, State.UNKNOWN, f"no {word} left to judge by: {left_out}")
    decided = [m for m in members if _decides(present.rule, m[2], state)]
    text = _group_text(plan, present, members, decided, state)
    if left_out:
        text += f", {left_out} left out"
    if felt is None:
        text += ", which does not affect this"
    elif felt != bounds:
        text += ", which only degrades this"
    if group.because and state is not State.OK:
        text += f" ({group.because})"
    shown = State.OK if felt is None else felt.state
    return Reason(present.rule.value, shown, text, means=tuple(m[0] for m in decided))


def _unproven(signal: Signal, health: SignalHealth) -> str:
    """Why a reading proves nothing, with the last value where there was one."""
    words = _words(signal, health)
    if health.age is not None and health.trust in (Trust.STALE, Trust.UNREACHABLE):
        words += f" for {format_age(round(health.age))}"
    if health.value is not None:
        last = "" if health.trust in (Trust.PARTIAL, Trust.CONFLICTING, Trust.LIVE) else "last "
        words += f", {last}{format_quantity(health.value, signal.unit)}"
        if not last and (health.trust is Trust.LIVE or health.momentary is None):
            words += " proves nothing"
    note = f"; {health.note}" if health.note and health.momentary is not None else ""
    return words + _detail(health) + note


def _words(signal: Signal, health: SignalHealth) -> str:
    if health.trust is Trust.NO_TRAFFIC and signal.min_total is not None:
        return "too little to judge"
    if health.trust is Trust.LIVE and health.value is not None and isfinite(health.value):
        if health.momentary is not None:
            return "not settled yet"
        shares = signal.warning_share is not None or signal.critical_share is not None
        unconfirmed = signal.confirm_with is not None and not shares
        return "not confirmed" if unconfirmed else "its limits are not known"
    return _UNPROVEN[health.trust]


def _of_capacity(signal: Signal, health: SignalHealth) -> str:
    """How much of the capacity that is; left out where the value is a share already."""
    capacity = health.capacity
    if health.value is None or capacity is None or capacity <= 0 or capacity == 1 or signal.unit == "ratio":
        return ""
    of = format_quantity(capacity, signal.unit)
    return f", {format_quantity(health.value / capacity, 'ratio')} of capacity {of}"


def _detail(health: SignalHealth) -> str:
    detail = " ".join(health.detail.split())
    if len(detail) > _DETAIL_SHOWN:
        detail = detail[: _DETAIL_SHOWN - 1].rstrip() + "…"
    return f" ({detail})" if detail else ""


def _limit_text(signal: Signal, state: State, limit: Limit | None) -> str:
    word = state.value
    if state is State.OK:
        word = "warning" if signal.warning is not None else "critical"
    return f"{word} {_from(limit, signal.unit, signal.worse)}"


@lru_cache(maxsize=1024)
def _from(limit: Limit | None, unit: str, worse: Worse | None) -> str:
    """Where a limit begins, in words; kept because a model has few limits and many nodes."""
    if limit is None:
        return "without a limit"
    if isinstance(limit, Band):
        return f"unless between {format_quantity(limit.low, unit)} and {format_quantity(limit.high, unit)}"
    return f"from {format_quantity(limit, unit)}{' down' if worse is Worse.LOWER else ''}"


def _decides(rule: Rule, member: State, group: State) -> bool:
    if rule is Rule.ALL_OF:
        return member is group and group is not State.OK
    return (member is State.OK) == (group is State.OK)


def _group_text(plan: Gathering, present: Present, members: Members, decided: Members, state: State) -> str:
    total = len(members) + present.missing
    word = "parts" if plan.parts else "means"
    if total == 0:
        return f"no {word} were found"
    if total == 1 and members and present.at_least <= 1:
        return f"{members[0][1]}: {members[0][2].value}"
    if present.rule is not Rule.ALL_OF:
        if plan.parts or plan.group.need is not None:
            return f"{_tally(members, present.missing, word)}, {max(1, present.at_least)} needed"
        wanted = "any" if present.rule is Rule.ANY_OF else f"at least {present.at_least}"
        return f"{wanted} of {total}: {_tally(members, present.missing)}"
    missing = f"{present.missing} missing" if present.missing else ""
    if not members:
        return "the only one is missing" if total == 1 else f"{_all(total)} {word} missing"
    if len(decided) == total or (not decided and not missing):
        return f"{_all(total)} {word} {state.value}"
    if not decided:
        return f"{present.missing} of {total} {word} missing"
    text = f"{len(decided)} of {total} {word} {state.value}: {_names(decided)}"
    return f"{text}, {missing}" if missing else text


def _tally(members: Members, missing: int, word: str = "") -> str:
    """How many members have which state, worst first, those that are not ok by name; with a word the
    first number says of how many."""
    total = len(members) + missing
    counted: list[tuple[int, str, str]] = []
    for state in sorted(State, key=lambda s: -SEVERITY[s]):
        having = [m for m in members if m[2] is state]
        if having:
            names = "" if state is State.OK else f" ({_names(having)})"
            counted.append((len(having), state.value, names))
    if missing:
        counted.append((missing, "missing", ""))
    if len(counted) == 1:
        named = f"{_all(total)} {word}" if word and total > 1 else _all(total)
        return f"{named} {counted[0][1]}"
    of = f" of {total} {word}" if word else ""
    said = [f"{count}{'' if i else of} {state}{names}" for i, (count, state, names) in enumerate(counted)]
    return ", ".join(said)


def _all(count: int) -> str:
    return {1: "the only one", 2: "both"}.get(count, f"all {count}")


def _names(members: Members) -> str:
    names = ", ".join(title for _, title, _ in members[:_NAMES_SHOWN])
    more = len(members) - _NAMES_SHOWN
    return f"{names} +{more}" if more > 0 else names
