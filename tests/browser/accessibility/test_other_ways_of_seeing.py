"""Zoom, narrow screens, wide letters, forced colours, no colours: all stays there and tells the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.renderer_fixture.models import small_model
from tests.browser.renderer_fixture.pages import Screen, screen
from tests.browser.renderer_fixture.site import serve

pytestmark = pytest.mark.browser

SPACED = "#navigator * { letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A made-up system in trouble."""
    with serve(small_model()) as address:
        yield address


OUTSIDE = """
() => [...document.querySelectorAll('#nav-header button, #nav-header select')]
  .map((element) => [element.className, element.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.left < 0 || box.right > innerWidth))
  .map(([name]) => name)
"""


@pytest.mark.parametrize("size", [(320, 640), (390, 844), (720, 450), (1024, 768)])
def test_no_control_is_cut_off_and_nothing_scrolls_sideways(
    browser: Browser, url: str, size: tuple[int, int]
) -> None:
    """Down to 320 px, which is 1280 at 400 % (WCAG 1.4.10): search, live, theme and help are there."""
    with screen(browser, f"{url}/?focus=l2-3", size=size) as s:
        assert s.js(OUTSIDE) == []
        assert s.js("() => document.documentElement.scrollWidth <= innerWidth")
        for control in (".header-search", ".header-mode", ".header-theme", ".header-help"):
            assert s.page.locator(control).is_visible(), control


def test_the_sheets_button_says_what_it_will_do(browser: Browser, url: str) -> None:
    """Detail opens, Close detail closes; the state is told to readers too."""
    with screen(browser, f"{url}/?focus=l2-3", size=(720, 450)) as s:
        button = s.page.locator(".sheet-toggle")
        for text, expanded in (("Detail", "false"), ("Close detail", "true")):
            assert (button.inner_text(), button.get_attribute("aria-expanded")) == (text, expanded)
            button.click()
        assert button.inner_text() == "Detail"


CUT = """
() => [...document.querySelectorAll('.nav-card .card-title')]
  .filter((title) => title.scrollWidth > title.clientWidth + 1).map((title) => title.textContent)
"""


def test_names_fit_their_cards_also_with_wider_letters(browser: Browser, url: str) -> None:
    """Spacing as WCAG 1.4.12 has it is measured too, so that a name loses its middle and not its end."""
    with screen(browser, f"{url}/?focus=l2-3") as s:
        assert s.js(CUT) == []
        _space(s)
        assert s.js(CUT) == []


def _space(s: Screen) -> None:
    """The page's policy lets in no style of others, but those of a person's browser."""
    s.js(
        "(rule) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(rule);"
        " document.adoptedStyleSheets = [sheet]; navigatorMap.titles.forget();"
        " for (const record of navigatorMap.app.stage.records.values()) record.signature = '';"
        " navigatorMap.app.sizing.resized(); }",
        SPACED,
    )
    s.settle()


SECOND = """
() => [...document.querySelectorAll('.nav-card:not([data-leaving]), .nav-chip, .strip-slot')]
.filter((element) => {
  const { state } = element.dataset;
  if (state === 'ok' || !state) return false;
  const glyphs = [...element.querySelectorAll('.glyph')].map((glyph) => glyph.dataset.glyph);
  const said = element.getAttribute('aria-label') || '';
  return !said.includes(state) || !(glyphs.length || /\\d/.test(element.textContent));
}).map((element) => `${element.className} ${element.dataset.key} ${element.dataset.state}`)
"""


@pytest.mark.parametrize("place", ["", "?focus=l2-3", "?variant=unknown"])
def test_every_abnormal_thing_has_a_shape_and_a_word_besides_its_colour(
    browser: Browser, url: str, place: str
) -> None:
    """Cards, chips and slots of the strip: a glyph or a count, and the state in the name (WCAG 1.4.1)."""
    with screen(browser, f"{url}/{place}") as s:
        assert s.js("() => probe.count('[data-state=unknown], [data-state=critical]')") > 3
        assert s.js(SECOND) == []


def test_forced_colours_keep_edges_shapes_and_the_ring_of_the_keyboard(browser: Browser, url: str) -> None:
    """Cards keep an edge, unknown ones a dashed one, glyphs the colour of text, the keyboard a ring."""
    with screen(browser, f"{url}/?focus=l2-3", forced=True) as s:
        edges = s.js(
            "() => [...document.querySelectorAll('.nav-card')].map((card) => [card, getComputedStyle(card)])"
            ".map(([card, style]) => [card.dataset.state, style.borderTopStyle, style.borderTopWidth])"
        )
        assert all(width != "0px" and style != "none" for _, style, width in edges)
        assert {style for state, style, _ in edges if state == "unknown"} <= {"dashed", "dotted"}
        s.press("ArrowDown")
        ring = s.js(
            "() => { const style = getComputedStyle(document.activeElement);"
            " return [style.outlineStyle, parseFloat(style.outlineWidth)]; }"
        )
        assert ring[0] != "none"
        assert ring[1] >= 2
