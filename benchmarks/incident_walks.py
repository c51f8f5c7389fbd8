"""Does going down to the worst means lead to the fault? Walks by states alone, for every labelled fault.

`python -m benchmarks.incident_walks` serves the whole day from a real Prometheus and prints, for each of the
24 faults, where the walk ends in its best minute, and how often each signal crosses a limit in quiet hours.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from adapters.recording import RecordedSource
from benchmarks.incident_data import Fault, faults
from benchmarks.incident_example import read_example, record_stretch
from hierarchy.evidence.evaluate import Evaluator
from hierarchy.evidence.health import Health
from hierarchy.evidence.states import SEVERITY, State
from hierarchy.levels import Level
from hierarchy.model import Model

DAY = (1661140320.0, 1661212740.0)  # 03:52 to 23:59 UTC
QUIET = (1661156400.0, DAY[1])  # from 08:20 on nothing was injected any more
_ABNORMAL = (State.WARNING, State.CRITICAL)
_MINUTE = 60.0
_LASTS = 8  # minutes after its time in which a fault may show
Judge = Callable[[float], Health]


def means_of(model: Model, node: str) -> tuple[str, ...]:
    """The means of a node in the order of its groups."""
    return tuple(dict.fromkeys(m for group in model.nodes[node].how for m in group.members))


def walks(model: Model, health: Health) -> tuple[tuple[str, ...], ...]:
    """From the worst purpose down to the worst means each time, once for every choice among equals.

    A walk ends where no means is in warning or critical; there is none when no purpose is. Node ids, top to
    bottom; the order of the file decides which comes first.
    """
    purposes = tuple(n.id for n in model.nodes.values() if n.level is Level.FUNCTIONAL_PURPOSE)
    return tuple(path for path in _down(model, health, purposes) if path)


def walk(model: Model, health: Health) -> tuple[str, ...]:
    """The first of `walks`, empty when there is none."""
    return next(iter(walks(model, health)), ())


def _down(model: Model, health: Health, candidates: Sequence[str]) -> Iterator[tuple[str, ...]]:
    worst = max((health.nodes[node].state for node in candidates), key=SEVERITY.__getitem__, default=State.OK)
    if worst not in _ABNORMAL:
        yield ()
        return
    for node in candidates:
        if health.nodes[node].state is worst:
            yield from ((node, *rest) for rest in _down(model, health, means_of(model, node)))


def reaches(model: Model, path: Sequence[str], fault: Fault) -> Level | None:
    """The lowest level at which the walk stands on the service that was at fault; None if it never does."""
    at_fault = [model.nodes[n].level for n in path if model.nodes[n].labels.get("service") == fault.service]
    return max(at_fault, key=lambda level: level.rank, default=None)


def best_walk(model: Model, judge: Judge, fault: Fault) -> tuple[float, tuple[str, ...]]:
    """The minute of a fault whose walk comes closest to it, and that walk; the first among equals."""

    def score(found: tuple[float, tuple[str, ...]]) -> tuple[int, int]:
        level = reaches(model, found[1], fault)
        return (-1 if level is None else level.rank, len(found[1]))

    first = fault.time // _MINUTE * _MINUTE + _MINUTE
    return max(((at, walk(model, judge(at))) for at in _minutes(first, first + _LASTS * _MINUTE)), key=score)


def alarms(judge: Judge, start: float, end: float) -> Counter[tuple[str, str]]:
    """In how many minutes of [start, end] each signal (node, signal id) is in warning or critical."""
    found: Counter[tuple[str, str]] = Counter()
    for at in _minutes(start, end):
        for node, health in judge(at).nodes.items():
            found.update((node, s) for s, signal in health.signals.items() if signal.state in _ABNORMAL)
    return found


def _minutes(start: float, end: float) -> Iterator[float]:
    at = start
    while at <= end:
        yield at
        at += _MINUTE


def main() -> None:
    """Print both tables."""
    model, recording = record_stretch(read_example(), *DAY)
    source, evaluator = RecordedSource(recording, model), Evaluator(model)

    def judge(at: float) -> Health:
        return evaluator.evaluate(source.sweep(at), at)

    lines = [_line(model, fault, *best_walk(model, judge, fault)) for fault in faults()]
    minutes = int((QUIET[1] - QUIET[0]) / _MINUTE) + 1
    lines.append(f"\nMinutes of {minutes} quiet ones in which a limit is crossed")
    lines += [f"{count:4d}  {node}/{signal}" for (node, signal), count in alarms(judge, *QUIET).most_common()]
    sys.stdout.write("\n".join(lines) + "\n")


def _line(model: Model, fault: Fault, at: float, path: Sequence[str]) -> str:
    level = reaches(model, path, fault) or "not reached"
    walked = " > ".join(path) or "no purpose suffers"
    return f"{_clock(fault.time)} {fault.service} {fault.kind}: {level} at {_clock(at)}, {walked}"


def _clock(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%H:%M")


if __name__ == "__main__":
    main()
