"""Why a node has its state, in sentences for a tired engineer: plain, short, with values and limits."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from hierarchy.evidence.health import Reason, SignalHealth
from hierarchy.evidence.limits import limit_of, margin
from hierarchy.evidence.readings import Trust
from hierarchy.evidence.states import SEVERITY, Bounds, State
from hierarchy.model import Band, Limit, MeansGroup, Rule, Signal, Worse
from hierarchy.quantities import format_age, format_quantity

_NAMES_SHOWN = 3
_DETAIL_SHOWN = 160
_UNPROVEN = {
    Trust.STALE: "no data",
    Trust.UNREACHABLE: "its source does not answer",
    Trust.ABSENT: "no data",
    Trust.NEVER: "never had any data",
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

    `rule` is the state if the reading proves one, else the trust that keeps it from doing so.
    """
    state = health.state or State.UNKNOWN
    if state is State.UNKNOWN or health.value is None:
        text = f"{signal.title}: {_unproven(signal, health)}"
        return Reason(health.trust.value, State.UNKNOWN, text, signal.id, value=health.value)
    limit = limit_of(signal, state)
    text = f"{signal.title} {format_quantity(health.value, signal.unit)}, {_limit_text(signal, state, limit)}"
    if health.trust is not Trust.LIVE:
        text = f"{text}; {_UNPROVEN[health.trust]}{_detail(health)}"
    return Reason(
        rule=state.value,
        state=state,
        text=text,
        signal=signal.id,
        value=health.value,
        limit=limit,
        margin=margin(signal, state, health.value),
    )


def group_reason(
    group: MeansGroup, members: Sequence[tuple[str, str, State]], bounds: Bounds, felt: Bounds | None
) -> Reason:
    """One group of means by its rule, e.g. "1 of 3 means critical: Host 7".

    `members` are (id, title, state passed up); `bounds` is the group before its impact, `felt` what
    the end feels of it (None for impact none).
    """
    state = bounds.state
    decided = [m for m in members if _decides(group.rule, m[2], state)]
    text = _group_text(group, members, decided, state)
    if felt is None:
        text += ", which does not affect this"
    elif felt != bounds:
        text += ", which only degrades this"
    if group.because and state is not State.OK:
        text += f" ({group.because})"
    shown = State.OK if felt is None else felt.state
    return Reason(group.rule.value, shown, text, means=tuple(m[0] for m in decided))


def _unproven(signal: Signal, health: SignalHealth) -> str:
    """Why a reading proves nothing, with the last value where there was one."""
    words = _UNPROVEN[health.trust]
    if health.age is not None and health.trust in (Trust.STALE, Trust.UNREACHABLE):
        words += f" for {format_age(round(health.age))}"
    if health.value is not None:
        last = "" if health.trust in (Trust.PARTIAL, Trust.CONFLICTING) else "last "
        words += f", {last}{format_quantity(health.value, signal.unit)}"
        if not last:
            words += " proves nothing"
    return words + _detail(health)


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


def _group_text(
    group: MeansGroup,
    members: Sequence[tuple[str, str, State]],
    decided: Sequence[tuple[str, str, State]],
    state: State,
) -> str:
    total = len(members)
    if group.rule is Rule.ALL_OF:
        if total == 1:
            return f"{members[0][1]} {state.value}"
        if len(decided) in (0, total):
            return f"{_all(total)} means {state.value}"
        return f"{len(decided)} of {total} means {state.value}: {_names(decided)}"
    wanted = "any" if group.rule is Rule.ANY_OF else f"at least {group.at_least}"
    return f"{wanted} of {total}: {_tally(members)}"


def _tally(members: Sequence[tuple[str, str, State]]) -> str:
    """How many members have which state, worst first, those that are not ok by name."""
    parts = []
    for state in sorted(State, key=lambda s: -SEVERITY[s]):
        having = [m for m in members if m[2] is state]
        if len(having) == len(members):
            return f"{_all(len(members))} {state.value}"
        if having:
            names = "" if state is State.OK else f" ({_names(having)})"
            parts.append(f"{len(having)} {state.value}{names}")
    return ", ".join(parts)


def _all(count: int) -> str:
    return {1: "the only one", 2: "both"}.get(count, f"all {count}")


def _names(members: Sequence[tuple[str, str, State]]) -> str:
    names = ", ".join(title for _, title, _ in members[:_NAMES_SHOWN])
    more = len(members) - _NAMES_SHOWN
    return f"{names} +{more}" if more > 0 else names
