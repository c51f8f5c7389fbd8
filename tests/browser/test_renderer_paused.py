"""Paused is not past: time that was made to stand here says so, and so do its reloads and ways back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.renderer_fixture.models import small_model
from tests.browser.renderer_fixture.pages import Screen, chromium, screen
from tests.browser.renderer_fixture.scenes import NOW
from tests.browser.renderer_fixture.site import serve

pytestmark = pytest.mark.browser

EDGE = "() => getComputedStyle(document.getElementById('navigator'), '::after').border"


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


def _mode(s: Screen) -> tuple[str, str, str]:
    """What the frame, the time bar and the header say."""
    edge = s.js(EDGE)
    word = s.page.locator(".time-word").inner_text()
    return edge.split()[1], word, s.page.locator(".header-mode .button-word").inner_text().split()[0]


PAUSED = ("dashed", "PAUSED", "Paused")
PAST = ("solid", "PAST", "Past")


def test_full_stop_is_paused_in_header_frame_and_words_and_a_moment_looked_for_is_past(
    browser: Browser, url: str
) -> None:
    """Two modes that nobody takes for each other, and each has its way back to now."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.press(".")
        assert _mode(s) == PAUSED
        assert s.page.locator(".header-live").is_visible()
        s.go("l2-1")
        s.press("[")
        assert _mode(s) == PAST
        s.press("Backspace")
        assert _mode(s) == PAUSED
        s.page.click(".header-live")
        s.settle()
        assert (_mode(s)[1:], "at=" in s.page.url) == (("", "Live"), False)


def test_a_pause_outlives_moves_and_a_reload(browser: Browser, url: str) -> None:
    """One goes about in the standing picture; the tab still knows afterwards who made time stand."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.press(".")
        s.go("l2-1")
        assert _mode(s) == PAUSED
        s.page.reload()
        s.settle()
        assert _mode(s) == PAUSED


def test_a_link_to_a_paused_picture_is_a_moment_of_the_past_elsewhere(browser: Browser, url: str) -> None:
    """Whoever is sent the address has paused nothing, and it may be hours later."""
    with screen(browser, f"{url}/?focus=l2-0&at={NOW}") as s:
        assert _mode(s) == PAST


@pytest.mark.parametrize("width", [1440, 1280, 1024, 768])
def test_every_control_of_the_header_has_its_room_while_paused(
    browser: Browser, url: str, width: int
) -> None:
    """The word and the way back to now are whole, and nothing stands over the edge."""
    with screen(browser, f"{url}/?focus=l2-0", size=(width, 768)) as s:
        s.press(".")
        cut = s.js(
            "() => [...document.querySelectorAll('.header-controls > *, .header-mode *, .header-live *')]"
            ".filter((e) => e.getClientRects().length && e.scrollWidth > e.clientWidth + 1)"
            ".map((e) => e.className)"
        )
        assert [name for name in cut if isinstance(name, str) and "speed" not in name] == []
        boxes = [s.page.locator(f".header-{name}").bounding_box() for name in ("mode", "live", "help")]
        rights = [box["x"] + box["width"] for box in boxes if box]
        assert len(rights) == 3
        assert max(rights) <= width
