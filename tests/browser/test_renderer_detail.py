"""The detail column while things move: written at the end of a move, and what is read keeps its place."""

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


PLACES = """() => {
  const column = document.getElementById("nav-detail");
  column.replaceChildren(...["identity", "why", "look", "chart", "signals"].map((name) => {
    const part = document.createElement("div");
    part.id = `detail-${name}`;
    part.className = "detail-section";
    return part;
  }));
  document.getElementById("detail-chart").textContent = "Chart";
  document.getElementById("detail-signals").textContent = "Signals";
  document.getElementById("detail-chart").style.height = "300px";
  document.getElementById("detail-signals").style.height = "900px";
}"""
DURING = """async (id) => {
  const { app, detail } = navigatorMap;
  const heading = () => document.querySelector("#detail-identity h1").textContent;
  const frame = () => new Promise(requestAnimationFrame);
  app.place.go(id);
  while (!app.stage.motion.running()) await frame();
  const answer = (text) => ({ node: id, at: 1, sections: { identity: [["h1", {}, text]] } });
  for (const text of ["First", "Second"]) detail.update(answer(text));
  const moving = [app.stage.motion.running(), heading()];
  while (app.stage.motion.running()) await frame();
  await frame();
  return [...moving, heading()];
}"""
CUES = """(count) => navigatorMap.detail.update({
  node: "l2-0", at: count, sections: { look: Array.from({ length: count }, (_, i) => ["p", {}, `Cue ${i}`]) },
})"""
# Lines of one section, with so many words above them in the same section.
LINES = """(count) => navigatorMap.detail.update({ node: "l2-0", at: count, sections: { signals: [
  ...Array.from({ length: count }, (_, i) => ["p", { "data-key": `said-${i}` }, `Said ${i}`]),
  ...Array.from({ length: 30 }, (_, i) => ["div", { "data-key": `line-${i}` },
    [["button", { type: "button" }, `Line ${i}`]]]),
] } })"""
AT = "(id) => Math.round(document.querySelector(`[data-key=${id}]`).getBoundingClientRect().top)"
CHART_AT = "() => Math.round(document.getElementById('detail-chart').getBoundingClientRect().top)"


def _cues(s: Screen, count: int) -> int:
    s.js(CUES, count)
    top: int = s.js(CHART_AT)
    return top


def test_the_detail_is_written_when_the_move_is_over(browser: Browser, url: str) -> None:
    """Until then the name of what is moved to stands there; of two answers the newest is written."""
    with screen(browser, url) as s:
        s.js(PLACES)
        title = s.js("() => navigatorMap.app.model.nodes[navigatorMap.app.model.byId.get('l2-0')].title")
        assert s.js(DURING, "l2-0") == [True, title, "Second"]


def test_what_is_read_stays_where_it_is_when_more_is_said_above_it(browser: Browser, url: str) -> None:
    """Pointed at, or at the top of a column that was scrolled; who reads the top sees what comes."""
    with screen(browser, f"{url}/?focus=l2-0", size=(1440, 700)) as s:
        s.js(PLACES)
        first = _cues(s, 2)
        assert _cues(s, 4) > first
        s.page.hover("#detail-chart")
        pointed = s.js(CHART_AT)
        assert abs(_cues(s, 8) - pointed) <= 1
        s.page.mouse.move(5, 5)
        s.js("() => { const c = document.getElementById('nav-detail'); c.scrollTop += 300; }")
        scrolled = s.js(CHART_AT)
        assert abs(_cues(s, 12) - scrolled) <= 1


def _told_above(s: Screen, name: str, count: int) -> tuple[int, int]:
    """Where a line is in the window, before and after more is said above it in its own section."""
    before: int = s.js(AT, name)
    s.js(LINES, count)
    after: int = s.js(AT, name)
    return before, after


def test_the_very_line_that_is_read_stays_and_not_only_its_section(browser: Browser, url: str) -> None:
    """With the keyboard on it, else selected, else at the top; a keyboard out of sight holds nothing."""
    with screen(browser, f"{url}/?focus=l2-0", size=(1440, 700)) as s:
        s.js(PLACES)
        s.js(LINES, 2)
        s.page.mouse.move(5, 5)
        s.js("() => document.querySelector('[data-key=line-3] button').focus()")
        before, after = _told_above(s, "line-3", 6)
        assert abs(after - before) <= 1
        s.js("() => document.querySelector('[data-key=line-18]').scrollIntoView()")
        s.js("() => getSelection().selectAllChildren(document.querySelector('[data-key=line-20]'))")
        assert s.js(AT, "line-3") < 60
        before, after = _told_above(s, "line-20", 12)
        assert abs(after - before) <= 1
        s.js("() => getSelection().removeAllRanges()")
        before, after = _told_above(s, "line-20", 20)
        assert abs(after - before) <= 1
