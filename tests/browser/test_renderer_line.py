"""A server that fails, is away or is silent: the page says so, keeps what it has, and asks again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.acceptance.running import navigator
from tests.browser.renderer_fixture.models import small_model
from tests.browser.renderer_fixture.pages import chromium, screen
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


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """The real thing on its recorded incident, standing still."""
    with navigator("demo", "--paused", "--at", "2022-08-22T05:20:00Z") as base:
        yield base


CARDS = "() => [...document.querySelectorAll('[data-kind=node]')].map((card) => card.dataset.key)"
KNOWN_AHEAD = (
    "() => navigatorMap.app.ahead.get('page-time').cards.map(([n]) => navigatorMap.app.model.nodes[n].id)"
)
QUESTION = "**/_dash-update-component*"
FIRST_QUESTION = "**/screen/scene.json*"
RECOVERS = 20_000


def _fails(route: Route) -> None:
    route.fulfill(status=500, body="{}")


def _nobody_behind(route: Route) -> None:
    route.fulfill(status=503, body="{}")


def _refused(route: Route) -> None:
    route.abort("connectionrefused")


def _shown_buttons(page: Page) -> list[str]:
    return [b.strip() for b in page.locator(".header-controls button:visible").all_inner_texts()]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (_fails, "could not make this picture (error 500)"),
        (_refused, "is not answering; trying again"),
        (_nobody_behind, "is not answering; trying again"),
    ],
)
def test_a_page_whose_first_picture_fails_says_so_and_asks_until_it_comes(
    browser: Browser, demo: str, answer: object, words: str
) -> None:
    """With an error or nobody there: an honest screen, no control without a meaning, and it heals."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        page = context.new_page()
        page.route(QUESTION, answer)  # type: ignore[arg-type]
        page.route(FIRST_QUESTION, answer)  # type: ignore[arg-type]
        page.goto(demo)
        page.wait_for_selector(".stage-screen", timeout=RECOVERS)
        page.get_by_text(words).first.wait_for(timeout=RECOVERS)
        assert _shown_buttons(page) == ["Search\n/", "", "?"]
        assert page.locator(".header-search").is_disabled()
        assert page.locator(".source-text").inner_text() == "no answer yet"
        assert page.locator("[data-state=ok]").count() == 0
        page.unroute(QUESTION)
        page.wait_for_selector("#nav-stage [data-kind=node]", timeout=RECOVERS)
        assert not page.locator(".stage-screen").is_visible()
        assert page.locator("body[data-connection]").count() == 0
        assert page.locator(".header-search").is_enabled()
    finally:
        context.close()


@pytest.mark.parametrize("ahead", [True, False])
@pytest.mark.parametrize("place", ["?focus=browse", "?focus=browse&at=1661145000"])
def test_a_later_failure_keeps_the_picture_and_heals_by_itself(
    browser: Browser, demo: str, place: str, ahead: bool
) -> None:
    """Now and in the past, which is never refreshed: banner, what is known, and the move in the end.

    Where the picture of the move was known ahead it is drawn and stays; else the last one does.
    """
    with screen(browser, f"{demo}/{place}") as s:
        if ahead:
            s.page.wait_for_function("() => navigatorMap.app.ahead.get('page-time')")
        else:
            s.js("() => { navigatorMap.app.ahead.get = () => null; }")
        s.page.route(QUESTION, _fails)
        before = s.js(KNOWN_AHEAD if ahead else CARDS)
        s.go("page-time")
        s.page.wait_for_selector("body[data-connection=lost]", timeout=RECOVERS)
        assert (
            "(error 500). What you see is its last picture; trying again."
            in s.page.locator("#nav-notices .notice-text").first.inner_text()
        )
        assert sorted(s.js(CARDS)) == sorted(before)
        s.page.unroute(QUESTION)
        s.page.wait_for_selector("[data-key=page-time][data-role=focus]", timeout=RECOVERS)
        s.page.wait_for_selector("body:not([data-connection])", timeout=RECOVERS)
        assert s.page.locator("#nav-notices .nav-notice[data-key=silent]").count() == 0


def test_only_failed_questions_for_a_picture_count_as_such(browser: Browser, demo: str) -> None:
    """A detail that could not be made does not declare the picture dead."""

    def only_detail(route: Route) -> None:
        if '"output":"detail.data"' in (route.request.post_data or ""):
            route.fulfill(status=500, body="{}")
        else:
            route.continue_()

    with screen(browser, demo) as s:
        s.page.route(QUESTION, only_detail)
        s.go("browse")
        assert s.page.locator("[data-role=focus]").get_attribute("data-key") == "browse"
        assert s.page.locator("body[data-connection]").count() == 0


def test_a_silent_server_is_asked_again_ever_less_often(browser: Browser, url: str) -> None:
    """Eight seconds after the first, then every fifteen; where it fails after two, four, eight, fifteen."""
    with screen(browser, f"{url}/?hold=1", settle=False) as s:
        s.page.clock.install()
        s.page.reload()
        s.page.clock.pause_at(s.js("() => Date.now()") / 1000 + 1)
        s.js("() => window.navigatorMap.app.line.answered()")
        s.js("() => window.navigatorMap.app.line.asked()")
        assert _seconds_of_questions(s.page, 55) == [8, 23, 38, 53]
        assert "is not answering; trying again" in s.page.locator(".stage-screen").inner_text()
        s.js("() => window.navigatorMap.app.line.answered()")
        s.js("() => { window.fail = () => window.navigatorMap.fail('No.'); window.fail(); }")
        assert _seconds_of_questions(s.page, 48, "window.fail()") == [2, 6, 14, 29, 44]


def _seconds_of_questions(page: Page, length: int, answer: str = "") -> list[int]:
    """Runs the page's clock second by second; says in which seconds it asked, answering each as given."""
    count = "() => window.fixture.calls.filter(([id]) => id === 'tick').length"
    seconds = []
    asked = page.evaluate(count)
    for second in range(1, length + 1):
        page.clock.run_for(1000)
        now = page.evaluate(count)
        if now > asked:
            seconds.append(second)
            page.evaluate(f"() => {{ {answer} }}")
        asked = now
    return seconds
