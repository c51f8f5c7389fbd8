"""The detail column between a move and the answer to it: who it is at once, never another node's words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.acceptance.running import navigator
from tests.browser.acceptance.screens import WAIT, Screen, screen

pytestmark = pytest.mark.browser

EXPECT = """(id) => {
  navigatorMap.detail.expect(id);
  const column = document.getElementById("nav-detail");
  const text = (part) => document.getElementById(`detail-${part}`).textContent;
  return {
    title: column.querySelector("h1").textContent, meta: column.querySelector(".detail-meta")?.textContent,
    state: column.querySelector(".detail-state")?.dataset.state, why: text("why"), signals: text("signals"),
    expect: column.dataset.expect, busy: column.getAttribute("aria-busy"), node: column.dataset.node ?? null,
    chart: document.getElementById("detail-chart-place").checkVisibility({ visibilityProperty: true }),
  };
}"""
LATE = """([node, place]) => {
  const sections = { identity: [["h1", {}, "Late"]], why: [["p", {}, "Late"]] };
  navigatorMap.detail.update({ node, at: 1, place, sections });
  return document.querySelector("#detail-identity h1").textContent;
}"""


@pytest.fixture(scope="module")
def paused() -> Iterator[str]:
    """The demo, standing still."""
    with navigator("demo", "--paused", "--at", "2022-08-22T05:20:00Z") as base:
        yield base


def _drawn(s: Screen, node: str) -> None:
    s.detail_of(node)
    s.page.wait_for_selector("#detail-chart .main-svg", state="visible", timeout=WAIT)


def test_a_move_names_the_node_at_once_and_says_that_the_rest_is_being_read(
    browser: Browser, paused: str
) -> None:
    """Level, title and the state that the picture knows; nothing of the node before, and not its charts."""
    with screen(browser, paused, "?focus=currency-quota") as s:
        _drawn(s, "currency-quota")
        told = s.page.evaluate(EXPECT, "cart-path")
        assert told == {
            "title": "Network to the cart", "meta": "Resources", "state": "ok", "why": "Being read…",
            "signals": "", "expect": "true", "busy": "true", "node": None, "chart": False,
        }  # fmt: skip
        (hurt, *_) = [id for id, node in s.health()["nodes"].items() if node["state"] == "critical"]
        assert s.page.evaluate(EXPECT, hurt)["state"] == "critical"
        assert s.page.evaluate(EXPECT, "")["meta"] == "Whole system"
        s.assert_clean()


def test_an_answer_about_a_node_that_was_left_is_not_shown_under_the_new_name(
    browser: Browser, paused: str
) -> None:
    """Only what tells of the node waited for, or of the place asked for last, ends the waiting."""
    with screen(browser, paused, "?focus=currency-quota") as s:
        _drawn(s, "currency-quota")
        s.page.evaluate(EXPECT, "cart-path")
        assert s.page.evaluate(LATE, ["currency-quota", "?focus=other"]) == "Network to the cart"
        assert s.page.evaluate(LATE, ["cart-path", "?focus=other"]) == "Late"
        assert s.page.evaluate(EXPECT, "cart-path")["expect"] is None
        sent = s.page.evaluate("() => navigatorMap.app.place.sent()")
        s.page.evaluate(EXPECT, "node03")
        assert s.page.evaluate(LATE, ["currency-quota", sent]) == "Late"


def test_the_answer_ends_the_waiting_and_keeps_the_name_that_stands_there(
    browser: Browser, paused: str
) -> None:
    """The heading is the same element before and after, so that nobody's reading is interrupted."""
    with screen(browser, paused, "?focus=currency-quota") as s:
        _drawn(s, "currency-quota")
        s.page.evaluate(EXPECT, "cart-path")
        s.page.evaluate("() => { document.querySelector('#detail-identity h1').kept = true; }")
        s.page.evaluate("() => navigatorMap.app.place.go('cart-path')")
        _drawn(s, "cart-path")
        assert s.page.evaluate("() => document.querySelector('#detail-identity h1').kept") is True
        assert s.page.locator("#nav-detail").get_attribute("data-expect") is None
        assert s.page.locator("#nav-detail").get_attribute("aria-busy") is None
        assert "Being read" not in s.page.locator("#detail-why").inner_text()
        s.assert_clean()
