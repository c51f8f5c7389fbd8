"""The hierarchy with its states as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from hierarchy.evidence.health import Health, NodeHealth
from hierarchy.evidence.states import State
from hierarchy.graph import Graph
from hierarchy.model import Model, Node
from navigator.screen.detail_builder import evidence_text, state_word
from navigator.screen.view_builder import source_sentence, value_text

GLYPHS = {State.OK: " ", State.WARNING: "▲", State.CRITICAL: "◆", State.UNKNOWN: "?"}
STYLES = {State.OK: "", State.WARNING: "yellow", State.CRITICAL: "bold red", State.UNKNOWN: "dim"}


def print_status(
    console: Console,
    model: Model,
    graph: Graph,
    health: Health,
    focus: str | None,
    greetings: Sequence[str] = (),
) -> None:
    """One block per level, a line per node; with a focus only what is above and below it.

    `greetings` are sentences about what answers at the sources' addresses.
    """
    shown = set(model.nodes) if focus is None else {focus, *graph.above(focus), *graph.below(focus)}
    console.print(Text(model.title, style="bold"))
    for sentence in greetings:
        console.print(Text(sentence, style="dim"))
    for name, status in health.sources.items():
        age = None if status.answered_at is None else max(0.0, health.at - status.answered_at)
        console.print(Text(source_sentence(name, status, age), style="dim"))
    for level in model.levels:
        nodes = [node for node in model.nodes.values() if node.level is level.level and node.id in shown]
        if nodes:
            console.print()
            console.print(Text(f"{level.title} ({level.question})", style="bold"))
            for node in nodes:
                _print_node(console, node, health.nodes[node.id], is_focus=node.id == focus)


def _print_node(console: Console, node: Node, judged: NodeHealth, *, is_focus: bool) -> None:
    mark = "→" if is_focus else " "
    line = Text(f"{mark}{GLYPHS[judged.state]} ", style=STYLES[judged.state])
    line.append(f"{node.title}  ", style=STYLES[judged.state])
    line.append(state_word(judged), style=STYLES[judged.state])
    if judged.deciding is not None:
        signal = node.signal(judged.deciding)
        title = signal.title if signal else judged.deciding
        line.append(f"  {title} {value_text(node, judged.deciding, judged.signals[judged.deciding])}")
    if judged.threat is not None and judged.threat is not judged.state:
        line.append(f"  means: {judged.threat.value}", style="dim")
    console.print(line)
    if judged.state is not State.OK:
        for reason in judged.reasons:
            console.print(Text(f"     {reason.text}", style="dim"))
        console.print(Text(f"     {evidence_text(judged.evidence)}", style="dim"))
