"""What the page looks like and says: places, themes, states, text safety, screens without a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser

from tests.browser.renderer_fixture.models import HOSTILE, empty_model, small_model
from tests.browser.renderer_fixture.pages import chromium, screen
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


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1440, 900), {
            "header": [0, 0, 1440, 52], "strip": [0, 52, 1440, 32], "longshot": [0, 84, 248, 740],
            "stage": [248, 84, 884, 740], "detail": [1132, 84, 308, 816], "time": [0, 824, 1132, 76],
        }),
        ((1024, 768), {
            "header": [0, 0, 1024, 44], "strip": [0, 44, 1024, 28], "longshot": [0, 72, 168, 625],
            "stage": [168, 72, 584, 625], "detail": [752, 72, 272, 696], "time": [0, 697, 752, 71],
        }),
    ],
)  # fmt: skip
def test_places_are_where_the_design_says_and_no_move_shifts_them(
    browser: Browser, url: str, size: tuple[int, int], expected: dict[str, list[float]]
) -> None:
    """All six landmarks have their exact boxes at both reference sizes, before and after a move."""
    with screen(browser, url, size=size) as s:
        assert s.js("() => probe.places()") == expected
        s.go("l3-2")
        assert s.js("() => probe.places()") == expected
        lanes = s.js("() => probe.laneHeights()")
        assert lanes == [expected["stage"][3] / 5] * 5
        assert s.js("() => document.documentElement.scrollWidth <= innerWidth")


def test_no_text_in_a_gutter_or_card_is_cut_off_at_the_small_reference_size(
    browser: Browser, url: str
) -> None:
    """At 1024 × 768 every gutter fits its lane and every title fits its card."""
    with screen(browser, f"{url}/?focus=l2-0", size=(1024, 768)) as s:
        assert s.js("() => probe.cutOff()") == []


def test_hostile_names_are_text_and_the_strict_policy_is_never_broken(browser: Browser, url: str) -> None:
    """Markup in a title is shown letter by letter; nothing runs and the policy stops nothing."""
    with screen(browser, f"{url}/?focus=l2-1") as s:
        s.page.keyboard.press("/")
        s.page.keyboard.type("onerror")
        assert HOSTILE in s.page.locator(".search-option").first.inner_text()
        s.page.keyboard.press("Enter")
        s.settle()
        assert s.js("() => document.querySelectorAll('#navigator img, dialog img').length") == 0
        assert s.page.title() == f"{HOSTILE} · Online Boutique"
        s.page.keyboard.press("?")
        assert s.violations() == []
        assert s.complaints == []


def _luminance(rgb: list[int]) -> float:
    """Relative luminance, WCAG 2.2."""
    linear = [c / 12.92 if (c := v / 255) <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for v in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(a: list[int], b: list[int]) -> float:
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TEXT = [
    (ink, ground)
    for ink in ("ink", "secondary")
    for ground in (
        "paper",
        "band",
        "band-focus",
        "card",
        "raised",
        "warning-tint",
        "critical-tint",
        "unknown-tint",
    )
] + [
    ("critical-text", "critical-tint"),
    ("warning-text", "warning-tint"),
    ("on-accent", "accent"),
    ("past", "raised"),
    ("accent", "raised"),
    ("imagined", "raised"),
    ("imagined", "card"),
    ("on-imagined", "imagined"),
    ("on-critical", "critical"),
]
LINES = (
    "accent",
    "ok",
    "warning-line",
    "critical-line",
    "unknown",
    "stale",
    "line-strong",
    "past",
    "imagined",
)
GRAPHICS = [(line, ground) for line in LINES for ground in ("band", "card", "paper")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast_of_four_and_a_half_and_graphics_of_three(
    browser: Browser, url: str, scheme: Literal["light", "dark"]
) -> None:
    """Computed from the colours the browser really uses, in both themes."""
    with screen(browser, url, scheme=scheme) as s:
        colours = s.js("() => probe.colours()")
        weak = [
            (a, b, round(_contrast(colours[a], colours[b]), 2))
            for a, b in TEXT
            if _contrast(colours[a], colours[b]) < 4.5
        ]
        faint = [
            (a, b, round(_contrast(colours[a], colours[b]), 2))
            for a, b in GRAPHICS
            if _contrast(colours[a], colours[b]) < 3
        ]
        assert (weak, faint) == ([], [])
        dark = _luminance(colours["paper"]) < 0.2
        assert dark == (scheme == "dark")


def test_the_theme_button_overrides_the_system_and_is_kept_in_the_url(browser: Browser, url: str) -> None:
    """After one press on a light system the page is dark, also after a reload, with the same picture."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.page.click(".header-theme")
        assert "theme=dark" in s.page.url
        s.go("l2-2")
        assert s.card("l2-2")["role"] == "focus"
        s.page.reload()
        s.settle()
        assert _luminance(s.js("() => probe.colours()")["paper"]) < 0.1
        assert s.focus() == "l2-2"


def test_every_state_has_its_own_mark_beside_its_colour(browser: Browser, url: str) -> None:
    """Abnormal and unknown cards carry a glyph, unknown ones dashes, threats a glyph on the bottom edge."""
    with screen(browser, url) as s:
        marks = s.js("() => probe.marks()")
        by_state: dict[str, set[str]] = {mark["state"]: set() for mark in marks}
        for mark in marks:
            by_state[mark["state"]].add(mark["glyph"])
            assert (mark["line"] == "dashed") == (mark["state"] == "unknown")
            if mark["size"] != "low":
                assert mark["edge"] == mark.get("threat", "")
        assert by_state["ok"] == {""}
        assert by_state["critical"] == {"critical"}
        assert by_state["warning"] == {"warning"}
        assert by_state["unknown"] == {"unknown", "stale", "error"}


def test_a_card_names_itself_its_state_its_level_and_its_links(browser: Browser, url: str) -> None:
    """The accessible name follows one sentence for every card, and exactly one card can be tabbed to."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        names = s.js("() => probe.names()")
        pattern = r".+, (ok|warning|critical|unknown), [A-Z][A-Za-z ]+; serves \d+, realized by \d+"
        assert all(re.fullmatch(pattern, name) for name in names)
        assert [card["key"] for card in s.data("[data-kind=node][tabindex='0']")] == ["l2-0"]
        shot = s.page.locator("canvas.longshot-canvas")
        assert shot.get_attribute("role") == "img"
        words = s.page.locator(".longshot-level").all_inner_texts()
        assert words[0].startswith("Purposes: 4 nodes, 1 critical")
        assert len(words) == 5


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?variant=unreachable", "Prometheus has not answered for 13 min"),
        ("?variant=stale", "its newest sample is old"),
        ("?variant=unknown", "Nothing is known about any node"),
        ("?focus=gone", "“gone” is not in this hierarchy"),
    ],
)
def test_banners_say_what_is_wrong_over_the_strip(browser: Browser, url: str, query: str, words: str) -> None:
    """A silent or stale source, no data at all, and a bad URL each get a sentence; the places stay."""
    with screen(browser, f"{url}/{query}") as s:
        banner = s.page.locator("#nav-notices .nav-notice").first
        assert words in banner.inner_text()
        box = banner.bounding_box()
        assert box is not None
        assert box["y"] == 52
        assert len(s.cards()) > 20
        assert s.complaints == []


def test_nothing_is_healthy_when_nothing_is_known(browser: Browser, url: str) -> None:
    """With every state unknown, no card, no chip and no cell says ok."""
    with screen(browser, f"{url}/?variant=unknown") as s:
        states = {drawn["state"] for drawn in s.data("[data-kind=node], [data-kind=aggregate]")}
        assert states == {"unknown"}
        assert " ok" not in " ".join(s.page.locator(".longshot-level").all_inner_texts())


def test_before_the_first_scene_the_page_says_that_it_is_loading(browser: Browser, url: str) -> None:
    """While the server is thinking, the places stand and the stage says what is going on."""
    with screen(browser, f"{url}/?hold=1", settle=False) as s:
        s.page.wait_for_selector("[data-screen=loading].stage-screen", timeout=5000)
        assert "Reading the hierarchy" in s.page.locator(".stage-screen").inner_text()
        assert s.js("() => document.body.dataset.settled") == "false"
        s.js("() => { window.fixture.hold = false; navigatorMap.app.place.send(); }")
        s.settle()
        assert not s.page.locator(".stage-screen").is_visible()


def test_a_missing_hierarchy_and_an_empty_one_say_what_to_do(browser: Browser, url: str) -> None:
    """Both screens name the next step instead of showing an empty stage."""
    with screen(browser, f"{url}/?variant=no-hierarchy") as s:
        assert "Mend the hierarchy files" in s.page.locator(".stage-screen").inner_text()
    with serve(empty_model()) as address, screen(browser, address) as s:
        assert "has no nodes" in s.page.locator(".stage-screen").inner_text()
        assert s.complaints == []


def test_an_error_of_the_server_is_said_and_the_last_picture_stays(browser: Browser, url: str) -> None:
    """A failed callback adds a banner; cards stay and the next move works."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.js("() => navigatorMap.fail('The server could not make this picture.')")
        assert "could not make this picture" in s.page.locator(".nav-notice").first.inner_text()
        assert s.card("l2-0")["role"] == "focus"
        s.go("l2-2")
        assert s.page.locator(".nav-notice").count() == 0


def test_a_silent_server_is_called_silent_and_its_answer_ends_it(browser: Browser, url: str) -> None:
    """When a move stays unanswered the page says since when, and a later scene takes the banner away."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.js("() => probe.silence()")
        s.page.wait_for_selector("body[data-connection=lost]", timeout=5000)
        assert "not answering since" in s.page.locator(".nav-notice").first.inner_text()
        s.js("() => { window.fixture.hold = false; navigatorMap.app.place.send(); }")
        s.page.wait_for_selector("body:not([data-connection])", timeout=5000)
        s.settle()
        assert s.card("l2-2")["role"] == "focus"


def test_under_seven_hundred_wide_the_cards_are_a_list(browser: Browser, url: str) -> None:
    """On a phone the same cards stand one below the other, over the full width."""
    with screen(browser, f"{url}/?focus=l2-0", size=(390, 800)) as s:
        cards = s.cards()
        assert len({round(card["x"]) for card in cards}) == 1
        assert all(card["w"] > 330 for card in cards)
        assert "Take payment" in s.card("l2-0")["text"]
        assert s.page.locator(".nav-notice").count() == 0
        assert s.js("() => document.documentElement.scrollWidth <= innerWidth")


def test_at_twice_the_zoom_lanes_keep_their_height_and_the_stage_scrolls(browser: Browser, url: str) -> None:
    """At 720 × 450 lanes keep 92 px, the long shot scrolls with them, the detail is a sheet from below.

    Closed, it leaves three lanes of the stage to be seen.
    """
    with screen(browser, f"{url}/?focus=l2-0", size=(720, 450)) as s:
        lanes = s.js("() => probe.laneHeights()")
        assert min(lanes) >= 92
        assert s.js("() => document.getElementById('nav-stage').clientHeight") >= 3 * min(lanes)
        assert abs(s.js("() => probe.scrolled(120)")) < 1
        s.page.click(".sheet-toggle")
        assert (
            s.js("() => document.getElementById('nav-detail').getBoundingClientRect().height / innerHeight")
            <= 0.451
        )
