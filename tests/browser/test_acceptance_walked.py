"""Pin, parts and walk in the command that people start, on an incident with wholes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.acceptance.running import navigator
from tests.browser.acceptance.screens import screen

pytestmark = pytest.mark.browser

LOOK = "2025-01-16T09:02:00Z"
PARTS = (
    "() => [...document.querySelectorAll('[data-kind=node][data-part-of]')].map((e) => e.dataset.key).sort()"
)
SHARED = "() => navigatorMap.share.address(location, navigatorMap.app.scene, true)"
CARDS = """() => [...document.querySelectorAll('[data-kind=node]')]
  .map((e) => [e.dataset.key, e.parentElement.style.transform, e.style.width]).sort()"""


def test_what_one_came_with_opened_and_walked_through_is_kept_by_the_address(browser: Browser) -> None:
    """The first move pins what suffers, + opens a whole in place; the shared link gives it all again."""
    with navigator("demo", "thundering-herd", "--paused", "--at", LOOK) as base:
        with screen(browser, base) as s:
            s.page.evaluate("() => navigatorMap.app.place.go('open-editor')")
            s.settle()
            assert s.page.evaluate("() => navigatorMap.app.place.pin()") == "open-editor/failed"
            assert s.page.locator("#nav-pin .pin-word").text_content() == "ok, warning from below"
            s.page.evaluate("() => navigatorMap.app.place.go('routes')")
            s.settle()
            s.page.keyboard.press("+")
            s.page.wait_for_function("() => document.querySelectorAll('.nav-tray').length > 0")
            s.settle()
            parts = s.page.evaluate(PARTS)
            assert len(parts) == 5
            s.page.keyboard.press("t")
            assert s.page.evaluate("() => navigatorMap.app.place.visits().map(({ id }) => id)") == [
                "open-editor",
                "routes",
            ]
            assert s.page.evaluate("() => document.querySelectorAll('.trail-point').length") == 2
            address, cards = s.page.evaluate(SHARED), s.page.evaluate(CARDS)
            s.assert_clean()
        with screen(browser, base, address.removeprefix(f"{base}/")) as again:
            assert again.page.evaluate(CARDS) == cards
            assert again.page.evaluate(PARTS) == parts
            assert not again.page.evaluate("() => document.getElementById('nav-pin').hidden")
            assert not again.page.evaluate("() => document.getElementById('nav-trail').hidden")
