"""axe and our own judgement of contrast over the named states of the screen, as the gallery shows them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from docs.gallery.state import State, Theme
from docs.gallery.states import STATES
from docs.gallery.writing import address, write_gallery
from tests.browser.accessibility.findings import complaints, faint_texts

pytestmark = pytest.mark.browser

READY = "body[data-gallery=ready]"
WITHIN = 40_000
# The same looks as another one here, with other words or in another picture.
LEFT_OUT = {
    "focus-function", "simulated-ports", "simulated-herd", "two-regions", "cards-middle",
    "card-focus-critical",
    "card-focus-partial", "card-focus-maintenance", "card-focus-unmeasured", "what-if-fine", "detail-balance",
    "detail-charts", "detail-changes", "detail-neighbours", "detail-overview", "parts-closed", "ghosts",
    "search-nothing", "recording-ended", "replay", "failed", "stale", "partial", "large-overview",
    "unknown-focus", "phone", "forced-colours", "detail-capacity", "card-focus-acknowledged",
}  # fmt: skip
LOOKED_AT = tuple(state for state in STATES if state.name not in LEFT_OUT)


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The states of this file, written once."""
    folder = tmp_path_factory.mktemp("gallery")
    write_gallery(folder, LOOKED_AT)
    return folder


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One page for all of them: a state is a document of its own."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def _show(page: Page, gallery: Path, state: State, theme: Theme = "light") -> None:
    width, height = state.sizes[-1]
    page.set_viewport_size({"width": width, "height": height})
    page.goto(address(gallery, state, theme))
    page.wait_for_selector(READY, timeout=WITHIN, state="attached")


@pytest.mark.parametrize("state", LOOKED_AT, ids=[state.name for state in LOOKED_AT])
def test_axe_finds_nothing_and_every_text_can_be_read(page: Page, gallery: Path, state: State) -> None:
    """WCAG 2.2 AA and good practice; contrast also where things lie over each other, in both themes."""
    _show(page, gallery, state)
    assert complaints(page) == []
    assert faint_texts(page) == []


@pytest.mark.parametrize("name", ["focus-mechanism", "large-focus", "detail-objective"])
def test_charts_can_be_read_in_the_dark(page: Page, gallery: Path, name: str) -> None:
    """Their colours come from the server: they are drawn for the theme, and judged in it."""
    (state,) = [one for one in LOOKED_AT if one.name == name]
    _show(page, gallery, state, "dark")
    assert page.locator("#detail-chart .main-svg").count()
    assert faint_texts(page) == []


def test_what_is_faint_or_without_a_name_is_found(page: Page, gallery: Path) -> None:
    """Grey on white under another layer, and a button that says nothing: the judges are not blind."""
    _show(page, gallery, LOOKED_AT[0])
    page.evaluate(
        "() => { const title = document.querySelector('.lane-title'); title.style.color = '#999';"
        " title.textContent = 'Faint'; const silent = document.createElement('button');"
        " document.getElementById('nav-time').append(silent); }"
    )
    assert [text for text in faint_texts(page) if "Faint" in text]
    assert [text for text in complaints(page) if text.startswith("button-name")]
