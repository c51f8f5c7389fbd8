"""Moves that are drawn from pictures asked for ahead: at once, honestly, and as the server will."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.renderer_fixture.models import small_model
from tests.browser.renderer_fixture.pages import Screen, chromium, screen
from tests.browser.renderer_fixture.scenes import NOW
from tests.browser.renderer_fixture.site import serve

pytestmark = pytest.mark.browser

NEXT = "() => navigatorMap.app.scene.cards.map((c) => navigatorMap.app.model.nodes[c.node].id)"


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
def asking() -> Iterator[str]:
    """The address of the sixty-node model with cues and what-ifs."""
    with serve(small_model(), evidence=True) as address:
        yield address


def _wait(s: Screen, *ids: str) -> None:
    for node in ids:
        s.page.wait_for_function("(id) => probe.known(id)", arg=node, timeout=5000)


def _means(s: Screen, count: int = 2) -> list[str]:
    return [card["key"] for card in s.cards() if card["role"] == "means"][:count]


def test_a_move_whose_picture_is_known_is_drawn_long_before_the_server_answers(
    browser: Browser, url: str
) -> None:
    """With answers that take 400 ms the pressed card has its new role at once, and nothing is settled yet."""
    with screen(browser, f"{url}/?focus=l1-0") as s:
        (first, _) = _means(s)
        _wait(s, first)
        s.js("() => probe.slow(400)")
        told = s.js("(id) => probe.pressed(id)", first)
        assert (told["role"], told["moved"], told["settled"]) == ("focus", True, "false")
        s.settle()
        assert s.card(first)["role"] == "focus"


def test_the_scene_of_the_server_changes_no_place_of_a_picture_ahead(browser: Browser, url: str) -> None:
    """Where the cards aim before the answer is where they stand after it."""
    with screen(browser, f"{url}/?focus=l1-0") as s:
        (first, _) = _means(s)
        _wait(s, first)
        s.js("() => probe.slow(400)")
        aims = s.js("async (id) => { await probe.pressed(id); return probe.aims(); }", first)
        s.settle()
        assert s.js("() => probe.aims()") == aims
        assert len(aims) > 10


def test_a_move_puts_the_time_of_its_picture_into_the_address(browser: Browser, url: str) -> None:
    """The server then lays out what is drawn already; without a picture it is the time of the scene."""
    with screen(browser, f"{url}/?focus=l1-0") as s:
        first, second = _means(s)
        _wait(s, first)
        s.js("(id) => probe.agePicture(id, 30)", first)
        s.go(first)
        assert f"as={NOW - 30}" in s.page.url
        s.js("() => { navigatorMap.app.ahead.get = () => null; }")
        s.go(second)
        assert f"as={NOW}" in s.page.url


def test_without_a_picture_a_card_is_marked_and_moves_when_the_scene_comes(
    browser: Browser, url: str
) -> None:
    """Nothing is guessed: roles and places change with the answer alone."""
    with screen(browser, f"{url}/?focus=l1-0") as s:
        (first, _) = _means(s)
        s.js("() => { navigatorMap.app.ahead.get = () => null; probe.slow(300); }")
        told = s.js("(id) => probe.pressed(id)", first)
        assert (told["role"], told["moved"], told["settled"]) == ("means", False, "false")
        assert s.js("() => probe.count('[data-pressed]')") == 1
        s.settle()
        assert s.card(first)["role"] == "focus"


def test_a_card_that_comes_shows_the_state_of_the_newest_scene_and_the_age_of_its_value(
    browser: Browser, url: str
) -> None:
    """What the picture said of a state a minute ago is not shown as if it were so now."""
    with screen(browser, f"{url}/?focus=l1-0") as s:
        (first, _) = _means(s)
        _wait(s, first)
        coming = s.js("(id) => probe.reveals(id)", first)
        states = dict(
            zip(s.js("() => probe.ids()"), s.js("() => [...navigatorMap.app.scene.states]"), strict=True)
        )
        healthy = next(key for key in coming if states[key] == 0)
        s.js("() => probe.slow(1500)")
        s.js("(id) => probe.later({ [id]: 2 }, { at: navigatorMap.app.raw.at })", healthy)
        s.js("(id) => { probe.agePicture(id, 60); navigatorMap.app.place.go(id); }", first)
        s.js("() => navigatorMap.app.stage.spread.flush()")
        card = s.card(healthy)
        assert (card["state"], card["own"]) == ("critical", "critical")
        assert "threat" not in card
        assert 60 < s.js("(id) => probe.cardOf(id).age", healthy) < 90
        texts = [card["text"] for card in s.cards() if card["key"] in coming and card.get("trust") == "live"]
        valued = [text for text in texts if " ms" in text]
        assert valued
        memory = {one["key"] for one in s.cards() if one.get("memory") == "true"}
        assert memory
        assert memory <= set(coming)
        assert all(re.search(r"\b[6-8]\d s\b", text) for text in valued)
        s.settle()


def test_a_card_that_stays_keeps_its_value_until_the_server_says_another(browser: Browser, url: str) -> None:
    """Values of an older picture never replace newer ones that are on screen."""
    with screen(browser, f"{url}/?focus=l1-0") as s:
        (first, _) = _means(s)
        _wait(s, first)
        s.js("(id) => { for (const c of navigatorMap.app.ahead.get(id).cards) c[11] = 'ancient'; }", first)
        before = {card["key"]: card["text"] for card in s.cards()}
        coming = s.js("(id) => probe.reveals(id)", first)
        s.js("() => probe.slow(600)")
        s.js("(id) => navigatorMap.app.place.go(id)", first)
        s.js("() => navigatorMap.app.stage.spread.flush()")
        texts = {card["key"]: card["text"] for card in s.cards()}
        kept = [key for key in texts if key in before]
        assert kept
        assert all("ancient" not in texts[key].split() for key in kept)
        assert any("ancient" in texts[key].split() for key in coming)
        s.settle()


def test_two_moves_whose_answers_come_in_the_wrong_order_end_at_the_second(
    browser: Browser, url: str
) -> None:
    """The first answer takes a second, the next one a tenth: the late one is not drawn."""
    with screen(browser, f"{url}/?focus=l1-0") as s:
        first, second = _means(s)
        _wait(s, first, second)
        s.js("() => probe.slow([900, 100])")
        s.js("([a, b]) => { navigatorMap.app.place.go(a); navigatorMap.app.place.go(b); }", [first, second])
        s.page.wait_for_function("() => probe.scenes === 2")
        s.settle()
        s.page.wait_for_timeout(1000)
        assert (s.focus(), s.card(second)["role"]) == (second, "focus")


def test_an_answer_that_fails_leaves_the_picture_and_says_so(browser: Browser, url: str) -> None:
    """The move stays, the line's notice comes, values are dimmed as those that nobody refreshes; the page is
    settled, for nothing more is drawn by itself."""
    with screen(browser, f"{url}/?focus=l1-0") as s:
        (first, _) = _means(s)
        _wait(s, first)
        s.js("() => { window.fetch = () => Promise.resolve(new Response('', { status: 500 })); }")
        s.js("(id) => navigatorMap.app.place.go(id)", first)
        s.page.wait_for_selector("body[data-connection=lost]", state="attached")
        assert s.card(first)["role"] == "focus"
        assert "could not make this picture" in s.page.locator("#nav-notices").inner_text()
        s.page.wait_for_selector("body[data-settled=true]", state="attached", timeout=5000)


def test_pictures_of_another_revision_are_refused_and_the_move_asks_the_server(
    browser: Browser, url: str
) -> None:
    """A hierarchy that changed in between answers 409: nothing of it is drawn, nothing complains."""
    with screen(browser, f"{url}/?focus=l1-0") as s:
        s.js("() => probe.countAhead(409)")
        (first, _) = _means(s)
        s.go(first)
        s.page.wait_for_function("() => probe.aheadAsked.length > 0")
        second = _means(s)[0]
        told = s.js("(id) => probe.pressed(id)", second)
        assert told["role"] == "means"
        s.settle()
        assert s.card(second)["role"] == "focus"
        assert s.complaints == []


def test_a_picture_ahead_drawn_while_the_hierarchy_is_swapped_loses_nothing(
    browser: Browser, url: str
) -> None:
    """The move is drawn, other pictures are refused, and its scene comes in a revision with other numbers:
    the cards that both have are the same elements, and none stands for another node."""
    with screen(browser, f"{url}/?focus=l1-0") as s:
        (first, _) = _means(s)
        _wait(s, first)
        told = s.js("(id) => probe.swapped(id)", first)
        s.settle()
        assert (told["focus"], told["same"]) == (first, True)
        now = s.js("() => probe.afterSwap()")
        assert (now["revision"], now["first"]) == ("after", told["first"])
        assert (s.focus(), s.card(first)["role"]) == (first, "focus")
        assert sorted(now["drawn"]) == sorted(told["drawn"])
        assert len(now["drawn"]) > 10
        assert (now["other"], now["wrong"]) == ([], [])
        assert s.complaints == []


def test_what_is_asked_for_ahead_is_likely_and_never_more_than_sixteen(browser: Browser, asking: str) -> None:
    """Cues and direct ends and means are among them, and the whole system; a settled page asks once."""
    with screen(browser, f"{asking}/?focus=l1-0") as s:
        s.js("() => probe.countAhead()")
        s.go("l2-0")
        s.page.wait_for_function("() => probe.aheadAsked.length > 0")
        s.page.wait_for_timeout(500)
        asked = s.js("() => probe.aheadAsked")
        direct = {card["key"] for card in s.cards() if card["role"] in ("means", "end")}
        cues = {card["key"] for card in s.cards() if card.get("cue") in ("1", "2", "3")}
        assert len(asked) == 1
        assert len(asked[0]) <= 16
        assert {*direct, *cues, ""} - {"l2-0"} <= set(asked[0])


def test_a_page_that_nobody_uses_asks_for_nothing_ahead_until_somebody_does(
    browser: Browser, url: str
) -> None:
    """A minute without a key or a pointer ends it; the next movement of the pointer begins it again."""
    with screen(browser, f"{url}/?focus=l1-0") as s:
        s.js("() => { const now = Date.now; Date.now = () => now() + 120000; probe.countAhead(); }")
        s.js("() => probe.later({ 'l1-0': 1 })")
        s.page.wait_for_timeout(300)
        assert s.js("() => probe.aheadAsked") == []
        s.page.mouse.move(300, 300)
        s.page.wait_for_function("() => probe.aheadAsked.length === 1")


@pytest.mark.parametrize("place", ["?focus=l1-0&at=1661141000&to=1661142000", "?focus=l1-0&if=l2-0:critical"])
def test_past_moments_and_what_ifs_are_moved_in_at_once_too(
    browser: Browser, asking: str, place: str
) -> None:
    """The moment and the assumption stay in the address and on the frame."""
    with screen(browser, f"{asking}/{place}") as s:
        (first, _) = _means(s)
        _wait(s, first)
        s.js("() => probe.slow(400)")
        frame = s.js("() => ({ ...document.body.dataset, settled: '' })")
        told = s.js("(id) => probe.pressed(id)", first)
        assert told["role"] == "focus"
        assert s.js("() => ({ ...document.body.dataset, settled: '' })") == frame
        s.settle()
        assert [pair in s.page.url for pair in place[1:].split("&")[1:]].count(False) == 0


def test_back_and_home_are_drawn_at_once_and_retrace_exactly(browser: Browser, url: str) -> None:
    """With slow answers Backspace aims every card at where it stood, before the server has said anything."""
    with screen(browser, f"{url}/?focus=l1-0") as s:
        (first, _) = _means(s)
        before = s.js("() => probe.aims()")
        s.go(first)
        _wait(s, "")
        s.js("() => { probe.slow(500); navigatorMap.app.place.back(); }")
        s.page.wait_for_function("() => !location.search.includes('via')")
        s.page.wait_for_function("() => probe.scenes === 1")
        assert s.js("() => probe.aims()") == before
        assert s.js("() => document.body.dataset.settled") == "false"
        s.settle()
        assert s.js("() => probe.aims()") == before
        _wait(s, "")
        assert s.js("() => { navigatorMap.app.place.go(null); return navigatorMap.app.scene.focus; }") == -1
        s.settle()


def test_the_address_names_the_way_that_was_walked(browser: Browser, url: str) -> None:
    """Each node walked through is named once, newest last, at most six; the whole system ends the walk."""
    with screen(browser, f"{url}/?focus=l0-0") as s:
        walk = ["l1-0", "l2-0", "l3-0", "l4-0", "l3-1", "l2-1", "l1-1"]
        for node in walk:
            s.go(node)
        assert s.js("() => navigatorMap.app.place.via()") == ["l1-0", "l2-0", "l3-0", "l4-0", "l3-1", "l2-1"]
        s.go("l2-0")
        assert s.js("() => navigatorMap.app.place.via()") == ["l1-0", "l3-0", "l4-0", "l3-1", "l2-1", "l1-1"]
        assert [visit["id"] for visit in s.js("() => navigatorMap.app.place.visits()")][-3:] == [
            "l2-1",
            "l1-1",
            "l2-0",
        ]
        s.press("Home")
        assert "via" not in s.page.url
