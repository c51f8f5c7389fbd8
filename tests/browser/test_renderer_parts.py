"""Wholes and parts: another gesture than why and how, in place, with keyboard and pointer."""

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
    """The address of the sixty-node model, in which l3-0 has the parts l3-1 and l3-2."""
    with serve(small_model()) as address:
        yield address


WHOLE, PARTS = "l3-0", {"l3-1", "l3-2"}
SAID = "() => document.getElementById('nav-live').textContent"


LAID_OVER = """() => [...document.querySelectorAll('.nav-open')].flatMap((button) => {
  const target = button.getBoundingClientRect();
  const drawn = button.dataset.at === 'foot' ? target.bottom - 16 : target.top; // the target begins higher
  const b = { left: target.left, right: target.right, top: drawn, bottom: target.bottom };
  const card = document.querySelector(`.nav-card[data-key="${button.dataset.open}"]`);
  const names = ['.card-title', '.card-value', '.card-usual', '.card-onset', '.card-badge', '.card-spark'];
  return names.flatMap((name) => [...card.querySelectorAll(name)]).filter((part) => {
    const p = part.getBoundingClientRect();
    const wide = Math.min(p.right, b.right) - Math.max(p.left, b.left);
    const tall = Math.min(p.bottom, b.bottom) - Math.max(p.top, b.top);
    return p.width > 1 && p.height > 1 && wide > 1 && tall > 3;
  }).map((part) => `${button.dataset.open} ${part.className.baseVal ?? part.className}`);
})"""
IMAGINE = """() => {
  const { app } = navigatorMap;
  const threatened = (card) => Object.assign([...card], { 6: 0, 7: 2, 8: 2 });
  const cards = app.raw.cards.map((card) => (card[0] === 22 ? threatened(card) : card));
  return probe.again({ cards, states: `o${app.model.nodes.length}`, if: [[24, 2]] });
}"""


def _open(s: Screen) -> list[str]:
    found: list[str] = s.js("() => navigatorMap.app.place.opened()")
    return found


ON_TRAY = """() => {
  const trays = [...document.querySelectorAll('.nav-tray')].map((tray) => tray.getBoundingClientRect());
  const lies = (box) => trays.some((tray) => box.x > tray.x && box.y > tray.y && box.right < tray.right
    && box.bottom < tray.bottom);
  const cards = [...document.querySelectorAll('[data-kind=node]:not([data-leaving])')];
  return cards.filter((card) => lies(card.getBoundingClientRect())).map((card) => card.dataset.key).sort();
}"""
EDGE = """() => {
  const box = document.querySelector('.nav-tray').getBoundingClientRect();
  return [box.x + box.width / 2, box.bottom - 2];
}"""


def _button(node: str) -> str:
    return f".nav-open[data-open='{node}']"


def test_plus_opens_the_whole_in_focus_in_place_and_minus_closes_it(browser: Browser, url: str) -> None:
    """The focus stays, the parts get cards that say whose they are, and a tray lies behind them."""
    with screen(browser, f"{url}/?focus={WHOLE}") as s:
        s.press("+")
        assert (_open(s), s.focus()) == ([WHOLE], WHOLE)
        cards = {card["key"] for card in s.cards() if card.get("partOf") == WHOLE}
        assert cards == PARTS
        assert s.page.locator(".nav-tray").count() >= 1
        s.press("-")
        assert _open(s) == []
        assert s.page.locator(".nav-tray").count() == 0


def test_minus_on_a_part_closes_the_whole_that_it_is_part_of(browser: Browser, url: str) -> None:
    """The cursor is on the whole afterwards, so that + opens it again."""
    with screen(browser, f"{url}/?focus=l2-0&open={WHOLE}") as s:
        s.js("() => navigatorMap.app.cursor.moveTo(navigatorMap.app.model.byId.get('l3-2'))")
        s.press("-")
        assert _open(s) == []
        assert s.js("() => probe.active()") == WHOLE
        s.press("+")
        assert _open(s) == [WHOLE]


def test_what_has_no_parts_says_so_and_changes_nothing(browser: Browser, url: str) -> None:
    """No gesture is silently ignored."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.page.keyboard.press("+")
        assert s.js(SAID) == "Take payment has no parts"
        s.page.keyboard.press("-")
        assert s.js(SAID) == "Take payment is no part of anything that is open"
        assert _open(s) == []


def test_only_wholes_have_a_button_of_their_own_that_says_how_their_parts_are(
    browser: Browser, url: str
) -> None:
    """It is no child of the card, lies within it, counts the parts and names their states."""
    with screen(browser, f"{url}/?focus={WHOLE}") as s:
        wholes = {"l3-0", "l3-1", "l3-8", "l3-16"}
        shown = {card["key"] for card in s.cards()}
        assert {one["open"] for one in s.data(".nav-open")} == wholes & shown
        button = s.page.locator(_button(WHOLE))
        assert "2 parts" in button.inner_text()
        assert "2 parts:" in (button.get_attribute("aria-label") or "")
        assert button.get_attribute("aria-expanded") == "false"
        assert s.page.locator(".nav-card .nav-open").count() == 0
        box, card = button.bounding_box(), s.card(WHOLE)
        assert box is not None
        assert card["x"] <= box["x"]
        assert box["x"] + box["width"] <= card["x"] + card["w"]
        assert card["y"] <= box["y"]
        assert box["y"] + box["height"] <= card["y"] + card["h"]
        s.page.click(_button(WHOLE))
        s.settle()
        assert (_open(s), s.focus()) == ([WHOLE], WHOLE)
        assert button.get_attribute("aria-expanded") == "true"


def test_the_button_of_a_whole_moves_with_its_card(browser: Browser, url: str) -> None:
    """After a move it lies on the card again, wherever that is now."""
    with screen(browser, f"{url}/?focus={WHOLE}") as s:
        s.go("l2-0")
        box, card = s.page.locator(_button(WHOLE)).bounding_box(), s.card(WHOLE)
        assert box is not None
        assert card["x"] <= box["x"] <= card["x"] + card["w"]
        assert card["y"] <= box["y"] <= card["y"] + card["h"]


def test_the_detail_can_open_a_whole_too_and_back_undoes_it(browser: Browser, url: str) -> None:
    """Anything in the detail with data-open does what the card's gesture does."""
    with screen(browser, f"{url}/?focus={WHOLE}") as s:
        s.js(
            "() => document.getElementById('nav-detail').append(navigatorMap.core.el("
            "'button', { type: 'button', id: 'open-it', 'data-open': 'l3-0', text: 'Parts' }))"
        )
        s.page.click("#open-it")
        s.settle()
        assert _open(s) == [WHOLE]
        s.page.go_back()
        s.settle()
        assert _open(s) == []


def test_on_a_phone_the_detail_opens_parts_and_says_whether_they_are_open(browser: Browser, url: str) -> None:
    """By touch there is nothing else: cards in a list have no gesture of their own."""
    tell = """() => navigatorMap.detail.update({ node: "l3-0", at: 1, sections: { identity: [["h1", {}, "L3"],
      ["button", { type: "button", class: "open-parts", "data-open": "l3-0" }, "as cards"]] } })"""
    detail = """() => {
      const section = document.createElement("div");
      section.id = "detail-identity";
      navigatorMap.app.places.detail.append(section);
    }"""
    with screen(browser, f"{url}/?focus=l3-0", size=(390, 844)) as s:
        s.js(detail)
        s.js(tell)
        s.page.click(".sheet-toggle")
        button = s.page.locator(".open-parts")
        assert button.get_attribute("aria-expanded") == "false"
        button.click()
        s.settle()
        assert _open(s) == [WHOLE]
        assert {card["key"] for card in s.cards()} >= PARTS
        assert button.get_attribute("aria-expanded") == "true"
        s.js(tell)
        assert button.get_attribute("aria-expanded") == "true"
        button.click()
        s.settle()
        assert _open(s) == []


def test_the_gesture_is_answered_on_screen_before_the_server_is(browser: Browser, url: str) -> None:
    """The button is marked as pressed until the picture comes, as cards are."""
    with screen(browser, f"{url}/?focus=l3-0") as s:
        s.js("() => probe.slow(400)")
        s.page.keyboard.press("+")
        assert s.data(f".nav-open[data-open={WHOLE}]")[0].get("pressed") == "true"
        s.settle()
        assert "pressed" not in s.data(f".nav-open[data-open={WHOLE}]")[0]


def test_the_keyboard_stays_on_the_button_while_a_slow_machine_draws_less(browser: Browser, url: str) -> None:
    """Other buttons are hidden during a move there; the one that has the keyboard is not."""
    lean = """async () => {
      document.querySelector('.stage-inner').classList.add('is-lean');
      for (let i = 0; i < 3; i += 1) await new Promise(requestAnimationFrame);
    }"""
    with screen(browser, f"{url}/?focus=l3-0") as s:
        s.page.locator(f".nav-open[data-open={WHOLE}]").focus()
        s.js(lean)
        assert s.js("() => document.activeElement.dataset.open") == WHOLE


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (1440, 700)])
def test_nothing_on_a_card_collides_with_anything_else(browser: Browser, size: tuple[int, int]) -> None:
    """Names, values, marks, counts of parts: whatever the row's height, each has its own room."""
    with serve(small_model(), evidence=True) as address, screen(browser, address, size=size) as s:
        for node in ("l0-0", "l3-0", "l2-0", "l4-1"):
            s.go(node)
            s.js("() => document.fonts.ready.then(() => true)")
            assert s.js("() => probe.collisions()") == []
            assert s.js(LAID_OVER) == []


def test_an_imagined_state_of_a_part_threatens_its_whole_in_imagination_only(
    browser: Browser, url: str
) -> None:
    """What is assumed of a part is not drawn as a real threat of its whole."""
    with screen(browser, f"{url}/?focus={WHOLE}") as s:
        assert s.js("() => navigatorMap.app.model.byId.get('l3-0')") == 22
        s.js(IMAGINE)
        assert s.card(WHOLE).get("threatImagined") == "true"


def test_a_whole_apart_from_its_parts_has_their_tray_and_a_part_says_whose_it_is(
    browser: Browser, url: str
) -> None:
    """Parts in another lane: whole and parts lie on trays that name the whole, for pointer and readers."""
    whole = "l3-1"
    with screen(browser, f"{url}/?focus={whole}") as s:
        s.press("+")
        title = s.js("(id) => probe.titleOf(id)", whole)
        hints = s.js("() => [...document.querySelectorAll('.nav-tray')].map((tray) => tray.title)")
        assert set(hints) == {f"{title} and its parts"}
        on_tray = s.js(ON_TRAY)
        parts = [card["key"] for card in s.cards() if card.get("partOf") == whole]
        assert {key[:2] for key in parts} == {"l4"}
        assert on_tray == sorted([whole, *parts])
        label = s.page.locator(f"[data-kind=node][data-key='{parts[0]}']").get_attribute("aria-label") or ""
        assert f"; part of {title}" in label
        x, y = s.js(EDGE)
        assert s.js("([x, y]) => document.elementFromPoint(x, y).className", [x, y]) == "nav-tray"
