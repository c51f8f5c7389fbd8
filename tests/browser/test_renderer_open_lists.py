"""Lists that somebody has open say how things are by now, and nothing in them changes its place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.renderer_fixture.models import small_model
from tests.browser.renderer_fixture.pages import Screen, chromium, screen
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


def _keys(s: Screen, rows: str) -> list[str]:
    return [row.get("goTo") or row["key"] for row in s.data(rows)]


def test_an_open_search_says_what_is_so_by_now_where_it_stands(browser: Browser, url: str) -> None:
    """A node that turned critical under the eyes is critical in its row, which stays where it is."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.page.keyboard.press("/")
        s.page.keyboard.type("a")
        options = s.data(".search-option")
        healthy = next(one["goTo"] for one in options if one["state"] == "ok")
        before = _keys(s, ".search-option")
        s.js("(id) => probe.later({ [id]: 2 })", healthy)
        row = s.page.locator(f".search-option[data-go-to='{healthy}']")
        assert row.get_attribute("data-state") == "critical"
        assert "critical" in row.locator(".option-note").inner_text()
        assert row.locator(".glyph").get_attribute("data-glyph") == "critical"
        assert _keys(s, ".search-option") == before


def test_a_list_of_what_is_abnormal_says_how_many_more_there_are_meanwhile(
    browser: Browser, url: str
) -> None:
    """Rows do not come in between under the finger; what is missing is counted, and not twice."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.page.keyboard.press("/")
        before = _keys(s, ".search-option")
        healthy = [s.js("() => probe.firstIn(0)")]
        s.js("(id) => probe.later({ [id]: 2 })", healthy[0])
        s.js("() => probe.later({})")
        foot = s.page.locator(".search-dialog .dialog-foot").inner_text()
        assert foot == f"{len(before)} found; 1 more became abnormal meanwhile"
        assert _keys(s, ".search-option") == before


def test_a_list_that_had_nothing_to_tell_does_not_go_on_saying_so(browser: Browser, url: str) -> None:
    """The words “Nothing is abnormal” are taken back with the first thing that is."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        ids = s.js("() => probe.ids()")
        s.js("(ids) => probe.later(Object.fromEntries(ids.map((id) => [id, 0])))", ids)
        s.page.keyboard.press("/")
        assert _keys(s, ".search-option") == []
        s.js("(id) => probe.later({ [id]: 2 })", ids[3])
        assert _keys(s, ".search-option") == [ids[3]]


def test_an_onset_that_is_over_says_so_in_the_open_list(browser: Browser, url: str) -> None:
    """The row keeps what it became, its time and its place, and says what the node is now."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.page.click(".strip-more")
        before = _keys(s, ".onset-row")
        first = s.page.locator(".onset-row").first
        became = first.get_attribute("data-state")
        s.js("(id) => probe.later({ [id]: 0 })", before[0])
        assert first.locator(".onset-note").inner_text().startswith(f"{became}, now ok · ")
        assert _keys(s, ".onset-row") == before
