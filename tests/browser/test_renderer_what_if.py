"""What if: the address says what is assumed, the frame says that it is, and nothing imagined looks real."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser.renderer_fixture.models import small_model
from tests.browser.renderer_fixture.pages import Screen, screen
from tests.browser.renderer_fixture.site import serve

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The sixty-node model with cues, what-ifs and changes."""
    with serve(small_model(), evidence=True) as address:
        yield address


FOCUS = "?focus=l2-3"
ASSUMED = f"{FOCUS}&if=l4-6:critical"
FRAME = "() => getComputedStyle(document.getElementById('navigator'), '::before').borderTopStyle"
SAID = "() => document.getElementById('nav-live').textContent"
TRANSPARENT = "rgba(0, 0, 0, 0)"


def _assumed(s: Screen) -> list[str]:
    return parse_qs(urlsplit(s.page.url).query).get("if", [])


def _assume(s: Screen, spec: str) -> None:
    s.js("(spec) => probe.assume(spec)", spec)
    s.settle()


def _boxes(s: Screen) -> set[tuple[object, ...]]:
    return {(card["key"], card["x"], card["y"], card["w"], card["h"]) for card in s.cards()}


def test_a_button_in_the_detail_assumes_a_state_and_back_undoes_it(browser: Browser, url: str) -> None:
    """The address has it, the frame is dotted, WHAT IF stands twice, no card moves, and Back is exact."""
    with screen(browser, f"{url}/{FOCUS}") as s:
        before, address = _boxes(s), s.page.url
        assert s.js(FRAME) == "none"
        _assume(s, "l4-6:critical")
        assert s.page.url == f"{address}&if=l4-6:critical"
        assert s.js(FRAME) == "dotted"
        assert s.page.locator(".time-what").inner_text() == "WHAT IF"
        assert "WHAT IF" in s.page.locator(".header-whatif").inner_text()
        assert "critical. What follows from it is drawn as not real" in s.js(SAID)
        assert _boxes(s) == before
        s.page.go_back()
        s.settle()
        assert (s.page.url, _boxes(s)) == (address, before)
        assert s.js(FRAME) == "none"
        assert not s.page.locator(".header-whatif").is_visible()
        assert "everything shown is real" in s.js(SAID)


def test_a_node_is_assumed_in_one_state_and_any_number_of_nodes(browser: Browser, url: str) -> None:
    """Another state replaces the first, the id alone takes it back, the empty text takes all."""
    with screen(browser, f"{url}/{FOCUS}&tz=UTC") as s:
        steps = {
            "l4-6:critical": ["l4-6:critical"],
            "l3-1:ok": ["l4-6:critical", "l3-1:ok"],
            "l4-6:warning": ["l3-1:ok", "l4-6:warning"],
            "l3-1": ["l4-6:warning"],
            "l2-9": ["l4-6:warning"],
            "": [],
        }
        for spec, expected in steps.items():
            _assume(s, spec)
            assert _assumed(s) == expected
            assert "tz=UTC" in s.page.url
        assert s.js(FRAME) == "none"


@pytest.mark.parametrize("way", ["click", "Escape", "Escape in the detail"])
def test_what_if_ends_by_a_click_or_by_escape(browser: Browser, url: str, way: str) -> None:
    """Both leave an entry behind, so that Back assumes it again; a preview takes the first Escape alone."""
    with screen(browser, f"{url}/{ASSUMED}&if=l3-1:ok") as s:
        assert "2" in s.page.locator(".header-whatif").inner_text()
        if way == "click":
            s.page.click(".header-whatif")
            s.settle()
        else:
            if way != "Escape":
                s.page.focus("#nav-detail .node-row")
                s.page.wait_for_selector("#nav-stage[data-preview]", timeout=5000)
                s.press("Escape")
                assert s.page.locator("#nav-stage[data-preview]").count() == 0
                assert _assumed(s) == ["l4-6:critical", "l3-1:ok"]
            s.press("Escape")
        assert _assumed(s) == []
        assert s.js("() => document.body.dataset.whatIf") is None
        s.page.go_back()
        s.settle()
        assert _assumed(s) == ["l4-6:critical", "l3-1:ok"]


def test_escape_does_nothing_where_nothing_is_assumed_or_a_dialog_is_open(browser: Browser, url: str) -> None:
    """It closes the dialog first, and leaves no entry in the history by itself."""
    with screen(browser, f"{url}/{FOCUS}") as s:
        length = s.js("() => history.length")
        s.press("Escape")
        assert s.js("() => history.length") == length
    with screen(browser, f"{url}/{ASSUMED}") as s:
        s.page.keyboard.press("/")
        s.page.keyboard.press("Escape")
        s.page.wait_for_selector("dialog[open]", state="detached")
        assert _assumed(s) == ["l4-6:critical"]


def test_a_move_keeps_what_is_assumed(browser: Browser, url: str) -> None:
    """Assumptions are part of the place, as the time looked at is."""
    with screen(browser, f"{url}/{ASSUMED}") as s:
        s.go("l2-0")
        assert _assumed(s) == ["l4-6:critical"]
        assert s.js(FRAME) == "dotted"


def test_what_is_imagined_looks_like_nothing_real(browser: Browser, url: str) -> None:
    """Dotted edge, no tint, a glyph in outline, the word; assumed and following differ."""
    with screen(browser, f"{url}/{ASSUMED}&if=l3-1:ok") as s:
        by_kind: dict[str, list[str]] = {"assumed": [], "follows": [], "": []}
        for card in s.cards():
            by_kind[card.get("imagined", "")].append(card["key"])
        assert by_kind["assumed"] == ["l3-1"]
        assert {"l2-3", "l0-2"} <= set(by_kind["follows"])
        for key in by_kind["assumed"] + by_kind["follows"]:
            look = s.js("(key) => probe.look(key)", key)
            assert look["edge"] == "dotted"
            assert "if" in look["marks"]
            assert "(what if)" in look["name"]
            assert "what if: " in look["hint"]
            assert look["glyph"] in ("none", "")
            assert look["ground"] == s.js("() => navigatorMap.core.colour('card')")
        for key in by_kind[""]:
            look = s.js("(key) => probe.look(key)", key)
            assert look["edge"] != "dotted"
            assert "what if" not in f"{look['name']}{look['hint']}" or "threatImagined" in look
            assert look["glyph"] != "none" or look["state"] in ("ok", "unknown")
        assert "assumed to be ok" in s.js("() => probe.look('l3-1').name")
        assert s.page.locator("[data-key=l3-1] .card-spark").is_hidden()


def test_a_threat_is_imagined_only_where_no_real_means_is_as_bad(browser: Browser, url: str) -> None:
    """A critical means that is real keeps the edge real, whatever is assumed beside it."""
    with screen(browser, f"{url}/{ASSUMED}") as s:
        look = "(key) => probe.look(key).threatImagined || null"
        follows = [card["key"] for card in s.cards() if card.get("imagined") == "follows"]
        assert {s.js(look, key) for key in follows} == {"true"}
        assert s.card("l1-0")["threat"] == "critical"
        assert s.js(look, "l1-0") is None


@pytest.mark.parametrize(
    ("states", "imagined", "threat", "unreal"),
    [
        ([3, 2, 0], [0, 1, 0], 2, True),
        ([3, 2, 2], [0, 1, 0], 2, False),
        ([3, 0, 0], [0, 1, 0], 0, True),
        ([3, 0, 1], [0, 1, 0], 1, False),
        ([3, 2, 0], [1, 0, 0], 2, False),
    ],
)
def test_what_comes_from_below_is_not_real_also_where_it_is_less_than_it_really_is(
    browser: Browser, url: str, states: list[int], imagined: list[int], threat: int, unreal: bool
) -> None:
    """A means assumed fine takes a threat away; the card says that this is not real either."""
    told = (
        "([states, imagined, threat]) => { const notes = { whatIf: true, imagined, assumed: new Map(),"
        " cues: new Map(), mutes: new Map(), open: new Set() }; const card = { node: 0, threat };"
        " const model = { means: [[1, 2], [], []] };"
        " return navigatorMap.notes.onCard(model, notes, states, card).threatImagined; }"
    )
    with screen(browser, url) as s:
        assert s.js(told, [states, imagined, threat]) is unreal


def test_chips_counts_and_cells_tell_the_imagined_apart(browser: Browser, url: str) -> None:
    """A chip whose worst is imagined is dotted and says so; counts have it in outline, after the real."""
    with screen(browser, f"{url}/{FOCUS}") as s:
        real = s.js("(id) => probe.cellImage(id)", "l4-6")
        assert s.data("[data-kind=aggregate][data-imagined]") == []
    with screen(browser, f"{url}/{ASSUMED}") as s:
        chip = s.page.locator("[data-kind=aggregate][data-members~='l4-6']")
        assert chip.get_attribute("data-imagined") == "true"
        assert "1 critical (what if)" in (chip.get_attribute("aria-label") or "")
        assert chip.evaluate("(e) => getComputedStyle(e).borderTopStyle") == "dotted"
        kinds = s.js(
            "() => [...document.querySelectorAll('.nav-lane[data-focus] .count-item')]"
            ".map((e) => [e.dataset.state, e.dataset.imagined || '',"
            " getComputedStyle(e.querySelector('.fill') || e).fill])"
        )
        assert kinds[0][:2] == ["critical", ""]
        assert kinds[0][2] != "none"
        assert kinds[-1] == ["critical", "true", "none"]
        assert s.js("(id) => probe.cellImage(id)", "l4-6") != real
        assert "of them what if" in s.page.locator(".longshot-levels").inner_text()


def test_what_is_assumed_to_be_fine_never_looks_healthy(browser: Browser, url: str) -> None:
    """A critical node assumed ok: its card, its chip and its cell all differ from those of a healthy node."""
    healthy = "(id) => probe.cellImage(id)"
    with screen(browser, f"{url}/?focus=l4-20&if=l4-1:ok&if=l2-7:ok") as s:
        look = s.js("() => probe.look('l4-1')")
        assert (look["imagined"], look["state"]) == ("assumed", "ok")
        assert "ok (what if)" in look["name"]
        node = s.js("() => navigatorMap.app.model.byId.get('l2-7')")
        fine = {"states": "o62", "cues": [], "cards": [], "imagined": "n1"}
        s.js("(scene) => probe.again(scene)", {**fine, "if": [[node, 0]]})
        chip = s.page.locator("[data-kind=aggregate][data-members~='l2-7']")
        assert chip.get_attribute("data-imagined") == "true"
        assert "all ok (what if)" in (chip.get_attribute("aria-label") or "")
        imagined = s.js(healthy, "l2-7")
        s.js("(scene) => probe.again(scene)", {**fine, "if": []})
        assert s.js(healthy, "l2-7") != imagined


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (720, 450), (390, 800)])
def test_past_and_what_if_are_both_said(browser: Browser, url: str, size: tuple[int, int]) -> None:
    """Both words on the time bar, both edges, both ways out in the header, which has room for all."""
    with screen(browser, f"{url}/{ASSUMED}&at=1661141000", size=size) as s:
        assert s.page.locator(".time-word").inner_text() == "PAST"
        assert s.page.locator(".time-what").inner_text() == "WHAT IF"
        after = "() => getComputedStyle(document.getElementById('navigator'), '::after').borderTopStyle"
        assert (s.js(FRAME), s.js(after)) == ("dotted", "solid")
        for part in (".header-whatif", ".header-live", ".header-theme", ".header-help"):
            box = s.page.locator(part).bounding_box()
            assert box is not None
            assert box["x"] + box["width"] <= size[0]
            assert box["width"] >= 28
        head = s.js(
            "() => { const e = document.querySelector('.time-head');"
            " return e.scrollHeight <= e.clientHeight; }"
        )
        assert head
        s.page.click(".header-whatif")
        s.settle()
        assert s.page.locator(".time-word").inner_text() == "PAST"
        assert s.js(FRAME) == "none"


def test_numbers_that_say_nothing_assume_nothing(browser: Browser, url: str) -> None:
    """Pairs beyond the model or the states, and runs that are too long, break nothing."""
    with screen(browser, f"{url}/{FOCUS}") as s:
        s.js(
            "() => probe.again({ if: [[9999, 2], [1, 7], ['x', 0]], imagined: 'n5x9q',"
            " mutes: [[2, 9], [9999, 1]] })"
        )
        assert s.js("() => document.body.dataset.whatIf") is None
        s.js("() => probe.again({ imagined: 'n1y9999' })")
        assert s.js("() => document.body.dataset.whatIf") == "true"
        assert s.complaints == []


def test_forced_colours_leave_the_shapes(browser: Browser, url: str) -> None:
    """The canvases keep their colours apart, imagined cards their dots, bars of evidence their parts."""
    with screen(browser, f"{url}/{ASSUMED}", forced=True) as s:
        tokens = {
            s.js("(name) => probe.colourOf(name)", name) for name in ("ink", "paper", "critical", "warning")
        }
        assert len(tokens) == 4
        edges = s.js(
            "() => [...document.querySelectorAll('[data-kind=node][data-imagined]')]"
            ".map((e) => [getComputedStyle(e).borderTopStyle, getComputedStyle(e).borderTopWidth])"
        )
        assert edges
        assert {tuple(edge) for edge in edges} == {("dotted", "2px")}
        assert s.js(FRAME) == "dotted"
        assert s.complaints == []
