"""Moves keep things what and where they are: identity, places, chips, history, keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.renderer_fixture.models import large_model, small_model
from tests.browser.renderer_fixture.pages import chromium, screen
from tests.browser.renderer_fixture.site import serve

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for this file."""
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def small() -> Iterator[str]:
    """The address of the sixty-node model."""
    with serve(small_model()) as url:
        yield url


@pytest.fixture(scope="module")
def large() -> Iterator[str]:
    """The address of the two-thousand-node model."""
    with serve(large_model()) as url:
        yield url


def test_every_card_that_stays_keeps_its_element_over_a_walk(browser: Browser, large: str) -> None:
    """Five moves over all levels, and each card drawn before and after is the same DOM element."""
    with screen(browser, f"{large}/?focus=l0-0") as s:
        compared = 0
        for _ in range(4):
            s.js("() => probe.keep()")
            s.press("ArrowDown", "Enter")
            same = s.js("() => probe.same()")
            assert all(kept for _, kept in same)
            compared += len(same)
        assert compared >= 40
        assert s.card(s.focus() or "")["role"] == "focus"
        assert s.complaints == []


@pytest.mark.parametrize("focus", ["", "l0-0", "l1-20", "l2-80", "l3-300", "l4-700"])
def test_no_two_cards_or_chips_overlap_and_all_are_inside_their_lane(
    browser: Browser, large: str, focus: str
) -> None:
    """Whatever is in focus, cards keep clear of each other and of the shelf, and stay in their lane."""
    with screen(browser, f"{large}/?focus={focus}") as s:
        boxes = s.js("() => probe.stageBoxes()")
        lanes = s.js("() => probe.lanes()")
        assert len(boxes) > 30
        for i, (left, top, right, bottom, level) in enumerate(boxes):
            assert lanes[level][0] <= top
            assert bottom <= lanes[level][1]
            for other in boxes[i + 1 :]:
                apart = left >= other[2] or right <= other[0] or top >= other[3] or bottom <= other[1]
                assert apart, (left, top, right, bottom, level, other)


def test_every_node_is_a_card_or_counted_in_the_chip_of_its_lane_and_domain(
    browser: Browser, small: str
) -> None:
    """Nothing of the model is missing from the stage, and a chip shows the worst state of its members."""
    with screen(browser, f"{small}/?focus=l2-3") as s:
        cards = {card["key"] for card in s.cards()}
        chips = s.data("[data-kind=aggregate]")
        members = [key for chip in chips for key in chip["members"].split()]
        model = s.js("() => navigatorMap.app.model.nodes.map((n) => n.id)")
        assert sorted([*cards, *members]) == sorted(model)
        assert all(int(chip["count"]) == len(chip["members"].split()) for chip in chips)


def test_a_chip_of_more_than_two_hundred_nodes_names_only_their_number(browser: Browser, large: str) -> None:
    """Long member lists stay out of the page; the count is still there."""
    with screen(browser, large) as s:
        chips = s.data("[data-kind=aggregate]")
        assert all(("members" in chip) == (int(chip["count"]) <= 200) for chip in chips)
        assert sum(int(chip["count"]) for chip in chips) + len(s.cards()) == 2000


def test_the_page_is_unsettled_from_the_key_press_until_the_motion_has_ended(
    browser: Browser, small: str
) -> None:
    """The flag is false from the input on while cards move; once it is true they stand still."""
    with screen(browser, f"{small}/?focus=l1-0") as s:
        s.js("() => probe.watchCard('l2-0')")
        s.page.keyboard.press("ArrowDown")
        s.page.keyboard.press("Enter")
        assert s.js("() => document.body.dataset.settled") == "false"
        s.settle()
        log = s.js("() => probe.log")
        moving = [transform for settled, transform in log if settled == "false"]
        assert len(set(moving)) >= 5
        assert log[-1][1] == moving[-1]


def test_cards_grow_out_of_their_chip_and_shrink_back_into_it(browser: Browser, small: str) -> None:
    """A card that leaves ends at its chip's box and is taken away; one that comes starts there."""
    with screen(browser, f"{small}/?focus=l3-2") as s:
        s.js("() => probe.watchAll()")
        before = {card["key"] for card in s.cards()}
        s.go("l3-14")
        after = {card["key"] for card in s.cards()}
        paths = s.js("() => probe.paths")
        assert before - after
        assert after - before
        for key in before - after:
            assert paths[key][-1][2] == "true"
            assert paths[key][-1][1] < paths[key][0][1]
        for key in after - before:
            assert paths[key][0][1] <= 30 or paths[key][0][1] < paths[key][-1][1]
        assert s.js("() => probe.count('[data-leaving]')") == 0


def test_a_move_during_a_move_starts_from_where_things_are_drawn(browser: Browser, small: str) -> None:
    """A scene that arrives half-way changes no box in that instant; the cards turn round from there."""
    with screen(browser, f"{small}/?focus=l2-0") as s:
        moved, jump = s.js("() => probe.interrupt('?focus=l2-11', '?focus=l2-1')")
        s.settle()
        assert moved > 3
        assert jump < 1
        assert s.card("l2-1")["role"] == "focus"


def test_the_latest_of_two_moves_wins_even_if_its_answer_comes_first(browser: Browser, small: str) -> None:
    """An answer to an older place than the last one asked for is not drawn."""
    with screen(browser, f"{small}/?focus=l2-0") as s:
        s.js("() => probe.lateAnswer('l2-5')")
        s.settle()
        assert s.card("l2-5")["role"] == "focus"


def test_back_and_forward_retrace_the_walk_exactly(browser: Browser, small: str) -> None:
    """Backspace and the browser's buttons lead through the same pictures, box by box."""
    with screen(browser, f"{small}/?tz=UTC&focus=l1-0") as s:
        first = s.cards()
        s.press("ArrowDown", "Enter")
        second, moved_to = s.cards(), s.focus()
        s.press("Backspace")
        assert (s.focus(), _boxes(s.cards())) == ("l1-0", _boxes(first))
        s.page.go_forward()
        s.settle()
        assert (s.focus(), _boxes(s.cards())) == (moved_to, _boxes(second))
        s.page.reload()
        s.settle()
        assert _boxes(s.cards()) == _boxes(second)
        assert "tz=UTC" in s.page.url
        assert "as=" in s.page.url


def test_backspace_never_leaves_the_page(browser: Browser, small: str) -> None:
    """Without a move of our own there is nothing to go back to."""
    with screen(browser, f"{small}/?focus=l1-0") as s:
        s.page.keyboard.press("Backspace")
        assert s.focus() == "l1-0"
        assert s.page.url.startswith(small)


def _boxes(cards: list[dict[str, object]]) -> dict[object, tuple[object, ...]]:
    return {card["key"]: (card["x"], card["y"], card["w"], card["h"]) for card in cards}


def test_the_keyboard_walks_from_purpose_to_resource_and_up_again_the_same_way(
    browser: Browser, small: str
) -> None:
    """↓ takes the worst means, ↑ the end one came from, Enter keeps the keyboard on the same element."""
    with screen(browser, small) as s:
        s.page.keyboard.press("ArrowDown")
        cursor = "() => probe.active()"
        start = s.js(cursor)
        assert start == "l0-0"
        trail = [start]
        for _ in range(4):
            s.page.keyboard.press("ArrowDown")
            trail.append(s.js(cursor))
        assert [key[:2] for key in trail] == ["l0", "l1", "l2", "l3", "l4"]
        assert s.card(trail[-1])["state"] == "critical"
        assert s.card(trail[-1])["cursor"] == "true"
        assert s.js("() => probe.count('[data-kind=edge][data-cursor]')") >= 1
        for expected in reversed(trail[:-1]):
            s.page.keyboard.press("ArrowUp")
            assert s.js(cursor) == expected
        s.page.keyboard.press("ArrowDown")
        element = s.page.evaluate_handle("() => document.activeElement")
        s.press("Enter")
        assert s.focus() == trail[1]
        assert s.js(
            "(e) => document.activeElement === e && e.getAttribute('aria-current') === 'true'", element
        )
        name = str(s.js("() => document.activeElement.getAttribute('aria-label')"))
        said = str(s.js("() => document.getElementById('nav-live').textContent"))
        assert said == f"In focus: {name.split(';')[0]}"
        s.press("Home")
        assert s.focus() is None


def test_left_and_right_walk_the_lane_in_drawn_order(browser: Browser, small: str) -> None:
    """→ then ← come back to the same card, and → never goes to the left."""
    with screen(browser, f"{small}/?focus=l3-4") as s:
        s.js("() => navigatorMap.app.cursor.moveTo(navigatorMap.app.model.byId.get('l3-4'))")
        start = s.card("l3-4")
        s.page.keyboard.press("ArrowRight")
        right = s.js("() => probe.active()")
        assert right != "l3-4"
        assert s.card(right)["x"] > start["x"]
        s.page.keyboard.press("ArrowLeft")
        assert s.js("() => probe.active()") == "l3-4"


def test_without_movement_what_only_grew_or_shrank_has_an_outline_too(browser: Browser, small: str) -> None:
    """A card may keep its corner and change its size: nobody should have to look for what changed."""
    with screen(browser, f"{small}/?focus=l2-0", reduced=True) as s:
        s.js("() => { navigatorMap.app.stage.recordOf(navigatorMap.app.scene.focus).cur.w -= 40; }")
        s.js("() => probe.again({})")
        assert [ghost["ghostOf"] for ghost in s.data("[data-ghost-of]")] == ["l2-0"]


def test_reduced_motion_moves_nothing_and_leaves_an_outline_for_a_moment(
    browser: Browser, small: str
) -> None:
    """Cards are at their new place at once, with a ghost of where they were that goes away by itself."""
    with screen(browser, f"{small}/?focus=l2-0", reduced=True) as s:
        s.js("() => probe.watchCard('l1-0')")
        s.go("l2-1")
        ghosts = [ghost["ghostOf"] for ghost in s.data("[data-ghost-of]")]
        assert "l2-0" in ghosts
        assert len({transform for _, transform in s.js("() => probe.log")}) <= 2
        s.page.wait_for_selector("[data-ghost-of]", state="detached", timeout=5000)
