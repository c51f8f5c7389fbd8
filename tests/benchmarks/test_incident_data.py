"""The recorded incident's tables become the series that a Prometheus would hold."""

from __future__ import annotations

import gzip
import math
from pathlib import Path

import pytest

from benchmarks.incident_data import POD_COLUMNS, Column, Exposition, faults, read_incident

_MINUTE = 1661145600.0  # 05:20:00 UTC, while the currency service is short of CPU
_POD_HEADER = (
    "time,service,cpu_milli,cpu_pct,mem_mib,mem_pct,syscall_read,syscall_write,net_rx_bytes,net_tx_bytes,"
    "client_lat_p90,server_lat_p90,client_lat_p95,server_lat_p95,client_lat_p99,server_lat_p99,"
    "workload_ops,success_pct,node_cpu_pct,node_mem_pct,node_net_rx_bytes"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two services on one machine for one minute, the second seen a second later."""
    tables = {
        "front.csv.gz": "time,service,success_pct,lat_p50,lat_p90,lat_p95,lat_p99\n"
        "100,Frontend,99.5,0.1,0.2,0.3,0.4\n",
        "pods.csv.gz": f"{_POD_HEADER}\n"
        "100,a,1.5,15,2,20,1,1,10,20,,,0.1,0.2,0.3,0.4,5,0,7.5,50,1000\n"
        "101,b,0,0,2,20,1,1,0,0,0.1,0.2,0.1,0.2,0.3,0.4,5,0,7.6,50,1001\n",
        "edge-source_50.csv.gz": "time,a_b\n100,0.25\n160,\n",
        "edge-destination_50.csv.gz": "time,a_b\n100,0.05\n160,\n",
    }
    for name, text in tables.items():
        with gzip.open(tmp_path / f"2022-08-22-ob-{name}", "wt", encoding="utf-8") as file:
            file.write(text)
    (tmp_path / "placement.csv").write_text("service,inferred_node\na,node01\nb,node01\n", encoding="utf-8")
    return tmp_path


def test_two_services_on_one_machine_give_one_series_of_that_machine(folder: Path) -> None:
    """The machine is sampled once a minute, however many services report it."""
    assert read_incident(folder).samples("node_cpu_usage_percent", node="node01") == {100.0: 7.5}


def test_a_zero_that_means_missing_is_no_sample(folder: Path) -> None:
    """A CPU reading of exactly 0 was not measured, so no series claims that the service was idle."""
    with pytest.raises(KeyError):
        read_incident(folder).samples("pod_cpu_usage_percent", service="b", node="node01")


def test_a_minute_without_calls_is_not_a_number(folder: Path) -> None:
    """A quantile of no calls is NaN, as Prometheus answers it, and neither missing nor the last value."""
    series = read_incident(folder).samples(
        "call_latency_seconds", caller="a", callee="b", side="source", quantile="0.5"
    )
    assert series[100.0] == 0.25
    assert math.isnan(series[160.0])


def test_memory_is_given_in_bytes(folder: Path) -> None:
    """Mebibytes of the table become the bytes that the metric's name promises."""
    series = read_incident(folder).samples("pod_memory_working_set_bytes", service="a", node="node01")
    assert series == {100.0: 2 * 1024 * 1024}


def test_only_the_stretch_asked_for_is_read(folder: Path) -> None:
    """Rows before the start and after the end are left out."""
    series = read_incident(folder, start=150, end=170).samples(
        "call_latency_seconds", caller="a", callee="b", side="source", quantile="0.5"
    )
    assert list(series) == [160.0]


def test_an_empty_cell_of_a_plain_gauge_is_no_sample() -> None:
    """Where an empty cell does not stand for "no requests" nothing is written at all."""
    exposition = Exposition()
    exposition.add(Column("c", "metric", "help"), (), 100.0, "")
    assert list(exposition.lines()) == ["# EOF\n"]


def test_the_text_is_ordered_as_openmetrics_wants_it() -> None:
    """Families stand together, each series in order of time, and the end is marked."""
    lines = list(read_incident(start=_MINUTE - 600, end=_MINUTE).lines())
    assert lines[-1] == "# EOF\n"
    families = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert families == sorted(set(families))
    keys = [line.rsplit(" ", 2) for line in lines if not line.startswith("#")]
    order = [(series, float(time)) for series, _, time in keys]
    assert order == sorted(order)
    assert len(set(order)) == len(order) > 1500


def test_every_cell_of_the_stretch_is_kept_as_published() -> None:
    """Ten services, eight machines, fourteen calls on both sides: none is lost, none is changed."""
    exposition = read_incident(start=_MINUTE - 60, end=_MINUTE)
    cpu = exposition.samples("pod_cpu_usage_percent", service="currencyservice", node="node03")
    assert cpu == {1661145559.0: 101.054}
    series = {line.rsplit(" ", 2)[0] for line in exposition.lines() if not line.startswith("#")}
    assert sum(s.startswith("node_cpu_usage_percent") for s in series) == 8
    assert sum(s.startswith("call_latency_seconds") for s in series) == 28
    assert all(sum(s.startswith(f"{column.metric}{{") for s in series) == 10 for column in POD_COLUMNS)


def test_the_faults_are_those_of_the_label_file_in_order_of_time() -> None:
    """Twenty-four faults, each with the machine that its service ran on."""
    known = faults()
    assert len(known) == 24
    assert [f.time for f in known] == sorted(f.time for f in known)
    assert (known[0].service, known[0].kind, known[0].node) == ("frontend", "cpu_contention", "node05")
