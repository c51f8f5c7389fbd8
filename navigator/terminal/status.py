"""navigator status: read everything once, judge it, and print it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hierarchy.evidence.health import Health
from hierarchy.evidence.readings import SourceState
from hierarchy.evidence.states import State
from hierarchy.graph import Graph
from hierarchy.model import Model
from navigator.api.health import health_json
from navigator.greetings import ask_sources, greeting
from navigator.progress import progress
from navigator.runtime import load_or_refuse
from navigator.settings import Settings
from navigator.terminal.chosen import chosen
from navigator.terminal.once import ensure_known, ensure_possible, moment_of, read_once
from navigator.terminal.output import complain, console, print_json
from navigator.terminal.status_tree import StatusView, print_status


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be shown of the hierarchy, and how: `fmt` text or json, `only` None or "problems".
    `assumed` are the states that are taken for granted."""

    at: str | None = None
    focus: str | None = None
    only: str | None = None
    fmt: str = "text"
    assumed: Mapping[str, State] = field(default_factory=dict)


def status(paths: Sequence[Path], settings: Settings, asked: Asked) -> int:
    """Print the hierarchy with its states; 0 when all sources answered, 1 when one did not.

    Raises CannotRunError for files that do not load, a focus that is not there and a time to come.
    """
    base, _ = load_or_refuse(paths, settings)
    for id in (asked.focus, *asked.assumed):
        ensure_possible(id, base)
    at = moment_of(asked.at)
    greetings = ask_sources(base) if asked.fmt == "text" else {}
    model, health, failures = _judged(base, at, asked.assumed)
    complain(failures)
    ensure_known(asked.focus, model)
    if asked.fmt == "json":
        shown = chosen(Graph(model), health, asked.focus, asked.only)
        _print_json(model, health, shown)
    else:
        found = {name: answer.result() for name, answer in greetings.items()}
        usable = [greeting(base.sources[name], one) for name, one in found.items() if one.usable]
        print_status(console(), StatusView(model, health, asked.focus, asked.only, usable))
    away = any(one.state is SourceState.UNREACHABLE for one in health.sources.values())
    return 1 if away or failures else 0


def _judged(base: Model, at: float, assumed: Mapping[str, State]) -> tuple[Model, Health, tuple[str, ...]]:
    """The model with the members that it has at Unix time `at`, its health, and what kept searches for
    members from being answered."""
    searched = any(node.each is not None for node in base.nodes.values())
    with progress("Reading", 1 + searched) as steps, read_once(base, at, assumed, steps) as read:
        return read.model, read.health, read.failures


def _print_json(model: Model, health: Health, shown: frozenset[str]) -> None:
    """The answer of the health API; of the nodes those that are asked for."""
    document = health_json(model, {}, health)
    nodes = document["nodes"]
    assert isinstance(nodes, dict)
    document["nodes"] = {id: node for id, node in nodes.items() if id in shown}
    print_json(document)
