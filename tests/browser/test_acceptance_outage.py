"""Prometheus goes away in mid-use and comes back: nothing stops, nothing pretends, nothing stays wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.acceptance.running import navigator
from tests.browser.acceptance.scraped import scraped
from tests.browser.acceptance.screens import Screen, api, screen
from tests.live.conftest import Exporter
from tests.live.prometheus_server import PrometheusServer

pytestmark = [pytest.mark.browser, pytest.mark.live]

SAID_WITHIN = 15_000  # ms until a banner says that the source is gone
UNKNOWN_WITHIN = 90_000  # values prove something for 60 s, and are judged anew every few seconds
BACK_WITHIN = 30_000
BANNER = "#nav-notices [data-severity=critical]"

HIERARCHY = """
version: 1
title: Small shop
step: 2s
templates:
  service:
    match: [service]
    signals:
      lost: {title: Lost orders, query: 'max(lost_orders{$match})', worse: higher, warning: 1, critical: 5}
nodes:
  buy: {level: functional-purpose, title: Buy, use: service, labels: {service: shop}, how: [orders]}
  orders: {level: abstract-function, title: Orders balance, use: service, labels: {service: flow}, how: [pay]}
  pay: {level: generalized-function, title: Charge, use: service, labels: {service: pay}, how: [cart, bank]}
  cart: {level: physical-function, title: Cart, use: service, labels: {service: cart}, how: [host]}
  bank: {level: physical-function, title: Bank, use: service, labels: {service: bank}, how: [host]}
  host: {level: physical-form, title: Host, use: service, labels: {service: host}}
"""
SERVICES = {"shop": 0, "flow": 2, "pay": 0, "cart": 9, "bank": 0, "host": 0}

# From now on every card that becomes ok without having been ok is written down.
WATCH = """() => {
  window.turnedOk = [];
  new MutationObserver((changes) => {
    for (const { target, oldValue } of changes) {
      if (target.dataset.kind === "node" && target.dataset.state === "ok" && oldValue !== "ok")
        window.turnedOk.push(target.dataset.key);
    }
  }).observe(document.getElementById("nav-stage"), { subtree: true, attributes: true, attributeOldValue: true,
    attributeFilter: ["data-state"] });
}"""


def _lines(**changed: int) -> list[str]:
    return [f'lost_orders{{service="{name}"}} {value}' for name, value in {**SERVICES, **changed}.items()]


@pytest.fixture
def exporter() -> Iterator[Exporter]:
    """A shop whose cart loses orders."""
    made = Exporter()
    made.lines = _lines()
    yield made
    made.close()


@pytest.fixture
def prometheus(exporter: Exporter, tmp_path: Path) -> Iterator[PrometheusServer]:
    """A server that scrapes the shop every second."""
    with scraped(tmp_path, exporter) as server:
        yield server


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The hierarchy file."""
    file = tmp_path / "shop.yaml"
    file.write_text(HIERARCHY)
    return file


CARD_AGES = "#nav-stage [data-kind=node] .card-signal"
AGE = re.compile(r"\d+ (s|min)$")


def _wait(s: Screen, selector: str, timeout: int) -> None:
    s.page.wait_for_selector(selector, timeout=timeout, state="attached")


def _card(node: str, state: str) -> str:
    return f"#nav-stage [data-kind=node][data-key={node}][data-state={state}]"


def _ages(s: Screen) -> dict[str, str]:
    """What each card says about the age of its value."""
    said = {card["key"]: card["title"] for card in s.cards()}
    return {key: text.partition("read ")[2].partition(" ago")[0] for key, text in said.items()}


def test_an_outage_ages_every_value_to_unknown_turns_nothing_ok_and_heals_by_itself(
    browser: Browser, prometheus: PrometheusServer, exporter: Exporter, shop: Path
) -> None:
    """Stopped: moves work, a banner tells, ages show, all ends unknown; started again: states are back."""
    with (
        navigator("serve", str(shop), "--prometheus", prometheus.url) as base,
        screen(browser, base) as s,
    ):
        _wait(s, _card("cart", "critical"), BACK_WITHIN)
        _wait(s, _card("bank", "ok"), BACK_WITHIN)
        prometheus.stop()
        exporter.lines = _lines(flow=0, cart=0)
        s.page.evaluate(WATCH)
        _wait(s, BANNER, SAID_WITHIN)
        assert "can't be reached" in " ".join(s.ask("texts", BANNER))
        _walk_about(s)
        assert all(_ages(s).values()), _ages(s)
        for seen in s.ask("texts", CARD_AGES):
            assert AGE.search(seen), "every card says how old its value is, without being pointed at"
        _wait(s, "#nav-stage:not(:has([data-kind=node]:not([data-state=unknown])))", UNKNOWN_WITHIN)
        assert len(s.cards()) == len(SERVICES)
        assert {node["state"] for node in s.health()["nodes"].values()} == {"unknown"}
        assert s.ask("texts", BANNER)
        _walk_about(s)
        assert {card["state"] for card in s.cards()} == {"unknown"}
        assert s.page.evaluate("() => turnedOk") == []
        prometheus.start()
        for node in ("cart", "orders", "buy"):
            _wait(s, _card(node, "ok"), BACK_WITHIN)
        s.page.wait_for_selector(BANNER, timeout=BACK_WITHIN, state="detached")
        assert api(base, "health")["source"]["state"] == "live"


def _walk_about(s: Screen) -> None:
    """Down a level and another, and back: every move still makes its picture."""
    places = [s.focus()]
    for _ in range(2):
        s.press("ArrowDown", "Enter")
        assert s.focus() not in places
        assert [card["key"] for card in s.cards() if card["role"] == "focus"] == [s.focus()]
        places.append(s.focus())
    for place in places[-2::-1]:
        s.press("Backspace")
        assert s.focus() == place


def test_a_source_that_is_not_there_at_the_start_shows_nothing_as_ok(browser: Browser, shop: Path) -> None:
    """With nobody at the source's address every node is unknown, and the banner names the source."""
    with (
        navigator("serve", str(shop), "--prometheus", "http://127.0.0.1:9") as base,
        screen(browser, base) as s,
    ):
        _wait(s, BANNER, SAID_WITHIN)
        assert "can't be reached" in " ".join(s.ask("texts", BANNER))
        assert {card["state"] for card in s.cards()} == {"unknown"}
        assert set(s.ask("states").values()) == {"unknown"}
        # The picture stands before the detail has come.
        s.page.locator("#nav-detail").get_by_text("purposes are unknown; no other suffers.").wait_for()
        s.press("ArrowDown", "Enter", "ArrowDown", "Enter")
        assert s.focus() == "orders"
        assert {card["state"] for card in s.cards()} == {"unknown"}
        s.assert_clean()
