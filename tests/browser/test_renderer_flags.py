"""The time bar: changes as flags, in outline where nothing links them to the focus; onsets by level."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.renderer_fixture.models import small_model
from tests.browser.renderer_fixture.pages import Screen, screen
from tests.browser.renderer_fixture.scenes import NOW
from tests.browser.renderer_fixture.site import serve

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The sixty-node model with cues, what-ifs and changes."""
    with serve(small_model(), evidence=True) as address:
        yield address


def _flags(s: Screen) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = s.js("() => probe.flags()")
    return found


def test_flags_stand_at_their_time_and_say_title_time_and_origin(browser: Browser, url: str) -> None:
    """Left to right in time order; those close together are one with their number."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        flags = _flags(s)
        assert [flag["changes"] for flag in flags] == ["1", "1", "3", "1"]
        track = s.page.locator(".time-track").bounding_box()
        assert track is not None
        for flag, share in zip(flags, (0.2, 0.4, 0.7, 0.85), strict=True):
            assert abs(flag["x"] + 2.5 - track["x"] - share * track["width"]) < 1
        assert flags[0]["name"].startswith(
            "03:32:00–03:39 Rolling update of payments-gw, seen in the metrics"
        )
        assert flags[2]["text"] == "3"
        assert flags[2]["name"].startswith("3 changes; 04:02:00 Flag new-checkout on for 5 %, posted; ")
        assert s.page.locator("ol.time-flags").get_attribute("aria-label") == "Changes"
        assert s.complaints == []


def test_a_change_without_a_link_to_the_focus_is_in_outline(browser: Browser, url: str) -> None:
    """Above, below and what is called count as linked; what concerns everything always does."""
    linked = {
        "l2-0": ["true", "false", "true", "true"],
        "l4-20": ["false", "false", "false", "true"],
        "": ["true", "false", "true", "true"],
    }
    with screen(browser, f"{url}/?focus=l2-0") as s:
        for focus, expected in linked.items():
            s.js("(id) => navigatorMap.app.place.go(id || null)", focus)
            s.settle()
            s.js("() => navigatorMap.app.place.setPin(null)")  # what the walk came with counts too
            s.settle()
            flags = _flags(s)
            assert [flag["linked"] for flag in flags] == expected
            for flag in flags:
                assert ("no link" in flag["name"]) == (flag["linked"] == "false")
        fills = s.js(
            "() => [...document.querySelectorAll('.time-flag .cloth')].map((e) => getComputedStyle(e).fill)"
        )
        assert fills[0] == fills[2] == fills[3] != fills[1]


def test_a_change_that_the_pinned_symptom_is_linked_with_is_filled_and_the_words_say_so(
    browser: Browser, url: str
) -> None:
    """One looks for what did it to the symptom; from a node beside it, it is still the trigger."""
    with screen(browser, f"{url}/?focus=l4-20&pin=l2-0") as s:
        pinned = s.js("() => navigatorMap.app.model.nodes.find(({ id }) => id === 'l2-0').title")
        flags = _flags(s)
        assert [flag["linked"] for flag in flags] == ["true", "false", "true", "true"]
        far = f"no link to the focus in the model; linked with {pinned}, which is pinned"
        assert [far in flag["name"] for flag in flags] == [True, False, True, False]
        s.page.locator(".time-flag").first.click()
        assert far in s.page.locator(".change-list").inner_text()
        s.page.keyboard.press("Escape")
        s.js("() => navigatorMap.app.place.setPin(null)")
        s.settle()
        assert [flag["linked"] for flag in _flags(s)] == ["false", "false", "false", "true"]
        assert s.complaints == []


def test_links_are_followed_up_and_down_and_along_calls(browser: Browser, url: str) -> None:
    """The closure is that of cues; a change that names as many nodes as fit is never said to have no link."""
    model = "{ ends: [[], [0], [1], [], []], means: [[1], [2], [], [], []], calls: [[2, 3], [3, 4]] }"
    with screen(browser, url) as s:
        reached = s.js(f"() => [...navigatorMap.flags.linkedWith({model}, 1)].sort()")
        assert reached == [0, 1, 2, 3, 4]
        assert s.js(f"() => navigatorMap.flags.linkedWith({model}, -1)") is None
        concerns = "([nodes, linked]) => navigatorMap.flags.concerns({ nodes }, linked && new Set(linked))"
        assert s.js(concerns, [[4], [0, 1]]) is False
        assert s.js(concerns, [[4, 1], [0, 1]]) is True
        assert s.js(concerns, [list(range(10, 30)), [0, 1]]) is True
        assert s.js(concerns, [[], None]) is False
        assert s.js(concerns, [[7], None]) is True


def test_a_flag_lists_what_it_stands_for_and_leads_to_the_nodes(browser: Browser, url: str) -> None:
    """Every change with time and nodes; only web addresses become links; a node moves the focus."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.page.locator(".time-flag").nth(1).click()
        assert s.page.locator(".change-list a").get_attribute("href") == "https://example.org/job/7"
        assert "no link in the model" in s.page.locator(".change-list").inner_text()
        s.page.keyboard.press("Escape")
        s.page.locator(".time-flag").nth(3).click()
        assert s.page.locator(".change-list a").count() == 0
        assert "everything" in s.page.locator(".change-list").inner_text()
        s.page.keyboard.press("Escape")
        s.page.locator(".time-flag").nth(2).click()
        titles = s.page.locator(".change-title").all_inner_texts()
        assert titles == [
            "Flag new-checkout on for 5 %",
            "Flag new-checkout on for 50 %",
            "Config of redis-cart-0",
        ]
        s.page.locator(".change-node").first.click()
        s.settle()
        assert s.focus() == "l4-1"
        assert s.page.locator("dialog[open]").count() == 0


def test_arrows_walk_the_flags_and_a_refresh_leaves_the_keyboard_there(browser: Browser, url: str) -> None:
    """One flag can be tabbed to; the cursor of the map stays where it is; a refresh keeps the elements."""
    here = "() => document.activeElement.dataset.changes"
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.page.locator(".time-flag").first.focus()
        s.page.keyboard.press("ArrowRight")
        s.page.keyboard.press("ArrowRight")
        assert s.js(here) == "3"
        assert s.page.locator(".time-flag[tabindex='0']").count() == 1
        element = s.page.evaluate_handle("() => document.activeElement")
        s.js("() => navigatorMap.app.tick()")
        s.page.wait_for_function("() => !navigatorMap.app.line.waits()")
        s.js("() => probe.again({})")
        s.settle()
        assert s.js("(e) => document.activeElement === e", element)
        assert s.js("() => navigatorMap.app.cursor.node()") == -1


def test_changes_left_out_are_counted_and_bars_without_any_are_bare(browser: Browser, url: str) -> None:
    """The list says how many older ones there are; an answer without changes takes the flags away."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.js("() => probe.timeline({ moreChanges: 12 })")
        s.press("r")
        s.page.locator(".time-flag").first.click()
        assert "12 older changes of this window not drawn" in s.page.locator(".change-dialog").inner_text()
        s.page.keyboard.press("Escape")
        s.js("() => probe.timeline({ changes: undefined })")
        s.press("r")
        assert _flags(s) == []
        s.js("() => probe.timeline({ changes: [['x', null, 'odd', null, 'odd', 0, null], [null]] })")
        s.press("r")
        assert _flags(s) == []
        assert s.complaints == []


def test_a_hostile_title_is_text(browser: Browser, url: str) -> None:
    """Markup in a change's title is shown letter by letter, on the flag as in the list."""
    hostile = "<img src=x onerror=alert(1)>"
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.js("(changes) => probe.timeline({ changes })", [[NOW - 1800, None, hostile, [], "posted", 1, ""]])
        s.press("r")
        assert hostile in _flags(s)[0]["name"]
        s.page.locator(".time-flag").click()
        assert s.page.locator(".change-title").inner_text() == hostile
        assert s.js("() => document.querySelectorAll('#navigator img, dialog img').length") == 0
        assert s.violations() == []


def test_an_onset_is_a_tick_in_its_levels_row_and_the_focus_own_runs_through_all(
    browser: Browser, url: str
) -> None:
    """The order of onsets can be read over the levels; the focus's own is told by length and colour."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        ink, accent = (s.js("(name) => probe.colourOf(name)", name) for name in ("ink", "accent"))
        for place, row in ((0, 4), (1, 3), (3, 1), (4, 0)):
            colours = s.js("(time) => probe.ticks(time)", NOW - 900 + 60 * place)
            assert [index for index, colour in enumerate(colours) if colour == ink] == [row]
        through = s.js("(time) => probe.ticks(time)", NOW - 780)
        assert through.count(accent) >= 1
        assert through[2] == accent
        s.go("l4-20")
        assert accent not in s.js("(time) => probe.ticks(time)", NOW - 780)


def test_the_time_bar_can_still_be_dragged_under_the_flags(browser: Browser, url: str) -> None:
    """A press on the rows looks at that moment; a press on a flag does not."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.page.locator(".time-flag").first.click()
        s.page.keyboard.press("Escape")
        assert "at=" not in s.page.url
        box = s.page.locator(".time-track").bounding_box()
        assert box is not None
        s.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 30)
        s.settle()
        assert f"at={NOW - 1800}" in s.page.url
