"""Walking down from the purpose that suffers, and all that must hold at every move."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser

from tests.browser.acceptance.screens import Screen, api, screen

LONGEST = 12  # moves before a walk is given up


@dataclass
class Walk:
    """The nodes walked through, and the pictures before the first move and after each."""

    nodes: list[str] = field(default_factory=list)
    pictures: list[dict[str, tuple[object, ...]]] = field(default_factory=list)

    def undo(self, s: Screen) -> None:
        """Goes all the way back, by Backspace and by the browser's button in turn."""
        for step, picture in enumerate(reversed(self.pictures[:-1])):
            if step % 2:
                s.page.go_back()
                s.settle()
            else:
                s.press("Backspace")
            assert s.picture() == picture
        assert s.focus() is None


def walk_down(s: Screen, browser: Browser, service: str) -> Walk:
    """↓ Enter until the focus is the mechanism labelled `service`; everything is checked at every move."""
    goal = mechanism_of(api(s.base, "hierarchy"), service)
    walk = Walk(pictures=[s.picture()])
    while s.focus() != goal:
        assert len(walk.nodes) < LONGEST, f"the walk {walk.nodes} does not lead to {goal}"
        before = set(walk.pictures[-1])
        s.ask("mark")
        s.press("ArrowDown", "Enter")
        picture = s.picture()
        kept = dict(s.ask("marked"))
        stayed = before & picture.keys()
        assert stayed
        assert [key for key in stayed if not kept[key]] == []
        assert not any(kept[key] for key in picture.keys() - before)
        walk.nodes.append(s.focus() or "")
        walk.pictures.append(picture)
        assert_states_are_the_apis(s)
        assert_url_alone_gives_the_picture(s, browser)
    return walk


def mechanism_of(hierarchy: dict[str, Any], service: str) -> str:
    """The node of the mechanisms' level whose label `service` says so."""
    (found,) = [
        node["id"]
        for node in hierarchy["nodes"]
        if node["level"] == "physical-function" and node["labels"].get("service") == service
    ]
    return str(found)


def assert_states_are_the_apis(s: Screen) -> None:
    """Cards and whole model tell, node by node, what the API tells of the moment on screen."""
    nodes = s.health()["nodes"]
    assert s.ask("states") == {id: node["state"] for id, node in nodes.items()}
    for card in s.cards():
        node = nodes[card["key"]]
        assert card["state"] == node["state"]
        assert card["own"] == (node["own"] or "none")
        threat = node["threat"] if node["threat"] not in (None, "ok") else None
        assert card.get("threat") == threat


def assert_url_alone_gives_the_picture(s: Screen, browser: Browser) -> None:
    """Somebody else who opens the address sees the same cards at the same places."""
    with screen(browser, s.base, s.page.url.removeprefix(f"{s.base}/")) as other:
        assert other.picture() == s.picture()
