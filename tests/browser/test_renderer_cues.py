"""Cues are numbers on cards, chips and cells; a key goes to each; nothing moves because of them."""

from __future__ import annotations

from collections.abc import Iterator

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


@pytest.fixture(scope="module")
def plain() -> Iterator[str]:
    """The same model in scenes that have none of these."""
    with serve(small_model()) as address:
        yield address


SAID = "() => document.getElementById('nav-live').textContent"
BOXES = "() => probe.stageBoxes().map((box) => box.join()).sort()"


def test_a_cue_is_a_number_on_its_card_and_in_its_name(browser: Browser, url: str) -> None:
    """The badge says the rank, the accessible name ends with it, and no other card has one."""
    with screen(browser, f"{url}/?focus=l2-3") as s:
        ranks = {card["key"]: card.get("cue") for card in s.cards() if "cue" in card}
        assert ranks == {"l4-1": "1", "l3-1": "2", "l2-0": "3"}
        for key, rank in ranks.items():
            badge = s.page.locator(f"[data-kind=node][data-key={key}] .cue-mark")
            assert badge.inner_text() == badge.get_attribute("data-rank") == rank
            assert s.js("(id) => probe.look(id).name", key).endswith(f"; cue {rank}")
        assert s.page.locator("[data-kind=node] .cue-mark").count() == 3
        assert s.complaints == []


def test_a_cue_without_a_card_is_a_number_on_the_chip_that_counts_it(browser: Browser, url: str) -> None:
    """The chip says which cue is inside, in its name and in a badge, and its list of members says it too."""
    with screen(browser, f"{url}/?focus=l2-3") as s:
        cards = {card["key"] for card in s.cards()}
        chip = s.page.locator("[data-kind=aggregate][data-cue='4']")
        assert "l4-20" not in cards
        assert "l4-20" in (chip.get_attribute("data-members") or "").split()
        assert (chip.get_attribute("aria-label") or "").endswith("; cue 4 inside")
        assert chip.locator(".cue-mark").inner_text() == "4"
        chip.click()
        option = s.page.locator(".search-option[data-go-to=l4-20] .option-note")
        assert option.inner_text().startswith("cue 4 · ")


def test_a_chip_with_several_cues_names_all_and_shows_the_best(browser: Browser, url: str) -> None:
    """Ranks are in order whatever the order of the members."""
    with screen(browser, f"{url}/?focus=l2-3") as s:
        first, second = s.js(
            "() => { const { app } = navigatorMap;"
            " return app.model.members[4][7].filter((n) => !app.scene.shown.has(n)).slice(0, 2); }"
        )
        s.js("(cues) => probe.again({ cues })", [[first, 7], [second, 2]])
        chip = s.page.locator("[data-kind=aggregate][data-cue]")
        assert chip.get_attribute("data-cue") == "2 7"
        assert (chip.get_attribute("aria-label") or "").endswith("; cue 2, cue 7 inside")
        assert chip.locator(".cue-mark").inner_text() == "2"


def test_the_long_shot_draws_the_cell_of_a_cue_differently_and_lists_them(browser: Browser, url: str) -> None:
    """Two ranks look different, without cues the cell is as it was; the words have them in order."""
    image = "(id) => probe.cellImage(id)"
    with screen(browser, f"{url}/?focus=l2-3") as s:
        words = s.page.locator(".longshot-levels").inner_text()
        assert "Cues: 1 redis-cart-0, 2 cartservice, 3 Take payment" in words
        node = s.js("() => navigatorMap.app.model.byId.get('l4-1')")
        looks = [s.js(image, "l4-1")]
        for rank in ([], [[node, 4]]):
            s.js("(cues) => probe.again({ cues })", rank)
            looks.append(s.js(image, "l4-1"))
        assert len(set(looks)) == 3


def test_a_number_key_goes_to_its_cue_as_a_click_on_the_card_does(browser: Browser, url: str) -> None:
    """Drawn as a card or not; Back comes back to the same picture."""
    with screen(browser, f"{url}/?focus=l2-3") as s:
        before = s.js(BOXES)
        s.press("4")
        assert s.focus() == "l4-20"
        assert s.card("l4-20")["role"] == "focus"
        s.press("Backspace")
        assert s.js(BOXES) == before
        s.press("1")
        assert s.focus() == "l4-1"
        assert s.js("() => new URLSearchParams(location.search).get('as')") == "1661142000"


LISTED = """(rows) => {
  const { detail, core } = navigatorMap;
  const column = document.getElementById("nav-detail");
  column.append(core.el("div", { id: "detail-look", class: "detail-section" }));
  const cue = ([rank, id]) => ({ class: "cue-row", "data-kind": "cue", "data-rank": rank, "data-go": id });
  const look = rows.map((row) => ["button", cue(row), row[1]]);
  detail.update({ node: "l2-3", at: 1, sections: { look } });
}"""


def test_a_number_in_the_detail_is_gone_to_before_the_picture_knows_it(browser: Browser, url: str) -> None:
    """Cues may be there when the detail is written and not yet when the scene was; what stands on screen
    counts. The list of what was in focus before does not."""
    with screen(browser, f"{url}/?focus=l2-3") as s:
        s.js("() => probe.again({ cues: [], cueNote: undefined, cuesPending: true })")
        s.js(LISTED, [["1", "l4-1"], ["7", "l4-20"]])
        s.press("7")
        assert s.focus() == "l4-20"
        assert _said(s, "7") == "There is no cue 7"
        assert s.focus() == "l4-20"


def _said(s: Screen, key: str) -> str:
    s.page.keyboard.press(key)
    return str(s.js(SAID))


def test_a_number_without_a_cue_says_why_and_moves_nothing(browser: Browser, url: str) -> None:
    """None with that number, none at all with the note's text, still being worked out."""
    with screen(browser, f"{url}/?focus=l2-3") as s:
        assert _said(s, "9") == "There is no cue 9"
        s.js("() => probe.again({ cues: [], cueNote: { code: 'none_below', text: 'Nothing deviates.' } })")
        assert _said(s, "1") == "Nothing deviates."
        s.js("() => probe.again({ cues: [], cueNote: undefined, cuesPending: true })")
        assert "worked out" in _said(s, "1")
        assert s.page.locator("#nav-stage .cue-mark:not(:empty)").count() == 0
        assert s.focus() == "l2-3"


def test_number_keys_are_off_with_the_other_single_characters(browser: Browser, url: str) -> None:
    """Who dictates text moves nowhere; the help names the keys."""
    with screen(browser, f"{url}/?focus=l2-3") as s:
        s.page.keyboard.press("?")
        assert "go to the cue with this number" in s.page.locator(".help-keys").inner_text()
        s.page.uncheck("#nav-single-keys")
        s.page.keyboard.press("Escape")
        s.page.wait_for_selector("dialog[open]", state="detached")
        s.press("1")
        assert s.focus() == "l2-3"


def test_down_takes_the_means_that_is_the_best_cue_though_another_is_worse(
    browser: Browser, url: str
) -> None:
    """Cues go before states, the better cue before the other, and without one the worst means is taken."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        means = [card["key"] for card in s.cards() if card["role"] == "means"]
        assert len(means) >= 3
        critical, second, best = means[:3]
        nodes = s.js("(ids) => ids.map((id) => navigatorMap.app.model.byId.get(id))", [second, best])
        reached = []
        for cues in ([[nodes[0], 5], [nodes[1], 2]], [[nodes[0], 5]], []):
            s.js("() => navigatorMap.app.cursor.clear()")
            s.js("(id) => probe.suffer({ [id]: [2, -1, 2] })", critical)
            s.js("(cues) => probe.again({ cues })", cues)
            s.page.focus("[data-role=focus]")
            s.page.keyboard.press("ArrowDown")
            reached.append(s.js("() => probe.active()"))
        assert reached == [best, second, critical]


def test_cues_that_come_and_go_move_nothing(browser: Browser, url: str) -> None:
    """Cards and chips stay at their boxes, pixel by pixel, and keep their elements."""
    with screen(browser, f"{url}/?focus=l2-3") as s:
        s.js("() => probe.keep()")
        before = s.js(BOXES)
        s.js("() => probe.again({ cues: undefined })")
        assert s.page.locator("#nav-stage .cue-mark:not(:empty)").count() == 0
        assert s.js(BOXES) == before
        s.js("() => probe.again({ cues: [[0, 1], [30, 2]] })")
        assert s.js(BOXES) == before
        assert all(same for _, same in s.js("() => probe.same()"))


def test_scenes_without_cues_are_drawn_without_marks(browser: Browser, plain: str) -> None:
    """An older scene is complete as it is."""
    with screen(browser, f"{plain}/?focus=l2-0") as s:
        assert s.page.locator("#nav-stage .cue-mark:not(:empty)").count() == 0
        assert s.data("[data-cue]") == []
        s.press("1")
        assert s.focus() == "l2-0"
        assert s.complaints == []


def test_cues_of_nodes_that_are_not_there_are_left_out(browser: Browser, url: str) -> None:
    """Numbers beyond the model, ranks beyond nine and other things draw nothing and break nothing."""
    with screen(browser, f"{url}/?focus=l2-3") as s:
        s.js("() => probe.again({ cues: [[9999, 1], [0, 12], ['x', 1], [-1, 2], [1, 0], [2, 3]] })")
        marked = s.data("#nav-stage [data-cue]")
        assert [mark["cue"] for mark in marked] == ["3"]
        assert s.complaints == []


def test_the_keyboard_goes_with_a_number_and_the_next_arrow_starts_there(browser: Browser, url: str) -> None:
    """A cursor left at its old card would answer "why?" for a card that nobody looks at any more."""
    with screen(browser, f"{url}/?focus=l2-3") as s:
        s.press("ArrowUp")
        s.press("2")
        s.settle()
        assert s.js("() => document.activeElement.dataset.key") == "l3-1"
        assert s.js("() => document.activeElement.dataset.role") == "focus"
        assert s.complaints == []
