"""A key that did nothing is answered where it can be seen, in one place that moves nothing."""

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
    """The address of the sixty-node model."""
    with serve(small_model()) as address:
        yield address


PLACES = "() => [...document.querySelectorAll('[data-kind=landmark], [data-kind=node]')].map(probeBox)"
BOX = (
    "window.probeBox = (e) => { const b = e.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; }"
)


def _seen(opened: Screen) -> str:
    return opened.page.locator("#nav-said:visible").all_inner_texts()[-1:][0]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1024, "dark")])
@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("+", "has no parts"),
        ("9", "There is no cue 9"),
        ("Enter", "is in focus already"),
        ("]", "No later onset in this window"),
    ],
)
def test_a_key_that_did_nothing_is_answered_for_the_eye_as_for_the_ear(
    browser: Browser, url: str, key: str, words: str, width: int, scheme: str
) -> None:
    """The same words as in the live region, over the strip, whole, and nothing has moved."""
    size = (width, 768)
    with screen(
        browser, f"{url}/?focus=l2-0", size=size, scheme="dark" if scheme == "dark" else "light"
    ) as s:
        s.js(f"() => {{ {BOX} }}")
        s.page.locator("[data-key=l2-0][data-kind=node]").focus()
        before = s.js(PLACES)
        for _ in range(30 if key == "]" else 1):
            s.press(key)
            if s.page.locator("#nav-said").is_visible():
                break
        assert words in _seen(s)
        assert _seen(s) in s.page.locator("#nav-live").inner_text()
        said, strip = (s.page.locator(f"#nav-{name}").bounding_box() for name in ("said", "strip"))
        assert said is not None
        assert strip is not None
        assert strip["y"] <= said["y"]
        assert said["y"] + said["height"] <= strip["y"] + strip["height"]
        assert s.js(
            "() => { const e = document.getElementById('nav-said'); return e.scrollWidth <= e.clientWidth; }"
        )
        if key != "]":
            assert s.js(PLACES) == before


def test_the_answer_goes_by_itself_and_with_the_next_key(browser: Browser, url: str) -> None:
    """After three seconds, or at once when something else is done; an ordinary move has none."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.page.locator("[data-key=l2-0][data-kind=node]").focus()
        s.press("+")
        assert s.page.locator("#nav-said").is_visible()
        s.page.wait_for_selector("#nav-said", state="hidden", timeout=6000)
        s.press("+")
        s.press("ArrowDown")
        assert not s.page.locator("#nav-said").is_visible()
        assert s.page.locator("#nav-said").get_attribute("aria-hidden") == "true"
