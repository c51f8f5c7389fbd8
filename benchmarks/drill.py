"""What a move costs from the key press on, in a real browser: navigator, rivals and the naive way in one run.

    python -m benchmarks.drill [--nodes 60 500 2000 10000] [--moves N] [--slower 1 4]

Generated hierarchies through the real loader, app and server. A move is Enter on a card; a probe reads in
every frame what the page moves. The rivals draw the same cards with Plotly and with Cytoscape and walk
the same way; the naive way returns them as `children`. Dropped are the frames of a 60 Hz screen that did not
come between the first movement and the last one; the control is the same page with nothing moving. With
`--slower 4` the browser holds the page's processor at a quarter of its speed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser

from benchmarks import naive_page, rival_pages
from benchmarks.drill_pages import Drill, drill, opened
from benchmarks.serving import Running, made_navigator, real_navigator, real_prometheus
from benchmarks.table import Row
from benchmarks.viewer import Viewer, percentile
from tests.browser.renderer_fixture.pages import chromium

COMMAND = "python -m benchmarks.drill"
NODES = (60, 500, 2000, 10000)
WITH_PROMETHEUS = (60, 2000)
SLOWER = (1, 4)
_THROTTLED_MOVES = 6  # at most: each takes longer


@dataclass(frozen=True)
class Size:
    """What one size gave at one speed: every page by its kind, and the server's part (ms, bytes)."""

    nodes: int
    source: str
    slower: int
    pages: Mapping[str, Drill]
    server_ms: float
    server_p95: float
    scene_bytes: float

    @property
    def ours(self) -> Drill:
        """The navigator's page."""
        return self.pages["navigator"]


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


def measure(
    browser: Browser, nodes: int, moves: int, slower: tuple[int, ...], *, prometheus: bool
) -> list[Size]:
    """Everything for one size, at each speed."""
    with _navigator(nodes, prometheus=prometheus) as running:
        viewer = Viewer(running.url)
        filled = viewer.wait_filled("?", 120)
        viewer.close()
        times, size = server_part(running.url)
        source = ("Prometheus" if prometheus else "made readings") + (
            "" if filled else ", history still filling"
        )
        sizes = []
        for rate in slower:
            count = moves if rate == 1 else min(moves, _THROTTLED_MOVES)
            pages = _pages(browser, running.url, count, rate, alone=prometheus)
            server = (median(times), percentile(times, 0.95), size)
            sizes.append(Size(nodes, source, rate, pages, *server))
    return sizes


def _pages(browser: Browser, url: str, moves: int, slower: int, *, alone: bool) -> dict[str, Drill]:
    with opened(browser, url, "navigator", slower) as page:
        pages = {"navigator": drill(page, "navigator", moves)}
    if alone:
        return pages
    walk = pages["navigator"].walk
    rivals = {"plotly": rival_pages.PATHS["plotly"]}
    if rival_pages.can_cytoscape():
        rivals["cytoscape"] = rival_pages.PATHS["cytoscape"]
    for kind, path in rivals.items():
        with opened(browser, url + path, kind, slower) as page:
            pages[kind] = drill(page, kind, moves, walk)
    if slower == 1:
        with opened(browser, url + naive_page.PATH, "children") as page:
            pages["children"] = drill(page, "children", moves)
    return pages


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
    slower = "" if size.slower == 1 else f", {size.slower} x slower"
    lines = [
        f"{size.nodes} nodes, {size.source}{slower}: scene {size.server_ms:.1f} ms p50, "
        f"{size.server_p95:.1f} ms p95, {size.scene_bytes:.0f} bytes"
    ]
    for kind, one in size.pages.items():
        own = ""
        if one.own_first is not None:
            own = f" (by its own count {one.own_first:.0f}, scene there at {one.own_scene:.0f})"
        lines.append(
            f"  {kind:10} first {one.first:.0f} ms{own}, p95 {one.first_p95:.0f}, settled {one.settled:.0f}, "
            f"frames {one.frame:.1f} p50 {one.frame_p95:.1f} p95, dropped {one.dropped:.1%} "
            f"(nothing moving {one.rest:.1%}), late tasks {one.late:.1f} and "
            f"{one.size / 1000:.1f} kB a move, DOM {one.dom}, same element {one.same}/{one.stayed}, "
            f"looks agree {one.agreed}/{one.checked}, {one.moves} moves"
        )
    if "cytoscape" not in size.pages and size.source.startswith("made"):
        lines.append(f"  cytoscape  not measured: {rival_pages.MISSING}")
    return lines


def _figures(one: Drill) -> str:
    return (
        f"first movement {one.first:.0f} ms, settled {one.settled:.0f}, frames p50 {one.frame:.0f}, "
        f"p95 {one.frame_p95:.0f}, dropped {one.dropped:.0%}, late tasks {one.late:.1f}, "
        f"{one.size / 1000:.1f} kB, DOM {one.dom}"
    )


def _compared(ours: Drill, other: Drill) -> str:
    """How the navigator stands to a rival; what the rival needs is 1."""
    frames = ours.frame_p95 / other.frame_p95 if other.frame_p95 else 1.0
    return f"settled {ours.settled / other.settled:.2f} x, frames p95 {frames:.2f} x"


def rows_of(sizes: list[Size]) -> list[Row]:
    """The table's rows: per size and speed the navigator, and a row for each rival in the same run."""
    rows = []
    for size in sizes:
        command = f"{COMMAND} --nodes {size.nodes}" + ("" if size.slower == 1 else f" --slower {size.slower}")
        name = f"{size.nodes:,} nodes, {size.source}" + (
            "" if size.slower == 1 else f", {size.slower} x slower"
        )
        ours, naive = size.ours, size.pages.get("children")
        server = f"; nothing moving dropped {ours.rest:.0%}; server {size.server_ms:.1f} ms, "
        server += f"scene {size.scene_bytes / 1000:.1f} kB"
        ratio = f"{ours.same}/{ours.stayed} cards kept their element"
        if naive is not None:
            ratio += (
                f", naive {naive.same}/{naive.stayed}; first change {ours.first / naive.first:.2f} x naive"
            )
        rows.append(Row(f"A move, {name}", ratio, _figures(ours) + server, command))
        for kind in ("plotly", "cytoscape"):
            other = size.pages.get(kind)
            what = f"The same drawn by {kind.capitalize()}, {name}"
            if other is not None:
                rows.append(Row(what, f"the navigator: {_compared(ours, other)}", _figures(other), command))
            elif size.source.startswith("made"):
                rows.append(Row(what, "not measured", rival_pages.MISSING, command))
    return rows


def rows(nodes: tuple[int, ...] = NODES, moves: int = 12, slower: tuple[int, ...] = SLOWER) -> list[Row]:
    """Measure and give the table's rows; prints each size as it is done."""
    sizes: list[Size] = []
    with chromium() as browser:
        for count in nodes:
            for prometheus in (False, True) if count in WITH_PROMETHEUS else (False,):
                speeds = (1,) if prometheus else slower
                sizes += (found := measure(browser, count, moves, speeds, prometheus=prometheus))
                sys.stdout.write("\n".join(line for one in found for line in describe(one)) + "\n")
                sys.stdout.flush()
    return rows_of(sizes)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--nodes", type=int, nargs="+", default=list(NODES))
    parser.add_argument("--moves", type=int, default=12)
    parser.add_argument("--slower", type=int, nargs="+", default=list(SLOWER))
    options = parser.parse_args()
    rows(tuple(options.nodes), options.moves, tuple(options.slower))


if __name__ == "__main__":
    main()
