"""Where the arrow keys begin, what they take first, where they are after coming back, and what they say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.renderer_fixture.models import small_model
from tests.browser.renderer_fixture.pages import chromium, screen
from tests.browser.renderer_fixture.site import serve

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for this file."""
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of the sixty-node model."""
    with serve(small_model()) as address:
        yield address


OK, WARNING, CRITICAL, NONE = 0, 1, 2, -1
HERE = "() => probe.active()"
SAID = "() => document.getElementById('nav-live').textContent"


def test_the_first_arrow_goes_to_the_purpose_that_is_critical_itself(browser: Browser, url: str) -> None:
    """Critical itself, then critical by what threatens it, then warning; two alike go by the lane."""
    states = {
        "l0-0": [WARNING, NONE, WARNING],
        "l0-1": [OK, CRITICAL, OK],
        "l0-2": [CRITICAL, NONE, CRITICAL],
        "l0-3": [CRITICAL, CRITICAL, CRITICAL],
    }
    reached = []
    with screen(browser, url) as s:
        while states:
            s.js("() => { navigatorMap.app.cursor.clear(); document.activeElement.blur(); }")
            s.js("(states) => probe.suffer(states)", states)
            s.page.keyboard.press("ArrowDown")
            reached.append(s.js(HERE))
            del states[reached[-1]]
    assert reached == ["l0-2", "l0-3", "l0-1", "l0-0"]


@pytest.mark.parametrize(("key", "role"), [("ArrowDown", "means"), ("ArrowUp", "end")])
def test_from_the_focus_an_arrow_takes_what_is_critical_itself_first(
    browser: Browser, url: str, key: str, role: str
) -> None:
    """Among means and among ends alike, one that is only threatened comes second, though it stands first."""
    with screen(browser, url) as s:
        focus = s.js(
            "() => navigatorMap.app.model.nodes.findIndex((n, i) => n.l === 2"
            " && navigatorMap.app.model.ends[i].length > 1 && navigatorMap.app.model.means[i].length > 1)"
        )
        s.go(s.js("(node) => navigatorMap.app.model.nodes[node].id", focus))
        first, second = [card["key"] for card in s.cards() if card["role"] == role][:2]
        s.js(
            "(states) => probe.suffer(states)",
            {first: [OK, CRITICAL, OK], second: [CRITICAL, NONE, CRITICAL]},
        )
        s.page.keyboard.press(key)
        assert s.js(HERE) == second


UNLINK = """() => {
  const { model } = navigatorMap.app;
  for (const links of [model.ends, model.means]) links.forEach((_, node) => { links[node] = []; });
}"""
LANE = "() => navigatorMap.app.model.nodes[navigatorMap.app.cursor.node()].l"


def test_keys_reach_every_card_also_where_nothing_is_linked(browser: Browser, url: str) -> None:
    """Arrows stop where no link leads on; by lanes and to the sides one comes to all that is drawn."""
    with screen(browser, url) as s:
        s.js(UNLINK)
        cards = {card["key"] for card in s.cards()}
        s.page.keyboard.press("ArrowDown")
        s.page.keyboard.press("ArrowDown")
        assert s.js(LANE) == 0
        reached = set()
        for level in range(5):
            assert s.js(LANE) == level
            for key in ("ArrowLeft", "ArrowRight"):
                for _ in range(24):
                    reached.add(s.js(HERE))
                    s.page.keyboard.press(key)
            s.page.keyboard.press("PageDown")
        assert reached == cards
        assert s.js(SAID).startswith("There is no card below")
        for level in (3, 2, 1, 0, 0):
            s.page.keyboard.press("PageUp")
            assert s.js(LANE) == level


def test_coming_back_finds_the_cursor_where_it_was_left(browser: Browser, url: str) -> None:
    """Two moves down and two back: each time on the card that was gone through, and arrows go on from it."""
    with screen(browser, f"{url}/?focus=l1-0") as s:
        trail: list[str] = []
        beside: list[str] = []
        for _ in range(2):
            s.press("ArrowDown")
            neighbour = s.js(HERE)
            s.press("ArrowRight")
            beside.append(neighbour)
            trail.append(s.js(HERE))
            s.press("Enter")
            assert s.focus() == trail[-1]
        for left in reversed(trail):
            s.press("Backspace")
            assert s.js(HERE) == left
            assert s.card(left)["cursor"] == "true"
        s.page.keyboard.press("ArrowLeft")
        assert s.js(HERE) == beside[0] != trail[0]
        s.page.go_forward()
        s.settle()
        assert s.focus() == trail[0]


def test_coming_back_leaves_the_keyboard_alone_outside_the_stage(browser: Browser, url: str) -> None:
    """Who uses the browser's button from the header keeps the header; the arrows still know their card."""
    with screen(browser, f"{url}/?focus=l1-0") as s:
        s.press("ArrowDown")
        left = s.js(HERE)
        s.press("Enter")
        s.page.focus(".header-help")
        s.page.go_back()
        s.settle()
        assert s.js("() => document.activeElement.className").endswith("header-help")
        assert s.card(left)["cursor"] == "true"


def test_enter_on_the_focus_says_that_one_is_there(browser: Browser, url: str) -> None:
    """Nothing moves, and who can't see that is told."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.page.focus("[data-role=focus]")
        s.press("Enter")
        title = s.js("() => navigatorMap.app.model.nodes[navigatorMap.app.scene.focus].title")
        assert s.js(SAID) == f"{title} is in focus already"
        assert s.js("() => probe.count('[data-pressed]')") == 0


def test_arrows_only_look_enter_and_space_move_and_space_elsewhere_does_nothing(
    browser: Browser, url: str
) -> None:
    """Nobody moves by looking; a card is pressed by the keys that press buttons, and by no others."""
    with screen(browser, f"{url}/?focus=l1-0") as s:
        s.page.keyboard.press("Space")
        assert s.focus() == "l1-0"
        s.press("ArrowDown", "ArrowRight", "ArrowLeft")
        assert s.focus() == "l1-0"
        target = s.js(HERE)
        s.press("Space")
        assert s.focus() == target
        s.page.keyboard.press("Space")
        s.settle()
        assert s.focus() == target
        assert s.js("() => navigatorMap.app.place.depth()") == 1


def test_the_way_up_leads_to_the_end_that_one_came_from(browser: Browser, url: str) -> None:
    """Also where another end is worse, and for each level of the way by itself."""
    with screen(browser, url) as s:
        shared = s.js(
            "() => { const m = navigatorMap.app.model;"
            " return m.nodes.findIndex((n, i) => n.l === 3 && m.ends[i].length > 1); }"
        )
        node, end = s.js(
            "(i) => [navigatorMap.app.model.nodes[i].id,"
            " navigatorMap.app.model.nodes[navigatorMap.app.model.ends[i].at(-1)].id]",
            shared,
        )
        s.go(end)
        others = [card["key"] for card in s.cards() if card["key"] not in (node, end)]
        hurt = {other: [CRITICAL, NONE, CRITICAL] for other in others if other.startswith("l2")}
        s.js("(states) => probe.suffer(states)", {**hurt, node: [CRITICAL, NONE, CRITICAL]})
        s.page.keyboard.press("ArrowDown")
        assert s.js(HERE) == node
        s.page.keyboard.press("ArrowUp")
        assert s.js(HERE) == end


def test_enter_that_is_held_says_once_that_the_node_is_in_focus(browser: Browser, url: str) -> None:
    """The key repeats by itself; what it said is not read out over and over."""
    count = """() => {
      const { app } = navigatorMap;
      const say = app.say;
      window.said = [];
      app.say = (text) => { window.said.push(text); say(text); };
    }"""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.page.focus("[data-role=focus]")
        title = s.js("() => navigatorMap.app.model.nodes[navigatorMap.app.scene.focus].title")
        s.js(count)
        for _ in range(4):
            s.page.keyboard.down("Enter")
        s.page.keyboard.up("Enter")
        assert [text for text in s.js("() => window.said") if "already" in text] == [
            f"{title} is in focus already"
        ]
