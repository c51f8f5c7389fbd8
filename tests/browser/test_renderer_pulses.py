"""A new abnormality pulses where it is drawn, quietly, and only when it is news."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.renderer_fixture.models import small_model
from tests.browser.renderer_fixture.pages import Screen, chromium, screen
from tests.browser.renderer_fixture.site import serve

pytestmark = pytest.mark.browser

PULSES = "() => probe.data('[data-pulse]').map((one) => one.key || 'none').sort()"
LATER = "([changed, parts]) => probe.later(changed, parts || {})"


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


def _healthy(s: Screen) -> tuple[str, str]:
    """A node with a card and one that is counted in a chip, both ok."""
    cards = {card["key"] for card in s.cards()}
    ok = s.js("() => probe.ids().filter((_, node) => navigatorMap.app.scene.states[node] === 0)")
    return next(key for key in ok if key in cards), next(key for key in ok if key not in cards)


def test_a_node_that_turns_critical_pulses_on_its_card_and_one_without_a_card_on_its_chip(
    browser: Browser, url: str
) -> None:
    """Lane counts and the long shot pulse along; nothing moves, and after three seconds nothing is left."""
    with screen(browser, f"{url}/?focus=l1-0") as s:
        card, inside = _healthy(s)
        boxes = s.js("() => probe.allBoxes()")
        s.js(LATER, [{card: 2, inside: 1}, None])
        pulses = s.data("[data-pulse]")
        assert [one["pulse"] for one in pulses if one.get("key") == card] == ["critical"]
        chips = [one for one in pulses if one.get("kind") == "aggregate"]
        assert [inside in chip["members"].split() for chip in chips] == [True]
        assert s.js("() => probe.count('.lane-counts[data-pulse]')") == 2
        assert s.js("() => probe.count('.longshot-pulse')") == 2
        assert s.js("() => probe.allBoxes()") == boxes
        running = s.js("(key) => probe.styleOf(key)", card)
        assert float(running["animationIterationCount"]) <= 3
        assert running["transform"].startswith("matrix(1, 0, 0, 1")
        s.page.wait_for_selector("[data-pulse]", state="detached", timeout=6000)
        assert s.js("() => probe.count('.longshot-pulse')") == 0


def test_neither_the_first_picture_nor_a_move_nor_another_moment_pulses(browser: Browser, url: str) -> None:
    """What one comes to see is no news."""
    with screen(browser, f"{url}/?focus=l1-0") as s:
        assert s.js(PULSES) == []
        s.go("l2-0")
        assert s.js(PULSES) == []
        card, _ = _healthy(s)
        s.js(LATER, [{card: 2}, {"as": 1661142015}])
        assert s.card(card)["state"] == "critical"
        assert s.js(PULSES) == []
        s.js("() => navigatorMap.app.place.lookAt(navigatorMap.app.scene.at - 600, true)")
        s.settle()
        assert s.js(PULSES) == []
        card, _ = _healthy(s)
        s.js(LATER, [{card: 2}, None])
        assert s.js(PULSES) == []


def test_what_comes_to_be_known_and_what_gets_better_does_not_pulse(browser: Browser, url: str) -> None:
    """Unknown to critical is new knowledge, critical to warning an improvement; from ok it is news."""
    with screen(browser, f"{url}/?focus=l1-0") as s:
        unknown, critical = s.js("() => [3, 2].map(probe.firstIn)")
        card, _ = _healthy(s)
        s.js(LATER, [{unknown: 2, critical: 1, card: 3}, None])
        assert s.js(PULSES) == []
        s.js(LATER, [{card: 2}, None])
        assert card in s.js(PULSES)


def test_with_reduced_motion_a_still_mark_stays_for_a_moment(browser: Browser, url: str) -> None:
    """No animation runs; the ring is there all the same."""
    with screen(browser, f"{url}/?focus=l1-0", reduced=True) as s:
        card, _ = _healthy(s)
        s.js(LATER, [{card: 2}, None])
        style = s.js("(key) => probe.styleOf(key)", card)
        assert style["animationName"] == "none"
        assert style["boxShadow"] != "none"


def test_news_are_said_in_one_go_and_not_again_within_ten_seconds(browser: Browser, url: str) -> None:
    """What turns within that time is told together when it has passed."""
    with screen(browser, f"{url}/?focus=l1-0") as s:
        s.page.clock.install()
        card, inside = _healthy(s)
        titles = s.js("(ids) => ids.map(probe.titleOf)", [card, inside])
        said = "() => document.getElementById('nav-live').textContent"
        s.js(LATER, [{card: 2}, None])
        assert titles[0] in s.js(said)
        s.js("() => { document.getElementById('nav-live').textContent = ''; }")
        s.js(LATER, [{inside: 2}, None])
        s.page.clock.run_for(5000)
        assert s.js(said) == ""
        s.page.clock.run_for(6000)
        assert titles[1] in s.js(said)
