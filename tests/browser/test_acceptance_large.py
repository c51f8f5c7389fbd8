"""Two thousand nodes from a real file, with values: the page's cost is the picture's, not the model's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import hierarchy
from benchmarks.generate import generate_yaml
from benchmarks.made_data import sample_lines
from tests.browser.acceptance.running import navigator
from tests.browser.acceptance.screens import WAIT, screen
from tests.live.prometheus_server import START, PrometheusServer, build_blocks

pytestmark = [pytest.mark.browser, pytest.mark.live]

NODES = 2000
SEED = 7
AT = START + 900
MOST_BYTES = 8000
MOST_ELEMENTS = 1500
MOVES = ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowRight", "ArrowDown", "ArrowUp",
         "ArrowUp", "ArrowUp")  # fmt: skip


@dataclass(frozen=True)
class Large:
    """Where the navigator is, and how many of its signals have a value in the data."""

    base: str
    signals: int


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Large]:
    """`navigator serve` on a generated file, against a Prometheus that holds half an hour of its metrics."""
    folder: Path = tmp_path_factory.mktemp("large")
    file = folder / "large.yaml"
    file.write_text(generate_yaml(NODES, SEED), encoding="utf-8")
    model = hierarchy.load([file], {}).model
    assert model is not None
    build_blocks(folder, sample_lines(model, START, AT + 60))
    server = PrometheusServer(folder).start()
    try:
        with navigator("serve", str(file), "--prometheus", server.url) as base:
            yield Large(base, len(model.signals()))
    finally:
        server.stop()


def test_two_thousand_nodes_open_and_drill_ten_moves(browser: Browser, large: Large) -> None:
    """Every scene is at most 8 kB, the stage stays small, each card that stays keeps its element."""
    with screen(browser, large.base, f"?at={AT}") as s:
        s.page.wait_for_selector('#nav-stage [data-kind=node][data-state="critical"]', timeout=WAIT)
        assert len(s.ask("states")) == NODES
        assert len(set(s.ask("states").values())) >= 3
        visited = [s.focus()]
        compared = 0
        s.press("ArrowDown")
        for key in MOVES:
            before = {card["key"] for card in s.cards()}
            s.ask("mark")
            s.press(key, "Enter")
            assert s.focus() != visited[-1], f"{key} after {visited}"
            visited.append(s.focus())
            kept = dict(s.ask("marked"))
            stayed = before & kept.keys()
            assert [node for node in stayed if not kept[node]] == []
            compared += len(stayed)
            assert len(kept) <= 60
            assert s.ask("stageElements") < MOST_ELEMENTS
        assert compared > 100
        assert len(s.scene_bytes) >= len(MOVES)
        assert max(s.scene_bytes) <= MOST_BYTES, s.scene_bytes
        assert s.ask("states") == {id: node["state"] for id, node in s.health()["nodes"].items()}
        s.assert_clean()
        walked = s.picture()
        s.press("Backspace", "Backspace")
        s.page.go_forward()
        s.settle()
        s.page.go_forward()
        s.settle()
        assert s.picture() == walked


def test_nearly_every_signal_of_two_thousand_nodes_has_its_value(browser: Browser, large: Large) -> None:
    """What the last test looks at is a system that is really measured."""
    with screen(browser, large.base, f"?at={AT}") as s:
        values = [x["value"] for n in s.health()["nodes"].values() for x in n["signals"].values()]
        assert len(values) == large.signals
        assert sum(value is not None for value in values) > 0.95 * len(values)
