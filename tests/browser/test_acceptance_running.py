"""Time runs on while somebody looks: states change, places do not."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.acceptance.running import navigator
from tests.browser.acceptance.screens import Screen, screen

pytestmark = pytest.mark.browser

RUNNING = ("demo", "--at", "2022-08-22T05:17:00Z", "--speed", "30")
MINUTES = 4


def _slots(s: Screen) -> dict[str, tuple[object, ...]]:
    return {card["key"]: (card["role"], *card["box"]) for card in s.cards()}


def _let_data_time_pass(s: Screen) -> None:
    until = s.ask("at") + 60 * MINUTES
    for _ in range(300):
        if s.ask("at") >= until:
            s.settle()
            return
        s.page.wait_for_timeout(200)
    raise AssertionError(f"data time did not get past {until}")


@pytest.mark.parametrize("place", ["", "?focus=page-time"])
def test_a_picture_keeps_its_places_while_a_fault_begins_and_after_a_reload(
    browser: Browser, place: str
) -> None:
    """The first picture as any other: states change in their places, until somebody moves."""
    with navigator(*RUNNING) as base, screen(browser, base, place) as s:
        slots, before = _slots(s), s.ask("states")
        _let_data_time_pass(s)
        assert s.ask("states") != before
        assert _slots(s) == slots
        with screen(browser, base, s.page.url.removeprefix(f"{base}/")) as again:
            assert _slots(again) == slots
        s.assert_clean()


def test_on_a_low_screen_the_focus_comes_into_sight(browser: Browser) -> None:
    """Where the lanes scroll, a move shows what it moved to, at the bottom level and at the top."""
    with navigator("demo", "--paused") as base, screen(browser, base) as s:
        s.page.set_viewport_size({"width": 800, "height": 600})
        for node in ("currency-quota", "browse"):
            s.press("/")
            s.page.keyboard.type(node)
            s.press("Enter")
            assert s.focus() == node
            stage = s.page.locator("#nav-stage").bounding_box()
            card = s.page.locator(f"#nav-stage [data-kind=node][data-key={node}]").bounding_box()
            assert stage is not None
            assert card is not None
            assert stage["y"] <= card["y"]
            assert card["y"] + card["height"] <= stage["y"] + stage["height"]
