"""Members of a node that come and go in a real Prometheus while somebody looks."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.acceptance.running import navigator
from tests.browser.acceptance.scraped import scraped
from tests.browser.acceptance.screens import api, screen
from tests.live.conftest import Exporter

pytestmark = [pytest.mark.browser, pytest.mark.live]

SEEN_WITHIN = 40_000  # ms; members are searched for every 15 s
HIERARCHY = """\
version: 1
title: Small shop
step: 2s
nodes:
  buy: {level: functional-purpose, title: Buy, how: [cart]}
  cart: {level: physical-function, title: Cart, how: [hosts]}
  hosts:
    level: physical-form
    title: Hosts
    each: {label: host, from: load, title: 'Host {host}'}
    signals: {load: {title: Load, query: 'load{$match}', worse: higher, warning: 5, critical: 8}}
"""


def _loads(**values: int) -> list[str]:
    return [f'load{{host="{host}"}} {value}' for host, value in values.items()]


def test_members_come_and_depart_without_a_restart_and_without_losing_the_place(
    browser: Browser, tmp_path: Path
) -> None:
    """The focus stays on the one that went and says so, at the card, in the detail, and in the search."""
    (tmp_path / "shop.yaml").write_text(HIERARCHY)
    exporter = Exporter()
    exporter.lines = _loads(a=1, b=6)
    with (
        scraped(tmp_path, exporter) as server,
        navigator("serve", str(tmp_path / "shop.yaml"), "--prometheus", server.url) as base,
        screen(browser, base, "?focus=hosts/b") as s,
    ):
        s.page.wait_for_selector('[data-key="hosts/b"][data-state=warning]', timeout=SEEN_WITHIN)
        s.settle()
        s.ask("mark")
        exporter.lines = _loads(a=1, c=9)
        s.page.wait_for_selector('[data-key="hosts/b"][data-absence=departed]', timeout=SEEN_WITHIN)
        s.page.wait_for_selector('[data-key="hosts/c"][data-state=critical]', timeout=SEEN_WITHIN)
        s.settle()
        kept = dict(s.ask("marked"))
        assert kept == {**dict.fromkeys(kept, True), "hosts/c": False}
        card = next(card for card in s.cards() if card["key"] == "hosts/b")
        assert (card["role"], card["state"], card["value"]) == ("focus", "unknown", "departed")
        assert "departed, last seen" in s.page.inner_text("#detail-identity")
        assert api(base, "health")["nodes"]["hosts/b"]["state"] == "unknown"
        s.page.keyboard.press("/")
        s.page.keyboard.type("host b")
        s.page.wait_for_selector(".search-option >> text=departed, last seen", timeout=SEEN_WITHIN)
        s.assert_clean()
    exporter.close()
