"""Wholes and parts in the command that people start: opened and closed in place, by key and by click."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser.acceptance.running import navigator
from tests.browser.acceptance.screens import Screen, api, screen

pytestmark = pytest.mark.browser

LOOK = "2025-01-15T08:23:00Z"
WHOLE = "memcached"


@pytest.fixture(scope="module")
def incident() -> Iterator[str]:
    """An incident with wholes, standing still."""
    with navigator("demo", "port-exhaustion", "--paused", "--at", LOOK) as base:
        yield base


def _parts(base: str) -> set[str]:
    """The parts of the whole, as the API says."""
    return {node["id"] for node in api(base, "hierarchy")["nodes"] if node["id"].startswith(f"{WHOLE}/")}


def _shown(s: Screen) -> set[str]:
    return {card["key"] for card in s.cards()}


def _open(s: Screen) -> list[str]:
    return parse_qs(urlsplit(s.page.url).query).get("open", [])


def _button(s: Screen) -> str:
    """What the gesture of the whole says to readers of screens, and whether it says that it is open."""
    button = s.page.locator(f".nav-open[data-open='{WHOLE}']")
    return f"{button.get_attribute('aria-label')}; {button.get_attribute('aria-expanded')}"


def test_a_click_on_its_gesture_opens_a_whole_in_place_and_closes_it_again(
    browser: Browser, incident: str
) -> None:
    """All parts stand in a tray beside the whole; closed, the picture is the one of before, card by card."""
    parts = _parts(incident)
    assert len(parts) == 6
    with screen(browser, incident) as s:
        before = s.picture()
        assert not parts <= set(before)
        assert _button(s) == "Open Memcached, 6 parts: 6 ok; false"
        s.page.click(f".nav-open[data-open='{WHOLE}']")
        s.page.wait_for_selector(".nav-tray")
        s.settle()
        assert _open(s) == [WHOLE]
        assert parts <= _shown(s)
        assert _button(s) == "Close Memcached, 6 parts: 6 ok; true"
        marked = s.page.locator("[data-kind=node][data-part-of]").evaluate_all(
            "(cards) => cards.map((card) => card.dataset.key)"
        )
        assert set(marked) == parts
        s.page.click(f".nav-open[data-open='{WHOLE}']")
        s.settle()
        assert _open(s) == []
        assert s.page.locator(".nav-tray").count() == 0
        assert s.picture() == before
        s.assert_clean()


def test_plus_and_minus_do_the_same_at_the_cursor_and_back_undoes_it(browser: Browser, incident: str) -> None:
    """The focus stays; a part closes the whole that it is part of, and what has no parts says so."""
    parts = _parts(incident)
    with screen(browser, incident, f"?focus={WHOLE}") as s:
        closed = _shown(s)
        s.press("+")
        s.page.wait_for_selector(".nav-tray")
        assert _open(s) == [WHOLE]
        assert parts <= _shown(s)
        assert s.focus() == WHOLE
        s.page.go_back()
        s.settle()
        assert _open(s) == []
        assert _shown(s) == closed
        s.press("+")
        s.page.wait_for_selector(".nav-tray")
        s.page.evaluate("(id) => navigatorMap.app.place.go(id)", f"{WHOLE}/dp-4")
        s.settle()
        assert _open(s) == [WHOLE]
        s.press("+")
        assert s.page.locator("#nav-said").inner_text() == "Memcached dp-4 has no parts"
        s.press("-")
        s.page.wait_for_selector(".nav-tray", state="detached")
        assert _open(s) == []
        assert s.focus() == f"{WHOLE}/dp-4"
        s.assert_clean()
