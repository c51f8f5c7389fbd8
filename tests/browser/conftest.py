"""What the acceptance tests share: one Chromium for a file, and the recorded incident."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.renderer_fixture.pages import chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a file; two at once in one thread can't be."""
    with chromium() as opened:
        yield opened
