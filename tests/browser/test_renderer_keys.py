"""Keys wherever the keyboard is: back from every place, and characters with Alt on every keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.renderer_fixture.models import small_model
from tests.browser.renderer_fixture.pages import chromium, screen
from tests.browser.renderer_fixture.site import serve

pytestmark = pytest.mark.browser

WRITES = """([key, code, shiftKey]) => document.body.dispatchEvent(
  new KeyboardEvent('keydown', { key, code, shiftKey, altKey: true, bubbles: true, cancelable: true }))"""


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


@pytest.mark.parametrize("place", ["#nav-detail summary", ".time-track", "#nav-trail button"])
def test_backspace_goes_back_wherever_the_keyboard_is(browser: Browser, url: str, place: str) -> None:
    """In the detail, in the walk and on the time bar arrows are theirs; back is everywhere the same."""
    with screen(browser, f"{url}/?focus=l2-0&trail={int('trail' in place)}") as s:
        s.go("l2-1")
        s.page.locator(place).first.focus()
        assert s.js("(place) => document.activeElement.matches(place)", place)
        s.press("Backspace")
        assert s.focus() == "l2-0"


def test_backspace_where_one_came_in_says_that_there_is_no_way_back(browser: Browser, url: str) -> None:
    """A key that does nothing is answered; the page is not left."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.press("Backspace")
        assert "nothing to go back to" in s.page.locator("#nav-said").inner_text()
        assert s.focus() == "l2-0"


@pytest.mark.parametrize(
    ("written", "code", "shift", "opens"),
    [
        ("÷", "Slash", False, ".search-dialog"),
        ("¿", "Slash", True, ".help-dialog"),
        ("/", "Digit7", True, ".search-dialog"),
    ],
)
def test_characters_with_alt_are_known_by_their_place_where_alt_writes_another(
    browser: Browser, url: str, written: str, code: str, shift: bool, opens: str
) -> None:
    """Switched off alone, Alt and / search also where Alt and / write ÷, and where / is on another key."""
    with screen(browser, url) as s:
        s.js("() => navigatorMap.app.keys.setSingle(false)")
        s.js(WRITES, [written, code, shift])
        assert s.page.locator(f"{opens}[open]").count() == 1


@pytest.mark.parametrize(
    ("written", "code", "changes"), [("≥", "Period", "at="), ("“", "BracketLeft", "at=")]
)
def test_signs_with_alt_do_what_they_did_alone(
    browser: Browser, url: str, written: str, code: str, changes: str
) -> None:
    """The full stop pauses and a bracket goes to the onset before, whatever they write with Alt."""
    with screen(browser, url) as s:
        s.js("() => navigatorMap.app.keys.setSingle(false)")
        s.js(WRITES, [written, code, False])
        assert changes in s.page.url
