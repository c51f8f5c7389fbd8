"""The walk: as a trajectory in the detail's place, and as footprints in the long shot."""

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


BOXES = """() => [...document.querySelectorAll('.trail-row')].map((row) => {
  const { top, bottom } = row.getBoundingClientRect();
  return [Math.round(top), Math.round(bottom)];
})"""
LANES = BOXES.replace(".trail-row", ".nav-lane")
TRAIL = "() => new URLSearchParams(location.search).get('trail')"

NUMBERS = """() => [...document.querySelectorAll('.trail-point')].map((point) => [
  point.dataset.key, point.dataset.level,
  point.querySelector('.trail-number').getBoundingClientRect().toJSON(),
])"""
WAYS = """() => [...document.querySelectorAll('.trail-lines .trail-way')].map((way) => [
  way.dataset.times, way.dataset.jump ?? '', getComputedStyle(way).strokeDasharray,
  parseFloat(way.style.strokeWidth),
])"""
END_OF = """(id) => {
  const { model } = navigatorMap.app;
  return model.nodes[model.ends[model.byId.get(id)][0]].id;
}"""
STROKES = """(id) => {
  const { longshot, model } = navigatorMap.app;
  const { x, y } = longshot.boxOf(model.byId.get(id));
  const c = longshot.canvas.getContext('2d');
  const at = (number) => Math.round(number * longshot.ratio);
  const ink = (dy) => [...c.getImageData(at(x + 3), at(y + dy), 1, 1).data].slice(0, 3).join();
  return [ink(-3), ink(longshot.plan.cell + 2)];
}"""


def _walk(s: Screen, *nodes: str) -> None:
    for node in nodes:
        s.go(node)


def _points(s: Screen) -> list[dict[str, str]]:
    return s.data(".trail-point")


def test_the_rows_of_the_walk_continue_the_lanes_and_say_how_much_was_looked_at(
    browser: Browser, url: str
) -> None:
    """Same y and same names as on the stage, which stays where it is; what was never looked at is counted."""
    with screen(browser, url) as s:
        _walk(s, "l0-0", "l2-0", "l2-1")
        before = s.js("() => probe.places()")
        s.press("t")
        assert s.js(TRAIL) == "1"
        assert s.js("() => probe.places()") == before
        assert s.js(BOXES) == s.js(LANES)
        levels = s.page.locator(".trail-level").all_inner_texts()
        assert levels == s.page.locator(".lane-title").all_inner_texts()
        shares = s.page.locator(".trail-share").all_text_contents()
        assert (shares[0], shares[2], shares[4]) == (
            "1 of 4 looked at",
            "2 of 12 looked at",
            "0 of 22 looked at",
        )


def test_numbers_stand_in_the_row_of_their_level_and_the_column_of_their_kind(
    browser: Browser, url: str
) -> None:
    """Wholes left of nodes, nodes left of parts; every number within its level's row."""
    with screen(browser, f"{url}/?trail=1") as s:
        _walk(s, "l3-0", "l3-5", "l3-2", "l0-0")
        rows = dict(
            zip(s.js("() => navigatorMap.app.model.levels.map(({ id }) => id)"), s.js(BOXES), strict=True)
        )
        boxes = s.js(NUMBERS)
        for _, level, box in boxes:
            assert rows[level][0] <= box["top"] < box["bottom"] <= rows[level][1]
        at = {key: box["x"] for key, _, box in boxes}
        assert at["l3-0"] < at["l3-5"] < at["l3-2"]
        assert s.page.locator(".trail-axis").inner_text().split() == ["wholes", "nodes", "parts"]


def test_coming_again_thickens_and_a_jump_is_dashed(browser: Browser, url: str) -> None:
    """A node has one number however often it was looked at; what no link joins is no solid line."""
    with screen(browser, f"{url}/?trail=1") as s:
        end = s.js(END_OF, "l2-0")
        _walk(s, end, "l2-0", end, "l2-0", "l4-20")
        points = {point["key"]: point for point in _points(s)}
        assert {key: point["visits"] for key, point in points.items()} == {
            end: "2",
            "l2-0": "2",
            "l4-20": "1",
        }
        ways = s.js(WAYS)
        assert [(times, jump) for times, jump, _, _ in ways] == [("3", ""), ("1", "true")]
        assert ways[0][3] > ways[1][3]
        assert ways[0][2] == "none"
        assert ways[1][2] != "none"


def test_the_walk_keeps_the_state_and_the_time_of_the_visit(browser: Browser, url: str) -> None:
    """What a node was like when one was there is said, though it is another by now."""
    with screen(browser, f"{url}/?trail=1") as s:
        _walk(s, "l0-0", "l1-1")
        s.js("() => probe.again({ states: `o${navigatorMap.app.model.nodes.length}` })")
        point = s.page.locator(".trail-point[data-key='l0-0']")
        assert point.get_attribute("data-state") == "critical"
        assert point.locator("[data-glyph=critical]").count() == 1
        name = point.get_attribute("aria-label") or ""
        assert "visit 1 at 04:20:00, critical then" in name
        steps = s.page.locator("#nav-trail ol.nav-sr li").all_text_contents()
        assert len(steps) == 2
        assert steps[0] == "Customers can buy, Purposes, critical at 04:20:00"


def test_the_walk_is_gone_along_with_arrows_and_enter_or_click_goes_there(browser: Browser, url: str) -> None:
    """One number has the keyboard at a time; Escape closes and gives the keyboard back to the map."""
    with screen(browser, url) as s:
        _walk(s, "l0-0", "l1-0", "l2-0")
        s.js("() => navigatorMap.app.cursor.moveTo(navigatorMap.app.scene.focus)")
        s.press("t")
        assert s.js("() => document.activeElement.dataset.key") == "l2-0"
        s.press("ArrowLeft", "ArrowLeft", "Enter")
        assert s.focus() == "l0-0"
        assert s.js("() => document.activeElement.closest('#nav-trail') !== null")
        s.page.click(".trail-point[data-key='l1-0']")
        s.settle()
        assert s.focus() == "l1-0"
        s.press("Escape")
        assert s.js(TRAIL) is None
        assert s.page.locator("#nav-trail").is_hidden()
        assert s.js("() => document.activeElement.dataset.kind") == "node"


def test_before_any_move_it_says_what_it_will_show(browser: Browser, url: str) -> None:
    """An empty picture explains itself, and the detail behind it is out of the keyboard's way."""
    with screen(browser, f"{url}/?trail=1") as s:
        empty = s.page.locator(".trail-empty")
        assert empty.is_visible()
        assert "Nothing looked at yet" in empty.inner_text()
        assert s.js("() => document.getElementById('nav-detail').inert")
        s.go("l0-0")
        assert empty.is_hidden()
        s.press("t")
        assert not s.js("() => document.getElementById('nav-detail').inert")


@pytest.mark.parametrize("size", [(1024, 768), (900, 600)])
def test_the_walk_fits_small_screens_and_hides_no_number(
    browser: Browser, url: str, size: tuple[int, int]
) -> None:
    """Nothing sticks out at the sides, no two numbers lie on each other, also with many of one level."""
    with screen(browser, f"{url}/?trail=1", size=size) as s:
        _walk(s, "l0-0", "l1-0", *(f"l4-{i}" for i in range(9)), "l3-0", "l3-1")
        place = s.page.locator("#nav-trail").bounding_box()
        assert place is not None
        boxes = [box for _, _, box in s.js(NUMBERS)]
        assert len(boxes) == 13
        for index, a in enumerate(boxes):
            assert place["x"] <= a["left"]
            assert a["right"] <= place["x"] + place["width"]
            for b in boxes[index + 1 :]:
                assert min(a["right"], b["right"]) <= max(a["left"], b["left"]) or min(
                    a["bottom"], b["bottom"]
                ) <= max(a["top"], b["top"])


def _ink(image: str, fresh: str) -> int:
    """How far two pictures of a cell are from each other, summed over pixels and colours."""
    pairs = zip(image.split(","), fresh.split(","), strict=True)
    return sum(abs(int(a) - int(b)) for a, b in pairs)


def test_footprints_are_dots_of_which_the_newest_is_the_strongest(browser: Browser, url: str) -> None:
    """A cell that was looked at is drawn otherwise, and with less ink when another is the newest."""
    with screen(browser, url) as s:
        fresh = s.js("() => probe.cellImage('l1-2')")
        s.go("l1-2")
        s.press("Home")
        newest = s.js("() => probe.cellImage('l1-2')")
        s.go("l4-20")
        s.press("Home")
        older = s.js("() => probe.cellImage('l1-2')")
        assert _ink(newest, fresh) > 1.5 * _ink(older, fresh) > 0


MIDDLE = """(id) => {
  const { longshot, model } = navigatorMap.app;
  const cell = longshot.boxOf(model.byId.get(id));
  const box = longshot.canvas.getBoundingClientRect();
  return [box.x + cell.x + 3, box.y + cell.y + 3];
}"""


def test_ends_point_up_and_means_down_in_the_long_shot(browser: Browser, url: str) -> None:
    """What is above and below the focus is told apart by shape, not by colour, and in words where one points;
    a cell of one node is previewed."""
    with screen(browser, f"{url}/?focus=l3-5") as s:
        end, means = s.js(
            "() => { const { model, scene } = navigatorMap.app; "
            "return [model.ends, model.means].map((links) => model.nodes[links[scene.focus][0]].id); }"
        )
        (end_top, end_foot), (means_top, means_foot) = s.js(STROKES, end), s.js(STROKES, means)
        assert end_top != end_foot
        assert means_top != means_foot
        for node, words in ((end, "▲ an end of "), (means, "▼ a means of ")):
            x, y = s.js(MIDDLE, node)
            s.page.mouse.move(x, y)
            assert words in (s.page.locator(".longshot-canvas").get_attribute("title") or "")
            s.page.wait_for_selector(f"#nav-stage[data-preview='{node}']", timeout=5000)
        s.page.mouse.move(1, 1)
        s.press("Home")
        assert s.js(STROKES, end)[0] != end_top
        assert s.js(STROKES, means)[1] != means_foot


def test_a_visit_keeps_and_shows_what_threatened_the_node(browser: Browser, url: str) -> None:
    """What was well itself and critical from below is not a visit to something that was fine."""
    node = "l1-1"
    with screen(browser, f"{url}/?trail=1") as s:
        s.js("(id) => probe.suffer({ [id]: [0, 2, 0] })", node)
        s.go(node)
        (visit,) = s.js("() => navigatorMap.app.place.visits()")
        assert (visit["id"], visit["state"], visit["threat"]) == (node, 0, 2)
        point = s.page.locator(".trail-point")
        assert "ok, critical from below then" in (point.get_attribute("aria-label") or "")
        assert point.get_attribute("data-threat") == "critical"
        assert point.locator("[data-glyph=critical]").count() == 1
        assert "ok, critical from below" in s.page.locator("#nav-trail ol.nav-sr").inner_text()
