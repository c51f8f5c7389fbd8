"""Problems of hierarchy files as `navigator check` prints them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from adapters.live_checks.costs import Costs
from hierarchy.problems import Problem, Severity, as_json, render_text
from navigator.costs_report import costs_json, costs_text

# The checks that say a file could not be read at all, so nothing in it was checked.
UNREADABLE = ("file-not-found", "file-not-readable")

_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "notice"}


def problem_report(
    problems: Sequence[Problem], fmt: str, costs: Costs | None = None, *, color: bool = False
) -> str:
    """The problems as `fmt`: text for people, json for programs, github as workflow commands. `costs`
    where they are wanted; workflow commands have no place for them."""
    if fmt == "json":
        cost = {} if costs is None else {"cost": costs_json(costs)}
        return json.dumps({"problems": as_json(problems), **cost}, indent=2, ensure_ascii=False) + "\n"
    if fmt == "github":
        return "".join(_annotation(problem) for problem in problems)
    text = render_text(problems, color=color)
    if costs is None:
        return text
    table = costs_text(costs)
    return f"{text}\n{table}" if text else table


def exit_code(problems: Sequence[Problem], strict: bool) -> int:
    """0 clean, 1 errors (or warnings, when strict), 2 when a file could not be read."""
    if any(problem.id in UNREADABLE for problem in problems):
        return 2
    bad = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    return 1 if any(problem.severity in bad for problem in problems) else 0


def summary(problems: Sequence[Problem], nodes: int | None) -> str:
    """One line saying what was found; `nodes` is None where there is no model."""
    found = Counter(problem.severity for problem in problems)
    counted = ", ".join(_count(found[severity], severity.value) for severity in Severity if found[severity])
    checked = "nothing loaded" if nodes is None else _count(nodes, "node") + " loaded"
    return f"{checked}; {counted or 'no problems'}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _annotation(problem: Problem) -> str:
    place = problem.position
    fields = {
        "file": _from_here(place.file),
        "line": str(place.line),
        "col": str(place.column),
        "endColumn": str(place.column + place.length),
        "title": problem.id,
    }
    listed = ",".join(f"{name}={_escaped(value, ',:')}" for name, value in fields.items())
    message = f"{problem.message}\n{problem.hint}" if problem.hint else problem.message
    return f"::{_GITHUB[problem.severity]} {listed}::{_escaped(message)}\n"


def _from_here(file: str) -> str:
    """A path below the current folder as seen from it: GitHub finds files by their path in the repository."""
    path, here = Path(file), Path.cwd()
    return str(path.relative_to(here)) if path.is_absolute() and path.is_relative_to(here) else file


def _escaped(text: str, more: str = "") -> str:
    """As workflow commands want it: % first, then line breaks and what separates fields."""
    for sign in "%\r\n" + more:
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text
