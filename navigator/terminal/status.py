"""navigator status: read everything once, judge it, and print it."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson
from rich.console import Console

from adapters.prometheus.adapter import PrometheusSource
from adapters.source import Source
from hierarchy.evidence.evaluate import Evaluator
from hierarchy.evidence.health import Health
from hierarchy.evidence.readings import SourceState
from hierarchy.graph import Graph
from hierarchy.membership import Registry, expanded
from hierarchy.model import Model
from hierarchy.problems import did_you_mean
from navigator.api.health import health_json
from navigator.failures import CannotRunError
from navigator.greetings import ask_sources, greeting
from navigator.progress import progress
from navigator.runtime import load_or_refuse
from navigator.settings import Settings
from navigator.terminal.chosen import chosen
from navigator.terminal.status_tree import StatusView, print_status
from navigator.times import format_time, parse_time

_UNLIMITED = 100_000  # columns where nobody's terminal limits a line: text is cut nowhere


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be shown of the hierarchy, and how: `fmt` text or json, `only` None or "problems"."""

    at: str | None = None
    focus: str | None = None
    only: str | None = None
    fmt: str = "text"


def status(paths: Sequence[Path], settings: Settings, asked: Asked) -> int:
    """Print the hierarchy with its states; 0 when all sources answered, 1 when one did not.

    Raises CannotRunError for files that do not load, a focus that is not there and a time to come.
    """
    base, _ = load_or_refuse(paths, settings)
    _ensure_known(asked.focus, base, may_be_member=any(node.each for node in base.nodes.values()))
    now = time.time()
    at = float(int(parse_time(asked.at, now) if asked.at else now))
    if at > now:
        raise CannotRunError(f"--at: {format_time(at)} is still to come")
    greetings = ask_sources(base) if asked.fmt == "text" else {}
    model, health, failures = _judged(base, at)
    for sentence in failures:
        sys.stderr.write(f"navigator: {sentence}\n")
    _ensure_known(asked.focus, model)
    if asked.fmt == "json":
        shown = chosen(Graph(model), health, asked.focus, asked.only)
        _print_json(model, health, shown)
    else:
        found = {name: answer.result() for name, answer in greetings.items()}
        usable = [greeting(base.sources[name], one) for name, one in found.items() if one.usable]
        print_status(_console(), StatusView(model, health, asked.focus, asked.only, usable))
    away = any(one.state is SourceState.UNREACHABLE for one in health.sources.values())
    return 1 if away or failures else 0


def _ensure_known(focus: str | None, model: Model, *, may_be_member: bool = False) -> None:
    if focus is not None and focus not in model.nodes and not (may_be_member and "/" in focus):
        near = did_you_mean(focus, model.nodes)
        raise CannotRunError(f"there is no node '{focus}'; {near or 'navigator status lists all of them'}")


def _judged(base: Model, at: float) -> tuple[Model, Health, tuple[str, ...]]:
    """The model with the members that it has at Unix time `at`, its health, and what kept searches for
    members from being answered."""
    searched = any(node.each is not None for node in base.nodes.values())
    with progress("Reading", 1 + searched) as steps:
        source: Source = PrometheusSource(base)
        try:
            model = base
            failures: tuple[str, ...] = ()
            if searched:
                members = Registry(base).update(source.members(at), at)
                failures = tuple(
                    f"node '{id}': {known.failure}" for id, known in members.items() if known.failure
                )
                model = expanded(base, members)
                first, source = source, source.renewed(model)
                first.close()
                steps.advance()
            health = Evaluator(model).evaluate(source.sweep(at), at)
            steps.advance()
        finally:
            source.close()
    return model, health, failures


def _print_json(model: Model, health: Health, shown: frozenset[str]) -> None:
    """The answer of the health API; of the nodes those that are asked for."""
    document = health_json(model, {}, health)
    nodes = document["nodes"]
    assert isinstance(nodes, dict)
    document["nodes"] = {id: node for id, node in nodes.items() if id in shown}
    sys.stdout.write(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n")


def _console() -> Console:
    """Standard output; as wide as the terminal, or as the text where it goes into a file or a pipe."""
    encoding = (getattr(sys.stdout, "encoding", "") or "").lower().replace("-", "")
    if not encoding.startswith("utf") and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a sign that can't be written must not end the command
    console = _Output(highlight=False, soft_wrap=False)
    return console if console.is_terminal else _Output(highlight=False, width=_UNLIMITED)


class _Output(Console):
    """Leaves it to the navigator what happens when a reader such as `head` has gone, for all commands."""

    def on_broken_pipe(self) -> None:
        """End as other commands do: quietly, and not as if a source had failed. Raises BrokenPipeError."""
        raise BrokenPipeError
