"""What people and machines did: when, and which nodes it concerns."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from hierarchy.levels import Level
from hierarchy.model import Model

MOST_REMEMBERED = 20_000  # sets of labels

K = TypeVar("K")
V = TypeVar("V")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_Pair = tuple[str, str]  # a label and its value


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


def titled(text: str) -> str:
    """A title made of what labels and alerts hold: on one line, without the signs that steer a terminal
    or turn the text after them around."""
    plain = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text)
    return " ".join("".join(sign for sign in plain if sign not in _TURNING).split())


class Concerned:
    """Which nodes of a model changes concern, by labels; remembers what was asked lately, for many changes.
    Safe in several threads."""

    def __init__(self, model: Model) -> None:
        self._nodes = model.nodes
        self._names = {label for node in model.nodes.values() for label in node.labels}
        self._carriers: dict[_Pair, list[str]] = {}
        for node in model.nodes.values():
            for pair in node.labels.items():
                self._carriers.setdefault(pair, []).append(node.id)
        self._order = {id: i for i, id in enumerate(model.nodes)}
        self._alike: dict[tuple[_Pair, ...], tuple[str, ...]] = {}
        self._known: dict[tuple[_Pair, ...], tuple[str, ...]] = {}

    def by(self, labels: Mapping[str, str], match: Mapping[str, str]) -> tuple[str, ...]:
        """The nodes that a change with these labels concerns, in the model's order.

        `match` maps a label of the change to a label of nodes: those that have all these values. None
        where the change lacks one of the labels, and where nothing is matched: that concerns everything.
        """
        wanted = tuple(sorted((ours, labels.get(theirs, "")) for theirs, ours in match.items()))
        if not wanted or not all(value for _, value in wanted):
            return ()
        return _remembered(self._known, wanted, self._with_all)

    def alike(self, labels: Mapping[str, str]) -> tuple[str, ...]:
        """The nodes that something with these labels concerns where nobody wrote how they match.

        Of the labels that a node has, all that occur must agree and at least one must; of these nodes
        only those that agree in the most labels, and of those at one level only those that agree in the
        rarest value, the one that the fewest nodes have. In the model's order. An alert about one
        workload of a cluster is not about everything else in that cluster.
        """
        known = tuple(sorted(pair for pair in labels.items() if pair[0] in self._names))
        return _remembered(self._alike, known, self._most_alike)

    def _with_all(self, wanted: tuple[_Pair, ...]) -> tuple[str, ...]:
        carriers = min((self._carriers.get(pair, []) for pair in wanted), key=len)
        return tuple(id for id in carriers if all(self._nodes[id].labels.get(k) == v for k, v in wanted))

    def _most_alike(self, known: tuple[_Pair, ...]) -> tuple[str, ...]:
        agreeing: Counter[str] = Counter()
        for pair in known:
            agreeing.update(self._carriers.get(pair, ()))
        names = {name for name, _ in known}
        for most in sorted(set(agreeing.values()), reverse=True):
            alike = (id for id, count in agreeing.items() if count == most)
            if found := [id for id in alike if len(names & self._nodes[id].labels.keys()) == most]:
                return self._rarest(found, known)
        return ()

    def _rarest(self, found: Sequence[str], known: tuple[_Pair, ...]) -> tuple[str, ...]:
        """The levels are views of one system, so that each keeps its own most specific nodes."""
        common: dict[str, int] = {}
        least: dict[Level, int] = {}
        for id in found:
            node = self._nodes[id]
            common[id] = min(len(self._carriers[pair]) for pair in known if pair[0] in node.labels)
            least[node.level] = min(common[id], least.get(node.level, common[id]))
        kept = (id for id in found if common[id] == least[self._nodes[id].level])
        return tuple(sorted(kept, key=self._order.__getitem__))


def _remembered(memory: dict[K, V], key: K, work_out: Callable[[K], V]) -> V:
    """What `memory` has of a key, else what is worked out; it begins anew beyond MOST_REMEMBERED."""
    found = memory.get(key)
    if found is None:
        found = work_out(key)
        if len(memory) >= MOST_REMEMBERED:
            memory.clear()
        memory[key] = found
    return found


def concerned(model: Model, labels: Mapping[str, str], match: Mapping[str, str]) -> tuple[str, ...]:
    """The nodes that one change with these labels concerns; see `Concerned.by`."""
    return Concerned(model).by(labels, match)


def sees_changes(model: Model) -> bool:
    """Whether a source of the model can tell what was done: by rules, or by alerts."""
    return bool(model.changes) or any(config.type == "alertmanager" for config in model.sources.values())
