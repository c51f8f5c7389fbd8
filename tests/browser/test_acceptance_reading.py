"""Reading the detail: charts that come when the picture stands, lines beside signals, facts to be copied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Request, Route

from tests.browser.acceptance.running import navigator
from tests.browser.acceptance.screens import WAIT, Screen, screen

pytestmark = pytest.mark.browser

PLACE = "?focus=currency-quota"
DRAWN = "#detail-chart .js-plotly-plot .main-svg"
LIBRARY = "**/packed/charts.*.js"
LINES = "**/screen/sparks.json*"
SIGNALS = "#detail-signals .fold > summary"
BELOW = "#detail-signals"  # what stands below the charts and must not move when they come
TOP = f"() => document.querySelector('{BELOW}').getBoundingClientRect().top"


@pytest.fixture(scope="module")
def paused() -> Iterator[str]:
    """The demo, standing still."""
    with navigator("demo", "--paused", "--at", "2022-08-22T05:20:00Z") as base:
        yield base


def _asked(s: Screen, path: str) -> list[Request]:
    """From now on, what is asked for under a path that ends like this."""
    found: list[Request] = []
    s.page.on("request", lambda one: found.append(one) if urlsplit(one.url).path.endswith(path) else None)
    return found


def test_the_chart_library_comes_when_the_picture_stands_and_moves_nothing(
    browser: Browser, paused: str
) -> None:
    """Until then its place is as high as it will be, and says that charts are being read."""
    with screen(browser, paused, "?focus=cart-path") as s:
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        s.page.route(LIBRARY, hold)
        with s.page.expect_request(LIBRARY, timeout=WAIT):
            s.page.reload()
            s.settle()
        s.detail_of("cart-path")
        s.page.wait_for_function("() => document.querySelector('.chart-figure').style.height", timeout=WAIT)
        assert s.page.evaluate("() => typeof window.Plotly") == "undefined"
        waits = s.page.locator(".chart-wait")
        assert waits.evaluate("(e) => e.checkVisibility({ visibilityProperty: true })")
        assert "being read" in waits.inner_text()
        before = s.page.evaluate(TOP)
        for route in held:
            route.continue_()
        s.page.wait_for_selector(DRAWN, timeout=WAIT)
        assert s.page.evaluate(TOP) == before
        room, drawn = (s.page.locator(one).first.bounding_box() for one in (".chart-figure", DRAWN))
        assert room is not None
        assert drawn is not None
        assert room["height"] == drawn["height"]
        assert not waits.evaluate("(e) => e.checkVisibility({ visibilityProperty: true })")
        s.assert_clean()


def test_the_chart_library_is_not_asked_for_while_the_picture_still_waits_for_its_lines(
    browser: Browser, paused: str
) -> None:
    """What there is to chart is known by then; with the lines of the cards the library comes too."""
    with screen(browser, paused, "?focus=cart-path") as s:
        held: list[Route] = []
        free: list[bool] = []

        def hold(route: Route) -> None:
            if free:
                route.continue_()
            else:
                held.append(route)

        s.page.route(LINES, hold)
        s.page.reload()
        s.detail_of("cart-path")
        s.page.wait_for_function("() => document.querySelector('.chart-figure').style.height", timeout=WAIT)
        assert s.page.locator("body").get_attribute("data-settled") == "false"
        assert s.page.locator("script[src*='/packed/charts.']").count() == 0
        free.append(True)
        for route in held:
            route.continue_()
        s.page.wait_for_selector(DRAWN, timeout=WAIT)
        assert s.page.locator("script[src*='/packed/charts.']").count() == 1
        s.assert_clean()


def test_the_lines_of_signals_are_those_of_the_cards_and_asked_for_when_they_are_opened(
    browser: Browser, paused: str
) -> None:
    """One for each signal that has values, over the window of the page; none before somebody looks."""
    with screen(browser, paused, PLACE) as s:
        s.detail_of("currency-quota")
        asked = _asked(s, "/screen/sparks.json")
        s.page.locator(SIGNALS).click()
        s.page.wait_for_function(
            "() => document.querySelectorAll('.signal-line .spark-line').length === 3", timeout=WAIT
        )
        keys = [parse_qs(urlsplit(one.url).query)["keys"][0].split(",") for one in asked]
        assert [len(one) for one in keys][-1] == 3
        card = '#nav-stage [data-key="currency-quota"][data-kind=node] .spark-line'
        line = '.signal-row[data-key="{}"] .spark-line'
        deciding = s.page.locator('#nav-stage svg[data-key^="currency-quota/"]').get_attribute("data-key")
        assert deciding is not None
        drawn = s.page.locator(line.format(deciding.partition("/")[2])).get_attribute("d")
        assert drawn == s.page.locator(card).get_attribute("d")
        names = s.page.locator(".signal-line svg").evaluate_all("(all) => all.map((one) => one.ariaLabel)")
        assert len(names) == 3
        assert all(re.fullmatch(r"Line from \S+.* to \S+.*, last \S+.*", name) for name in names)
        s.assert_clean()


def test_a_query_is_copied_in_one_gesture_and_that_is_said(browser: Browser, paused: str) -> None:
    """To the clipboard, or by selecting it where the browser gives no clipboard."""
    with screen(browser, paused, PLACE) as s:
        s.detail_of("currency-quota")
        s.page.evaluate(
            "() => Object.defineProperty(navigator, 'clipboard', {"
            " value: { writeText: async (text) => { window.copied = text; } } })"
        )
        s.page.locator(SIGNALS).click()
        row = s.page.locator("#detail-signals .signal-row").first
        row.locator("summary").first.click()
        query = row.locator('[data-key="Query"] .fact-text').inner_text()
        assert 'service="currencyservice"' in query
        row.locator('[data-copy="query"]').click()
        s.page.wait_for_function("() => window.copied", timeout=WAIT)
        assert s.page.evaluate("() => window.copied") == query
        s.page.wait_for_function(
            "() => document.getElementById('nav-live').textContent.includes('Copied query')", timeout=WAIT
        )
        assert s.focus() == "currency-quota"
        s.page.evaluate(
            "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no'));"
            " document.execCommand = (name) => {"
            " window.second = [name, document.activeElement.value]; return true; }; }"
        )
        row.locator('[data-copy="source"]').click()
        s.page.wait_for_function("() => window.second", timeout=WAIT)
        assert s.page.evaluate("() => window.second") == ["copy", "default"]
        s.assert_clean()
