"""What cues cost besides the ranges that they read, for a focus with two thousand nodes below it.

python -m benchmarks.cue_costs [--nodes 3000]

One gathering reads from a real Prometheus, as often as it would; the time of those questions is told apart.
Then the same again, with what was read kept: that is what cues cost by themselves, told apart into what is
made of series before anything is ranked (what lies below, matrices, what is usual) and the ranking
(departures, what explains what, texts). The collector is told to leave the model alone, as in a server.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Mapping, Sequence
from statistics import median

from adapters.prometheus.adapter import PrometheusSource
from benchmarks.generate import generate_model
from benchmarks.serving import SEED, real_prometheus
from benchmarks.table import Row
from hierarchy.evidence.below import below
from hierarchy.evidence.cues import cues
from hierarchy.evidence.evaluate import Evaluator
from hierarchy.evidence.health import Health
from hierarchy.evidence.readings import Series
from hierarchy.graph import Graph
from hierarchy.laws import Reference
from hierarchy.levels import Level
from hierarchy.model import Model, SignalKey, SourceConfig
from navigator.cueing import gather

COMMAND = "python -m benchmarks.cue_costs"
NODES = 3000  # so that some purpose has about two thousand below it
REPEATS = 7
_REFERENCE = Reference(ago=(3000.0, 3600.0))  # two hours of samples, as by default, but of today


class Kept:
    """Answers of a source, kept for as long as this lives; counts what asking took (`asked`, s of wall time)
    and what answering cost its caller (`inside`, s of CPU)."""

    def __init__(self, source: PrometheusSource) -> None:
        """Nothing kept yet."""
        self._source = source
        self._kept: dict[tuple[SignalKey, float, float, float], Series] = {}
        self.asked = 0.0
        self.inside = 0.0
        self.questions = 0

    def fetch(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        """As `Source.series`."""
        entered = time.thread_time()
        missing = [key for key in keys if (key, start, end, step) not in self._kept]
        if missing:
            self.questions += 1
            begun = time.perf_counter()
            answer = self._source.series(missing, start, end, step)
            self.asked += time.perf_counter() - begun
            self._kept |= {(key, start, end, step): series for key, series in answer.items()}
        found = {key: self._kept[key, start, end, step] for key in keys}
        self.inside += time.thread_time() - entered
        return found


def widest(model: Model, graph: Graph) -> str:
    """The purpose with the most nodes below it."""
    purposes = (n.id for n in model.nodes.values() if n.level is Level.FUNCTIONAL_PURPOSE)
    return max(purposes, key=lambda p: len(below(graph, p).nodes))


def row(nodes: int = NODES) -> Row:
    """Gather and rank against a real Prometheus, then by itself."""
    with real_prometheus(nodes) as server:
        model = _pointed(generate_model(nodes, SEED), server.url)
        source = PrometheusSource(model)
        try:
            at = float(int(time.time()) // 60 * 60)
            health = Evaluator(model).evaluate(source.sweep(at), at)
            return _measured(model, Kept(source), health)
        finally:
            source.close()


def _measured(model: Model, kept: Kept, health: Health) -> Row:
    graph = Graph(model)
    focus = widest(model, graph)
    size = len(below(graph, focus).nodes)

    def once() -> tuple[float, float, int]:
        kept.inside, begun = 0.0, time.thread_time()
        facts = gather(kept.fetch, model, graph, health, focus, health.at)
        gathered = time.thread_time()
        found = cues(facts)
        ranked = time.thread_time()
        return gathered - begun - kept.inside, ranked - gathered, len(found.deviations)

    compared = once()[-1]
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    times = [once()[:2] for _ in range(REPEATS)]
    alone = median(map(sum, times))
    gathering, ranking = (median(part) for part in zip(*times, strict=True))
    return Row(
        f"Cues for a focus with {size:,} nodes below it",
        f"{alone / kept.asked:.2f} x the range queries that they rest on",
        f"{alone * 1000:.0f} ms of CPU, {gathering * 1000:.0f} of them for what is usual and "
        f"{ranking * 1000:.0f} to rank, {compared:,} signals compared; "
        f"{kept.questions} questions for ranges, {kept.asked:.1f} s once",
        COMMAND,
    )


def _pointed(model: Model, url: str) -> Model:
    """The model with its source at `url`, compared with what its Prometheus holds."""
    return Model(
        revision=model.revision,
        title=model.title,
        nodes=model.nodes,
        sources={"default": SourceConfig("default", "prometheus", url, timeout=60.0)},
        reference=_REFERENCE,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--nodes", type=int, default=NODES)
    options = parser.parse_args(arguments)
    found = row(options.nodes)
    sys.stdout.write(f"{found.what}: {found.ratio}; {found.measured}\n")


if __name__ == "__main__":
    main()
