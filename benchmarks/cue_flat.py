"""Flat rankings over all metrics of a day, without any hierarchy, to compare cues with.

Each service (and each machine) has the score of its metric that is furthest from what it was before; those
with the highest score come first. N-sigma: mean and standard deviation; and median and interquartile range.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import httpx
import numpy as np
from numpy.typing import NDArray

from benchmarks.cue_cases import Case
from hierarchy.evidence.reference import RECENT

Vector = NDArray[np.float64]
Scorer = Callable[[Vector, Vector], float]

_TOLD_BEFORE = 1200.0  # seconds before a known injection that are taken for normal
_LEAST = 3
_TINY = 1e-9
_RELATIVE = 0.01  # of the usual: the same floor that cues have


@dataclass(frozen=True, slots=True)
class Metrics:
    """Every series of a day by the minute, with the service or machine that it is of."""

    times: Vector
    owners: tuple[str, ...]
    values: NDArray[np.float64]


def read_metrics(url: str, start: float, end: float, step: float = 60.0) -> Metrics:
    """All gauges that the Prometheus at `url` holds of [start, end] and that name a service or machine."""
    times = np.arange(start // step * step, end + 1, step)
    owners: list[str] = []
    rows: list[Vector] = []
    with httpx.Client(base_url=url, timeout=60.0) as client:
        span = {"start": float(times[0]), "end": float(times[-1])}
        names = client.get("/api/v1/label/__name__/values", params=span).raise_for_status().json()["data"]
        for name in names:
            asked = {"query": name, **span, "step": step}
            answer = client.get("/api/v1/query_range", params=asked).raise_for_status().json()
            for one in answer["data"]["result"]:
                owner = _owner(one["metric"])
                if owner:
                    owners.append(owner)
                    rows.append(_row(one["values"], times, step))
    return Metrics(times, tuple(owners), np.array(rows))


def n_sigma(before: Vector, now: Vector) -> float:
    """How many standard deviations the mean of now is from the mean of before."""
    spread = max(float(before.std()), _RELATIVE * abs(float(before.mean())), _TINY)
    return abs(float(now.mean() - before.mean())) / spread


def median_iqr(before: Vector, now: Vector) -> float:
    """How many interquartile ranges the median of now is from the median of before."""
    low, mid, high = np.percentile(before, (25, 50, 75))
    return abs(float(np.median(now) - mid)) / max(float(high - low), _RELATIVE * abs(float(mid)), _TINY)


def ranking(metrics: Metrics, case: Case, score: Scorer, *, told: bool) -> Sequence[str]:
    """Services and machines, the highest score first. `told`: with the time of the injection known, what
    was in the twenty minutes before it is compared with all since; else all history with the last two."""
    seen = metrics.times <= case.at
    if told:
        now = seen & (metrics.times > case.injected)
        before = (metrics.times <= case.injected) & (metrics.times > case.injected - _TOLD_BEFORE)
    else:
        last = np.flatnonzero(seen)[-RECENT:]
        now = np.zeros_like(seen)
        now[last] = True
        before = seen & ~now
    best: dict[str, float] = {}
    for owner, row in zip(metrics.owners, metrics.values, strict=True):
        old, new = row[before], row[now]
        old, new = old[np.isfinite(old)], new[np.isfinite(new)]
        if len(old) >= _LEAST and len(new):
            best[owner] = max(best.get(owner, 0.0), score(old, new))
    return sorted(best, key=lambda owner: -best[owner])


def _owner(labels: Mapping[str, str]) -> str:
    return labels.get("service") or labels.get("callee") or labels.get("node") or ""


def _row(samples: Sequence[tuple[float, str]], times: Vector, step: float) -> Vector:
    row = np.full(len(times), np.nan)
    for at, value in samples:
        row[round((at - times[0]) / step)] = float(value)
    return row
