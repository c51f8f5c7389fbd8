"""navigator cues: where to look next, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.text import Text

from hierarchy.evidence.cue import Cue, Cues
from hierarchy.evidence.cues import cues
from hierarchy.evidence.health import Health
from hierarchy.graph import Graph
from hierarchy.model import Model
from navigator.api.cues import cues_json
from navigator.cue_questions import CHANGES_BEFORE, cue_splits, known_at
from navigator.cueing import gather
from navigator.progress import progress
from navigator.runtime import load_or_refuse
from navigator.screen.detail_builder import state_word
from navigator.settings import Settings
from navigator.terminal.once import Once, ensure_known, ensure_possible, moment_of, read_once
from navigator.terminal.output import complain, console, print_json
from navigator.terminal.status_tree import SIGNS, STYLES
from navigator.times import format_time

_FAINT = "dim"


@dataclass(frozen=True, slots=True)
class Asked:
    """The focus to look below, and how to print at most `limit` cues: `fmt` text or json."""

    focus: str
    at: str | None = None
    limit: int = 10
    fmt: str = "text"


def print_cues(paths: Sequence[Path], settings: Settings, asked: Asked) -> int:
    """Print the ranked cues; 0 when all sources answered, 1 when one did not.

    Raises CannotRunError for files that do not load, a focus that is not there and a time to come.
    """
    base, _ = load_or_refuse(paths, settings)
    ensure_possible(asked.focus, base)
    at = moment_of(asked.at)
    searched = any(node.each is not None for node in base.nodes.values())
    with progress("Reading", 2 + searched) as steps, read_once(base, at, {}, steps) as read:
        ensure_known(asked.focus, read.model)
        steps.describe("Comparing with what is usual")
        found, failures = _found(read, asked.focus)
        steps.advance()
    complain((*read.failures, *failures))
    if asked.fmt == "json":
        print_json(cues_json(found, asked.limit))
    else:
        out = console()
        for line in cue_lines(read.model, read.health, found, asked.limit):
            out.print(line)
    return 1 if read.is_short or failures else 0


def _found(read: Once, focus: str) -> tuple[Cues, tuple[str, ...]]:
    """The cues, and why changes may be missing from them."""
    model, health, source = read.model, read.health, read.source
    graph, at = Graph(model), health.at
    changes = known_at(source.changes(at - CHANGES_BEFORE, at), at)
    splits = cue_splits(model, graph, focus)
    breakdowns = source.breakdowns(splits, at) if splits else {}
    facts = gather(source.series, model, graph, health, focus, at, changes, breakdowns)
    return cues(facts), changes.failures


def cue_lines(model: Model, health: Health, found: Cues, limit: int) -> Iterable[Text]:
    """What is printed: the focus, then every cue with the way to it and its evidence, then the note."""
    focus = model.nodes[found.focus]
    head = Text("Where to look next below ", style="bold")
    head.append(f"{focus.title} ", style="bold")
    head.append(f"({focus.id}) at {format_time(found.at)}", style=_FAINT)
    yield head
    for cue in found.cues[:limit]:
        yield Text()
        yield from _cue(model, health, cue)
    more = len(found.cues) - limit
    if more > 0:
        yield Text()
        yield Text(f"{more} more: --limit {len(found.cues)} shows all.", style=_FAINT)
    if found.note is not None:
        yield Text()
        yield Text(found.note.text)


def _cue(model: Model, health: Health, cue: Cue) -> Iterable[Text]:
    node, judged = model.nodes[cue.node], health.nodes[cue.node]
    line = Text(f"{cue.rank}. ", style="bold")
    line.append(f"{SIGNS[judged.state]} {node.title} ", style=STYLES[judged.state])
    line.append(f"({node.id}) ", style=_FAINT)
    line.append(state_word(judged), style=STYLES[judged.state])
    yield line
    if len(cue.path) > 2:
        titles = [model.nodes[id].title for id in cue.path]
        yield Text(f"   by way of {' › '.join(titles[1:-1])}", style=_FAINT)
    for one in cue.evidence:
        yield Text(f"   {one.kind.value}: {one.text}")
    if cue.shared:
        yield Text(f"   {cue.shared}")
