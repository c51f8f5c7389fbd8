"""What people and machines did: when, and which nodes it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hierarchy.model import Model, Node


class Origin(StrEnum):
    """Where a change is known from."""

    QUERY = "query"
    POSTED = "posted"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Change:
    """Something that was done at Unix time `at`, until `until` (None: at once, or still going on if
    `lasting`). `rule` is the id of the rule in the file that saw it, "" for others.

    `nodes` are those that it concerns by their labels; one that concerns `everything` names none, and
    one with neither matches no node of the model ("no link in the model"). `url` is http(s) or "".
    """

    id: str
    title: str
    at: float
    until: float | None = None
    lasting: bool = False
    origin: Origin = Origin.QUERY
    rule: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    nodes: tuple[str, ...] = ()
    everything: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of a stretch of time in time order, and in sentences why there may be more."""

    found: tuple[Change, ...] = ()
    failures: tuple[str, ...] = ()


class Concerned:
    """Which nodes of a model changes concern, by labels; remembers what was asked, for many changes."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._names = {label for node in model.nodes.values() for label in node.labels}
        self._alike: dict[tuple[tuple[str, str], ...], tuple[str, ...]] = {}
        self._known: dict[tuple[tuple[str, str], ...], tuple[str, ...]] = {}

    def by(self, labels: Mapping[str, str], match: Mapping[str, str]) -> tuple[str, ...]:
        """The nodes that a change with these labels concerns, in the model's order.

        `match` maps a label of the change to a label of nodes: those that have all these values. None
        where the change lacks one of the labels, and where nothing is matched: that concerns everything.
        """
        wanted = tuple(sorted((ours, labels.get(theirs, "")) for theirs, ours in match.items()))
        if not wanted or not all(value for _, value in wanted):
            return ()
        if wanted not in self._known:
            nodes = self._model.nodes.values()
            self._known[wanted] = tuple(
                node.id for node in nodes if all(node.labels.get(label) == value for label, value in wanted)
            )
        return self._known[wanted]

    def alike(self, labels: Mapping[str, str]) -> tuple[str, ...]:
        """The nodes that something with these labels concerns where nobody wrote how they match.

        Of the labels that a node has, all that occur must agree and at least one must; of these nodes
        only those that agree in the most labels, in the model's order. An alert about one workload of a
        cluster is not about everything else in that cluster.
        """
        known = tuple(sorted(pair for pair in labels.items() if pair[0] in self._names))
        if known not in self._alike:
            agreeing = {node.id: _agreeing(node, dict(known)) for node in self._model.nodes.values()}
            most = max(agreeing.values(), default=0)
            self._alike[known] = tuple(id for id, count in agreeing.items() if count == most > 0)
        return self._alike[known]


def _agreeing(node: Node, labels: Mapping[str, str]) -> int:
    """How many labels of the node have the same value there; 0 if one has another."""
    shared = [value == labels[label] for label, value in node.labels.items() if label in labels]
    return len(shared) if all(shared) else 0


def concerned(model: Model, labels: Mapping[str, str], match: Mapping[str, str]) -> tuple[str, ...]:
    """The nodes that one change with these labels concerns; see `Concerned.by`."""
    return Concerned(model).by(labels, match)


def sees_changes(model: Model) -> bool:
    """Whether a source of the model can tell what was done: by rules, or by alerts."""
    return bool(model.changes) or any(config.type == "alertmanager" for config in model.sources.values())
