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
    """What waited for a frame of the first move is done before the second one begins."""
    with screen(browser, f"{page}/?focus=l1-0") as s:
        first, second = _known(s)
        s.js(_GO, first)
        s.js(_GO, second)
        s.settle()
        assert s.focus() == second
        assert sorted(card["key"] for card in s.cards()) == s.js(_IDS)
        assert s.js("() => document.querySelectorAll('.card-place').length") == len(s.cards())
        assert s.complaints == []
