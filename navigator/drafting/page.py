"""The draft while it grows: nodes, and the remarks and questions that stand above them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hierarchy.levels import LEVELS
from navigator.drafting.naming import Ids
from navigator.interchange.yaml_writer import NULL

Path = tuple[str | int, ...]

DECIDE = "DECIDE:"
# What `null` says in a draft, told once for a node, above the first one of its kind.
_NO_SIGNAL = "null takes away a signal of a template: Prometheus has nothing for it here."
_NO_LIMIT = "null takes away a limit: nothing tells here what it would be a share of."
_NO_SPREAD = "null takes away a distribution: no label says here what it would go over."
_NOTHING: tuple[Any, ...] = ("", (), [], {}, None)


class Page:
    """Collects the nodes of a draft; the highest level comes first in what is written."""

    def __init__(self) -> None:
        self.ids = Ids()
        self._nodes: dict[str, dict[str, Any]] = {}
        self._remarks: dict[Path, list[str]] = {}

    def add(self, node: str, **keys: Any) -> None:
        """A node; empty keys are left out, and `for_` is `for`."""
        said = {name.rstrip("_"): value for name, value in keys.items()}
        self._nodes[node] = {name: value for name, value in said.items() if value not in _NOTHING}
        self._explain(node, said.get("signals") or {})

    def _explain(self, node: str, signals: Mapping[str, Any]) -> None:
        """Say why a node is without something that its templates have."""
        told: set[str] = set()
        for name, signal in signals.items():
            why = _without(signal)
            if why and why not in told:
                told.add(why)
                self.remark(why, node, "signals", name)

    def remark(self, text: str, *path: str | int) -> None:
        """A line above a node (`remark(text, node)`) or one of its keys."""
        self._remarks.setdefault(("nodes", *path), []).append(text)

    def decide(self, text: str, *path: str | int) -> None:
        """A question that only people can answer, above a node or one of its keys."""
        self.remark(f"{DECIDE} {text}", *path)

    def get(self, node: str) -> dict[str, Any]:
        """The keys of a node, to be changed."""
        return self._nodes[node]

    def append(self, node: str, key: str, value: object) -> None:
        """One more value in a list of a node."""
        self._nodes[node].setdefault(key, []).append(value)

    def has(self, level: str) -> bool:
        """Whether there is a node at this level."""
        return any(node["level"] == level for node in self._nodes.values())

    def nodes(self) -> dict[str, dict[str, Any]]:
        """All nodes, the highest level first, else in the order in which they came."""
        rank = {info.level.value: info.level.rank for info in LEVELS}
        return dict(sorted(self._nodes.items(), key=lambda item: rank[item[1]["level"]]))

    @property
    def remarks(self) -> Mapping[Path, list[str]]:
        """The remarks by the path of what they stand above."""
        return self._remarks


def _without(signal: object) -> str:
    """What to say of a signal from which `null` takes something away, else nothing."""
    if signal is None:
        return _NO_SIGNAL
    if not isinstance(signal, Mapping):
        return ""
    taken = {key for key, value in signal.items() if value is NULL}
    return _NO_LIMIT if taken - {"spread"} else _NO_SPREAD if taken else ""
