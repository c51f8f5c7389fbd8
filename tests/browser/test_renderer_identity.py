"""The same element is the same thing through any walk, and what comes or leaves is seen all the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.renderer_fixture.models import make_model, small_model
from tests.browser.renderer_fixture.pages import chromium, screen
from tests.browser.renderer_fixture.site import serve

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for this file."""
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def small() -> Iterator[str]:
    """The address of the sixty-node model."""
    with serve(small_model()) as address:
        yield address


@pytest.fixture(scope="module")
def middle() -> Iterator[str]:
    """The address of a model of five hundred nodes."""
    with serve(make_model((7, 20, 60, 150, 263))) as address:
        yield address


@pytest.mark.parametrize("model", ["small", "middle"])
def test_over_sixty_random_moves_every_card_drawn_before_and_after_is_the_same_element(
    browser: Browser, request: pytest.FixtureRequest, model: str
) -> None:
    """Moves to cards and to chips, ways back, some of them begun while the one before is still under way."""
    with screen(browser, f"{request.getfixturevalue(model)}/?focus=l1-0") as s:
        s.page.set_default_timeout(60000)
        walked = s.js("() => probe.randomWalk(60, 5)")
        assert walked["moves"] == 60
        assert walked["compared"] > 600
        assert walked["other"] == []
        s.settle()
        assert s.js("() => probe.count('[data-leaving]')") == 0
        assert s.complaints == []


def test_what_comes_and_what_leaves_is_never_fainter_than_half(browser: Browser, small: str) -> None:
    """Until a card is taken away it can be followed into its chip; one that comes is seen from the start."""
    with screen(browser, f"{small}/?focus=l3-2") as s:
        s.js("() => probe.watchFades()")
        before = {card["key"] for card in s.cards()}
        s.go("l3-14")
        fades = s.js("() => probe.fades")
        gone = [key for key in before if fades[key][-1][1] == "true"]
        assert gone
        assert min(opacity for steps in fades.values() for opacity, _ in steps) > 0.5
        assert all(fades[key][-1][0] < 0.8 for key in gone)


def test_a_second_move_after_120_ms_starts_from_where_things_are_drawn(browser: Browser, middle: str) -> None:
    """In the frame of the second key nothing jumps, and the cards turn round from there."""
    with screen(browser, f"{middle}/?focus=l1-3") as s:
        first, second = [card["key"] for card in s.cards() if card["role"] == "means"][:2]
        for node in (first, second):
            s.page.wait_for_function("(id) => probe.known(id)", arg=node)
        moved, jump = s.js("([a, b]) => probe.turnRound(a, b, 120)", [first, second])
        assert moved > 3
        assert jump < 1
        s.settle()
        assert s.card(second)["role"] == "focus"


def test_lanes_are_landmarks_that_never_move(browser: Browser, small: str) -> None:
    """Eleven landmarks with their names, at the same places after a move."""
    boxes = (
        "() => Object.fromEntries([...document.querySelectorAll('[data-kind=landmark]')]"
        ".map((e) => [e.dataset.key, JSON.stringify(e.getBoundingClientRect())]))"
    )
    with screen(browser, f"{small}/?focus=l1-0") as s:
        before = s.js(boxes)
        lanes = {f"lane-{level['id']}" for level in s.js("() => navigatorMap.app.model.levels")}
        assert set(before) == {"header", "strip", "longshot", "stage", "detail", "time", *lanes}
        s.go("l3-4")
        assert s.js(boxes) == before


def test_back_runs_through_the_same_boxes_as_the_move_did(browser: Browser, middle: str) -> None:
    """Every card that both pictures have goes the way back that it came: between the same two boxes."""
    with screen(browser, f"{middle}/?focus=l1-3") as s:
        first = s.js("() => probe.aims()")
        s.press("ArrowDown", "Enter")
        second = s.js("() => probe.aims()")
        s.press("Backspace")
        assert s.js("() => probe.aims()") == first
        s.page.go_forward()
        s.settle()
        assert s.js("() => probe.aims()") == second
