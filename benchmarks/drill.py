"""What a move costs from the key press on, in a real browser: the navigator and the naive way in one run.

    python -m benchmarks.drill [--nodes 60 500 2000 10000] [--moves N]

Generated hierarchies through the real loader, app and server. A move is Enter on a card; a probe of its own
samples the boxes of all cards in every frame. The naive way returns the same cards as `children`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.naive_page import PATH
from benchmarks.serving import Running, made_navigator, real_navigator, real_prometheus
from benchmarks.table import Row
from benchmarks.viewer import Viewer, percentile
from tests.browser.renderer_fixture.pages import SETTLED, chromium

COMMAND = "python -m benchmarks.drill"
NODES = (60, 500, 2000, 10000)
WITH_PROMETHEUS = (60, 2000)
FRAME = 1000 / 60
PROBE = (Path(__file__).parent / "drill_probe.js").read_text(encoding="utf-8")
WARM_UP = 2  # moves that do not count: fonts, scripts and caches settle in them
# Waiting for an expression needs the eval that the navigator's policy forbids: the probe marks the page.
_SEEN = "body[data-probe=done]"
# A direct means where there is one, else an end: down to a resource and up again.
_TARGET = """(step) => {
  const drawn = [...document.querySelectorAll("[data-kind=node]:not([data-leaving])")];
  const by = (role) => drawn.filter((card) => card.dataset.role === role);
  const means = by("means"), ends = by("end"), any = [...by("peer"), ...by("context")];
  const way = Math.floor(step / 3) % 2 ? [ends, means, any] : [means, ends, any];
  const from = way.find((cards) => cards.length) || [];
  const card = from[(step * 7) % (from.length || 1)];
  if (card) card.focus({ preventScroll: true });
  return card ? card.dataset.key : null;
}"""


@dataclass(frozen=True)
class Drill:
    """The medians over the moves of one page; times in ms from the key press, `dropped` a share of frames."""

    moves: int
    first: float
    first_p95: float
    settled: float
    dropped: float
    stayed: int
    same: int
    dom: int
    own_first: float | None
    own_scene: float | None


@dataclass(frozen=True)
class Size:
    """What one size of hierarchy gave: both pages, and the server's part (ms, bytes as sent)."""

    nodes: int
    source: str
    ours: Drill
    naive: Drill | None
    server_ms: float
    server_p95: float
    scene_bytes: float


def drill(page: Page, moves: int) -> Drill:
    """Make `moves` moves on an open page and say what was seen."""
    page.wait_for_selector("[data-kind=node]", timeout=30_000, state="attached")
    page.evaluate(PROBE)
    seen = [_move(page, step) for step in range(moves + WARM_UP)][WARM_UP:]
    intervals = [ms for one in seen for ms in one["intervals"]]
    expected = sum(max(1, round(ms / FRAME)) for ms in intervals)
    own = [one["own"] for one in seen if one["own"]]
    return Drill(
        moves=len(seen),
        first=median(one["first"] for one in seen),
        first_p95=percentile([one["first"] for one in seen], 0.95),
        settled=median(one["settled"] for one in seen),
        dropped=1 - len(intervals) / expected if expected else 0.0,
        stayed=sum(one["stayed"] for one in seen),
        same=sum(one["same"] for one in seen),
        dom=seen[-1]["dom"],
        own_first=median(one["first"] for one in own) if own else None,
        own_scene=median(one["scene"] for one in own) if own else None,
    )


def _move(page: Page, step: int) -> dict[str, Any]:
    if page.evaluate(_TARGET, step) is None:
        raise RuntimeError("there is no card to go to")
    page.evaluate("drillProbe.begin()")
    page.keyboard.press("Enter")
    page.wait_for_selector(_SEEN, timeout=15_000, state="attached")
    if page.query_selector("body[data-settled]"):
        page.wait_for_selector(SETTLED, timeout=15_000, state="attached")
    found: dict[str, Any] = page.evaluate("drillProbe.result()")
    return found


@contextmanager
def _open(browser: Browser, url: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        page = context.new_page()
        page.goto(url)
        yield page
    finally:
        context.close()


def server_part(url: str, rounds: int = 60) -> tuple[list[float], float]:
    """Times in ms of the scene's callback over HTTP for nodes spread over the model; median bytes as sent."""
    viewer = Viewer(url)
    try:
        nodes = [node["id"] for node in viewer.model().data["nodes"]]
        picked = [nodes[i * len(nodes) // rounds] for i in range(rounds)]
        at = viewer.scene("?").data["at"]
        answers = [viewer.scene(f"?focus={node}&as={at}") for node in picked]
    finally:
        viewer.close()
    return [answer.ms for answer in answers], median(answer.size for answer in answers)


def measure(browser: Browser, nodes: int, moves: int, *, prometheus: bool) -> Size:
    """Everything for one size."""
    with _navigator(nodes, prometheus=prometheus) as running:
        viewer = Viewer(running.url)
        filled = viewer.wait_filled("?", 120)
        viewer.close()
        times, size = server_part(running.url)
        with _open(browser, running.url) as page:
            page.wait_for_selector(SETTLED, timeout=30_000, state="attached")
            ours = drill(page, moves)
        naive = None
        if not prometheus:
            with _open(browser, running.url + PATH) as page:
                naive = drill(page, moves)
    source = "Prometheus" if prometheus else "made readings"
    source += "" if filled else ", history still filling"
    return Size(nodes, source, ours, naive, median(times), percentile(times, 0.95), size)


@contextmanager
def _navigator(nodes: int, *, prometheus: bool) -> Iterator[Running]:
    if not prometheus:
        with made_navigator(nodes) as running:
            yield running
        return
    with real_prometheus(nodes) as server, real_navigator(nodes, server.url) as running:
        yield running


def describe(size: Size) -> list[str]:
    """The lines that `main` prints for one size."""
    lines = [
        f"{size.nodes} nodes, {size.source}: scene {size.server_ms:.1f} ms p50, "
        f"{size.server_p95:.1f} ms p95, {size.scene_bytes:.0f} bytes"
    ]
    for name, one in (("navigator", size.ours), ("children  ", size.naive)):
        if one is not None:
            own = ""
            if one.own_first is not None:
                own = f" (by its own count {one.own_first:.0f}, scene there at {one.own_scene:.0f})"
            lines.append(
                f"  {name} first {one.first:.0f} ms{own}, p95 {one.first_p95:.0f}, "
                f"settled {one.settled:.0f}, dropped {one.dropped:.1%}, DOM {one.dom}, "
                f"same element {one.same}/{one.stayed}"
            )
    return lines


def rows_of(sizes: list[Size]) -> list[Row]:
    """The table's rows."""
    rows = []
    for size in sizes:
        command = f"{COMMAND} --nodes {size.nodes}"
        name = f"{size.nodes:,} nodes, {size.source}"
        ours, naive = size.ours, size.naive
        figures = (
            f"first movement {ours.first:.0f} ms, settled {ours.settled:.0f} ms, dropped {ours.dropped:.0%}, "
            f"server {size.server_ms:.1f} ms, {size.scene_bytes / 1000:.1f} kB, DOM {ours.dom}"
        )
        ratio = f"{ours.same}/{ours.stayed} cards kept their element"
        if naive is not None:
            ratio += f", naive {naive.same}/{naive.stayed}"
            ratio += f"; first change {ours.first / naive.first:.2f} x naive"
        rows.append(Row(f"A move, {name}", ratio, figures, command))
    return rows


def rows(nodes: tuple[int, ...] = NODES, moves: int = 16) -> list[Row]:
    """Measure and give the table's rows; prints each size as it is done."""
    sizes = []
    with chromium() as browser:
        for count in nodes:
            for prometheus in (False, True) if count in WITH_PROMETHEUS else (False,):
                sizes.append(measure(browser, count, moves, prometheus=prometheus))
                sys.stdout.write("\n".join(describe(sizes[-1])) + "\n")
                sys.stdout.flush()
    return rows_of(sizes)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--nodes", type=int, nargs="+", default=list(NODES))
    parser.add_argument("--moves", type=int, default=16)
    options = parser.parse_args()
    rows(tuple(options.nodes), options.moves)


if __name__ == "__main__":
    main()
