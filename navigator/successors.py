"""Where a link leads whose node is not in the hierarchy any more."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hierarchy.graph import Graph
from hierarchy.model import Model

MOST_REMEMBERED = 5_000


@dataclass(frozen=True, slots=True)
class Gone:
    """A node of an earlier revision: its title, and where to look instead, nearest first."""

    title: str
    instead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Successor:
    """The node `id` stands for one that is gone; `title` is what that was called.

    `renamed` when it is the same thing under another id, else it is the nearest end that is left.
    """

    id: str
    title: str
    renamed: bool


class Successors:
    """Knows, for one model, what became of nodes of the models before it in this process.

    At most MOST_REMEMBERED of them, the latest. Frozen: `renewed` gives the one of the next model.
    """

    def __init__(self, model: Model, gone: Mapping[str, Gone] = MappingProxyType({})) -> None:
        self._model = model
        self._gone = gone
        self._renamed = {old: node.id for node in model.nodes.values() for old in node.formerly}

    def renewed(self, before: Graph, after: Model) -> Successors:
        """For the model `after`, when `before` is the graph of the present one."""
        gone = {id: one for id, one in self._gone.items() if id not in after.nodes}
        for id, node in before.model.nodes.items():
            if id not in after.nodes:
                gone.pop(id, None)  # the latest that was known of it, and as the newest
                wholes = [whole for whole in (node.member_of, node.part_of) if whole]
                gone[id] = Gone(node.title, tuple(dict.fromkeys([*wholes[:1], *before.ends(id), *wholes])))
        return Successors(after, dict(list(gone.items())[-MOST_REMEMBERED:]))

    def of(self, id: str) -> Successor | None:
        """What to show instead of a node that the model does not have; None where nobody knows.

        First the node that was `formerly` called so, then the nearest end that is left.
        """
        title = self._gone[id].title if id in self._gone else id
        if id in self._renamed:
            return Successor(self._renamed[id], title, renamed=True)
        seen, queue = {id}, deque(self._instead(id))
        while queue:
            next_id = queue.popleft()
            if next_id in self._model.nodes:
                return Successor(next_id, title, renamed=False)
            if next_id not in seen:
                seen.add(next_id)
                queue.extend(self._instead(next_id))
        return None

    def _instead(self, id: str) -> tuple[str, ...]:
        if id in self._renamed:
            return (self._renamed[id],)
        if id in self._gone:
            return self._gone[id].instead
        whole, is_member, _ = id.partition("/")
        return (whole,) if is_member else ()
