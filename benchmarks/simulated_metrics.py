"""What exporters would show of a simulation, as OpenMetrics text; and seeded chance.

A simulation calls `Metrics.put` for every series at every scrape. The values of counters are those of the
exporter, so a process that starts again begins at zero, and a target that does not answer has no samples.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping

Labels = tuple[tuple[str, str], ...]
_COUNTED = "_total"


class Metrics:
    """Samples collected by metric and labels, written as OpenMetrics text."""

    def __init__(self) -> None:
        """Nothing collected yet."""
        self._series: dict[str, dict[Labels, dict[float, float]]] = {}

    def put(self, metric: str, time: float, value: float, **labels: str) -> None:
        """One sample of one series at `time` (Unix seconds)."""
        series = self._series.setdefault(metric, {}).setdefault(tuple(sorted(labels.items())), {})
        series[time] = value

    def put_all(self, time: float, values: Mapping[str, float], **labels: str) -> None:
        """Samples of several metrics that have the same labels."""
        for metric, value in values.items():
            self.put(metric, time, value, **labels)

    def lines(self) -> Iterator[str]:
        """OpenMetrics text line by line, one family after the other, each series in order of time."""
        for metric in sorted(self._series):
            counted = metric.endswith(_COUNTED)
            yield f"# TYPE {metric.removesuffix(_COUNTED)} {'counter' if counted else 'unknown'}\n"
            for labels, samples in sorted(self._series[metric].items()):
                text = ",".join(f'{name}="{value}"' for name, value in labels)
                for time in sorted(samples):
                    yield f"{metric}{{{text}}} {samples[time]!r} {time:.0f}\n"
        yield "# EOF\n"

    def samples(self, metric: str, **labels: str) -> Mapping[float, float]:
        """The samples of exactly one series by Unix time; KeyError if there is no such series."""
        return self._series[metric][tuple(sorted(labels.items()))]


class Chance:
    """Seeded chance: the same seed gives the same day on every machine.

    Only `random.Random.random` is used; its sequence for a seed is the same in every version of Python.
    """

    def __init__(self, seed: str) -> None:
        """A sequence of its own for every seed."""
        self._random = random.Random(seed)

    def between(self, low: float, high: float) -> float:
        """Evenly distributed in [low, high)."""
        return low + (high - low) * self._random.random()

    def near(self, mean: float, share: float) -> float:
        """Around `mean`, by the sum of four even numbers: standard deviation `share` of it."""
        off = sum(self._random.random() for _ in range(4)) - 2.0
        return mean * (1.0 + share * off * math.sqrt(3.0))

    def count(self, mean: float) -> int:
        """How many of independent arrivals fall into one step: Poisson, by the normal law for large means."""
        if mean > 30.0:
            return max(0, round(self.near(mean, 1.0 / math.sqrt(mean))))
        limit, product, number = math.exp(-mean), self._random.random(), 0
        while product > limit:
            product *= self._random.random()
            number += 1
        return number

    def one_in(self, share: float) -> bool:
        """True with this probability."""
        return self._random.random() < share


def ramp(time: float, start: float, end: float) -> float:
    """0 before `start`, 1 after `end`, a straight line between."""
    return min(1.0, max(0.0, (time - start) / (end - start)))
