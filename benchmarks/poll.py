"""What judging costs, what a process weighs, and that fifty viewers ask upstream no more than one.

python -m benchmarks.poll [--nodes 2000 10000] [--viewers 50]
"""

from __future__ import annotations

import argparse
import gzip
import re
import sys
import threading
import time
from dataclasses import dataclass
from statistics import median

import httpx
import orjson

from benchmarks.fan_out import median_ms
from benchmarks.generate import generate_model
from benchmarks.made_data import MadeSource
from benchmarks.serving import SEED, real_navigator, real_prometheus
from benchmarks.table import Row
from benchmarks.viewer import Viewer, percentile
from hierarchy.evidence.evaluate import Evaluator
from hierarchy.levels import Level
from layouts.scene import encode
from navigator.clock import LiveClock
from navigator.screen.moments import look
from navigator.screen.routes import model_json
from navigator.screen.selection import select
from navigator.screen.url_state import Place
from navigator.screen.view_builder import Frame, build_scene, severities
from navigator.services import Services
from tests.live.prometheus_server import PrometheusServer

COMMAND = "python -m benchmarks.poll"
NODES = (2000, 10000)
REPEATS = 9
_HISTORY = 60  # sweeps recorded before anything is measured
_ROUNDS = 6  # bursts of all viewers, each over a window nobody asked for before


def judging(nodes: int) -> Row:
    """Evaluate, choose, build and encode in this process; the size of what the browser gets once."""
    model = generate_model(nodes, SEED)
    services = Services.build(model, MadeSource(model), LiveClock())
    evaluator, now = Evaluator(model), float(int(time.time()))
    for i in range(_HISTORY):
        at = now - 60.0 * (_HISTORY - i)
        services.history.insert(evaluator.evaluate(services.source.sweep(at), at, explain=False))
    health = services.poller.sweep_once()
    sweep = services.source.sweep(now)
    focus = next(node.id for node in model.nodes.values() if node.level is Level.PHYSICAL_FUNCTION)
    frame = Frame(model, services.graph, services.order, services.index, 6, 4)
    place, severe = Place(focus=focus, as_of=health.at), severities(health)
    judged = median_ms(lambda: evaluator.evaluate(sweep, now), 5)
    filled = median_ms(lambda: evaluator.evaluate(sweep, now, explain=False), 5)
    chosen = median_ms(lambda: select(services.graph, services.order, severe, focus, 6, 4), REPEATS)
    looked = median_ms(lambda: look(services, place), REPEATS)
    drawn = median_ms(lambda: encode(build_scene(frame, look(services, place)[0], place)), REPEATS)
    raw = orjson.dumps(model_json(services))
    packed = len(gzip.compress(raw, 6)) / 1000
    scene = len(orjson.dumps(encode(build_scene(frame, look(services, place)[0], place))))
    services.close()
    return Row(
        f"Judging {nodes:,} nodes x 3 signals",
        f"a scene costs {drawn / judged:.2f} x one judgement",
        f"judge {judged:.0f} ms ({filled:.0f} without reasons), look {looked:.1f} ms, "
        f"choose {chosen:.1f} ms, look, build and encode a scene {drawn:.1f} ms "
        f"({scene / 1000:.1f} kB), model.json {len(raw) / 1000:.0f} kB, {packed:.0f} kB packed",
        f"{COMMAND} --nodes {nodes}",
    )


@dataclass(frozen=True)
class Counts:
    """Queries that Prometheus counted, by kind: over a range (sparklines) and at an instant (sweeps)."""

    ranges: int
    instants: int


def counts(server: PrometheusServer) -> Counts:
    """What Prometheus itself says it was sent so far."""
    text = httpx.get(f"{server.url}/metrics", trust_env=False, timeout=10).text

    def of(handler: str) -> int:
        pattern = rf'^prometheus_http_requests_total\{{.*handler="{handler}".*\}} (\S+)$'
        return int(sum(float(count) for count in re.findall(pattern, text, re.MULTILINE)))

    return Counts(of("/api/v1/query_range"), of("/api/v1/query"))


def burst(url: str, viewers: int, query: str, shift: int) -> list[float]:
    """All viewers at once: the scene, then its sparklines until none is pending; ms of each scene."""
    gate, lock = threading.Barrier(viewers), threading.Lock()
    times: list[float] = []

    def look_once() -> None:
        viewer = Viewer(url)
        try:
            gate.wait(30)
            scene = viewer.scene(query)
            start, end = scene.data["window"]
            last = end // 60 * 60 - 60 * shift
            for _ in range(40):
                if not viewer.sparks(scene.data, last - (end - start), last).data["pending"]:
                    break
                time.sleep(0.1)
            with lock:
                times.append(scene.ms)
        finally:
            viewer.close()

    threads = [threading.Thread(target=look_once, daemon=True) for _ in range(viewers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return times


def watched(nodes: int, viewers: int) -> list[Row]:
    """Upstream queries for one viewer and for many, and the memory of the process that serves them."""
    with real_prometheus(nodes) as server, real_navigator(nodes, server.url) as running:
        viewer = Viewer(running.url)
        filled = viewer.wait_filled("?", 180)
        at = viewer.scene("?").data["at"]
        picked = [n["id"] for n in viewer.model().data["nodes"] if n["l"] == 3][5]
        viewer.close()
        query = f"?focus={picked}&as={at}"
        spent: dict[int, list[int]] = {1: [], viewers: []}
        times: dict[int, list[float]] = {1: [], viewers: []}
        for turn in range(_ROUNDS):
            for people in spent:
                shift = 2 * turn + (people > 1) + 1
                before = counts(server)
                times[people] += burst(running.url, people, query, shift)
                spent[people].append(counts(server).ranges - before.ranges)
        memory = running.memory_mb()
    one, many = median(spent[1]), median(spent[viewers])
    command = f"{COMMAND} --nodes {nodes} --viewers {viewers}"
    alone, together, p95 = median(times[1]), median(times[viewers]), percentile(times[viewers], 0.95)
    measured = (
        f"{one:.0f} and {many:.0f} range queries a time (most {max(spent[1])}, {max(spent[viewers])}); "
        f"scene p50 {alone:.0f} ms alone, {together:.0f} ms (p95 {p95:.0f}) for all at once"
    )
    ratio = f"{many / one:.2f} x the queries of one"
    note = "" if filled else " (history still filling)"
    return [
        Row(f"{viewers} viewers at once, {nodes:,} nodes", ratio, measured, command),
        Row(f"Memory of a process, {nodes:,} nodes{note}", "", f"{memory:.0f} MB resident", command),
    ]


def rows(nodes: tuple[int, ...] = NODES, viewers: int = 50) -> list[Row]:
    """All rows; the viewers watch the smallest size."""
    return [*(judging(count) for count in nodes), *watched(min(nodes), viewers)]


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--nodes", type=int, nargs="+", default=list(NODES))
    parser.add_argument("--viewers", type=int, default=50)
    options = parser.parse_args()
    for row in rows(tuple(options.nodes), options.viewers):
        sys.stdout.write(f"{row.what}: {row.ratio}\n  {row.measured}\n")


if __name__ == "__main__":
    main()
