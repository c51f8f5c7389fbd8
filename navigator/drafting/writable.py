"""Leaving out what no hierarchy file may hold: names with invisible characters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from adapters.discovery_facts import Facts
from hierarchy.file.yaml_gate import may_hold
from navigator.drafting.recognition import Recognized


def names_of(facts: Facts) -> Facts:
    """The facts without calls and workloads whose names can't stand in a file."""
    calls = tuple(call for call in facts.calls if may_hold(call.caller) and may_hold(call.callee))
    workloads = tuple(one for one in facts.workloads if may_hold(one.namespace) and may_hold(one.name))
    return replace(facts, calls=calls, workloads=workloads)


def writable(recognized: Iterable[Recognized]) -> tuple[list[Recognized], list[str]]:
    """The jobs and instances whose names can stand in a file, and a sentence about the others, if any."""
    kept: list[Recognized] = []
    lost = 0
    for one in recognized:
        every = one.job.instances
        good = tuple(labels for labels in every if all(map(may_hold, labels.values())))
        lost += len(every) - len(good)
        if good:
            kept.append(replace(one, job=replace(one.job, instances=good)))
    sentence = f"{lost} targets have invisible characters in their labels, which no file may hold"
    return kept, [sentence] if lost else []
