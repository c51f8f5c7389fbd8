"""The first picture keeps its time, banners keep to their line, columns have names or none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.renderer_fixture.models import small_model
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


AS = "() => new URLSearchParams(location.search).get('as')"


def test_the_first_picture_keeps_the_time_it_was_laid_out_at(browser: Browser, url: str) -> None:
    """It goes into the entry that is there already, and later ticks ask for the same picture."""
    with screen(browser, f"{url}/?focus=l2-0&as=1661142000") as given:
        length = given.js("() => history.length")
    with screen(browser, f"{url}/?focus=l2-0") as s:
        assert s.js(AS) == "1661142000"
        assert s.js("() => history.length") == length
        before = [(card["key"], card["x"], card["y"]) for card in s.cards()]
        s.js("() => { window.fixture.calls.length = 0; navigatorMap.app.tick(); }")
        s.page.wait_for_function("() => !navigatorMap.app.line.waits()")
        assert [call[0] for call in s.js("() => window.fixture.calls")] == ["tick"]
        assert "as=1661142000" in s.js("() => window.fixture.said.place")
        assert [(card["key"], card["x"], card["y"]) for card in s.cards()] == before


def test_a_picture_of_nothing_is_not_kept(browser: Browser, url: str) -> None:
    """Before any source has answered there is no order worth keeping; the first real picture is."""
    with screen(browser, f"{url}/?focus=l2-0&variant=waiting") as s:
        assert s.js(AS) is None
        s.js("() => probe.again({ source: { state: 'live', age: 1, text: '' } })")
        assert s.js(AS) == "1661142000"


@pytest.mark.parametrize("id", ["unreachable", "partial", "source-default", "stale"])
def test_what_the_server_says_of_its_source_is_said_once(browser: Browser, url: str, id: str) -> None:
    """The page's own banner about the source gives way to the server's."""
    with screen(browser, f"{url}/?variant=unreachable") as s:
        assert s.page.locator(".nav-notice").count() == 1
        s.js("(id) => probe.again({ notices: [{ id, severity: 'warning', text: 'Gone.' }] })", id)
        assert s.page.locator(".nav-notice .notice-text").all_inner_texts() == ["Gone."]
        assert s.page.locator(".notice-more").count() == 0


def test_banners_take_one_line_until_they_are_unfolded(browser: Browser, url: str) -> None:
    """Three long ones at 1024 × 768 cover the strip and nothing else; unfolded they scroll by themselves."""
    long = "The metric source can't be reached and last answered 13 min ago: " + "connection refused, " * 30
    notices = [{"id": f"bad-{i}", "severity": "warning", "text": f"{i} {long}"} for i in range(9)]
    with screen(browser, f"{url}/?focus=l2-0", size=(1024, 768)) as s:
        places = s.js("() => probe.places()")
        s.js("(notices) => probe.again({ notices })", notices)
        rect = "document.querySelector('.notice-list').getBoundingClientRect()"
        box = f"() => [{rect}.y, {rect}.height]"
        assert s.js(box) == [44, 28]
        assert s.page.locator(".notice-more").inner_text() == "8 more"
        s.page.click(".notice-more")
        assert s.page.locator(".nav-notice").count() == 9
        assert s.js("() => document.querySelector('.nav-notice').getBoundingClientRect().height") > 28
        assert s.js(box)[1] <= 768 * 0.45
        assert s.js("() => document.querySelector('.notice-list').scrollHeight") > 768 * 0.45
        assert s.js("() => probe.places()") == places
        s.page.keyboard.press("Escape")
        assert s.js(box) == [44, 28]
        assert s.js("() => document.activeElement.className") == "notice-more"


def test_one_banner_too_long_for_its_line_can_be_unfolded_too(browser: Browser, url: str) -> None:
    """Nothing that is said stays out of reach: cut in the line, whole after one press."""
    with screen(browser, url, size=(1024, 768)) as s:
        s.js("(text) => probe.again({ notices: [{ id: 'x', severity: 'info', text }] })", "words " * 60)
        text = "document.querySelector('.notice-text')"
        cut = f"() => {text}.scrollWidth > {text}.clientWidth"
        assert s.js(cut)
        s.page.click(".notice-more")
        assert not s.js(cut)


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_columns_of_the_long_shot_are_named_with_all_letters_that_fit_or_not_at_all(
    browser: Browser, url: str, size: tuple[int, int]
) -> None:
    """No name is cut that had room, all have three letters or none has any, and the whole is in the words."""
    with screen(browser, url, size=size) as s:
        heads = s.js("() => navigatorMap.longshot && navigatorMap.app.longshot.headings()")
        names = s.js("() => navigatorMap.app.model.domains")
        room = s.js("() => navigatorMap.app.longshot.plan.colW - 3")
        font = '600 10px "Inter", system-ui, sans-serif'
        width = "([text, font]) => navigatorMap.titles.width(text, font)"
        assert len(heads) == len(names) > 3
        assert all(heads) or not any(heads)
        for head, name in zip(heads, names, strict=True):
            assert s.js(width, [head, font]) <= room
            if head not in ("", name):
                longer = name[: len(head.rstrip("…")) + 1] + "…"
                assert s.js(width, [longer, font]) > room
                assert len(head.rstrip("…")) >= 3
        label = s.page.locator("canvas.longshot-canvas").get_attribute("aria-label") or ""
        assert f"Columns: {', '.join(names)}" in label
        box = s.page.locator("canvas.longshot-canvas").bounding_box()
        assert box is not None
        s.page.mouse.move(box["x"] + 14, box["y"] + 8)
        assert s.page.locator("canvas.longshot-canvas").get_attribute("title") == names[0]


@pytest.mark.parametrize(
    ("names", "briefs"),
    [
        (["Host ip-1-7.eu.internal", "Host ip-2-7.eu.internal"], ["Host ip-1…", "Host ip-2…"]),
        (["pod-a-x7kq", "pod-b-y7kq"], ["pod-a-x7kq", "pod-b-y7kq"]),
        (["eu.internal", "us.eu.internal"], ["eu…", "us.eu…"]),
        (["Host only.eu.internal"], ["Host only.eu.internal"]),
        (["a.b", "c.b"], ["a.b", "c.b"]),
    ],
)
def test_where_there_is_no_room_members_keep_what_tells_them_apart(
    browser: Browser, url: str, names: list[str], briefs: list[str]
) -> None:
    """The end that all of them have goes first, from a joint on; or nothing, where it is short."""
    with screen(browser, url) as s:
        nodes = [{"id": f"whole/{i}", "title": name, "l": 4, "d": 0} for i, name in enumerate(names)]
        model = {"nodes": [{"id": "whole", "title": "W", "l": 4, "d": 0}, *nodes], "lanes": [], "domains": []}
        assert s.js("(model) => [...navigatorMap.model.prepare(model).briefs.values()]", model) == briefs
