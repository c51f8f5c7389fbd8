"""Cards say how far from usual, when they departed and what contradicts itself, without text on text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.renderer_fixture.models import small_model
from tests.browser.renderer_fixture.pages import screen
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


SIZES = [(1440, 900), (1024, 768)]
SMALL = [(720, 450), (390, 800)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("focus", ["", "l0-0", "l2-0", "l2-3", "l4-1"])
@pytest.mark.parametrize("assumed", ["", "&if=l4-6:critical&if=l3-1:ok"])
def test_no_text_of_a_card_lies_on_another_or_sticks_out(
    browser: Browser, url: str, size: tuple[int, int], focus: str, assumed: str
) -> None:
    """Title, marks, value, × usual, name, badge, onset and age keep clear of each other at both sizes."""
    with screen(browser, f"{url}/?focus={focus}{assumed}", size=size) as s:
        assert s.js("() => probe.collisions()") == []
        assert s.js("() => probe.cutOff()") == []
        said = s.js("() => [...document.querySelectorAll('.card-usual')].filter((e) => e.textContent).length")
        assert said >= 2


@pytest.mark.parametrize("size", SMALL)
def test_nor_on_a_zoomed_screen_or_a_phone(browser: Browser, url: str, size: tuple[int, int]) -> None:
    """Where a title has one line, marks and onset share what is right of it."""
    with screen(browser, f"{url}/?focus=l2-3&if=l4-6:critical", size=size) as s:
        assert s.js("() => probe.collisions()") == []


@pytest.mark.parametrize("size", SIZES)
def test_times_usual_is_shortened_before_it_is_left_out(
    browser: Browser, url: str, size: tuple[int, int]
) -> None:
    """The whole words where they fit, "3.2×" where only that does; the tooltip has them always."""
    with screen(browser, f"{url}/?focus=l2-0", size=size) as s:
        card = s.page.locator("[data-kind=node][data-key=l4-1]")
        assert card.locator(".card-usual").inner_text() == "4.9×"
        assert "4.9 × usual" in s.js("() => probe.look('l4-1').hint")
        fits = "([text, room]) => navigatorMap.marks.usual({ usual: text }, (t) => t.length <= room)"
        assert [s.js(fits, ["4.9 × usual", room]) for room in (11, 10, 4, 3)] == [
            "4.9 × usual", "4.9×", "4.9×", "",
        ]  # fmt: skip
        assert s.js(fits, ["far above usual", 4]) == ""


def test_an_onset_says_how_long_before_or_after_the_focus(browser: Browser, url: str) -> None:
    """Signs for both directions, none on the focus itself, sentences in the tooltips."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        written = s.js(
            "() => Object.fromEntries([...document.querySelectorAll('[data-kind=node]')].map((e) =>"
            " [e.dataset.key, [...e.querySelectorAll('.card-onset, .card-late')]"
            ".map((part) => part.textContent).join('')]))"
        )
        assert (written["l4-1"], written["l0-0"], written["l2-0"]) == ("+37 s", "−60 s", "")
        assert "departed 37 s after the focus" in s.js("() => probe.look('l4-1').hint")
        assert "departed 60 s before the focus" in s.js("() => probe.look('l0-0').hint")
        assert "are counted from this one's" in s.js("() => probe.look('l2-0').hint")
        onset = "(onset) => navigatorMap.marks.onset({ role: 'means', onset })"
        assert [s.js(onset, seconds) for seconds in (0, -300, None)] == ["+0 s", "−5 min", ""]


def test_the_band_of_what_is_usual_lies_under_the_line(browser: Browser, url: str, plain: str) -> None:
    """Where the server says it the chart has area and middle; elsewhere neither."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        charts = s.data("[data-kind=chart]")
        banded = [chart for chart in charts if chart.get("band")]
        assert 0 < len(banded) < len(charts)
        assert {chart["band"] for chart in banded} == {"0.2,0.3,0.42"}
        drawn = s.js(
            "() => [...document.querySelectorAll('.spark-band')].filter((e) => e.getAttribute('d')).length"
        )
        assert drawn == len(banded)
        first = s.js(
            "() => [...document.querySelector('.spark-band').parentElement.children]"
            ".map((part) => part.classList[0])"
        )
        assert first.index("spark-band") < first.index("spark-line")
        paths = "([band, domain]) => navigatorMap.sparks.bandPaths(band, domain, 10)"
        assert s.js(paths, [[0.2, 0.3, 0.4], [0, 1]]) == ["M0 0.600H10V0.800H0Z", "M0 0.700H10"]
        assert s.js(paths, [[0.5, 2, 3], [0, 1]]) == ["M0 0.000H10V0.500H0Z", ""]
        for band in ([2, 3, 4], [None, 1, 2], None, [1, 2]):
            assert s.js(paths, [band, [0, 1]]) == ["", ""]
    with screen(browser, f"{plain}/?focus=l2-0") as s:
        assert all("band" not in chart for chart in s.data("[data-kind=chart]"))


LIVE = """(id) => { const { app } = navigatorMap; const node = app.model.byId.get(id);
  return probe.again({ cards: app.raw.cards.map((card) => (card[0] === node
    ? card.with(9, app.model.trusts.indexOf('live')) : card)) }); }"""


@pytest.mark.parametrize(("focus", "marked"), [("l2-0", True), ("l3-1", True), ("l2-7", False), ("", False)])
def test_a_contradiction_is_marked_only_where_the_edge_from_below_does_not_say_it(
    browser: Browser, url: str, focus: str, marked: bool
) -> None:
    """On the focus, its ends and means, if a live signal says ok; the words are everywhere."""
    with screen(browser, f"{url}/?focus={focus}") as s:
        marks = (
            "() => document.querySelectorAll('[data-key=l2-0] .card-marks [data-glyph=contradiction]').length"
        )
        assert s.js(marks) == 0
        s.js(LIVE, "l2-0")
        assert s.js(marks) == int(marked)
        assert "itself ok, though critical from below" in s.js("() => probe.look('l2-0')")["hint"]


def test_a_contradiction_has_a_glyph_and_a_sentence(browser: Browser, url: str) -> None:
    """Two arrows against each other, and which of the two kinds it is in the tooltip."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        s.js(LIVE, "l2-0")
        look = s.js("() => probe.look('l2-0')")
        assert look["contradicts"] == "true"
        assert look["marks"] == ["contradiction"]
        means = s.js("() => navigatorMap.app.model.means[navigatorMap.app.scene.focus]")
        s.js("(pairs) => probe.again({ if: pairs })", [[node, 0] for node in means])
        assert "contradicts" not in s.card("l2-0")
        s.js("() => probe.again({ if: undefined })")
        assert "itself ok, though critical from below" in look["hint"]
        card = "{ contradicts: true, own, threat, onset: null }"
        said = f"([own, threat]) => navigatorMap.marks.sentences({card})[0]"
        assert "itself critical, though every means is ok" in s.js(said, [2, 0])
        assert s.js(said, [0, 1]) == (
            "its own state and what is below it contradict each other; the detail says how"
        )
        for place in (".nav-card", ".help-legend", ".time-legend"):
            assert s.page.locator(f"{place} [data-glyph=contradiction].glyph").count() == 1


@pytest.mark.parametrize(
    ("key", "glyph", "word"),
    [("l3-0", "maintenance", "in maintenance"), ("l1-1", "acknowledged", "acknowledged")],
)
def test_a_mute_has_a_glyph_a_word_and_a_faint_tint(
    browser: Browser, url: str, key: str, glyph: str, word: str
) -> None:
    """The node keeps its own state, said faintly; its name says why."""
    with screen(browser, f"{url}/?focus=l1-1") as s:
        s.js("(key) => probe.suffer({ [key]: [2, -1, 2] })", key)
        look = s.js("(key) => probe.look(key)", key)
        assert (look["mute"], look["marks"]) == (glyph, [glyph])
        assert word in look["name"]
        assert "not passed upward" in look["hint"]
        s.js("() => probe.again({ mutes: undefined })")
        loud = s.js("(key) => probe.look(key)", key)
        assert loud["marks"] == []
        assert loud["own"] == look["own"] == "critical"
        assert loud["ground"] != look["ground"]


def test_cards_of_older_scenes_say_nothing_of_all_this(browser: Browser, plain: str) -> None:
    """No text, no mark, no attribute."""
    with screen(browser, f"{plain}/?focus=l2-0") as s:
        texts = (
            "() => [...document.querySelectorAll('.card-usual, .card-onset, .card-late, .card-marks')]"
            ".map((e) => e.textContent).join('')"
        )
        assert s.js(texts) == ""
        known = {name for card in s.cards() for name in card}
        assert not known & {"cue", "imagined", "mute", "threatImagined", "contradicts"}
