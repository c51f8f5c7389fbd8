"""The page as it is read out: landmarks, headings, names, and what is said when something happens."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser

from tests.browser.acceptance.running import navigator
from tests.browser.acceptance.screens import WAIT, Screen, screen
from tests.browser.accessibility.reading import Item, read

pytestmark = pytest.mark.browser

LOOK = "2022-08-22T05:20:00Z"
LANDMARKS = {"banner", "region", "navigation", "main", "complementary"}
LEVELS = ["Purposes", "Values and flows", "Functions", "Mechanisms", "Resources"]
CARD = re.compile(
    r".+, (ok|warning|critical|unknown)( \(what if\))?, [A-Z][A-Za-z ]+; serves \d+, realized by \d+(; .+)?"
)


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """The demo, standing still."""
    with navigator("demo", "--paused", "--at", LOOK) as base:
        yield base


def _read(s: Screen) -> Item:
    s.page.wait_for_selector("#nav-detail[data-node] h1", timeout=WAIT, state="attached")
    return read(s.page)


def _part(page: Item, role: str, name: str = "") -> Item:
    (found,) = [item for item in page.all(role) if not name or item.name == name]
    return found


def _said(s: Screen) -> str:
    return s.page.locator("#nav-live").inner_text()


def test_places_are_landmarks_with_names_of_their_own(browser: Browser, demo: str) -> None:
    """Whoever jumps from landmark to landmark finds the six places, each once; the language is told."""
    with screen(browser, demo, "?focus=convert-prices") as s:
        found = [item for item in _read(s).all() if item.role in LANDMARKS]
        assert [item.role for item in found] == [
            "banner", "region", "navigation", "main", "complementary", "region",
        ]  # fmt: skip
        names = [item.name for item in found if item.role != "banner"]
        assert len(set(names)) == len(names)
        assert all(names)
        assert s.page.locator("html").get_attribute("lang") == "en"


def test_headings_lead_from_the_system_over_the_levels_to_the_blocks_of_the_detail(
    browser: Browser, demo: str
) -> None:
    """h1 the system, h2 each level, h1 the node in focus, h2 its blocks; no level of headings is skipped."""
    with screen(browser, demo, "?focus=convert-prices") as s:
        headings = [(item.level, item.name) for item in _read(s).all("heading")]
        assert headings[0] == (1, "Online Boutique")
        assert headings[1:6] == [(2, level) for level in LEVELS]
        assert headings[6] == (1, "Convert prices")
        assert {(2, "Why this state"), (2, "Look next")} <= set(headings[7:])
        levels = [level for level, _ in headings]
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_card_is_read_with_title_state_level_and_links_inside_its_level(
    browser: Browser, demo: str
) -> None:
    """A level is its heading and then its cards, though they lie in different layers."""
    with screen(browser, demo, "?focus=convert-prices") as s:
        stage = _part(_read(s), "main")
        groups = {item.name: item for item in stage.all("group") if item.name in LEVELS}
        assert list(groups) == LEVELS
        cards = [card for group in groups.values() for card in group.all("button")]
        assert len(cards) >= 20
        assert [card.name for card in cards if not CARD.fullmatch(card.name)] == []
        assert all(card.description and card.name not in card.description for card in cards)
        order = [
            item.name for item in stage.all() if item.role in ("heading", "group") and item.name in LEVELS
        ]
        assert order == [name for level in LEVELS for name in (level, level)]


def test_counts_beside_a_level_say_what_they_count(browser: Browser, demo: str) -> None:
    """A bare "2" says nothing: the glyph before it has the state's name."""
    with screen(browser, demo) as s:
        stage = _part(_read(s), "main")
        images = [item.name for item in stage.all("image")]
        assert images
        assert set(images) <= {"critical", "warning", "unknown"}


def test_the_long_shot_is_five_buttons_and_not_a_list_of_every_node(browser: Browser, demo: str) -> None:
    """Per level how many in which state; the picture itself has one short name."""
    with screen(browser, demo) as s:
        shot = _part(_read(s), "navigation")
        buttons = [item.name for item in shot.all("button")]
        assert [name.split(":")[0] for name in buttons] == LEVELS
        assert buttons[0] == "Purposes: 5 nodes, 2 critical, 3 ok"
        assert len(shot.all()) < 40
        assert len(_part(shot, "image").name) < 160


def test_the_time_bar_is_said_in_a_sentence_for_each_level(browser: Browser, demo: str) -> None:
    """How much is abnormal now, when it was most, how often it began; the slider says the moment."""
    with screen(browser, demo) as s:
        time = _part(_read(s), "region", "Time")
        lines = [item.text() for item in _part(time, "list", "Share abnormal, by level").all("listitem")]
        assert [line.split(":")[0] for line in lines] == LEVELS
        assert re.fullmatch(
            r"Purposes: 40 % abnormal at 05:\d\d, most \d+ % at 0\d:\d\d, \d+ onsets.*", lines[0]
        )
        assert _part(time, "slider").name == "Moment looked at"


def test_rows_of_the_detail_say_the_state_that_their_glyph_draws(browser: Browser, demo: str) -> None:
    """What is hurt and the cues: buttons whose names begin with, or have, the state in words."""
    with screen(browser, demo) as s:
        detail = _part(_read(s), "complementary")
        hurt = [item.name for item in detail.all("button") if "since" in item.name]
        assert hurt
        assert all("critical" in name or "warning" in name for name in hurt)
        (cue,) = [item.name for item in detail.all("button") if "CPU and memory of currency" in item.name][:1]
        assert "critical" in cue


def test_nothing_that_can_be_pressed_is_without_a_name(browser: Browser, demo: str) -> None:
    """And no two landmarks, cards or chips share one."""
    with screen(browser, demo, "?focus=convert-prices") as s:
        page = _read(s)
        roles = ("button", "link", "combobox", "slider", "DisclosureTriangle", "checkbox", "textbox", "image")
        assert [item for item in page.all() if item.role in roles and not item.name.strip()] == []
        stage = Counter(item.name for item in _part(page, "main").all("button"))
        assert [name for name, count in stage.items() if count > 1] == []


def test_a_move_is_said_once_and_briefly(browser: Browser, demo: str) -> None:
    """The card with the keyboard reads itself; the live region says the new focus, in polite turns."""
    with screen(browser, demo) as s:
        assert s.page.locator("#nav-live").get_attribute("aria-live") == "polite"
        s.press("ArrowDown", "ArrowDown")
        card = s.page.evaluate("() => document.activeElement.getAttribute('aria-label')")
        assert card not in _said(s)
        s.press("Enter")
        assert _said(s) == f"In focus: {card.split(';')[0]}"
        assert len(_said(s)) < 120
        s.press("Home")
        assert _said(s) == "Whole system, 60 nodes"


def test_another_moment_and_a_what_if_are_said(browser: Browser, demo: str) -> None:
    """Keys that change no card's keyboard still say what they did."""
    with screen(browser, demo, "?focus=convert-prices") as s:
        s.press("[")
        assert re.fullmatch(r"0[45]:\d\d:\d\d UTC, past", _said(s))
        s.page.locator(".what-if").first.click()
        s.settle()
        assert "What if: " in _said(s)


SAID_IN_ONE_GO = """
(overtakes) => {
  const place = document.createElement("p");
  const say = navigatorMap.voice.speaker(place);
  say("Symptom pinned");
  say("In focus: A", overtakes);
  return place.textContent;
}
"""


def test_a_move_says_nothing_of_the_picture_that_is_gone(browser: Browser, demo: str) -> None:
    """What is said in one go stands together, but for what a move overtakes."""
    with screen(browser, demo) as s:
        assert s.page.evaluate(SAID_IN_ONE_GO, False) == "Symptom pinned. In focus: A"
        assert s.page.evaluate(SAID_IN_ONE_GO, True) == "In focus: A"


NEWS = """
() => {
  const { app, voice } = navigatorMap;
  const before = app.scene.states;
  const after = before.slice();
  const ok = [...before.keys()].filter((node) => before[node] === 0);
  for (const node of ok.slice(0, 5)) after[node] = 2;
  after[[...before.keys()].find((node) => before[node] === 2)] = 0;
  return [voice.news(app.model, before, after), voice.news(app.model, before, before)];
}
"""


def test_what_becomes_worse_is_told_with_three_names_and_the_number_of_the_others(
    browser: Browser, demo: str
) -> None:
    """Five nodes at once are one sentence; where nothing changed nothing is said."""
    with screen(browser, demo) as s:
        text, nothing = s.page.evaluate(NEWS)
        assert re.search(r"^Now critical: .+, .+, .+ and 2 more", text)
        assert "Ok again: " in text
        assert nothing == ""


def test_charts_are_one_picture_with_what_is_charted_now_and_usually(browser: Browser, demo: str) -> None:
    """Their name has each signal with its value and what is usual; ticks of axes are not read one by one."""
    with screen(browser, demo, "?focus=currency") as s:
        s.page.wait_for_selector("#detail-chart [role=img]", timeout=WAIT)
        chart = _part(_part(_read(s), "complementary"), "image")
        assert chart.name.startswith("Charts. ")
        assert re.search(r"p90 of its answers.*\d s.*usually", chart.name)
        assert chart.all() == []
