"""A signal over many moments, without the words that a single reading has.

What `judging` says moment by moment is here worked out for all of them at once where nothing is out of the
ordinary: one series for the value, one for the age of each thing behind it, no warning, no failure.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from adapters.prometheus.compose import ZERO_MARK
from adapters.prometheus.grids import Finding
from adapters.prometheus.roles import Role, Timing
from hierarchy.evidence.readings import CLOCKS_DIFFER, Reading, Series, Trust

_NOTED = (Trust.AMBIGUOUS, Trust.PARTIAL)  # said of a whole series when true of one of its moments
_PLAIN = (Role.VALUE, Role.AGE, Role.EXTRA_AGE)
Row = npt.NDArray[np.float64]


def believed(findings: Sequence[Finding], times: Row, limit: float) -> tuple[float | None, ...] | None:
    """The value at each of the moments `times` (Unix seconds) that a reading with max_age `limit` would be
    believed at, else None; or None instead of all of them where each reading has to be looked at."""
    if not all(_is_plain(finding) for finding in findings):
        return None
    value = next(f for f in findings if f.role is Role.VALUE)
    ages = [f for f in findings if f.role is Role.AGE]
    if not value.columns or ZERO_MARK in value.columns[0].labels:
        return None
    if not ages and value.request.timing is Timing.UNKNOWN:
        return None
    numbers, newest = _row(value), times
    groups: dict[str, Row] = {}
    for finding in ages:
        row = _row(finding)
        groups[finding.group] = np.fmax(groups.get(finding.group, row), row)
    for finding in findings:
        if finding.role is not Role.VALUE:
            newest = np.fmin(newest, _row(finding))
    there = np.isfinite(numbers) & (times - newest <= limit)
    for row in groups.values():
        there &= np.isfinite(row)
    pairs = zip(numbers.tolist(), there.tolist(), strict=True)
    return tuple([number if good else None for number, good in pairs])


def of_readings(times: tuple[float, ...], readings: Sequence[Reading]) -> Series:
    """The series that readings at the moments `times` (Unix seconds) make."""
    values = tuple(reading.value if reading.is_believed else None for reading in readings)
    if all(value is None for value in values):
        return Series(times, values, readings[-1].trust, readings[-1].detail)
    noted = next((r for trust in _NOTED for r in readings if r.trust is trust), None)
    return Series(times, values, *((noted.trust, noted.detail) if noted else (Trust.LIVE, "")))


def has_failed(findings: Sequence[Finding]) -> bool:
    """Whether the value was not answered at all: then every moment says the same."""
    return any(f.role is Role.VALUE and (f.failure is not None or f.request.refused) for f in findings)


def _is_plain(finding: Finding) -> bool:
    if finding.role not in _PLAIN or finding.failure is not None or finding.warning:
        return False
    punctual = finding.ahead <= CLOCKS_DIFFER
    return punctual and not finding.request.refused and len(finding.columns) <= 1


def _row(finding: Finding) -> Row:
    """The values of its only series, NaN where there is none."""
    if not finding.columns:
        return np.array([np.nan])
    row = np.array(finding.columns[0].values, dtype=np.float64)
    return np.where(np.isfinite(row), row, np.nan)
