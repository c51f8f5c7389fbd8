"""Every screen that is not the happy one, from the real command: it says what is so, and nothing is green."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from tests.browser.acceptance.running import navigator
from tests.browser.acceptance.screens import WAIT, Screen, screen
from tests.live.prometheus_server import PrometheusServer

pytestmark = pytest.mark.browser

LOOK = "2022-08-22T05:20:00Z"
SILENT_WITHIN = 20_000
BROKEN = """\
version: 1
title: Broken
nodes:
  buy: {level: functional-purpose, title: Buy, how: [orders, ordesr], colour: green}
  orders: {level: abstract-function, title: Orders, how: [buy]}
"""
MEASURED = """\
version: 1
title: Measured
nodes:
  buy:
    level: functional-purpose
    title: Buy
    how: [host]
    signals: {errors: {title: Errors, query: sum(nobody_counts_this), worse: higher, warning: 1, critical: 5}}
  host: {level: physical-form, title: Host}
"""


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """The demo, standing still."""
    with navigator("demo", "--paused", "--at", LOOK) as base:
        yield base


def _notices(s: Screen) -> str:
    """All that the banners say, unfolded."""
    if s.page.locator(".notice-more").count():
        s.page.locator(".notice-more").first.click()
    return " ".join(s.ask("texts", "#nav-notices .notice-text"))


@pytest.mark.parametrize("place", ["", "?focus=buy&at=1661145600&range=3h"])
def test_a_broken_file_starts_lists_every_problem_and_is_not_ready(
    browser: Browser, tmp_path: Path, place: str
) -> None:
    """The page stands, with the number of problems in the banner and each with its place in the detail."""
    (tmp_path / "hierarchy.yaml").write_text(BROKEN)
    with navigator("serve", str(tmp_path)) as base, screen(browser, base, place) as s:
        assert httpx.get(f"{base}/livez", trust_env=False).status_code == 200
        ready = httpx.get(f"{base}/readyz", trust_env=False)
        assert (ready.status_code, ready.json()["error"]["code"]) == (503, "no_hierarchy")
        assert s.page.locator("body").get_attribute("data-screen") == "no-hierarchy"
        listed = s.page.locator("#nav-detail .problems").inner_text()
        problems = [line for line in listed.splitlines() if ": error[" in line]
        assert len(problems) >= 3
        assert all("hierarchy.yaml:" in line for line in problems)
        assert any("hierarchy.yaml:4:" in line and "colour" in line for line in problems)
        assert f"{len(problems)} errors" in _notices(s)
        assert "Traceback" not in s.page.locator("body").inner_text()
        assert s.cards() == []
        assert s.ask("count", "[data-state=ok]") == 0
        s.assert_clean()


def test_a_hierarchy_without_nodes_is_no_hierarchy(browser: Browser, tmp_path: Path) -> None:
    """It is told as the problem that it is."""
    file = tmp_path / "hierarchy.yaml"
    file.write_text("version: 1\ntitle: Nothing yet\nnodes: {}\n")
    with navigator("serve", str(file)) as base, screen(browser, base) as s:
        assert "has no nodes" in s.page.locator("#nav-detail .problems").inner_text()
        assert httpx.get(f"{base}/readyz", trust_env=False).status_code == 503
        s.assert_clean()


@pytest.mark.live
def test_a_source_that_answers_without_a_value_leaves_all_unknown_and_says_so(
    browser: Browser, tmp_path: Path
) -> None:
    """A wrong query is no health: the banner tells that nothing has a value, and no card is ok."""
    file = tmp_path / "measured.yaml"
    file.write_text(MEASURED)
    prometheus = PrometheusServer(tmp_path).start()
    try:
        with (
            navigator("serve", str(file), "--prometheus", prometheus.url) as base,
            screen(browser, base) as s,
        ):
            s.page.wait_for_selector("#nav-notices .nav-notice", timeout=WAIT)
            assert "no signal of this hierarchy has a value" in _notices(s)
            (buy,) = [card for card in s.cards() if card["key"] == "buy"]
            assert (buy["state"], buy["value"]) == ("unknown", "no data")
            assert "ok" not in s.ask("states").values()
            s.assert_clean()
    finally:
        prometheus.stop()


def test_a_bad_address_falls_back_to_the_whole_system_and_says_what_was_wrong(
    browser: Browser, demo: str
) -> None:
    """Unknown node, a time that is none, a range and a theme that are none: a picture with sentences."""
    place = "?focus=no-such-node&at=yesterdayish&range=9y&theme=pink&as=never"
    with screen(browser, demo, "?as=1661145600") as whole, screen(browser, demo, place) as s:
        assert s.picture() == whole.picture()
        said = _notices(s)
        assert "no node “no-such-node”" in said
        assert "“at” is not a time" in said
        assert "“range” must be one of 15m, 1h" in said
        assert s.ask("at") == 1661145600
        s.press("ArrowDown", "Enter")
        assert s.focus() in ("browse", "buy")
        s.assert_clean()


@pytest.mark.parametrize("place", ["?at=1", "?at=99999999999", "?focus=" + "x" * 3000, "?" + "&" * 500])
def test_an_address_beyond_all_measure_still_makes_a_picture(browser: Browser, demo: str, place: str) -> None:
    """Times before and after the recording, a very long name: cards, and none ok without evidence."""
    with screen(browser, demo, place) as s:
        assert len(s.cards()) > 10
        assert s.ask("states") == {id: node["state"] for id, node in s.health()["nodes"].items()}
        if place == "?at=1":
            assert "ok" not in s.ask("states").values()
        s.assert_clean()


def _fail(s: Screen) -> None:
    s.page.route("**/_dash-update-component*", lambda route: route.fulfill(status=500, body="{}"))


def _heal(s: Screen, focus: str) -> None:
    """The server answers again, and everything goes on."""
    s.page.unroute("**/_dash-update-component*")
    s.press("r")
    assert s.focus() == focus
    assert s.picture()[focus][0] == "focus"
    s.page.wait_for_selector("#nav-notices [data-severity=critical]", state="detached", timeout=WAIT)


def test_an_error_inside_keeps_the_last_picture_and_tells_that_it_is_the_last(
    browser: Browser, demo: str
) -> None:
    """The server fails at every question, of this move nothing was known: what stands stays, it is said."""
    with screen(browser, demo, "?focus=browse") as s:
        s.page.evaluate("() => { navigatorMap.app.ahead.get = () => null; }")
        before = s.picture()
        _fail(s)
        s.page.keyboard.press("ArrowDown")
        s.page.keyboard.press("Enter")
        s.page.wait_for_selector("#nav-notices [data-severity=critical]", timeout=SILENT_WITHIN)
        assert "last picture" in _notices(s)
        assert s.picture() == before
        assert s.focus() == "page-time"
        _heal(s, "page-time")


def test_an_error_inside_after_a_move_that_was_known_ahead_keeps_that_and_tells_it_too(
    browser: Browser, demo: str
) -> None:
    """The picture that the server made ahead stands under the banner, with its states and values as they were
    read; what was not read, the detail, stays open. Once the server answers, nothing is at another place."""
    with screen(browser, demo, "?focus=browse") as s:
        s.page.wait_for_function("() => navigatorMap.app.ahead.get('page-time')", timeout=WAIT)
        _fail(s)
        s.page.keyboard.press("ArrowDown")
        s.page.keyboard.press("Enter")
        s.page.wait_for_selector("#nav-notices [data-severity=critical]", timeout=SILENT_WITHIN)
        assert "last picture" in _notices(s)
        s.page.wait_for_function("() => !navigatorMap.app.stage.motion.running()", timeout=WAIT)
        known = s.picture()
        assert known["page-time"][0] == "focus"
        read = s.health()["nodes"]
        assert {key: card[5] for key, card in known.items()} == {key: read[key]["state"] for key in known}
        assert s.page.locator("#nav-detail").get_attribute("data-expect") == "true"
        assert "Being read" in s.page.locator("#detail-why").inner_text()
        _heal(s, "page-time")
        assert s.picture() == known
        s.detail_of("page-time")
