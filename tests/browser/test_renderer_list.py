"""Narrow screens: a list that begins with what is abnormal, and a sheet whose button lies on no text;
names that are broken between words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.renderer_fixture.models import small_model
from tests.browser.renderer_fixture.pages import chromium, screen
from tests.browser.renderer_fixture.site import serve

pytestmark = pytest.mark.browser
PHONE = (390, 844)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for this file."""
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The sixty-node model with cues."""
    with serve(small_model(), evidence=True) as address:
        yield address


ROWS = """() => [...document.querySelectorAll('.nav-card, .list-heading')]
  .filter((e) => e.dataset.leaving !== 'true')
  .map((e) => [e.getBoundingClientRect().y, e.matches('.list-heading') ? e.textContent : e.dataset])
  .sort((a, b) => a[0] - b[0])
  .map(([, one]) => (typeof one === 'string' ? one : [one.state, one.threat || 'ok', one.role]))"""
NAMED = """() => [...document.querySelectorAll('.nav-card, .list-heading')]
  .filter((e) => e.dataset.leaving !== 'true')
  .map((e) => [e.getBoundingClientRect().y, e.getAttribute('aria-label') || e.textContent])
  .sort((a, b) => a[0] - b[0])
  .map(([, name]) => name)"""
BADNESS = {"critical": 3, "warning": 2, "unknown": 1, "ok": 0}


@pytest.mark.parametrize("focus", ["", "l2-0", "l3-1"])
def test_the_list_begins_with_the_worst_and_ends_with_what_is_ok(
    browser: Browser, url: str, focus: str
) -> None:
    """By own state or threat, under headings that count; then the focus with its ends and means."""
    with screen(browser, f"{url}/?focus={focus}", size=PHONE) as s:
        rows = s.js(ROWS)
        assert rows[0].startswith("Abnormal · ")
        cards = [row for row in rows if not isinstance(row, str)]
        bad = [max(BADNESS[state], BADNESS[threat]) for state, threat, _ in cards]
        assert bad == sorted(bad, reverse=True)
        assert int(rows[0].rpartition(" ")[2]) == sum(one >= 2 for one in bad)
        assert sum(int(row.rpartition(" ")[2]) for row in rows if isinstance(row, str)) == len(cards)
        near = [
            role in ("focus", "end", "means") for (_, _, role), one in zip(cards, bad, strict=True) if not one
        ]
        assert near == sorted(near, reverse=True)


@pytest.mark.parametrize("focus", ["", "l2-0"])
def test_readers_hear_the_list_in_the_order_that_is_seen(browser: Browser, url: str, focus: str) -> None:
    """Also in a browser that does not read by layout; headings stand before what they count."""
    with screen(browser, f"{url}/?focus={focus}", size=PHONE) as s:
        s.js("() => document.querySelector('.stage-inner').style.setProperty('reading-flow', 'normal')")
        seen = s.js(NAMED)
        tree = s.page.context.new_cdp_session(s.page).send("Accessibility.getFullAXTree")["nodes"]
        nodes = {node["nodeId"]: node for node in tree}
        heard: list[str] = []
        waiting = [tree[0]["nodeId"]]
        while waiting:
            node = nodes[waiting.pop()]
            if not node["ignored"] and node["role"]["value"] in ("heading", "button"):
                heard.append(node["name"]["value"])
            waiting += [child for child in reversed(node.get("childIds", [])) if child in nodes]
        assert len(seen) > 20
        assert [name for name in heard if name in set(seen)] == seen


def test_a_wider_page_has_no_list(browser: Browser, url: str) -> None:
    """Turned or made wider, headings and order are gone."""
    with screen(browser, f"{url}/?focus=l2-0", size=PHONE) as s:
        s.page.set_viewport_size({"width": 1024, "height": 768})
        s.page.wait_for_function("() => !document.querySelector('.list-heading')", timeout=5000)
        assert s.js("() => [...document.querySelectorAll('.nav-card')].every((e) => !e.style.order && !e.id)")
        assert s.page.locator(".stage-inner[aria-owns]").count() == 0


OVER_TEXT = """() => {
  const button = document.querySelector('.sheet-toggle').getBoundingClientRect();
  const clip = document.getElementById('nav-detail').getBoundingClientRect();
  const walker = document.createTreeWalker(document.getElementById('nav-detail'), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    for (const box of range.getClientRects()) {
      const top = Math.max(box.top, clip.top);
      const bottom = Math.min(box.bottom, clip.bottom);
      if (box.right > button.left && box.left < button.right && bottom > button.top && top < button.bottom)
        found.push(walker.currentNode.data);
    }
  }
  return found;
}"""


@pytest.mark.parametrize("size", [PHONE, (720, 450)])
@pytest.mark.parametrize("pin", ["", "&pin=l0-0/errors"])
def test_the_button_of_the_sheet_lies_on_no_text(
    browser: Browser, url: str, size: tuple[int, int], pin: str
) -> None:
    """Closed, open and scrolled; a pin above it is one line."""
    with screen(browser, f"{url}/?focus=l2-0{pin}", size=size) as s:
        assert s.js(OVER_TEXT) == []
        s.page.click(".sheet-toggle")
        for far in (0, 37, 200):
            s.js("(far) => { document.getElementById('nav-detail').scrollTop = far; }", far)
            assert s.js(OVER_TEXT) == []
        box = s.page.locator("#nav-pin").bounding_box()
        assert (box is not None and 20 < box["height"] <= 26) if pin else box is None


FIT = "([text, max, indent]) => navigatorMap.titles.fit(text, max, 2, '600 12px Inter', indent).lines"
NAMES = [
    "Accounts refused at 21", "Recommendation service", "Acknowledged", "PostgreSQL",
    "Supercalifragilistic things", "payments-gateway-eu-3",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("indent", [0, 30, 58, 80])
def test_no_word_of_a_name_goes_on_in_the_next_line(
    browser: Browser, url: str, name: str, indent: int
) -> None:
    """A line ends at a joint or with the end of a cut word; nothing is lost without an ellipsis."""
    with screen(browser, url) as s:
        first, *rest = s.js(FIT, [name, 100, indent])
        if rest and first and "…" not in first:
            after = name[len(first) :]
            assert first[-1] in "-/. " or after[:1] == " " or after == "service"
        if "…" not in "".join([first, *rest]):
            assert "".join([first, *rest]).replace(" ", "") == name.replace(" ", "")


def test_a_value_keeps_its_unit_when_words_after_it_have_no_room(browser: Browser, url: str) -> None:
    """The words go whole, the number and its unit never."""
    with screen(browser, url) as s:
        value = "(text) => navigatorMap.titles.value(text, 70, '600 11px Inter')"
        assert s.js(value, "0.00118 % of supply used") == "0.00118 %"
        assert s.js(value, "45.5 s") == "45.5 s"
        assert s.js(value, "several series") == "several…"


def test_a_source_that_answers_with_old_data_is_not_said_to_have_new_readings(
    browser: Browser, url: str
) -> None:
    """How long ago it answered is not how old its readings are."""
    with screen(browser, url) as s:
        said = s.js(
            "() => navigatorMap.screens.sourceNotice("
            "{ source: { state: 'stale', age: 3, text: 'It is old.' } }).text"
        )
        assert said == "It is old. It last answered 3 s ago."
