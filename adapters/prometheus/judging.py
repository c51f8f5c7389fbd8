"""From findings to readings: what may be believed of a signal at one moment, and why not more.

Nothing here can make a reading better than its evidence: no age, no trust.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from adapters.failures import FailureKind, SourceFailure
from adapters.foreign_text import plain
from adapters.prometheus.compose import ZERO_MARK
from adapters.prometheus.grids import Column, Finding
from adapters.prometheus.roles import COUNTS, Role, Timing
from hierarchy.evidence.readings import CLOCKS_DIFFER, Reading, Trust

MIN_MAX_AGE = 60.0
NO_SERIES = "no series matches"
_NAMED = 3  # series that an "ambiguous" names, and labels of each
_LABEL = 60  # characters of a label and of its value that are shown
_BEHIND = {False: (Role.AGE, Role.EXTRA_AGE), True: (Role.ZERO_AGE,)}


def max_age(step: float, interval: float | None) -> float:
    """Seconds after which a value proves nothing: max(60 s, 2 × step, 3 × sample interval)."""
    return max(MIN_MAX_AGE, 2 * step, 3 * (interval or 0.0))


def judge(
    findings: Sequence[Finding], index: int, at: float, limit: float, min_total: float | None = None
) -> Reading:
    """The reading of one signal at moment `index`, Unix time `at`.

    `limit` is its max_age in seconds; with less than `min_total` there is too little to judge.
    """
    reading = _judged(findings, index, at, limit)
    if reading.value is not None and reading.is_believed:
        reading = _of_targets(reading, findings, index)
    if min_total is not None:
        reading = _with_enough(reading, findings, index, min_total)
    capacity = next((f for f in findings if f.role is Role.CAPACITY), None)
    return reading if capacity is None else _of_capacity(reading, capacity, index)


def _judged(findings: Sequence[Finding], index: int, at: float, limit: float) -> Reading:
    value = next(f for f in findings if f.role is Role.VALUE)
    refusal = _failed(value, limit)
    if refusal is not None:
        return refusal
    present = [column for column in value.columns if column.values[index] is not None]
    measured = [column for column in present if ZERO_MARK not in column.labels]
    if len(measured) > 1:
        return Reading(None, Trust.AMBIGUOUS, None, limit, ambiguity(measured))
    if not measured:
        return _without_value(findings, bool(present), index, at, limit)
    number = measured[0].values[index]
    assert number is not None
    if not math.isfinite(number):
        return _not_a_number(number, value, limit)
    return _timed(findings, number, False, index, at, limit)


def _of_targets(reading: Reading, findings: Sequence[Finding], index: int) -> Reading:
    """The reading, partial where fewer of several targets answer than there are, or where that is not known.

    A single one that does not answer is told by the age of what it gave last.
    """
    counted = [finding for finding in findings if finding.role in COUNTS]
    doubts = (finding.failure.message if finding.failure else finding.warning for finding in counted)
    doubt = next((text for text in doubts if text), "")
    if doubt:
        return _partly(reading, f"whether all of its targets answer is not known: {doubt}")
    there, up = (
        next((_only(f, index) for f in counted if f.role is role), None) for role in (Role.TARGETS, Role.UP)
    )
    if there is None or up is None or there < 2 or up >= there:
        return reading
    seen = round(up), round(there)
    return replace(_partly(reading, f"{seen[0]}/{seen[1]} targets answer"), seen=seen)


def _partly(reading: Reading, why: str) -> Reading:
    detail = f"{why}; {reading.detail}" if reading.detail else why
    return replace(reading, trust=Trust.PARTIAL, detail=detail)


def _with_enough(reading: Reading, findings: Sequence[Finding], index: int, least: float) -> Reading:
    """The reading if there was enough to judge it by; a total that is not known is not enough."""
    if not reading.is_believed:
        return reading
    total = next((f for f in findings if f.role is Role.TOTAL), None)
    if total is not None:
        refusal = _failed(total, reading.max_age)
        if refusal is not None:
            return refusal
    number = None if total is None else _only(total, index)
    if number is not None and number >= least:
        return reading
    said = "the total is not known" if number is None else f"a total of {number:g}"
    detail = f"{said}, and from {least:g} on it is judged"
    return Reading(None, Trust.NO_TRAFFIC, reading.time, reading.max_age, detail)


def _of_capacity(reading: Reading, capacity: Finding, index: int) -> Reading:
    """The reading with its capacity, or with why that is not known: then its limits are not known either."""
    number = _only(capacity, index)
    if number is not None and number > 0:
        return replace(reading, capacity=number)
    present = [column for column in capacity.columns if column.values[index] is not None]
    failed = _failed(capacity, reading.max_age)
    why = NO_SERIES
    if failed is not None:
        why = failed.detail
    elif len(present) > 1:
        why = ambiguity(present)
    elif present:
        why = f"it is {present[0].values[index]}"
    detail = f"its capacity is not known: {why}"
    return replace(reading, detail=f"{reading.detail}; {detail}" if reading.detail else detail)


def _only(finding: Finding, index: int) -> float | None:
    """The value of the only series that there is, if it is finite."""
    values = [v for column in finding.columns if (v := column.values[index]) is not None]
    return values[0] if len(values) == 1 and math.isfinite(values[0]) else None


def failed_reading(failure: SourceFailure, limit: float) -> Reading:
    """The reading of a signal whose query failed."""
    trust = Trust.ERROR
    if failure.is_unreachable:
        trust = Trust.UNREACHABLE
    elif failure.kind is FailureKind.AMBIGUOUS:
        trust = Trust.AMBIGUOUS
    elif failure.kind is FailureKind.TOO_LARGE:
        trust = Trust.TRUNCATED
    hint = f"; {failure.hint}" if failure.hint else ""
    return Reading(None, trust, None, limit, failure.message + hint)


def ambiguity(columns: Sequence[Column]) -> str:
    """`2 series match: pod="a" | pod="b"`, by the labels in which the series differ."""
    differing = sorted(
        label
        for label in {label for column in columns for label in column.labels}
        if len({column.labels.get(label) for column in columns}) > 1
    )
    shown = [
        ", ".join(
            f'{plain(label, _LABEL)}="{plain(column.labels.get(label, ""), _LABEL)}"'
            for label in differing[:_NAMED]
        )
        for column in columns[:_NAMED]
    ]
    more = " | …" if len(columns) > _NAMED else ""
    return f"{len(columns)} series match: {' | '.join(shown)}{more}"


def _failed(finding: Finding, limit: float) -> Reading | None:
    if finding.request.refused:
        return Reading(None, Trust.ERROR, None, limit, finding.request.refused)
    return failed_reading(finding.failure, limit) if finding.failure is not None else None


def _not_a_number(number: float, value: Finding, limit: float) -> Reading:
    """NaN is what dividing nothing by nothing and a quantile of no observations give: no traffic."""
    if math.isnan(number):
        quotient = value.request.quotient
        said = "nothing happened that could be divided by" if quotient else "NaN: nothing happened to measure"
        return Reading(None, Trust.NO_TRAFFIC, None, limit, said)
    return Reading(None, Trust.ERROR, None, limit, f"the answer is not a number ({number})")


def _without_value(findings: Sequence[Finding], marked: bool, index: int, at: float, limit: float) -> Reading:
    """No series of the signal itself: 0 while `zero_while` or `zero_when` says so, else absent."""
    zero = next((f for f in findings if f.role is Role.ZERO), None)
    if not marked and zero is not None:
        refusal = _failed(zero, limit)
        if refusal is not None:
            return refusal
        marked = any((column.values[index] or 0.0) > 0 for column in zero.columns)
    if marked:
        return _timed(findings, 0.0, True, index, at, limit)
    warning = next((f.warning for f in findings if f.role is Role.VALUE and f.warning), "")
    detail = f"{NO_SERIES}; the answer may be partial: {warning}" if warning else NO_SERIES
    return Reading(None, Trust.ABSENT, None, limit, detail)


def _timed(
    findings: Sequence[Finding], number: float, by_zero: bool, index: int, at: float, limit: float
) -> Reading:
    """The value with the time of the oldest of its newest samples; without one it is not believed."""
    roles = _BEHIND[by_zero]
    ages = [finding for finding in findings if finding.role in roles]
    answers = [f for f in findings if f.role is Role.VALUE or (by_zero and f.role is Role.ZERO)]
    warning = next((finding.warning for finding in (*answers, *ages) if finding.warning), "")
    trust = Trust.PARTIAL if warning else Trust.LIVE
    broken = next((f for f in ages if f.failure is not None or f.request.refused), None)
    if broken is not None:
        return _ageless(broken, number, limit)
    times = [(f, _newest(f, index)) for f in ages]
    must = {f.group for f in ages if f.role is not Role.EXTRA_AGE}
    if not must and any(f.request.timing is Timing.UNKNOWN for f in answers):
        detail = "the age of its newest sample is not known: the query is not understood by the checker"
        return Reading(number, Trust.STALE, None, limit, detail)
    if must - {f.group for f, time in times if time is not None and f.role is not Role.EXTRA_AGE}:
        detail = "no recent sample behind this value: it outlives what it was measured on"
        return Reading(number, Trust.STALE, None, limit, detail)
    # A clock ahead of ours, asked for our moment, answers with what it saw before that.
    late = max((f.ahead for f in ages if f.ahead > CLOCKS_DIFFER), default=0.0)
    newest = min((time for _, time in times if time is not None), default=at) - late
    return Reading(number, trust, newest, limit, warning).at(at)


def _newest(finding: Finding, index: int) -> float | None:
    times = [column.values[index] for column in finding.columns]
    return max((t for t in times if t is not None and math.isfinite(t)), default=None)


def _ageless(broken: Finding, number: float, limit: float) -> Reading:
    why = broken.request.refused or (broken.failure.message if broken.failure else "")
    detail = f"the age of its newest sample is not known: {why}"
    if broken.failure is not None and broken.failure.is_unreachable:
        return Reading(None, Trust.UNREACHABLE, None, limit, detail)
    return Reading(number, Trust.STALE, None, limit, detail)
