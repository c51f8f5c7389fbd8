"""Made readings cover what generated hierarchies measure, the same each time, as a source and as samples."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.generate import generate_model
from benchmarks.kinds import KINDS
from benchmarks.made_data import SCRAPE, MadeSource, sample_lines, value_of
from benchmarks.serving import write_files
from hierarchy import load
from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.readings import Trust
from hierarchy.evidence.states import State
from hierarchy.model import SignalKey

AT = 1_700_006_400.0


def test_every_signal_is_answered_and_some_of_them_are_bad() -> None:
    """A picture without anything abnormal would measure too little."""
    model = generate_model(500, 3)
    sweep = MadeSource(model).sweep(AT)
    assert set(sweep.readings) == set(model.signals())
    assert all(reading.trust is Trust.LIVE for reading in sweep.readings.values())
    states = [node.state for node in evaluate(model, sweep, AT).nodes.values()]
    assert states.count(State.OK) > 250
    assert states.count(State.CRITICAL) > 5


def test_a_series_ends_in_the_value_that_the_sweep_shows() -> None:
    """Sparklines and states tell the same story."""
    model = generate_model(60, 3)
    source = MadeSource(model)
    keys = tuple(model.signals())
    series = source.series(keys, AT - 600, AT, 60.0)
    sweep = source.sweep(AT)
    assert all(series[key].values[-1] == sweep.readings[key].value for key in keys)
    assert all(len(series[key].times) == 11 for key in keys)


def test_the_samples_hold_every_metric_of_every_template_without_mixing_them() -> None:
    """One metric's lines stand together, and no query asks for what nobody writes."""
    model = generate_model(60, 3)
    lines = list(sample_lines(model, int(AT), int(AT) + 2 * SCRAPE))
    names = [line.partition("{")[0] for line in lines]
    runs = [name for i, name in enumerate(names) if i == 0 or names[i - 1] != name]
    assert len(runs) == len(set(runs))
    texts = [text for _, signals in KINDS.values() for s in signals.values() for text in map(str, s.values())]
    asked = {name for text in texts for name in re.findall(r"([a-z0-9_]+)\{\$match\}", text)}
    assert set(names) == asked


def test_failures_grow_by_the_share_that_the_signal_shows() -> None:
    """The ratio that Prometheus works out is the value that the made source gives."""
    model = generate_model(60, 3)
    node = next(n for n in model.nodes.values() if n.signals and n.signals[0].template == "service")
    start, end = int(AT), int(AT) + SCRAPE

    def growth(metric: str) -> float:
        lines = [
            x for x in sample_lines(model, start, end) if x.startswith(f'{metric}{{service="{node.id}"}}')
        ]
        first, last = (float(line.split()[1]) for line in lines)
        return last - first

    share = growth("http_failures_total") / growth("http_requests_total")
    assert abs(share - value_of(node.id, "errors", end)) < 1e-9
    assert SignalKey(node.id, "errors") in model.signals()


def test_a_large_hierarchy_is_written_as_files_that_load(tmp_path: Path) -> None:
    """One file of 10,000 nodes would be larger than a hierarchy file may be."""
    write_files(tmp_path, 4500)
    assert len(list(tmp_path.iterdir())) > 1
    loaded = load([tmp_path], {})
    assert loaded.model is not None
    assert len(loaded.model.nodes) == 4500
