"""What people do besides moving: search, time, strip, shortcuts, chips, long shot, detail; and its cost."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser.renderer_fixture.models import large_model, small_model
from tests.browser.renderer_fixture.pages import Screen, chromium, screen
from tests.browser.renderer_fixture.scenes import NOW
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


def _place(s: Screen) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(s.page.url).query).items()}


def test_search_finds_by_title_and_id_worst_first_and_enter_goes_there(browser: Browser, url: str) -> None:
    """Typing narrows, arrows choose, Enter moves the focus; Escape changes nothing."""
    with screen(browser, url) as s:
        s.page.keyboard.press("/")
        abnormal = [option["state"] for option in s.data(".search-option")]
        assert abnormal
        assert abnormal == sorted(abnormal)
        assert "ok" not in abnormal
        s.page.keyboard.type("redis cart")
        titles = s.page.locator(".option-title").all_inner_texts()
        assert titles
        assert all("redis-cart" in title for title in titles)
        s.page.keyboard.press("Escape")
        s.page.wait_for_selector("dialog[open]", state="detached")
        assert s.focus() is None
        s.page.keyboard.press("/")
        s.page.keyboard.type("l3-7")
        s.press("Enter")
        assert s.focus() == "l3-7"


def test_a_key_pressed_in_the_frame_in_which_a_dialog_closes_is_not_lost(browser: Browser, url: str) -> None:
    """The closed dialog still has the focus then, which must not make the map take the key for typing."""
    at_once = """() => {
      const dialog = document.querySelector('.search-dialog');
      dialog.close();
      const key = new KeyboardEvent('keydown', { key: '/', bubbles: true, cancelable: true });
      dialog.querySelector('input').dispatchEvent(key);
      return dialog.open;
    }"""
    with screen(browser, url) as s:
        s.page.keyboard.press("/")
        s.page.wait_for_selector(".search-dialog[open]")
        assert s.js(at_once)


def test_dragging_the_time_bar_looks_at_the_past_and_one_click_comes_back(browser: Browser, url: str) -> None:
    """The drag sets at and keeps the window, paints the frame, and says PAST; back to live takes it away."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        box = s.page.locator(".time-track").bounding_box()
        assert box is not None
        s.page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 20)
        s.page.mouse.down()
        s.page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 20, steps=4)
        s.page.mouse.up()
        s.settle()
        place = _place(s)
        assert abs(int(place["at"]) - (NOW - 1800)) < 30
        assert place["to"] == str(NOW)
        assert s.page.locator(".time-word").inner_text() == "PAST"
        assert (
            s.js("() => getComputedStyle(document.getElementById('navigator'), '::after').borderTopWidth")
            == "4px"
        )
        s.page.click(".header-live")
        s.settle()
        assert "at" not in _place(s)
        assert s.page.locator(".time-word").inner_text() == ""


def test_a_scene_that_comes_during_a_drag_leaves_the_mark_under_the_pointer(
    browser: Browser, url: str
) -> None:
    """What is let go of is where the pointer is; a drag that is broken off goes back to the moment shown."""
    mark = "() => document.querySelector('.time-marker').style.transform"
    with screen(browser, f"{url}/?focus=l2-0") as s:
        box = s.page.locator(".time-track").bounding_box()
        assert box is not None
        now = s.js(mark)
        s.page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 20)
        s.page.mouse.down()
        dragged = s.js(mark)
        assert dragged != now
        s.js("() => probe.again({})")
        assert s.js(mark) == dragged
        s.js("() => document.querySelector('.time-track').dispatchEvent(new PointerEvent('pointercancel'))")
        assert s.js(mark) == now
        s.page.mouse.up()


def test_full_stop_pauses_and_runs_on_and_brackets_walk_the_onsets(browser: Browser, url: str) -> None:
    """One key stops time where it is; [ goes to the onset before; . runs on again."""
    with screen(browser, url) as s:
        s.press(".")
        assert _place(s)["at"] == str(NOW)
        s.press("[")
        first = int(_place(s)["at"])
        assert first < NOW
        s.press("[")
        second = int(_place(s)["at"])
        assert second < first
        s.press("]")
        assert int(_place(s)["at"]) == first
        s.press(".")
        assert "at" not in _place(s)


def test_single_character_shortcuts_can_be_switched_off_and_stay_off(browser: Browser, url: str) -> None:
    """After the switch in the help, / and . do nothing, arrows still work, also after a reload."""
    with screen(browser, url) as s:
        s.page.keyboard.press("?")
        s.page.uncheck("#nav-single-keys")
        s.page.keyboard.press("Escape")
        s.page.reload()
        s.settle()
        s.page.keyboard.press("/")
        s.page.keyboard.press(".")
        assert s.page.locator("dialog[open]").count() == 0
        assert "at" not in _place(s)
        s.page.keyboard.press("ArrowDown")
        assert s.js("() => document.activeElement.dataset.kind") == "node"


def test_the_strip_is_frozen_while_the_pointer_is_over_it(browser: Browser, url: str) -> None:
    """New entries wait until the pointer leaves, so that nobody clicks something else than they saw."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        newest = "() => document.querySelector('.strip-slot').dataset.key"
        before = s.js(newest)
        s.page.hover("#nav-strip")
        s.js("() => probe.addOnset(59)")
        s.settle()
        assert s.js(newest) == before
        s.page.mouse.move(700, 400)
        assert s.js(newest) == s.js("() => navigatorMap.app.model.nodes[59].id")


def test_clicks_on_strip_long_shot_detail_and_chip_members_move_the_focus(browser: Browser, url: str) -> None:
    """Every list of nodes on the page leads to the node."""
    with screen(browser, url) as s:
        key = s.page.locator(".strip-slot").nth(2).get_attribute("data-key")
        s.page.locator(".strip-slot").nth(2).click()
        s.settle()
        assert s.focus() == key
        s.page.click("[data-go='l3-3']")
        s.settle()
        assert s.focus() == "l3-3"
        cell = s.js("() => probe.cell('l1-2')")
        s.page.click(".longshot-canvas", position={"x": cell[0] + 4, "y": cell[1] + 4})
        s.settle()
        assert s.focus() == "l1-2"
        members = (s.page.locator("[data-kind=aggregate]").last.get_attribute("data-members") or "").split()
        s.page.locator("[data-kind=aggregate]").last.click()
        assert {option["goTo"] for option in s.data(".search-option")} == set(members)
        s.press("Enter")
        assert s.focus() in members


def test_a_move_keeps_what_else_the_url_says_and_lays_out_as_of_now(browser: Browser, url: str) -> None:
    """Unknown keys survive, as becomes the moment on screen, r renews it without a new history entry."""
    with screen(browser, f"{url}/?tz=Europe/Berlin&mine=1&range=3h") as s:
        length = s.js("() => history.length")
        s.go("l2-0")
        assert _place(s) == {
            "tz": "Europe/Berlin",
            "mine": "1",
            "range": "3h",
            "focus": "l2-0",
            "pin": "l2-0/latency",
            "as": str(NOW),
        }
        s.press("r")
        assert s.js("() => history.length") == length + 1
        assert "06:20 Berlin" in s.page.locator(".header-window").inner_text()


def test_the_input_is_acknowledged_before_the_server_answers(browser: Browser, url: str) -> None:
    """Where its picture is not known, a clicked card is marked in the same task, before any answer."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.js("() => { navigatorMap.app.ahead.get = () => null; }")
        assert s.js("() => probe.pressMeans()") == ["true", "false"]


def test_sparklines_keep_gaps_and_come_after_the_picture(browser: Browser, url: str) -> None:
    """A gap in the values is a gap in the path; every chart says its scale, domain and time range."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        gap = s.js("() => navigatorMap.sparks.linePath([0, 1, null, 0.5, null, 0, 1], [0, 1])")
        assert gap.count("M") == 3
        assert "NaN" not in gap
        charts = s.data("[data-kind=chart]")
        assert len(charts) >= 5
        assert {chart["timeRange"] for chart in charts} == {f"{NOW - 3600},{NOW}"}
        assert all(chart["domain"] == "0,1" and chart["scale"] for chart in charts)


def test_pending_sparklines_are_asked_for_again_until_they_come(browser: Browser, url: str) -> None:
    """What the server had not yet read appears later without another input."""
    with screen(browser, url) as s:
        s.js("() => { probe.pendingOnce(); navigatorMap.app.place.setRange('3h'); }")
        # Until then the lines of the hour before are drawn where their times are, in a part of the window.
        s.page.wait_for_selector(
            f"[data-kind=chart][data-time-range='{NOW - 10800},{NOW}'][viewBox^='0 0 ']", state="attached"
        )
        assert s.js("() => probe.asked.length") == 2


GROW = """async () => {
  const { app } = navigatorMap;
  const real = app.fetchJson;
  const scale = (i) => (i % 2 ? "odd" : "even");
  const named = (sparks) => Object.entries(sparks).map(([key, one], i) => [key, { ...one, scale: scale(i) }]);
  const answering = async (change) => {
    app.fetchJson = async (path) => {
      const answer = await real(path);
      if (path.startsWith("screen/sparks")) answer.sparks = Object.fromEntries(change(named(answer.sparks)));
      return answer;
    };
    app.sparks.again();
    await new Promise((done) => setTimeout(done, 200));
  };
  await answering((sparks) => sparks);
  await answering(([[key, one]]) => [[key, { ...one, domain: [0, 5] }]]);
}"""


def test_a_scale_that_grows_does_so_for_all_its_lines_at_once(browser: Browser, url: str) -> None:
    """Two cards of one scale never have two domains, whichever of them was told last."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.js(GROW)
        charts = [chart for chart in s.data("[data-kind=chart]") if chart["scale"] in ("even", "odd")]
        assert len(charts) >= 5
        domains = {scale: {c["domain"] for c in charts if c["scale"] == scale} for scale in ("even", "odd")}
        assert domains == {"even": {"0,5"}, "odd": {"0,1"}}


def test_two_thousand_nodes_stay_within_sixty_cards_and_few_elements(browser: Browser) -> None:
    """The page's size is bounded by the picture, not by the model: cards, elements and one scene's bytes."""
    with serve(large_model()) as address, screen(browser, f"{address}/?focus=l2-80") as s:
        assert 30 <= len(s.cards()) <= 60
        assert s.js("() => probe.count('#navigator *')") < 2500
        assert s.js("() => JSON.stringify(navigatorMap.app.raw).length") < 10_000
        assert s.complaints == []
