"""A page whose later scripts can't be had at first: it comes to life as soon as they can."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route

from tests.browser.acceptance.running import navigator
from tests.browser.acceptance.screens import screen

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def paused() -> Iterator[str]:
    """The demo, standing still."""
    with navigator("demo", "--paused", "--at", "2022-08-22T05:20:00Z") as base:
        yield base


def test_dash_is_asked_for_again_until_it_can_be_had(browser: Browser, paused: str) -> None:
    """A server that is started anew just then costs some seconds, not the page; nothing is left unhandled."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) < 3:
            route.abort()
        else:
            route.continue_()

    with screen(browser, paused, "?focus=cart-path") as s:
        s.page.route("**/packed/dash-renderer*", answer)
        s.page.reload()
        s.settle()
        s.detail_of("cart-path")
        assert len(asked) == 3
        assert s.page.locator("script[src*=dash-renderer]").count() == 1
        assert [text for text in s.complaints if "ERR_FAILED" not in text] == []
