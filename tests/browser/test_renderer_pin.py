"""The symptom pin: when it comes by itself, what it says, where it stands, and how it goes."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

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


SICK, WELL = "l0-0", "l1-1"
PIN = "() => new URLSearchParams(location.search).get('pin')"
MARKED = "[data-kind=node][data-pinned], [data-kind=aggregate][data-pinned]"


def _pin(s: Screen) -> str | None:
    found: str | None = s.js(PIN)
    return found


def test_the_first_move_to_something_abnormal_pins_it_and_later_moves_keep_it(
    browser: Browser, url: str
) -> None:
    """The address has it, the detail shows its state in a word and a glyph; other moves change nothing."""
    with screen(browser, url) as s:
        assert s.page.locator("#nav-pin").is_hidden()
        s.go(SICK)
        first = _pin(s)
        assert first is not None
        assert first.startswith(f"{SICK}/")
        pin = s.page.locator("#nav-pin")
        assert pin.is_visible()
        assert "Customers can buy" in pin.inner_text()
        assert "critical" in pin.inner_text()
        assert pin.locator(".pin-glyph [data-glyph=critical]").count() == 1
        s.go("l2-0")
        assert _pin(s) == first


def test_what_is_healthy_is_not_pinned_by_itself_but_p_pins_it_and_p_unpins(
    browser: Browser, url: str
) -> None:
    """One key does both; what was unpinned comes back by itself only after Home."""
    with screen(browser, url) as s:
        s.go(WELL)
        assert _pin(s) is None
        s.press("p")
        assert (_pin(s) or "").startswith(WELL)
        s.press("p")
        assert _pin(s) is None
        s.page.go_back()
        s.settle()
        assert s.focus() is None
        s.go(SICK)
        assert _pin(s) is None
        s.press("Home")
        s.go(SICK)
        assert (_pin(s) or "").startswith(SICK)


def test_the_pin_stays_at_the_top_of_the_detail_while_that_scrolls(browser: Browser, url: str) -> None:
    """It has 92 px of its own above the detail, whatever stands below it."""
    with screen(browser, f"{url}/?focus=l2-0&pin=l0-0/errors", size=(1440, 700)) as s:
        box = s.page.locator("#nav-pin").bounding_box()
        detail = s.page.locator("#nav-detail").bounding_box()
        assert box is not None
        assert detail is not None
        assert (box["y"], box["height"]) == (detail["y"], 92)
        s.js("() => { document.getElementById('nav-detail').scrollTop = 150; }")
        assert s.js("() => document.getElementById('nav-detail').scrollTop") > 0
        assert s.page.locator("#nav-pin").bounding_box() == box


def test_the_pin_has_the_line_of_its_signal_in_the_scale_of_all_others(browser: Browser, url: str) -> None:
    """The sparkline is a chart like those of the cards: same range, same domain, named by node and signal,
    and by what the server says has one scale."""
    with screen(browser, f"{url}/?focus=l2-0&pin=l0-0/latency") as s:
        (chart,) = s.data("#nav-pin [data-kind=chart]")
        assert (chart["key"], chart["scale"]) == ("l0-0/latency", "made/latency")
        others = s.data("#nav-stage [data-kind=chart]")
        assert {one["timeRange"] for one in others} == {chart["timeRange"]}
        assert {one["domain"] for one in others} == {chart["domain"]}
        assert s.js("() => document.querySelector('#nav-pin .spark-line').getAttribute('d')").startswith("M")


def test_a_pin_in_a_browser_of_some_years_ago_settles_and_says_its_line(browser: Browser, url: str) -> None:
    """What newer browsers alone can do is not needed."""
    old = "for (const name of ['toSpliced', 'toSorted', 'toReversed', 'with']) delete Array.prototype[name];"
    with screen(browser, f"{url}/?focus=l2-0&pin=l0-0/errors") as s:
        s.page.add_init_script(old)
        s.page.reload()
        s.settle()
        s.js(
            """() => {
              const { app } = navigatorMap;
              const real = app.fetchJson;
              app.fetchJson = async (path) => {
                const answer = await real(path);
                for (const spark of Object.values(answer.sparks || {})) spark.said = "from 1 % to 9 %";
                return answer;
              };
            }"""
        )
        s.go("l2-1")
        assert "In this window from 1 % to 9 %" in (
            s.page.locator(".pin-go").get_attribute("aria-label") or ""
        )


def test_a_pin_that_nobody_knows_says_so_instead_of_looking_healthy(browser: Browser, url: str) -> None:
    """A node that is not in this hierarchy is unknown, and leads nowhere."""
    with screen(browser, f"{url}/?focus=l2-0&pin=gone/errors") as s:
        assert s.data("#nav-pin")[0]["state"] == "unknown"
        assert "not in this hierarchy" in s.page.locator("#nav-pin").inner_text()
        assert s.page.locator(".pin-go").is_disabled()
        s.page.click(".pin-off")
        s.settle()
        assert _pin(s) is None


def test_a_departed_pin_says_since_when_and_shows_no_value(browser: Browser, url: str) -> None:
    """What a member that went showed last is no reading of now."""
    with screen(browser, f"{url}/?focus=l2-0&pin=l4-3/errors") as s:
        s.js("() => { navigatorMap.app.model.nodes[43].until = navigatorMap.app.scene.at - 540; }")
        assert s.js("() => navigatorMap.app.model.nodes[43].id") == "l4-3"
        s.js("() => probe.again({})")
        assert "departed, last seen 9 min ago" in s.page.locator("#nav-pin").inner_text()
        assert s.page.locator(".pin-value").inner_text() == ""


def test_a_stale_pin_says_its_trust_and_its_age(browser: Browser, url: str) -> None:
    """Nothing that is not live looks live."""
    with screen(browser, f"{url}/?focus=l2-0&pin=l0-0/errors") as s:
        s.js("() => probe.again({ pin: [0, 0, 3, '412 ms', 3, 240] })")
        assert s.page.locator(".pin-trust").inner_text() == "stale · 4 min"
        assert s.page.locator("#nav-pin .pin-glyph [data-glyph=stale]").count() == 1


def test_the_pinned_node_is_marked_on_its_card_or_chip_and_in_the_long_shot(
    browser: Browser, url: str
) -> None:
    """Wherever the picture has the node, the pin is there too, and only there; the name says it."""
    with screen(browser, f"{url}/?focus=l2-0") as s:
        assert s.page.locator(MARKED).count() == 0
        before = s.js("() => probe.cellImage('l0-0')")
        s.js("() => navigatorMap.app.place.setPin('l0-0/errors')")
        s.settle()
        (card,) = s.data(MARKED)
        assert card["key"] == "l0-0"
        assert s.page.locator("[data-key='l0-0'] [data-glyph=pin]").count() == 1
        assert "pinned" in (s.page.locator(".nav-card[data-key='l0-0']").get_attribute("aria-label") or "")
        assert s.js("() => probe.cellImage('l0-0')") != before
        shown = {one["key"] for one in s.cards()}
        hidden = next(f"l4-{i}" for i in range(22) if f"l4-{i}" not in shown)
        s.js("(id) => navigatorMap.app.place.setPin(id)", hidden)
        s.settle()
        (chip,) = s.data(MARKED)
        assert hidden in chip["members"].split()


def test_a_pin_is_marked_also_before_the_server_has_confirmed_it(browser: Browser, url: str) -> None:
    """The first move brings it, and a picture that was known ahead has its mark at once."""
    with screen(browser, url) as s:
        s.page.wait_for_function("(id) => probe.known(id)", arg=SICK, timeout=5000)
        s.js("() => probe.slow(1500)")
        s.js("(id) => navigatorMap.app.place.go(id)", SICK)
        assert [one["key"] for one in s.data(MARKED)] == [SICK]
        assert s.js("() => document.body.dataset.settled") == "false"


def test_a_click_on_the_pin_goes_there_and_the_cross_unpins(browser: Browser, url: str) -> None:
    """The way back to the symptom is one click; unpinning leaves the keyboard on the map."""
    with screen(browser, f"{url}/?focus=l3-1&pin=l0-0/errors") as s:
        s.page.click(".pin-go")
        s.settle()
        assert s.focus() == SICK
        s.page.click(".pin-off")
        s.settle()
        assert s.page.locator("#nav-pin").is_hidden()
        assert "pin" not in parse_qs(urlsplit(s.page.url).query)
        assert s.js("() => probe.active()") == SICK


def test_a_low_screen_has_the_pin_in_one_line_of_the_sheet(browser: Browser, url: str) -> None:
    """Where the detail is a sheet of 72 px, the pin leaves room for the name of what is in focus."""
    with screen(browser, f"{url}/?focus=l2-0&pin=l0-0/errors", size=(900, 600)) as s:
        box = s.page.locator("#nav-pin").bounding_box()
        assert box is not None
        assert box["height"] <= 44
        assert s.complaints == []


def test_a_pin_of_what_is_well_itself_shows_what_threatens_it(browser: Browser, url: str) -> None:
    """Glyph, word and edge of the threat; nothing of it reads as healthy."""
    with screen(browser, f"{url}/?focus=l2-0&pin=l1-1/errors") as s:
        s.js("() => probe.again({ pin: [5, 0, 0, '1 %', 0, 8, 2] })")
        assert s.js("() => navigatorMap.app.model.nodes[5].id") == WELL
        pin = s.page.locator("#nav-pin")
        assert "ok, critical from below" in pin.inner_text()
        assert "ok, critical from below" in (pin.locator(".pin-go").get_attribute("aria-label") or "")
        assert pin.locator(".pin-glyph [data-glyph=critical]").count() == 1
        assert pin.locator(".pin-glyph [data-glyph=ok]").count() == 0
        assert s.data("#nav-pin")[0]["threat"] == "critical"
        s.js("() => probe.again({ pin: [5, 0, 0, '1 %', 0, 8] })")
        assert "threat" not in s.data("#nav-pin")[0]


def test_who_comes_by_a_link_has_pinned_what_it_led_to_with_the_first_move_from_there(
    browser: Browser, url: str
) -> None:
    """In focus a pin would only say the same twice; a link to what is well pins nothing, nor one unpinned."""
    with screen(browser, f"{url}/?focus={SICK}") as s:
        assert _pin(s) is None
        s.go("l2-0")
        assert (_pin(s) or "").startswith(f"{SICK}/")
        s.press("p")
        s.go("l3-1")
        assert _pin(s) is None
    with screen(browser, f"{url}/?focus={WELL}") as s:
        s.go(SICK)
        assert _pin(s) is None
