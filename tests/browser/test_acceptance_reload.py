"""Hierarchy files edited under open pages: what is good is seen, what is not is said, nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.acceptance.running import navigator
from tests.browser.acceptance.scraped import scraped
from tests.browser.acceptance.screens import Screen, screen
from tests.live.conftest import Exporter
from tests.live.prometheus_server import PrometheusServer

pytestmark = [pytest.mark.browser, pytest.mark.live]

LIVE_WITHIN = 5_000  # ms from the save to the screen: the promise, which one test is about
SEEN_WITHIN = 30_000  # for what is not about how soon
BANNER = '#nav-notices [data-key="not-reloaded"]'
MOVED = '#nav-notices [data-key="focus-moved"]'
SERVICES = ("shop", "flow", "pay", "cart", "bank", "host", "disk")

HEAD = """\
version: 1
title: Small shop
step: 2s
templates:
  service:
    match: [service]
    signals:
      lost: {title: Lost orders, query: 'max(lost_orders{$match})', worse: higher, warning: 1, critical: 5}
nodes:
"""


def _node(level: str, title: str, service: str, why: str = "") -> str:
    return f"{{level: {level}, title: {title}, use: service, labels: {{service: {service}}}, why: [{why}]}}"


NODES = {
    "buy": _node("functional-purpose", "Buy", "shop"),
    "orders": _node("abstract-function", "Orders balance", "flow", "buy"),
    "pay": _node("generalized-function", "Charge", "pay", "orders"),
    "cart": _node("physical-function", "Cart", "cart", "pay"),
    "bank": _node("physical-function", "Bank", "bank", "pay"),
    "host": _node("physical-form", "Host", "host", "cart"),
}
DISK = _node("physical-form", "Disk", "disk", "cart")


class Files:
    """The hierarchy file, saved as careful editors do."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.nodes = dict(NODES)
        self.save()

    def save(self, **changes: str | None) -> None:
        """Save with some nodes changed, added or (None) removed."""
        for id, text in changes.items():
            self.nodes.pop(id) if text is None else self.nodes.update({id: text})
        lines = "".join(f"  {id}: {text}\n" for id, text in self.nodes.items())
        fresh = self.path.with_suffix(".fresh")
        fresh.write_text(HEAD + lines)
        fresh.replace(self.path)


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrometheusServer]:
    """A shop whose cart loses orders, scraped every second."""
    exporter = Exporter()
    exporter.lines = [f'lost_orders{{service="{name}"}} {9 if name == "cart" else 0}' for name in SERVICES]
    with scraped(tmp_path_factory.mktemp("prometheus"), exporter) as server:
        yield server
    exporter.close()


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """The shop."""
    return Files(tmp_path / "shop.yaml")


def _card(node: str, state: str = "") -> str:
    return f'#nav-stage [data-kind=node][data-key="{node}"]' + (f"[data-state={state}]" if state else "")


def _wait(s: Screen, selector: str, state: str = "attached", within: int = SEEN_WITHIN) -> None:
    s.page.wait_for_selector(selector, timeout=within, state=state)  # type: ignore[arg-type]


def _serve(files: Files, prometheus: PrometheusServer) -> tuple[str, ...]:
    return "serve", str(files.path), "--prometheus", prometheus.url


def test_a_saved_file_is_on_every_open_page_within_seconds_and_nobody_loses_the_place(
    browser: Browser, prometheus: PrometheusServer, files: Files
) -> None:
    """New nodes come, others go, elements stay; no page is loaded; focus, keyboard, time and range stay."""
    with (
        navigator(*_serve(files, prometheus)) as base,
        screen(browser, base, "?focus=pay&range=15m") as s,
        screen(browser, base, "?focus=cart") as other,
    ):
        _wait(s, _card("cart", "critical"))
        other.page.focus(_card("host"))
        for one in (s, other):
            one.settle()
            one.ask("mark")
            one.page.evaluate("() => { window.stillHere = true; }")
        before = s.picture()
        files.save(disk=DISK)
        for one in (s, other):
            _wait(one, _card("disk", "ok"), within=LIVE_WITHIN)
            one.settle()
            assert dict(one.ask("marked")) == {**dict.fromkeys(NODES, True), "disk": False}
            assert one.page.evaluate("() => window.stillHere")
        assert s.focus() == "pay"
        assert {key: s.picture()[key] for key in ("buy", "orders", "pay")} == {
            key: before[key] for key in ("buy", "orders", "pay")
        }
        assert s.page.evaluate("() => new URLSearchParams(location.search).get('range')") == "15m"
        assert other.ask("cursor") == "host"
        files.save(disk=None, bank=None)
        for one in (s, other):
            _wait(one, _card("bank"), "detached", within=LIVE_WITHIN)
            one.settle()
            assert dict(one.ask("marked")) == dict.fromkeys(set(NODES) - {"bank"}, True)
            one.assert_clean()


def test_a_page_in_the_past_stays_there_and_stays_known(
    browser: Browser, prometheus: PrometheusServer, files: Files
) -> None:
    """Its moment is judged by the new hierarchy; what it knew does not go blank."""
    with navigator(*_serve(files, prometheus)) as base, screen(browser, base, "?focus=pay") as s:
        _wait(s, _card("cart", "critical"))
        s.page.evaluate("() => navigatorMap.app.place.pause()")
        s.settle()
        at = s.ask("at")
        files.save(cart=NODES["cart"].replace("title: Cart", "title: Basket"))
        s.page.wait_for_selector(f'{_card("cart")}[aria-label^="Basket"]', timeout=SEEN_WITHIN)
        s.settle()
        assert s.ask("at") == at
        assert s.page.locator("#nav-stage [data-state=unknown]").count() == 0
        assert s.page.locator(_card("cart", "critical")).count() == 1
        s.assert_clean()


def test_a_file_that_does_not_load_is_a_banner_and_the_last_picture_stays(
    browser: Browser, prometheus: PrometheusServer, files: Files
) -> None:
    """With file, line, column and message, beside the stage; gone when the file is mended."""
    with navigator(*_serve(files, prometheus)) as base, screen(browser, base, "?focus=pay") as s:
        _wait(s, _card("cart", "critical"))
        s.settle()
        before = {key: told[:-1] for key, told in s.picture().items()}
        s.ask("mark")
        files.save(host=NODES["host"].replace("physical-form", "physical-fork"))
        _wait(s, BANNER)
        (text,) = s.ask("texts", f"{BANNER} .notice-text")
        assert re.search(rf"{re.escape(str(files.path))}:15:17: 'level' must be one of .*physical-form", text)
        s.settle()
        assert {key: told[:-1] for key, told in s.picture().items()} == before
        assert dict(s.ask("marked")) == dict.fromkeys(NODES, True)
        stage, banner = (s.page.locator(which).bounding_box() for which in ("#nav-stage", BANNER))
        assert stage is not None
        assert banner is not None
        assert banner["y"] + banner["height"] <= stage["y"] + 1
        files.save(host=NODES["host"])
        _wait(s, BANNER, "detached")
        s.settle()
        assert {key: told[:-1] for key, told in s.picture().items()} == before
        s.assert_clean()


def test_a_focus_that_is_removed_becomes_its_nearest_end_and_back_goes_back(
    browser: Browser, prometheus: PrometheusServer, files: Files
) -> None:
    """The notice says which and why, the address follows, and the way here is not lost."""
    with navigator(*_serve(files, prometheus)) as base, screen(browser, base, "?focus=pay") as s:
        _wait(s, _card("cart", "critical"))
        s.page.click(_card("cart"))
        s.settle()
        s.page.click(_card("host"))
        s.settle()
        files.save(host=None, cart=None)
        _wait(s, _card("host"), "detached")
        _wait(s, MOVED)
        s.settle()
        assert s.focus() == "pay"
        assert [card["key"] for card in s.cards() if card["role"] == "focus"] == ["pay"]
        (text,) = s.ask("texts", f"{MOVED} .notice-text")
        assert "“Host” is not in the hierarchy any more" in text
        assert "“Charge”" in text
        s.detail_of("pay")
        s.press("Backspace")  # where the cart was
        _wait(s, MOVED)
        s.settle()
        assert s.focus() == "pay"
        s.press("Backspace")
        assert s.focus() == "pay"
        s.page.click(_card("orders"))
        s.settle()
        assert s.page.locator(MOVED).count() == 0
        with screen(browser, base, "?focus=host") as late:
            assert late.focus() == "pay"
            late.page.wait_for_selector(MOVED, timeout=SEEN_WITHIN)
        s.assert_clean()


def test_a_renamed_focus_stays_the_same_card(
    browser: Browser, prometheus: PrometheusServer, files: Files
) -> None:
    """Its element, its place and its history; the address has the new name."""
    with navigator(*_serve(files, prometheus)) as base, screen(browser, base, "?focus=cart") as s:
        _wait(s, _card("cart", "critical"))
        s.settle()
        s.page.evaluate(f"() => {{ document.querySelector('{_card('cart')}').wasHere = 'basket'; }}")
        files.save(cart=None, basket=NODES["cart"].replace("title: Cart", "title: Cart, formerly: [cart]"),
                   host=NODES["host"].replace("[cart]", "[basket]"))  # fmt: skip
        _wait(s, _card("basket", "critical"))
        s.settle()
        assert dict(s.ask("marked"))["basket"]
        assert s.focus() == "basket"
        s.assert_clean()


def test_a_navigator_started_on_broken_files_comes_alive_when_they_are_mended(
    browser: Browser, prometheus: PrometheusServer, files: Files
) -> None:
    """The open page goes over to the picture by itself."""
    files.save(host=NODES["host"].replace("physical-form", "physical-fork"))
    with navigator(*_serve(files, prometheus)) as base, screen(browser, base, "?focus=pay") as s:
        s.page.wait_for_selector("body[data-screen=no-hierarchy]", timeout=SEEN_WITHIN)
        s.page.wait_for_selector("#detail-identity .problems", timeout=SEEN_WITHIN)
        assert "shop.yaml:15:17" in s.page.inner_text("#nav-detail")
        files.save(host=NODES["host"])
        _wait(s, _card("cart", "critical"))
        s.settle()
        assert s.focus() == "pay"
        assert s.page.locator("body[data-screen]").count() == 0
        s.detail_of("pay")
        assert "shop.yaml" not in s.page.inner_text("#nav-detail")
        s.assert_clean()
