"""What a move brings comes with its frames: a little in each, all before the end, nothing lost on the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.renderer_fixture.models import small_model
from tests.browser.renderer_fixture.pages import Screen, chromium, screen
from tests.browser.renderer_fixture.site import serve

pytestmark = pytest.mark.browser

# Tasks that cost what they say and take no time: how many are done after each frame of a move.
_STEPS = """([count, cost, ways]) => {
  const spread = navigatorMap.spread.create();
  let done = 0;
  for (let i = 0; i < count; i += 1) spread.add(() => { done += 1; }, cost);
  const waits = () => navigatorMap.core.reasons.has("spread");
  return ways.map((t) => { spread.step(t); return [done, waits()]; });
}"""
# In one task: the cards of a picture that were none before, and which of them stand in the page by then.
_GO = """(id) => {
  const { app } = navigatorMap;
  const drawn = () => [...document.querySelectorAll("[data-kind=node]:not([data-leaving])")];
  const shown = () => new Set(drawn().map((e) => e.dataset.key));
  const before = shown();
  app.place.go(id);
  const ids = app.scene.cards.map((card) => app.model.nodes[card.node].id);
  const coming = ids.filter((one) => !before.has(one) && one !== id);
  const now = shown();
  const waits = navigatorMap.core.reasons.has("spread");
  return { coming, there: coming.filter((one) => now.has(one)), waits };
}"""
# In one task: a move, and another before the first frame of it; whether each began with a known picture.
_BOTH = """([first, second]) => {
  const { app } = navigatorMap;
  const known = app.ahead.get(second);
  app.place.go(first);
  const early = navigatorMap.core.reasons.has("spread");
  app.drawing.ahead(known);
  return [early, navigatorMap.core.reasons.has("spread")];
}"""
# Cards that do not say what the scene says of them, or do not lie where they belong, while it is not moving.
_AMISS = """() => {
  const { app } = navigatorMap;
  return app.scene.cards.filter((card) => {
    const record = app.stage.recordOf(card.node);
    return !record.place.isConnected || record.el.dataset.role !== card.role
      || Math.abs(parseFloat(record.el.style.width) - record.to.w) > 0.5;
  }).map((card) => app.model.nodes[card.node].id);
}"""
# After each frame of a move: how many cards were laid out anew on the way, and by how much one was too wide.
_WIDTHS = """(id) => new Promise((done) => {
  const { app } = navigatorMap;
  const records = () => [...app.stage.records.values()].filter((r) => !r.leaving && r.place.isConnected);
  const before = new Map(records().map((r) => [r, r.laid]));
  app.place.go(id);
  const waiting = records().filter((r) => before.get(r) === r.laid);
  let worst = 0;
  const look = () => {
    for (const r of records()) {
      const { width, height } = r.el.getBoundingClientRect();
      worst = Math.max(worst, Math.abs(width - r.cur.w), Math.abs(height - r.cur.h));
    }
    if (app.stage.motion.running()) requestAnimationFrame(look);
    else done([waiting.filter((r) => r.laid !== before.get(r)).length, worst]);
  };
  requestAnimationFrame(look);
})"""
_HIDDEN = """(id) => {
  const { app, core } = navigatorMap;
  app.place.go(id);
  Object.defineProperty(document, "hidden", { value: true, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
  delete document.hidden;
  const drawn = [...document.querySelectorAll("[data-kind=node]:not([data-leaving])")];
  const there = drawn.map((element) => element.dataset.key);
  return [app.stage.motion.running(), core.reasons.has("spread"), there.sort()];
}"""
# How bad the cards are that a move writes in later frames, in the order in which they come into the page.
_ORDER = """(id) => {
  const { app, core } = navigatorMap;
  app.raw = { ...app.raw, states: "o1c1w1u1".repeat(app.model.nodes.length) };
  const came = [];
  const watcher = new MutationObserver(() => {});
  watcher.observe(app.places.stage, { childList: true, subtree: true });
  app.place.go(id);
  watcher.takeRecords();
  app.stage.spread.flush();
  for (const { addedNodes } of watcher.takeRecords()) {
    const cards = [...addedNodes].map((node) => node.querySelector?.("[data-kind=node]"));
    came.push(...cards.filter(Boolean).map((card) => card.dataset.key));
  }
  watcher.disconnect();
  return came.map((key) => core.SEVERITY[app.scene.states[app.model.byId.get(key)]]);
}"""
_IDS = (
    """() => navigatorMap.app.scene.cards.map((card) => navigatorMap.app.model.nodes[card.node].id).sort()"""
)


@pytest.fixture(scope="module")
def page() -> Iterator[str]:
    """The address of the small model."""
    with serve(small_model()) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for this file."""
    with chromium() as opened:
        yield opened


def _known(s: Screen, count: int = 2) -> list[str]:
    means = [card["key"] for card in s.cards() if card["role"] == "means"][:count]
    for node in means:
        s.page.wait_for_function("(id) => probe.known(id)", arg=node, timeout=5000)
    return means


def test_a_frame_takes_a_little_and_the_first_one_nothing(browser: Browser, page: str) -> None:
    """The frame that lays out what the key has written brings nothing more; each of the next a share."""
    with screen(browser, f"{page}/?focus=l1-0") as s:
        frames = s.js(_STEPS, [12, 1, [0.05, 0.1, 0.15, 0.2, 0.25]])
        assert frames == [[0, True], [4, True], [8, True], [12, False], [12, False]]


def test_few_late_frames_take_more_each_and_all_is_there_before_the_end(browser: Browser, page: str) -> None:
    """A machine that draws a move in six frames has everything on the page before the last of them."""
    with screen(browser, f"{page}/?focus=l1-0") as s:
        frames = s.js(_STEPS, [60, 1, [0.17, 0.34, 0.51, 0.68, 0.85, 1]])
        assert frames[0] == [0, True]
        assert [done for done, _ in frames[1:4]] == pytest.approx([24, 36, 48], abs=1)
        assert frames[4] == [60, False]


def test_one_that_fails_is_told_and_the_others_are_done(browser: Browser, page: str) -> None:
    """An error in a part of the picture leaves no other part out, and does not go unseen."""
    with screen(browser, f"{page}/?focus=l1-0") as s:
        done = s.js("""() => {
          const spread = navigatorMap.spread.create();
          const done = [];
          spread.add(() => done.push("a"));
          spread.add(() => { throw new Error("broken part"); });
          spread.add(() => done.push("b"));
          spread.flush();
          return done;
        }""")
        assert done == ["a", "b"]
        assert not s.js("() => navigatorMap.core.reasons.has('spread')")
        assert any("broken part" in complaint for complaint in s.complaints)


def test_cards_that_come_are_written_while_it_moves_and_are_all_there_when_it_stands(
    browser: Browser, page: str
) -> None:
    """With the key the focus is there and the others move; those that come follow, and none is left out."""
    with screen(browser, f"{page}/?focus=l1-0") as s:
        (first,) = _known(s, 1)
        told = s.js(_GO, first)
        assert len(told["coming"]) > 3
        assert (told["there"], told["waits"]) == ([], True)
        assert s.card(first)["role"] == "focus"
        s.settle()
        assert sorted(card["key"] for card in s.cards()) == s.js(_IDS)
        assert s.complaints == []


def test_a_move_that_interrupts_another_loses_nothing_of_either(browser: Browser, page: str) -> None:
    """What waited for a frame of the first move is done before the second one begins to write."""
    with screen(browser, f"{page}/?focus=l1-0") as s:
        first, second = _known(s)
        assert s.js(_BOTH, [first, second]) == [True, True]
        s.page.wait_for_function("() => !navigatorMap.core.reasons.has('spread')")
        assert sorted(card["key"] for card in s.cards()) == s.js(_IDS)
        assert s.js(_AMISS) == []
        s.settle()
        assert sorted(card["key"] for card in s.cards()) == s.js(_IDS)
        assert s.js("() => document.querySelectorAll('.card-place').length") == len(s.cards())
        assert s.complaints == []


def test_a_card_that_gets_another_size_on_the_way_is_never_seen_in_one_that_it_has_not(
    browser: Browser, page: str
) -> None:
    """What is written in a later frame is laid out anew there, and drawn for that in the same frame."""
    with screen(browser, f"{page}/?focus=l1-0") as s:
        (first,) = _known(s, 1)
        resized, worst = s.js(_WIDTHS, first)
        assert resized > 0
        assert worst < 1


def test_the_cursor_goes_to_a_card_that_is_yet_to_be_written_with_the_keyboard(
    browser: Browser, page: str
) -> None:
    """Who presses an arrow while things still move has the card under the keyboard that the cursor shows."""
    with screen(browser, f"{page}/?focus=l1-0") as s:
        (first,) = _known(s, 1)
        coming = s.js(_GO, first)["coming"][0]
        s.js("(id) => navigatorMap.app.cursor.moveTo(navigatorMap.app.model.byId.get(id))", coming)
        assert s.js("() => document.activeElement.dataset.key") == coming
        s.settle()
        assert s.js("() => document.activeElement.dataset.key") == coming


def test_a_page_that_is_hidden_in_the_middle_of_a_move_has_all_of_it(browser: Browser, page: str) -> None:
    """No frame comes there any more: everything is written, and the server is asked, without one."""
    with screen(browser, f"{page}/?focus=l1-0") as s:
        (first,) = _known(s, 1)
        moving, waits, there = s.js(_HIDDEN, first)
        assert (moving, waits) == (False, False)
        assert there == s.js(_IDS)
        s.settle()
        assert s.focus() == first


def test_the_worst_that_comes_is_written_first(browser: Browser, page: str) -> None:
    """Nothing critical waits for what is well."""
    with screen(browser, f"{page}/?focus=l1-0") as s:
        (first,) = _known(s, 1)
        severities = s.js(_ORDER, first)
        assert len(set(severities)) > 1
        assert severities == sorted(severities, reverse=True)
