"""The hierarchy with its states as a tree for a terminal; without colours it says the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from hierarchy.evidence.health import Health, NodeHealth
from hierarchy.evidence.states import SEVERITY, State
from hierarchy.graph import Graph
from hierarchy.model import Model, Node
from hierarchy.quantities import format_age
from navigator.screen.card_builder import value_text
from navigator.screen.detail_builder import evidence_text, state_word
from navigator.screen.source_words import source_sentence
from navigator.terminal.chosen import Place, chosen, places
from navigator.times import format_time

SIGNS = {State.OK: "✓", State.WARNING: "▲", State.CRITICAL: "◆", State.UNKNOWN: "?"}
STYLES = {State.OK: "green", State.WARNING: "yellow", State.CRITICAL: "bold red", State.UNKNOWN: "magenta"}
_FAINT = "dim"


@dataclass(frozen=True, slots=True)
class StatusView:
    """What is to be shown: `greetings` are sentences about what answers at the sources' addresses."""

    model: Model
    health: Health
    focus: str | None = None
    only: str | None = None
    greetings: Sequence[str] = ()


def print_status(console: Console, view: StatusView) -> None:
    """Title, sources and counts, then the tree from purposes down to resources.

    Every node has a sign and the word of its state; what is not ok also its reasons. Titles and
    messages are printed as texts, whatever they hold.
    """
    graph = Graph(view.model)
    shown = chosen(graph, view.health, view.focus, view.only)
    for line in _head(view):
        console.print(line)
    trees = list(_trees(view, places(graph, shown)))
    for tree in trees:
        console.print()
        console.print(tree)
    if not trees:
        console.print()
        console.print(Text("Every node is ok." if view.focus is None else "Every node shown is ok."))


def _head(view: StatusView) -> Iterable[Text]:
    yield Text(view.model.title, style="bold")
    for sentence in view.greetings:
        yield Text(sentence, style=_FAINT)
    health = view.health
    for name, status in health.sources.items():
        age = None if status.answered_at is None else max(0.0, health.at - status.answered_at)
        yield Text(source_sentence(name, status, age, len(health.sources) == 1), style=_FAINT)
    counts = Counter(judged.state for judged in health.nodes.values())
    line = Text(f"{format_time(health.at)}: ", style=_FAINT)
    worst_first = sorted(State, key=lambda state: -SEVERITY[state])
    for state in worst_first:
        if counts[state]:
            line.append(f"{SIGNS[state]} {counts[state]} {state.value}  ", style=STYLES[state])
    line.rstrip()
    yield line


def _trees(view: StatusView, listed: Iterable[Place]) -> Iterable[Tree]:
    """One tree for every place at depth 0, filled without recursion."""
    open_trees: list[Tree] = []
    for place in listed:
        label = _label(view, place)
        if place.depth == 0:
            if open_trees:
                yield open_trees[0]
            open_trees = [Tree(label, guide_style=_FAINT)]
        else:
            del open_trees[place.depth :]
            open_trees.append(open_trees[-1].add(label))
    if open_trees:
        yield open_trees[0]


def _label(view: StatusView, place: Place) -> Text:
    node, judged = view.model.nodes[place.id], view.health.nodes[place.id]
    text = Text("→ " if place.id == view.focus else "", style="bold")
    style = STYLES[judged.state]
    text.append(f"{SIGNS[judged.state]} {node.title} ", style=style)
    text.append(f"({node.id}) ", style=_FAINT)
    text.append(state_word(judged), style=style)
    text.append(_unreal(judged), style="italic")
    if place.is_part:
        text.append(", a part", style=_FAINT)
    if place.again:
        text.append(", see above", style=_FAINT)
        return text
    text.append(_measured(node, judged))
    if judged.threat is not None and judged.threat is not judged.state:
        text.append(f", from below {judged.threat.value}", style=_FAINT)
    for reason in _reasons(judged):
        text.append(f"\n  {reason}", style=_FAINT)
    return text


def _unreal(judged: NodeHealth) -> str:
    """That a state is taken for granted or follows from one that is, and that it does not go up."""
    said = ""
    if judged.assumed is not None:
        said = " (taken for granted)"
    elif judged.imagined:
        said = " (would follow)"
    if judged.mute is not None:
        until = "" if judged.mute.until is None else f" until {format_time(judged.mute.until)}"
        said += f", {judged.mute.kind.value}{until}, does not go up"
    return said


def _measured(node: Node, judged: NodeHealth) -> str:
    """The value that explains the state best, with its age."""
    if judged.deciding is None or judged.deciding not in judged.signals:
        return ""
    health = judged.signals[judged.deciding]
    signal = node.signal(judged.deciding)
    title = judged.deciding if signal is None else signal.title
    age = "" if health.age is None else f", {format_age(health.age)} old"
    return f", {title} {value_text(node, judged.deciding, health)}{age}"


def _reasons(judged: NodeHealth) -> list[str]:
    """Why a node is not ok, worst first, and how much is known about it."""
    if judged.state is State.OK and judged.threat in (None, State.OK):
        return []
    ordered = sorted(judged.reasons, key=lambda reason: -SEVERITY[reason.state])
    told = [reason.text for reason in ordered if reason.state is not State.OK]
    told += [law.text for law in judged.laws if law.state is not State.OK]
    return [*dict.fromkeys(told), evidence_text(judged.evidence)]
