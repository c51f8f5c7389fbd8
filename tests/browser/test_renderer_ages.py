"""Ages count on between pictures, and nothing about the layout moves when they do."""

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


AGES = """() => [".source-age", "[data-role=focus] .card-age"]
  .map((at) => document.querySelector(at).innerText)"""
BOXES = """() => [...document.querySelectorAll(".header-controls > *, [data-role=focus] .card-signal > *")]
  .map((e) => { const b = e.getBoundingClientRect(); return [b.x, b.width]; })"""


def _stopped(s: Screen) -> None:
    """The picture again with a clock that the test moves, and a server that says no more."""
    s.page.clock.install()
    s.page.reload()
    s.settle()
    s.js("() => { window.fixture.hold = true; }")
    s.page.clock.pause_at(s.js("() => Date.now()") / 1000 + 1)
    s.page.clock.run_for(1000)


def _seconds(s: Screen) -> list[int]:
    """Both ages, in seconds; minutes are whole."""
    units = {"s": 1, "min": 60}
    return [int(number) * units[unit] for number, unit in (text.split(" ")[:2] for text in s.js(AGES))]


@pytest.mark.parametrize(
    ("query", "older", "within"),
    [
        ("?focus=l2-0", 30, 1),
        ("?focus=l2-0&variant=replay", 300, 40),
        ("?focus=l2-0&at=1661141000", 0, 0),
    ],
)
def test_ages_of_source_and_focus_count_on_in_data_time(
    browser: Browser, url: str, query: str, older: int, within: int
) -> None:
    """30 s without a new picture: 30 s older live, ten times that in a replay, unchanged in the past."""
    with screen(browser, f"{url}/{query}") as s:
        _stopped(s)
        before, boxes = _seconds(s), s.js(BOXES)
        s.page.clock.run_for(30_000)
        for age, first in zip(_seconds(s), before, strict=True):
            assert abs(age - first - older) <= within
        assert s.js(BOXES) == boxes


def test_the_same_moment_sent_again_is_no_younger(browser: Browser, url: str) -> None:
    """While a source hangs the server repeats its last picture: ages go on; a new moment begins anew."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        young = [s.js("() => navigatorMap.app.raw.source.age"), 9]
        _stopped(s)
        s.page.clock.run_for(20_000)
        s.js("() => probe.again({})")
        assert all(age >= first + 20 for age, first in zip(_seconds(s), young, strict=True))
        s.js("() => probe.again({ at: navigatorMap.app.raw.at + 20 })")
        assert _seconds(s) == young
