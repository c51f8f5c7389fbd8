"""Who judges every named state of the screen (tests/browser/gallery) is not blind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from docs.gallery.states import STATES
from docs.gallery.writing import address, write_gallery
from tests.browser.accessibility.findings import complaints, faint_texts

pytestmark = pytest.mark.browser

READY = "body[data-gallery=ready]"
WITHIN = 40_000


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Cards without data, with charts that say so, in the dark."""
    (state,) = [one for one in STATES if one.name == "card-focus-critical"]
    write_gallery(tmp_path, [state])
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    opened.goto(address(tmp_path, state, "dark"))
    opened.wait_for_selector(READY, timeout=WITHIN, state="attached")
    yield opened
    context.close()


def test_what_is_faint_or_without_a_name_is_found(page: Page) -> None:
    """Grey on white under another layer, a chart drawn for the other theme, a button that says nothing."""
    assert (complaints(page), faint_texts(page)) == ([], [])
    page.evaluate(
        "() => { const title = document.querySelector('.lane-title'); title.style.color = '#999';"
        " title.textContent = 'Faint'; const silent = document.createElement('button');"
        " document.getElementById('nav-time').append(silent);"
        " for (const text of document.querySelectorAll('.js-plotly-plot text')) text.style.fill = '#334'; }"
    )
    faint = faint_texts(page)
    assert [text for text in faint if text.startswith("light: ") and "Faint" in text]
    assert [text for text in faint if text.startswith("dark: ") and " text." in text]
    (nameless,) = [text for text in complaints(page) if text.startswith("button-name")]
    assert "button" in nameless
