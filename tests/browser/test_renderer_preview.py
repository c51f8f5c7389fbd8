"""What a move would reveal is listed on the shelves before anybody makes it, by cursor and by pointer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.renderer_fixture.models import make_model, small_model
from tests.browser.renderer_fixture.pages import Screen, chromium, screen
from tests.browser.renderer_fixture.site import serve

pytestmark = pytest.mark.browser

SAID = "() => document.getElementById('nav-live').textContent"
PREVIEWED = "() => probe.previewed()"
STILL = """([clientX, clientY]) => document.querySelector('[data-kind=node][data-role=means]').dispatchEvent(
  new PointerEvent('pointermove', { clientX, clientY, bubbles: true }))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for this file."""
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of a model of five hundred nodes, so that moves reveal many."""
    with serve(make_model((7, 20, 60, 150, 263))) as address:
        yield address


@pytest.fixture(scope="module")
def small() -> Iterator[str]:
    """The address of the sixty-node model with cues."""
    with serve(small_model(), evidence=True) as address:
        yield address


def _shown(s: Screen, node: str) -> None:
    s.page.wait_for_selector(f'#nav-stage[data-preview="{node}"]', timeout=3000)


def _means(s: Screen) -> str:
    key: str = next(card["key"] for card in s.cards() if card["role"] == "means")
    return key


def test_the_cursor_lists_exactly_what_its_move_then_reveals(browser: Browser, url: str) -> None:
    """Names and members of the counts together are the cards that come, card for card, over a walk."""
    with screen(browser, f"{url}/?focus=l1-3") as s:
        revealed = 0
        for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowDown"):
            s.page.keyboard.press(key)
            target = s.js("() => probe.active()")
            _shown(s, target)
            previewed = s.js(PREVIEWED)["keys"]
            before = {card["key"] for card in s.cards()}
            s.press("Enter")
            assert s.focus() == target
            assert sorted({card["key"] for card in s.cards()} - before) == previewed
            revealed += len(previewed)
        assert revealed > 40


def test_a_pointer_at_rest_previews_and_leaving_ends_it(browser: Browser, url: str) -> None:
    """After a moment on a card its preview is there; on the paper it is gone, and nothing is left of it."""
    with screen(browser, f"{url}/?focus=l1-3") as s:
        target = _means(s)
        s.page.hover(f'[data-kind=node][data-key="{target}"]')
        _shown(s, target)
        assert s.js(PREVIEWED)["keys"] == s.js("(id) => probe.reveals(id)", target)
        s.page.mouse.move(500, 20)
        s.page.wait_for_selector("#nav-stage:not([data-preview])", timeout=3000)
        assert s.js(PREVIEWED) == {"keys": [], "sides": [], "goes": [], "of": None, "lanes": []}


def test_a_preview_is_there_within_150_ms_of_the_pointer(browser: Browser, url: str) -> None:
    """By the page's own clock, which the test moves, with its picture at hand; one who only passes sees
    nothing. The arrow keys do not wait at all."""
    with screen(browser, f"{url}/?focus=l1-3") as s:
        s.page.clock.install()
        s.page.reload()
        s.settle()
        target = _means(s)
        s.page.wait_for_function("(id) => probe.known(id)", arg=target)
        s.page.clock.pause_at(s.js("() => Date.now()") / 1000 + 1)
        s.js("(id) => probe.pointAt(id)", target)
        s.page.clock.run_for(60)
        assert s.js(PREVIEWED)["of"] is None
        s.page.clock.run_for(90)
        assert s.js(PREVIEWED)["of"] == target
        s.page.mouse.move(500, 20)
        assert s.js(PREVIEWED)["of"] is None
        s.page.keyboard.press("ArrowDown")
        assert s.js(PREVIEWED)["of"] == s.js("() => probe.active()") is not None


def test_side_effects_come_first_and_are_marked_on_stage_too(browser: Browser, url: str) -> None:
    """The other ends of the target's means: on the shelf before the rest, on the stage in outline."""
    with screen(browser, f"{url}/?focus=l1-3") as s:
        s.page.keyboard.press("ArrowDown")
        target = s.js("() => probe.active()")
        _shown(s, target)
        told = s.js(PREVIEWED)
        sides = s.js("(id) => probe.otherEnds(id)", target)
        drawn = {card["key"] for card in s.cards()}
        assert told["sides"] == sorted(set(sides) & drawn)
        for lane in told["lanes"]:
            names = [one for one in lane if one["kind"] == "preview"]
            assert len(names) <= 6
            marks = [one.get("side") == "true" for one in names]
            assert marks == sorted(marks, reverse=True)
            assert [one["key"] in sides for one in names] == marks
        assert any(one.get("side") for lane in told["lanes"] for one in lane)
        assert set(told["goes"]) == drawn - {*drawn & _picture(s, target)}


def _picture(s: Screen, node: str) -> set[str]:
    return set(s.js("(id) => probe.pictured(id)", node))


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_nothing_is_shifted_and_no_name_is_cut_off_by_its_box(
    browser: Browser, url: str, size: tuple[int, int]
) -> None:
    """The overlay lies on the shelf of its lane, over the chips, inside the stage."""
    with screen(browser, f"{url}/?focus=l1-3", size=size) as s:
        before = s.js("() => probe.allBoxes()")
        s.page.keyboard.press("ArrowDown")
        _shown(s, s.js("() => probe.active()"))
        assert s.js("() => probe.allBoxes()") == before
        inside = s.js("() => probe.overlaysInside()")
        assert inside
        assert all(inside)


def test_escape_ends_the_preview_and_leaves_what_is_assumed(browser: Browser, small: str) -> None:
    """The first Escape is for the overlay, the second for the what-if."""
    with screen(browser, f"{small}/?focus=l1-0&if=l2-0:critical") as s:
        s.page.keyboard.press("ArrowDown")
        _shown(s, s.js("() => probe.active()"))
        s.page.keyboard.press("Escape")
        assert s.js(PREVIEWED)["of"] is None
        assert "if=" in s.page.url
        s.press("Escape")
        assert "if=" not in s.page.url


def test_what_the_cursor_is_on_says_what_it_would_show_and_what_it_also_serves(
    browser: Browser, url: str
) -> None:
    """Three names at most of each, politely; a card in focus says nothing of the kind."""
    with screen(browser, f"{url}/?focus=l1-3") as s:
        s.page.wait_for_function("() => navigatorMap.app.ahead.known().length > 3")
        s.page.keyboard.press("ArrowDown")
        _shown(s, s.js("() => probe.active()"))
        s.page.wait_for_function(
            "() => document.getElementById('nav-live').textContent.includes('would show')"
        )
        said = s.js(SAID)
        assert "also serves" in said
        assert " more" in said
        assert len(said) < 400


def test_rows_of_the_detail_and_onsets_in_the_strip_preview_too(browser: Browser, small: str) -> None:
    """Whatever leads to a node shows what is there, under the pointer and under the keyboard."""
    with screen(browser, f"{small}/?focus=l1-0") as s:
        s.page.hover('.node-row[data-go="l3-2"]')
        _shown(s, "l3-2")
        slot = s.page.locator("#nav-strip [data-key]").nth(2)
        slot.focus()
        _shown(s, slot.get_attribute("data-key") or "")
        key = "l4-20"
        s.page.mouse.move(500, 20)
        x, y = s.js("(id) => probe.cell(id)", key)
        s.page.hover(".longshot-canvas", position={"x": x + 2, "y": y + 2})
        _shown(s, key)


def test_after_a_click_nothing_under_the_resting_pointer_is_previewed(browser: Browser, url: str) -> None:
    """Cards that come to stand under it were not pointed at; the next movement counts again."""
    with screen(browser, f"{url}/?focus=l1-3") as s:
        box = s.card(_means(s))
        here = [round(box["x"] + box["w"] / 2), round(box["y"] + 20)]
        s.page.mouse.click(*here)
        s.settle()
        s.js(STILL, here)
        s.page.wait_for_timeout(400)
        assert s.js(PREVIEWED)["of"] is None
        other = next(card for card in s.cards() if card["role"] == "means")
        s.page.hover(f'[data-kind=node][data-key="{other["key"]}"]')
        _shown(s, other["key"])


def test_a_card_that_would_leave_has_its_corner_turned_down(browser: Browser, url: str) -> None:
    """A shape, and not only a little less of everything; what stays has none."""
    corner = (
        "() => Object.fromEntries([...document.querySelectorAll('[data-kind=node]')].map((e) =>"
        " [e.dataset.key, [getComputedStyle(e, '::after').width, getComputedStyle(e, '::after').content]]))"
    )
    with screen(browser, f"{url}/?focus=l1-3") as s:
        s.page.keyboard.press("ArrowDown")
        _shown(s, s.js("() => probe.active()"))
        goes = s.js(PREVIEWED)["goes"]
        assert goes
        turned = {key for key, found in s.js(corner).items() if found == ["13px", '""']}
        assert turned == set(goes)


def test_after_a_click_and_back_the_same_card_is_previewed_by_the_next_movement(
    browser: Browser, url: str
) -> None:
    """Within it, too: the pointer has pointed at it anew, though at nothing else in between."""
    with screen(browser, f"{url}/?focus=l1-3") as s:
        target = _means(s)
        box = s.card(target)
        x, y = box["x"] + box["w"] / 2, box["y"] + 20
        s.page.mouse.click(x, y)
        s.settle()
        s.press("Backspace")
        s.page.mouse.move(x + 3, y)
        _shown(s, target)


def test_in_another_revision_a_preview_never_names_nodes_by_their_old_numbers(
    browser: Browser, url: str
) -> None:
    """The same number is another node then: what was listed is gone until its picture is known anew."""
    with screen(browser, f"{url}/?focus=l1-3") as s:
        s.page.keyboard.press("ArrowDown")
        target = s.js("() => probe.active()")
        _shown(s, target)
        before = s.js(PREVIEWED)["keys"]
        assert before
        s.js("() => probe.swap()")
        s.page.wait_for_function("() => navigatorMap.app.model.revision === 'after'", timeout=5000)
        assert set(s.js(PREVIEWED)["keys"]) <= set(before)


def test_a_move_elsewhere_ends_the_preview_of_what_the_cursor_is_on(browser: Browser, small: str) -> None:
    """The card that has the keyboard is there afterwards too, but nobody asks what it would show."""
    with screen(browser, f"{small}/?focus=l1-0") as s:
        s.page.keyboard.press("ArrowDown")
        target = s.js("() => probe.active()")
        _shown(s, target)
        s.press("Home")
        assert s.js("() => probe.active()") == target
        assert s.js(PREVIEWED)["of"] is None


def test_a_preview_shows_the_states_of_the_newest_scene(browser: Browser, url: str) -> None:
    """What turned critical while one looks is critical in the overlay with the next scene."""
    with screen(browser, f"{url}/?focus=l1-3") as s:
        s.page.keyboard.press("ArrowDown")
        _shown(s, s.js("() => probe.active()"))
        name = next(one for lane in s.js(PREVIEWED)["lanes"] for one in lane if one.get("state") == "ok")
        s.js("(id) => probe.later({ [id]: 2 })", name["key"])
        found = [one for lane in s.js(PREVIEWED)["lanes"] for one in lane if one.get("key") == name["key"]]
        assert [one["state"] for one in found] == ["critical"]
