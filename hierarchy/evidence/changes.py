"""What people and machines did: when, and which nodes it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hierarchy.model import Model


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


def concerned(model: Model, labels: Mapping[str, str], match: Mapping[str, str]) -> tuple[str, ...]:
    """The nodes that one change with these labels concerns; see `Concerned.by`."""
    return Concerned(model).by(labels, match)
