"""The real page with a keyboard and nothing else: what Tab comes to, what keys do, and how one gets back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.acceptance.running import navigator
from tests.browser.acceptance.screens import WAIT, Screen, screen
from tests.browser.accessibility.findings import JUDGING

pytestmark = pytest.mark.browser

LOOK = "2022-08-22T05:20:00Z"
KEYBOARD = Path(__file__).with_name("keyboard.js")
MOST_STOPS = 90
PLACES = ["header", "strip", "longshot", "stage", "detail", "time"]


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """The demo, standing still."""
    with navigator("demo", "--paused", "--at", LOOK) as base:
        yield base


@contextmanager
def opened(browser: Browser, base: str, place: str = "") -> Iterator[Screen]:
    """The page with the probes of this room."""
    with screen(browser, base, place) as s:
        s.page.wait_for_selector("#nav-detail[data-node]", timeout=WAIT, state="attached")
        for script in (JUDGING, KEYBOARD):
            s.page.evaluate(script.read_text(encoding="utf-8"))
        yield s


def here(s: Screen) -> dict[str, Any]:
    """What has the keyboard; {} where nothing has."""
    found: dict[str, Any] | None = s.page.evaluate("() => access.here()")
    return found or {}


def tabbed(s: Screen, backwards: bool = False) -> list[dict[str, Any]]:
    """All stops from the beginning of the page until the keyboard leaves it."""
    stops: list[dict[str, Any]] = []
    for _ in range(MOST_STOPS):
        s.page.keyboard.press("Shift+Tab" if backwards else "Tab")
        stop = here(s)
        if not stop:
            return stops
        stops.append(stop)
    raise AssertionError(f"no way out after {MOST_STOPS} stops: {stops[-1]}")


def _tab_to(s: Screen, kind: str) -> dict[str, Any]:
    for _ in range(MOST_STOPS):
        s.page.keyboard.press("Tab")
        if here(s).get("kind") == kind:
            return here(s)
    raise AssertionError(f"Tab never comes to {kind}")


@pytest.mark.parametrize("place", ["", "?focus=convert-prices"])
def test_tab_goes_through_the_places_in_order_and_out_again(browser: Browser, demo: str, place: str) -> None:
    """Header, strip, long shot, stage, detail, time, each once; the cards are one stop; and back."""
    with opened(browser, demo, place) as s:
        stops = tabbed(s)
        assert [name for name, _ in groupby(stop["place"] for stop in stops)] == PLACES
        assert len([stop for stop in stops if stop["kind"] == "node"]) == 1
        assert len([stop for stop in stops if stop["kind"] == "strip-slot"]) == 1
        assert len([stop for stop in stops if stop["kind"] == "longshot-level"]) == 1
        assert len([stop for stop in stops if stop["kind"] == "aggregate"]) == 1
    # In a new page: one that was just left by Tab is gone through twice by Chromium, whatever is in it.
    with opened(browser, demo, place) as s:
        back = tabbed(s, backwards=True)
        assert [name for name, _ in groupby(stop["place"] for stop in back)] == PLACES[::-1]
        assert len(back) == len(stops)


@pytest.mark.parametrize("place", ["?focus=convert-prices&theme=light", "?theme=dark"])
def test_where_the_keyboard_is_can_be_seen_at_every_stop(browser: Browser, demo: str, place: str) -> None:
    """A ring of 2 px and more with 3 to 1, and nothing lies over it (WCAG 2.4.7, 2.4.11, 1.4.11)."""
    with opened(browser, demo, place) as s:
        for stop in tabbed(s):
            assert stop["ring"] >= 2, stop
            assert stop["contrast"] >= 3, stop
            assert stop["seen"], stop


def test_the_keyboard_never_leaves_the_card_that_it_is_on_when_that_comes_into_focus(
    browser: Browser, demo: str
) -> None:
    """↓ Enter goes down and stays on the same card; Backspace comes back to the card one came from."""
    with opened(browser, demo) as s:
        s.press("ArrowDown")
        assert here(s)["kind"] == "node"
        s.press("ArrowDown")
        card = here(s)["key"]
        s.press("Enter")
        assert (s.focus(), here(s)["key"]) == (card, card)
        s.press("Backspace")
        assert (s.focus(), here(s)["key"]) == (None, card)


def test_chips_are_walked_with_arrows_and_list_their_members(browser: Browser, demo: str) -> None:
    """Along a lane and to the next; Enter opens the list, a member comes into focus, Escape gives back."""
    with opened(browser, demo, "?focus=convert-prices") as s:
        first = _tab_to(s, "aggregate")
        s.page.keyboard.press("ArrowDown")
        second = here(s)
        assert second["kind"] == "aggregate"
        assert second["box"][1] > first["box"][1]
        s.page.keyboard.press("ArrowUp")
        assert here(s)["box"][1] == first["box"][1]
        s.page.keyboard.press("Enter")
        assert here(s)["place"] == "dialog"
        s.page.keyboard.press("Escape")
        assert here(s)["kind"] == "aggregate"
        s.page.keyboard.press("Enter")
        s.page.keyboard.press("Enter")
        s.settle()
        assert s.focus() != "convert-prices"


def test_the_long_shot_has_a_list_for_every_level_instead_of_cells(browser: Browser, demo: str) -> None:
    """Its button is seen while the keyboard is on it; the list has all nodes of the level."""
    with opened(browser, demo) as s:
        first = _tab_to(s, "longshot-level")
        assert first["name"].startswith("Purposes: 5 nodes, 2 critical")
        assert first["box"][2] > 100
        s.page.keyboard.press("ArrowDown")
        s.page.keyboard.press("ArrowDown")
        assert here(s)["name"].startswith("Functions: 11 nodes")
        s.page.keyboard.press("Enter")
        assert s.page.locator(".search-dialog [role=option]").count() == 11
        s.page.keyboard.press("ArrowDown")
        s.page.keyboard.press("Enter")
        s.settle()
        assert s.focus() is not None


@pytest.mark.parametrize(("key", "dialog"), [("/", ".search-dialog"), ("?", ".help-dialog")])
def test_escape_closes_a_dialog_and_the_keyboard_is_where_it_was(
    browser: Browser, demo: str, key: str, dialog: str
) -> None:
    """Tab stays inside as long as it is open: what lies behind is inert."""
    with opened(browser, demo) as s:
        s.press("ArrowDown")
        before = here(s)["key"]
        s.page.keyboard.press(key)
        s.page.wait_for_selector(f"{dialog}[open]")
        for _ in range(6):
            s.page.keyboard.press("Tab")
            assert here(s).get("place", "dialog") == "dialog"
        s.page.keyboard.press("Escape")
        s.page.wait_for_selector(f"{dialog}[open]", state="detached")
        assert here(s)["key"] == before


def test_time_can_be_moved_without_dragging(browser: Browser, demo: str) -> None:
    """Arrows by a step, Page by ten, Home and End to the ends of the window; onsets by [ and ]."""
    with opened(browser, demo) as s:
        _tab_to(s, "time-track")
        now = s.ask("at")
        s.press("ArrowLeft")
        one = s.ask("at")
        assert one < now
        s.press("PageDown")
        assert now - s.ask("at") == pytest.approx(11 * (now - one))
        s.press("Home")
        assert s.ask("at") == pytest.approx(now - 3600, abs=60)
        assert s.page.locator("[role=slider]").get_attribute("aria-valuetext") == "04:20:00 UTC"
        s.press("End")
        assert s.ask("at") == pytest.approx(now, abs=60)
        s.press("[")
        assert s.ask("at") < now
        assert s.page.locator("body").get_attribute("data-past") == "true"


def test_every_single_key_does_what_help_says_of_it(browser: Browser, demo: str) -> None:
    """Cue, pin, walk, live, layout; and help lists every key that is bound."""
    with opened(browser, demo, "?focus=buy") as s:
        s.press("1")
        assert s.focus() == "currency-quota"
        assert "pin=buy" in s.page.url  # what suffers and a link led to is pinned by the first move
        s.press("p")
        assert "pin=" not in s.page.url
        s.press("p")
        assert "pin=currency-quota" in s.page.url
        s.press("p")
        s.press("t")
        assert s.page.locator("#nav-trail").is_visible()
        s.press("Escape")
        assert not s.page.locator("#nav-trail").is_visible()
        s.press(".")
        assert "at=" in s.page.url
        s.press(".")
        assert "at=" not in s.page.url
        s.press("Home")
        assert s.focus() is None
        s.page.keyboard.press("?")
        listed = s.page.locator(".help-keys kbd").all_inner_texts()
        for key in ("↑", "↓", "←", "→", "Tab", "Enter", "Backspace", "Home", "Escape", *"/.[]+−rpt?"):
            assert key in listed, key


def test_single_keys_can_be_switched_off_and_then_need_alt(browser: Browser, demo: str) -> None:
    """A character alone does nothing then (WCAG 2.1.4), arrows do; what it did is had with Alt."""
    with opened(browser, demo, "?focus=buy") as s:
        s.page.keyboard.press("?")
        s.page.uncheck("#nav-single-keys")
        s.page.keyboard.press("Escape")
        for key in ("1", "p", "t", ".", "r", "/", "?", "["):
            s.press(key)
        assert s.focus() == "buy"
        assert s.page.locator("dialog[open]").count() == 0
        assert not {"at=", "pin=", "trail="} & {
            part for part in ("at=", "pin=", "trail=") if part in s.page.url
        }
        s.press("ArrowDown")
        assert here(s)["kind"] == "node"
        s.press("Alt+p")
        assert "pin=" in s.page.url
        s.page.keyboard.press("Alt+/")
        assert s.page.locator(".search-dialog[open]").count() == 1


def test_what_if_is_asked_and_ended_by_keyboard(browser: Browser, demo: str) -> None:
    """A button in the detail asks, Escape ends; the keyboard stays in the detail."""
    with opened(browser, demo, "?focus=convert-prices") as s:
        _tab_to(s, "what-if")
        s.press("Enter")
        assert "if=" in s.page.url
        assert here(s)["place"] == "detail"
        s.press("Escape")
        assert "if=" not in s.page.url


def test_provenance_range_theme_and_sharing_need_no_pointer(browser: Browser, demo: str) -> None:
    """Folds open by Enter and their buttons come next; the header's controls work from the keyboard."""
    with opened(browser, demo, "?focus=convert-prices") as s:
        _tab_to(s, "header-range")
        s.page.keyboard.press("ArrowDown")
        s.settle()
        assert "range=3h" in s.page.url
        _tab_to(s, "header-theme")
        s.press("Enter")
        assert "theme=dark" in s.page.url
        s.page.evaluate("() => document.querySelector('#detail-signals summary').focus()")
        s.press("Enter")
        s.page.keyboard.press("Tab")
        assert here(s)["name"].startswith("Where from")
        s.press("Enter")
        assert (
            s.page.locator(
                "#detail-signals details details[open], #detail-signals .signal-provenance[open]"
            ).count()
            == 1
        )
