"""The same incident in a real Prometheus: the same walk, and every number is the one Prometheus gives."""

from __future__ import annotations

import json
import math
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser

from benchmarks.incident_example import EXAMPLE, read_example
from benchmarks.incident_prometheus import incident_prometheus
from hierarchy.quantities import format_quantity
from tests.browser.acceptance.running import navigator
from tests.browser.acceptance.screens import api, screen
from tests.browser.acceptance.walks import walk_down

pytestmark = [pytest.mark.browser, pytest.mark.live]

LOOK = 1661145600  # 05:20 UTC, while the currency service is short of CPU
DELAY = 1661146200  # 05:30, while its network is slow
FROM = LOOK - 7200
MOST_MOVES = 6


@dataclass(frozen=True)
class Served:
    """Where the navigator is, and the Prometheus behind it."""

    base: str
    prometheus: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`navigator serve` on the example's hierarchy, against a Prometheus that holds the incident."""
    with (
        incident_prometheus(tmp_path_factory.mktemp("incident"), start=FROM, end=DELAY + 600) as url,
        navigator("serve", str(EXAMPLE / "hierarchy.yaml"), "--prometheus", url) as base,
    ):
        yield Served(base, url)


def _ask(url: str, endpoint: str, **form: object) -> list[dict[str, Any]]:
    text = urllib.parse.urlencode(form)
    with urllib.request.urlopen(f"{url}/api/v1/{endpoint}?{text}", timeout=20) as answer:
        found: list[dict[str, Any]] = json.load(answer)["data"]["result"]
        return found


def _direct(url: str, query: str, at: float) -> float | None:
    """The one value that Prometheus has for `query`; None for none at all or not a number."""
    found = _ask(url, "query", query=query, time=at)
    assert len(found) <= 1, query
    number = float(found[0]["value"][1]) if found else math.nan
    return number if math.isfinite(number) else None


@pytest.mark.parametrize("at", [LOOK, DELAY])
def test_the_walk_leads_to_the_service_at_fault_with_a_real_prometheus_too(
    browser: Browser, served: Served, at: int
) -> None:
    """The recording's walk, at both of the service's faults, without the recording."""
    with screen(browser, served.base, f"?at={at}") as s:
        walk = walk_down(s, browser, "currencyservice")
        assert len(walk.nodes) <= MOST_MOVES
        assert s.ask("at") == at
        walk.undo(s)
        s.assert_clean()


def test_recording_and_prometheus_give_the_same_states(served: Served) -> None:
    """Every node has one state at one moment, whichever way its values came."""
    example = read_example()
    looks = [shown.look for shown in example.shown if FROM + 3600 <= shown.look <= DELAY]
    assert len(looks) >= 4
    with navigator("demo", "--paused") as demo:
        for look in looks:
            recorded, live = (
                {id: node["state"] for id, node in api(base, "health", at=f"{look:.0f}")["nodes"].items()}
                for base in (demo, served.base)
            )
            assert recorded == live


@pytest.mark.parametrize("at", [LOOK, DELAY])
def test_every_value_of_the_health_api_is_what_prometheus_answers(served: Served, at: int) -> None:
    """Each signal's value equals a direct query of its text; where Prometheus has none, the API has none."""
    nodes = api(served.base, "health", at=str(at))["nodes"]
    compared = 0
    for node in api(served.base, "hierarchy")["nodes"]:
        for id, signal in node["signals"].items():
            found = nodes[node["id"]]["signals"][id]["value"]
            wanted = _direct(served.prometheus, signal["query"], at)
            assert found == (None if wanted is None else pytest.approx(wanted, rel=1e-9)), signal["query"]
            compared += wanted is not None
    assert compared > 100


@pytest.mark.parametrize("focus", ["", "convert-prices", "currency-quota"])
def test_every_value_on_a_card_is_what_prometheus_answers(
    browser: Browser, served: Served, focus: str
) -> None:
    """The text on the card is the direct query's value with the signal's unit, or says why there is none."""
    hierarchy = {node["id"]: node for node in api(served.base, "hierarchy")["nodes"]}
    nodes = api(served.base, "health", at=str(LOOK))["nodes"]
    with screen(browser, served.base, f"?at={LOOK}&focus={focus}") as s:
        cards = s.cards()
        signals = s.ask("signals")
    compared = 0
    for card in cards:
        place = signals[card["key"]]
        if place < 0:
            assert card["value"] == "not measured"
            continue
        id, signal = list(hierarchy[card["key"]]["signals"].items())[place]
        value = _direct(served.prometheus, signal["query"], LOOK)
        if value is None:
            assert nodes[card["key"]]["signals"][id]["trust"] != "live"
            assert card["value"] in ("no traffic", "no data")
            continue
        assert card["value"] == format_quantity(value, signal["unit"]), card
        compared += 1
    assert compared >= 10


@pytest.mark.parametrize(
    "key", ["browse/typical", "convert-prices/wait", "currency-quota/cpu", "currency-path/lost", "node03/cpu"]
)
def test_every_point_of_the_series_api_is_what_prometheus_answers(served: Served, key: str) -> None:
    """The series equals a direct range query over the same times, gaps included."""
    node, signal = key.split("/")
    query = api(served.base, f"nodes/{node}")["signals"][signal]["query"]
    found = api(
        served.base, "series", signal=key, **{"from": str(LOOK - 3600), "to": str(LOOK), "step": "60s"}
    )
    (start, end), step = (found["times"][0], found["times"][-1]), 60
    answer = _ask(served.prometheus, "query_range", query=query, start=start, end=end, step=step)
    points = {float(at): float(text) for series in answer for at, text in series["values"]}
    wanted = [points.get(time, math.nan) for time in found["times"]]
    assert len(wanted) == 61
    assert sum(math.isfinite(value) for value in wanted) > 30
    for value, expected in zip(found["values"], wanted, strict=True):
        assert value == (pytest.approx(expected, rel=1e-9) if math.isfinite(expected) else None)
