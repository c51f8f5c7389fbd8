"""The page as a screen reader is given it: Chromium's own tree of names and roles, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

SKIPPED = {"InlineTextBox", "generic", "none", "RootWebArea", "ListMarker"}


@dataclass
class Item:
    """One thing that is read out, with what is inside it."""

    role: str
    name: str
    description: str
    level: int
    inside: list[Item] = field(default_factory=list)

    def all(self, role: str = "") -> list[Item]:
        """Everything inside of that role, in reading order."""
        return [item for item in self._walk() if not role or item.role == role]

    def _walk(self) -> Iterator[Item]:
        for item in self.inside:
            yield item
            yield from item._walk()

    def text(self) -> str:
        """The texts inside, joined by spaces."""
        return " ".join(item.name for item in self.all("StaticText"))


def read(page: Page) -> Item:
    """The whole page; groups without a meaning are left out and what is in them stands in their place."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    known = {node["nodeId"]: node for node in nodes}
    top = Item("page", "", "", 0)
    _fill(known, nodes[0], top)
    return top


def _fill(known: dict[str, Any], node: dict[str, Any], parent: Item) -> None:
    into = parent
    role = _value(node, "role")
    if not node.get("ignored") and role not in SKIPPED:
        levels = [one["value"]["value"] for one in node.get("properties", []) if one["name"] == "level"]
        into = Item(role, _value(node, "name"), _value(node, "description"), int(levels[0] if levels else 0))
        parent.inside.append(into)
    for child in node.get("childIds", []):
        if child in known:
            _fill(known, known[child], into)


def _value(node: dict[str, Any], name: str) -> str:
    return str(node.get(name, {}).get("value", ""))
