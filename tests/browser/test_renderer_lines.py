"""Lines stand where their times are: in another window, after another node, and from a late source."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.renderer_fixture.models import small_model
from tests.browser.renderer_fixture.pages import Screen, chromium, screen
from tests.browser.renderer_fixture.scenes import NOW
from tests.browser.renderer_fixture.site import serve

pytestmark = pytest.mark.browser

# A detail with one opened signal of a node, as the server sends it.
DETAIL = """(node) => {
  const column = document.getElementById('nav-detail');
  if (!document.getElementById('detail-signals')) {
    const section = document.createElement('div');
    Object.assign(section, { id: 'detail-signals', className: 'detail-section' });
    column.append(section);
  }
  navigatorMap.detail.update({ node, at: 1, sections: { signals: [['details', { class: 'fold' }, [
    ['div', { class: 'signal-row' }, [['div', { class: 'signal-line', 'data-line': 'errors' }, []]]]]]] } });
}"""
OPEN = "() => { document.querySelector('#detail-signals .fold').open = true; }"
LINE = "#detail-signals .signal-line svg"
# Sparklines are not answered any more, and counted.
UNANSWERED = """() => {
  const { app } = navigatorMap;
  const real = app.fetchJson;
  window.lineAsks = 0;
  app.fetchJson = (path) => {
    if (!path.startsWith('screen/sparks')) return real(path);
    window.lineAsks += 1;
    return new Promise(() => {});
  };
}"""
BOXES = """() => [...document.querySelectorAll('.card-spark[data-kind=chart], #nav-pin [data-kind=chart]')]
  .map((e) => e.getAttribute('viewBox').split(' ').map(Number))"""


CLIPS = "() => [...document.querySelectorAll('[data-kind=chart]')].map((e) => getComputedStyle(e).clipPath)"


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


def _open_signals(s: Screen, node: str) -> None:
    s.js(DETAIL, node)
    s.js(OPEN)
    s.page.wait_for_selector(LINE, state="attached", timeout=5000)


def test_signals_opened_again_after_another_node_have_their_lines_again(browser: Browser, url: str) -> None:
    """In the past the window is the same each time, and so is what is asked for; the rows are others."""
    with screen(browser, f"{url}/?focus=l2-0&at={NOW - 60}&to={NOW}") as s:
        _open_signals(s, "l2-0")
        s.js(DETAIL, "l2-1")
        _open_signals(s, "l2-0")
        assert s.page.locator(LINE).count() == 1


def test_a_line_that_is_late_is_asked_for_as_long_as_somebody_sees_its_row(
    browser: Browser, url: str
) -> None:
    """A source that needs minutes for a day's history is not given up on after half a minute."""
    late = """() => {
      const { app } = navigatorMap;
      const real = app.fetchJson;
      const wait = window.setTimeout;
      window.setTimeout = (task, ms, ...rest) => wait(task, ms > 15000 ? ms : Math.min(ms, 20), ...rest);
      window.lineAsks = 0;
      app.fetchJson = async (path) => {
        const answer = await real(path);
        if (!path.includes('words=1')) return answer;
        window.lineAsks += 1;
        return window.lineAsks > 12 ? answer : { ...answer, sparks: {}, pending: Object.keys(answer.sparks) };
      };
    }"""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.js(late)
        _open_signals(s, "l2-0")
        assert s.js("() => window.lineAsks") == 13


def test_a_line_is_never_drawn_under_the_hours_of_another_window(browser: Browser, url: str) -> None:
    """Until it is answered anew it stands where its times are: half an hour earlier is half a window off."""
    with screen(browser, f"{url}/?focus=l2-0&pin=l0-0/errors") as s:
        before = s.js(BOXES)
        assert len(before) > 5
        assert {(x, width) for x, _, width, _ in before} == {(0, 59)}
        s.js(UNANSWERED)
        s.js(f"() => probe.again({{ window: [{NOW - 5400}, {NOW - 1800}], at: {NOW - 1800}, mode: 'past' }})")
        s.page.wait_for_function("() => window.lineAsks >= 2")
        assert {(x, width) for x, _, width, _ in s.js(BOXES)} == {(-29.5, 59)}
        s.js(f"() => probe.again({{ window: [{NOW - 9000}, {NOW - 5400}], at: {NOW - 5400}, mode: 'past' }})")
        s.page.wait_for_function("() => window.lineAsks >= 4")
        assert s.js(BOXES) == []


def test_what_lies_outside_the_window_is_not_seen_beside_a_line(browser: Browser, url: str) -> None:
    """Its box shows its own width; a refresh later, less than half a value, it is drawn as it was."""
    with screen(browser, f"{url}/?focus=l2-0&pin=l0-0/errors") as s:
        s.js(UNANSWERED)
        s.js(f"() => probe.again({{ window: [{NOW - 3585}, {NOW + 15}], at: {NOW + 15} }})")
        assert {(x, width) for x, _, width, _ in s.js(BOXES)} == {(0, 59)}
        assert set(s.js(CLIPS)) == {"none"}
        s.js(f"() => probe.again({{ window: [{NOW - 5400}, {NOW - 1800}], at: {NOW - 1800}, mode: 'past' }})")
        assert set(s.js(CLIPS)) == {"inset(-3px 0px)"}
        s.js(f"() => probe.again({{ window: [{NOW - 3600}, {NOW - 1800}], at: {NOW - 1800}, mode: 'past' }})")
        assert set(s.js(CLIPS)) == {"inset(-3px 0px)"}  # begins with the line, and ends before it


def test_an_opened_signal_keeps_its_line_where_its_times_are(browser: Browser, url: str) -> None:
    """The rows of the detail like the cards, also while nobody answers."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        _open_signals(s, "l2-0")
        s.js(UNANSWERED)
        s.js(f"() => probe.again({{ window: [{NOW - 4500}, {NOW - 900}], at: {NOW - 900}, mode: 'past' }})")
        s.js(DETAIL, "l2-0")
        s.page.wait_for_function(
            f"() => document.querySelector('{LINE}')?.getAttribute('viewBox') === '-14.75 0 59 1'"
        )


# The picture with one card in conflict, and for every line that of the signal which should confirm it.
CONFLICT = """async (node) => {
  const { app } = navigatorMap;
  const real = app.fetchJson;
  app.fetchJson = async (path) => {
    const answer = await real(path);
    if (!path.startsWith('screen/sparks')) return answer;
    for (const spark of Object.values(answer.sparks)) {
      const values = spark.values.map(() => 0.9);
      spark.other = { title: 'Arrived', values, said: 'from 90 % to 90 %, last 90 %' };
    }
    return answer;
  };
  const cards = structuredClone(app.raw.cards);
  cards.find(([card]) => app.model.nodes[card].id === node)[9] = app.model.trusts.indexOf('conflicting');
  await probe.again({ cards, at: app.raw.at + 15 });
}"""


def test_where_two_signals_contradict_each_other_both_lines_are_drawn(browser: Browser, url: str) -> None:
    """On the card in conflict, apart in their strokes, and on no other card; in the detail with words."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.js(CONFLICT, "l2-0")
        s.page.wait_for_selector(".spark-other", state="attached", timeout=5000)
        drawn = s.js(
            "() => [...document.querySelectorAll('.spark-other')].map((e) => ["
            "e.closest('.nav-card').dataset.key, e.getAttribute('d').slice(0, 6),"
            " getComputedStyle(e).strokeDasharray !== 'none',"
            " e.parentElement.querySelectorAll('.spark-line').length])"
        )
        assert drawn == [["l2-0", "M0 0.1", True, 1]]
        s.js(DETAIL, "l2-0")
        s.js("() => { document.querySelector('#detail-signals .signal-row').dataset.trust = 'conflicting'; }")
        s.js(OPEN)
        s.page.wait_for_selector(f"{LINE} .spark-other", state="attached", timeout=5000)
        said = s.page.locator(LINE).get_attribute("aria-label") or ""
        assert said.endswith("; Arrived from 90 % to 90 %, last 90 %")
