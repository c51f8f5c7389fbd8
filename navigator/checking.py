"""A whole check of hierarchy files: what the files alone show, and what their sources show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import hierarchy
from adapters.live_checks.costs import Costs
from hierarchy.problems import Problem


@dataclass(frozen=True, slots=True)
class Checked:
    """All problems by place. `nodes` is None where nothing loaded; `unasked` says that the sources were
    wanted, but not asked, because the files have errors; `costs` is None where they were not asked."""

    problems: tuple[Problem, ...]
    nodes: int | None
    unasked: bool = False
    costs: Costs | None = None


def check_files(
    paths: Sequence[Path], env: Mapping[str, str], *, online: bool = False, address: str | None = None
) -> Checked:
    """Check files and folders; `online` also asks the sources, `address` takes the place of the default's.

    Raises nothing for what files or sources hold; a source that does not answer is a problem too.
    """
    loaded = hierarchy.load(paths, env, readdressed=("default",) if address else ())
    if loaded.model is None:
        return Checked(loaded.problems, None, unasked=online)
    found, costs = loaded.problems, None
    if online:
        from navigator.online_check import check_online
        from navigator.runtime import with_prometheus

        model = with_prometheus(loaded.model, address, quiet=True)
        told, costs = check_online(model, loaded.texts)
        found = merged(found, told)
    return Checked(found, len(loaded.model.nodes), costs=costs)


def merged(one: Sequence[Problem], other: Sequence[Problem]) -> tuple[Problem, ...]:
    """Two reports as one, by place; what both say is said once."""
    together = dict.fromkeys((*one, *other))
    return tuple(sorted(together, key=lambda problem: (problem.position, problem.id, problem.message)))
