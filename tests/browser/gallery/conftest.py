"""The whole gallery, written once for all that looks at it, and one browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from docs.gallery.shooting import FLAGS
from docs.gallery.states import STATES
from docs.gallery.writing import write_gallery
from tests.browser.renderer_fixture.pages import CHROMIUM


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder, as `make gallery` writes it."""
    folder = tmp_path_factory.mktemp("gallery")
    write_gallery(folder, STATES)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The one that draws as the kept pictures were drawn."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield opened
        finally:
            opened.close()
