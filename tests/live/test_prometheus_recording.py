"""A recording of a real Prometheus replays what sweeps of that Prometheus read."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.prometheus.adapter import PrometheusSource
from adapters.prometheus.asking import MAX_POINTS
from adapters.recording import About, RecordedSource, read_recording, record, write_recording
from hierarchy.model import Signal
from tests.live.prometheus_server import START, PrometheusServer
from tests.live.shop_model import errors, latency, match, model_of, queue

pytestmark = pytest.mark.live


def test_a_replay_equals_live_sweeps_at_every_moment(shop: PrometheusServer, tmp_path: Path) -> None:
    """Values (to six digits), ages, trust and reasons: of good ones, dying ones, empty and ambiguous ones.

    The newest first, so that every sweep tells what it read and not what the one before it had seen.
    """
    dead, idle = match(service="dead"), match(service="idle")
    calls = "sum(rate(calls_total{$match}[2m]))"
    nodes = {
        "svc-1": (errors("svc-1"), latency("svc-1"), queue("svc-1")),
        "svc-0": (
            errors("svc-0"),
            Signal("pool", "p", query="pool_size{$match}", match=match(service="svc-0")),
        ),
        "dead": (Signal("rate", "r", query="rate(jobs_total{$match}[5m])", match=dead),),
        "idle": (Signal("bad", "b", bad="never_total{$match}", total=calls, match=idle),),
        "slow": (Signal("slow", "s", query="slow_gauge{$match}", match=match(service="slow")),),
        "none": (Signal("none", "n", query="never_total", zero_while='up{service="svc-1"}'),),
    }
    model = model_of(nodes, shop.url)
    source = PrometheusSource(model)
    try:
        span = (START + 300, START + 2400, 75)
        write_recording(
            record(source, model, {"a.yaml": "x"}, *span, About("Shop", "made", "none")), tmp_path / "r"
        )
        replay = RecordedSource(read_recording(tmp_path / "r"), model)
        for at in reversed(range(START + 300, START + 2401, 75)):
            live, then = source.sweep(at).readings, replay.sweep(at).readings
            assert live.keys() == then.keys()
            for key, reading in live.items():
                value = None if reading.value is None else pytest.approx(reading.value, rel=1e-5)
                assert then[key].value == value, (key, at)
                assert (then[key].trust, then[key].time, then[key].detail) == (
                    reading.trust, reading.time, reading.detail,
                ), (key, at)  # fmt: skip
    finally:
        source.close()


def test_a_span_of_more_points_than_prometheus_gives_at_once_is_asked_in_windows(
    shop: PrometheusServer,
) -> None:
    """Nothing is lost or doubled at the seam."""
    source = PrometheusSource(model_of({"svc-1": (queue("svc-1"),)}, shop.url))
    try:
        key = next(iter(source.capture(None, START, START, 1)))
        start = START - MAX_POINTS + 100
        series = source.series([key], start, START + 2000, 1)[key]
    finally:
        source.close()
    known = [time for time, value in zip(series.times, series.values, strict=True) if value is not None]
    assert known == list(range(START, START + 2001))
