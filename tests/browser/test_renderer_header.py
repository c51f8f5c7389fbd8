"""Header and strip: sharing a picture, the zone of times, the list of all onsets, and that all of it fits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser.renderer_fixture.models import small_model
from tests.browser.renderer_fixture.pages import Screen, chromium, screen
from tests.browser.renderer_fixture.scenes import NOW
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
    with serve(small_model(), evidence=True) as address:
        yield address


REFUSE = "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }"
TAKE = """() => {
  window.taken = [];
  navigator.clipboard.writeText = async (text) => { window.taken.push(text); };
}"""
SELECTED = """() => {
  const field = document.activeElement;
  return field.value.slice(field.selectionStart, field.selectionEnd);
}"""
CONTROLS = """() => [...document.querySelectorAll('.header-controls > *')]
  .map((e) => e.getBoundingClientRect()).filter((b) => b.width).map((b) => [b.left, b.right])"""
COVERED = """() => [...document.querySelectorAll('.header-controls > *')].filter((e) => {
  const b = e.getBoundingClientRect();
  return b.width && !e.contains(document.elementFromPoint(b.left + b.width / 2, b.top + b.height / 2));
}).map((e) => e.className)"""


def _place(address: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}


def _field(s: Screen, kind: str) -> str:
    return s.page.locator(f"#nav-share-{kind}").input_value()


def test_sharing_offers_this_moment_and_live_and_says_copied(browser: Browser, url: str) -> None:
    """The moment has at, range and as, so that anybody sees the same picture; live has no at."""
    with screen(browser, f"{url}/?focus=l2-0&tz=Europe/Berlin") as s:
        s.js(TAKE)
        s.page.click(".header-share")
        moment, live = _place(_field(s, "moment")), _place(_field(s, "live"))
        assert (moment["focus"], moment["at"], moment["as"]) == ("l2-0", str(NOW), str(NOW))
        assert (moment["tz"], moment["range"]) == ("Europe/Berlin", "1h")
        assert "at" not in live
        assert live["as"] == str(NOW)
        s.page.locator("[data-share=moment] button").click()
        assert s.page.locator(".share-said").inner_text() == "Copied"
        assert s.js("() => window.taken") == [_field(s, "moment")]


def test_a_shared_moment_opens_as_the_same_picture(browser: Browser, url: str) -> None:
    """Same cards in the same places, looked at in the past."""
    with screen(browser, f"{url}/?focus=l3-1&pin=l0-0/errors") as s:
        s.page.click(".header-share")
        address = _field(s, "moment")
        before = [(card["key"], card["x"], card["y"]) for card in s.cards()]
    with screen(browser, address) as s:
        assert [(card["key"], card["x"], card["y"]) for card in s.cards()] == before
        assert s.page.locator(".time-word").inner_text() == "PAST"
        assert not s.page.locator("#nav-pin").is_hidden()


def test_without_a_clipboard_the_address_stands_there_selected(browser: Browser, url: str) -> None:
    """Whoever may not write the clipboard copies by hand and is told so; the past has one address only."""
    with screen(browser, f"{url}/?focus=l2-0&at={NOW - 600}&to={NOW}") as s:
        s.js(REFUSE)
        s.page.click(".header-share")
        s.page.wait_for_function(
            "() => document.querySelector('.share-said').textContent.startsWith('Selected')"
        )
        selected = s.js(SELECTED)
        assert selected == _field(s, "moment")
        assert _place(selected)["at"] == str(NOW - 600)
        assert s.page.locator("[data-share=live]").is_hidden()


def test_the_zone_of_all_times_is_chosen_by_name_and_stands_in_the_address(
    browser: Browser, url: str
) -> None:
    """A name that no zone has is refused with a word; UTC, the default, leaves the address."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.page.click(".header-window")
        s.page.fill("#nav-zone", "Europe/Nowhere")
        s.page.keyboard.press("Enter")
        assert s.page.locator(".zone-wrong").inner_text() == "There is no time zone “Europe/Nowhere”"
        s.page.fill("#nav-zone", "Europe/Berlin")
        s.page.keyboard.press("Enter")
        s.settle()
        assert _place(s.page.url)["tz"] == "Europe/Berlin"
        assert s.page.locator(".header-window").inner_text() == "05:20–06:20 Berlin"
        s.page.click(".header-window")
        s.page.click(".zone-choice[data-zone=UTC]")
        s.settle()
        assert "tz" not in _place(s.page.url)
        assert s.page.locator(".header-window").inner_text() == "03:20–04:20 UTC"


def test_what_departed_first_is_at_the_top_of_the_list_behind_the_strip(browser: Browser, url: str) -> None:
    """All onsets of the window, oldest first, with how much later each was; Enter goes to the node."""
    with screen(browser, url) as s:
        s.page.click(".strip-more")
        times = s.page.locator(".onset-time").all_inner_texts()
        assert len(times) >= 5
        assert times == sorted(times)
        later = s.page.locator(".onset-later").all_inner_texts()
        assert [text == "first" for text in later] == [time == times[0] for time in times]
        assert all(text.startswith("+") for text in later if text != "first")
        assert len(set(later)) >= 3
        key = s.page.locator(".onset-row").first.get_attribute("data-key")
        assert s.js("() => document.activeElement.dataset.key") == key
        s.page.keyboard.press("Enter")
        s.settle()
        assert s.focus() == key


def test_onsets_of_one_minute_are_told_apart_by_their_seconds(browser: Browser, url: str) -> None:
    """The strip has seconds where a minute holds several, and marks what is at most 90 s old."""
    with screen(browser, url) as s:
        s.js("() => probe.again({ strip: [[1661141990, 0, 2], [1661141400, 1, 2], [1661140800, 2, 1]] })")
        assert s.page.locator(".slot-time").all_inner_texts() == ["04:19", "04:10", "04:00"]
        assert [one.get("fresh", "") for one in s.data(".strip-slot")] == ["true", "", ""]
        s.js("() => probe.again({ strip: [[1661141400, 0, 2], [1661141415, 1, 2], [1661140800, 2, 1]] })")
        assert s.page.locator(".slot-time").all_inner_texts() == ["04:10:15", "04:10:00", "04:00:00"]


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
@pytest.mark.parametrize(
    "place", ["", f"&at={NOW - 900}&to={NOW}", f"&at={NOW - 900}&to={NOW}&if=l3-2:critical"]
)
def test_every_control_of_the_header_is_within_it(
    browser: Browser, url: str, size: tuple[int, int], place: str
) -> None:
    """Live, past and what if: nothing is pushed out of the screen or onto anything else."""
    with screen(browser, f"{url}/?focus=l2-0{place}", size=size) as s:
        boxes = s.js(CONTROLS)
        assert boxes[-1][1] <= size[0]
        assert all(left[1] <= right[0] for left, right in pairwise(boxes))
        assert s.js(COVERED) == []
        title = s.page.locator("#nav-title").bounding_box()
        assert title is not None
        assert title["width"] > 60


@pytest.mark.parametrize("size", [(800, 900), (390, 800)])
def test_a_narrow_page_has_zone_and_walk_in_its_help(
    browser: Browser, url: str, size: tuple[int, int]
) -> None:
    """By touch: its header has no room for them, and nobody there has the keys."""
    with screen(browser, url, size=size) as s:
        for name, opened in [("Time zone", ".zone-dialog[open]"), ("Your walk", "#nav-trail:not([hidden])")]:
            s.page.click(".header-help")
            button = s.page.locator(".help-more button", has_text=name)
            box = button.bounding_box()
            assert box is not None
            assert box["height"] >= 24
            button.click()
            s.page.wait_for_selector(opened, timeout=2000)
            assert s.page.locator(".help-dialog[open]").count() == 0
            s.page.keyboard.press("Escape")


def test_a_picture_older_than_what_is_known_can_be_laid_out_anew_without_a_key(
    browser: Browser, url: str
) -> None:
    """Offered where something without a card has turned abnormal since; no other control moves for it."""
    nodes = """() => {
      const { scene, model } = navigatorMap.app;
      const shown = (node) => scene.shown.has(node);
      const all = model.nodes.map((_, node) => node);
      return [all.find((node) => !shown(node)), all.find(shown), `c${all.length}`, `o${all.length}`];
    }"""
    again = "([strip, states]) => probe.again({ strip, states })"
    with screen(browser, f"{url}/?focus=l2-0") as s:
        hidden, drawn, critical, ok = s.js(nodes)
        button, search = s.page.locator(".header-newer"), s.page.locator(".header-search")
        before = search.bounding_box()
        new = [[NOW + 60, hidden, 2], [NOW + 30, hidden, 1]]
        for strip, states in (
            ([[NOW - 60, hidden, 2]], critical),
            ([[NOW + 60, drawn, 2]], critical),
            (new, ok),
        ):
            s.js(again, [strip, states])
            assert button.is_hidden()
        s.js(again, [new, critical])
        assert button.is_visible()
        assert button.inner_text().split() == ["Picture", "of", "04:20", "+1"]
        title = s.js("(node) => navigatorMap.app.model.nodes[node].title", hidden)
        assert title in (button.get_attribute("aria-label") or "")
        assert search.bounding_box() == before
        s.js("() => { window.laid = 0; navigatorMap.app.place.refresh = () => { window.laid += 1; }; }")
        button.click()
        assert s.js("() => window.laid") == 1
