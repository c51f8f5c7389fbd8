"""The detail column in the running demo: its charts, and that a refresh does not disturb who reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser

from tests.browser.acceptance.running import navigator
from tests.browser.acceptance.screens import WAIT, Screen, screen

pytestmark = pytest.mark.browser

LOOK = "2022-08-22T05:20:00Z"
AT = 1661145600
CHART = "#detail-chart .js-plotly-plot .main-svg"

TOUCH = """() => {
  const [row] = document.querySelectorAll("#detail-signals .signal-row");
  row.read = true;
  row.querySelector("details").opened = true;
  getSelection().selectAllChildren(row.querySelector("code"));
  const around = document.querySelector("#detail-neighbours [data-go]");
  around.focus({ preventScroll: true });
  around.scrollIntoView({ block: "center" });
}"""
TOUCHED = """() => {
  const [row] = document.querySelectorAll("#detail-signals .signal-row");
  const details = row.querySelector("details");
  return {
    row: row.read === true, details: details.opened === true, open: details.open,
    selected: getSelection().toString(), focus: document.activeElement.dataset.go || null,
    at: Math.round(document.activeElement.getBoundingClientRect().top),
  };
}"""

# From now on, in every frame: the heading, and the title of the first chart if it can be seen.
WATCH = """() => {
  window.seen = [];
  const look = () => {
    const chart = document.querySelector("#detail-chart-place .annotation-text");
    if (chart?.checkVisibility({ visibilityProperty: true }))
      {
      const title = chart.querySelector(".line") ?? chart;
      window.seen.push([document.querySelector("#detail-identity h1").textContent, title.textContent]);
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""

# From now on, in every frame in which a chart can be seen: how much wider it is than the place for it.
# Looked at as each frame is painted: an observer made for it is the last one told of what was laid out.
# A timer after the frame would also see a window of another size that nobody has been shown yet.
WATCH_WIDTH = """() => {
  window.wider = [];
  const look = () => {
    const drawing = document.querySelector("#detail-chart-place .main-svg");
    if (drawing?.checkVisibility({ visibilityProperty: true })) {
      const place = document.getElementById("detail-chart-place");
      window.wider.push(Math.round(drawing.getBoundingClientRect().width - place.clientWidth));
    }
  };
  const next = () => requestAnimationFrame(() => {
    const painted = new ResizeObserver(() => {
      painted.disconnect();
      look();
    });
    painted.observe(document.body);
    next();
  });
  next();
}"""

TWO_FRAMES = "() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"


@pytest.fixture(scope="module")
def paused() -> Iterator[str]:
    """The demo, standing still."""
    with navigator("demo", "--paused", "--at", LOOK) as base:
        yield base


def _open(s: Screen) -> None:
    """Opens the signals, where the first of them comes from, and what is around the node."""
    for place in ("#detail-signals .fold > summary", "#detail-neighbours .fold > summary"):
        s.page.locator(place).first.click()
    s.page.locator("#detail-signals .signal-row summary").first.click()


def _refreshed(s: Screen) -> None:
    """Waits until the detail tells of a later moment."""
    at = s.page.locator("#nav-detail").get_attribute("data-at")
    s.page.wait_for_selector(f'#nav-detail:not([data-at="{at}"])', timeout=WAIT)


def test_a_refresh_leaves_what_is_opened_selected_focused_and_scrolled_to(browser: Browser) -> None:
    """Three refreshes with new words in them, and who reads the first signal's query still does; what has the
    keyboard is where it was in the window, whatever is said above it by then."""
    with (
        navigator("demo", "--speed", "30", "--at", LOOK) as base,
        screen(browser, base, "?focus=currency-quota") as s,
    ):
        s.detail_of("currency-quota")
        s.page.wait_for_selector(CHART, timeout=WAIT)
        _open(s)
        s.page.evaluate(TOUCH)
        before, words = s.page.evaluate(TOUCHED), s.page.locator("#nav-detail").inner_text()
        for _ in range(3):
            _refreshed(s)
        assert s.page.locator("#nav-detail").inner_text() != words
        after = s.page.evaluate(TOUCHED)
        assert abs(after.pop("at") - before.pop("at")) <= 1
        assert after == before
        assert (after["row"], after["details"], after["open"]) == (True, True, True)
        assert 'service="currencyservice"' in after["selected"]
        assert after["focus"]
        s.assert_clean()


def test_another_node_begins_at_the_top_with_nothing_opened(browser: Browser, paused: str) -> None:
    """What was opened at one node is not open at the next, though both have a signal of that name."""
    with screen(browser, paused, "?focus=currency-quota") as s:
        s.detail_of("currency-quota")
        _open(s)
        s.page.evaluate(TOUCH)
        s.press("/")
        s.page.keyboard.type("cart-quota")
        s.press("Enter")
        s.detail_of("cart-quota")
        assert s.ask("count", "#nav-detail details[open]") == 0
        assert s.ask("count", "#nav-detail details") >= 3
        assert s.page.evaluate("() => document.getElementById('nav-detail').scrollTop") == 0
        assert 'service="cartservice"' in " ".join(s.ask("texts", "#detail-signals code"))


@pytest.mark.parametrize("place", ["", "&range=3h", f"&at={AT - 1800}&to={AT}&range=1h", f"&at={AT - 60}"])
def test_charts_stand_on_the_time_window_of_the_page(browser: Browser, paused: str, place: str) -> None:
    """Their axis is the scene's window, as the time bar's and the sparklines' is."""
    with screen(browser, paused, f"?focus=currency-quota{place}") as s:
        s.page.wait_for_selector(CHART, timeout=WAIT)
        axis = s.page.evaluate("() => document.querySelector('.js-plotly-plot').layout.xaxis.range")
        found = [datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() for text in axis]
        start, end = s.ask("window")
        assert found == [start, end]
        s.page.wait_for_selector(f'#nav-stage [data-time-range="{start},{end}"]', timeout=WAIT)
        s.assert_clean()


def test_the_chart_library_comes_with_the_first_chart_and_every_signal_is_drawn(
    browser: Browser, paused: str
) -> None:
    """One line a signal, the deciding one on top, with its values as the API gives them."""
    with screen(browser, paused, "?focus=currency-quota") as s:
        s.page.wait_for_selector(CHART, timeout=WAIT)
        lines = s.page.evaluate(
            "() => document.querySelector('.js-plotly-plot').data.map((line) => [line.name, line.y.length])"
        )
        assert [name for name, _ in lines] == ["CPU of its limit", "Memory of its limit", "CPU used"]
        assert all(points > 30 for _, points in lines)
        assert s.ask("count", ".js-plotly-plot .scatterlayer .trace path.js-line") == 3
        name = s.page.locator("#detail-chart .chart-figure").get_attribute("aria-label") or ""
        for signal in ("CPU of its limit", "Memory of its limit", "CPU used"):
            assert re.search(rf"{signal}: from \S+.* to \S+.*, last \S+", name)


def test_a_move_never_shows_another_nodes_charts_under_its_name(browser: Browser, paused: str) -> None:
    """In every frame on the way the charts are those of the node in the heading, or none are to be seen."""
    own = {
        ("CPU and memory of currency", "CPU of its limit"),
        ("Network to the cart", "Lost on the way"),
        ("Machine node03", "CPU in use"),
    }
    with screen(browser, paused, "?focus=currency-quota") as s:
        s.page.wait_for_selector(CHART, timeout=WAIT)
        s.page.evaluate(WATCH)
        for node in ("cart-path", "node03", "currency-quota"):
            s.press("/")
            s.page.keyboard.type(node)
            s.press("Enter")
            s.detail_of(node)
            s.page.wait_for_selector("#detail-chart-place", state="visible", timeout=WAIT)
            s.page.evaluate(TWO_FRAMES)
        assert {tuple(pair) for pair in s.page.evaluate("() => seen")} == own


def test_a_chart_is_never_seen_wider_than_its_column(browser: Browser, paused: str) -> None:
    """Neither the first one, which is drawn before there is room for it, nor after the window has changed."""
    with screen(browser, paused, "?") as s:
        s.page.evaluate(WATCH_WIDTH)
        s.page.evaluate("() => navigatorMap.app.place.go('currency-quota')")
        s.detail_of("currency-quota")
        for width in (1440, 1024, 1440):
            s.page.set_viewport_size({"width": width, "height": 900})
            s.settle()
            s.page.wait_for_function("() => wider.length && Math.abs(wider.at(-1)) <= 1", timeout=WAIT)
        assert max(s.page.evaluate("() => wider")) <= 1
        s.assert_clean()
