"""The recorded days as a Prometheus would have scraped them: CSV tables -> OpenMetrics text.

Metric names and labels are what a cluster's exporters and recording rules would give; the raw tables and
what to know before using them are described in `tests/data/nezha/PROVENANCE.md`.
`python -m benchmarks.incident_data record` remakes the recording under `examples/`.
"""

from __future__ import annotations

import csv
import gzip
import importlib
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT / "tests" / "data" / "nezha"
_MEBIBYTE = 2.0**20

Row = Mapping[str, str]
Labels = tuple[tuple[str, str], ...]
Samples = dict[float, float]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table as a gauge: name, factor into the unit of the name, extra labels.

    `zero_is_missing`: the publication wrote 0 where the value was not known. `empty_is_nan`: an empty cell
    is a quantile of no requests, which a Prometheus answers with NaN.
    """

    column: str
    metric: str
    help: str
    factor: float = 1.0
    labels: Labels = ()
    zero_is_missing: bool = False
    empty_is_nan: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that was injected: Unix time, service, machine it ran on, kind as published."""

    time: float
    service: str
    node: str
    kind: str


@dataclass(frozen=True, slots=True)
class Day:
    """One recorded day of one system: what its files and its rows in shared tables are called.

    `front` is what the metrics that visitors feel are called. `idle_latency`: whether a latency of exactly
    0 was published where nothing was asked (a quantile of no requests). `calls`: whether calls are measured.
    """

    date: str
    system: str
    front: str
    idle_latency: bool = False
    calls: bool = True

    @property
    def prefix(self) -> str:
        """What the names of its files begin with."""
        return f"{self.date}-{self.system}"


BOUTIQUE = Day("2022-08-22", "ob", "boutique_frontend")
TRAIN_TICKET = Day("2023-01-29", "tt", "ticket_frontend", idle_latency=True, calls=False)
DAYS = (BOUTIQUE, TRAIN_TICKET)


def _quantiles(prefix: str, metric: str, help_text: str, percents: Sequence[int]) -> tuple[Column, ...]:
    return tuple(
        Column(
            f"{prefix}{percent}",
            metric,
            help_text,
            labels=(("quantile", str(percent / 100)),),
            empty_is_nan=True,
        )
        for percent in percents
    )


def front_columns(day: Day) -> tuple[Column, ...]:
    """What visitors feel; the second day's share of successes is 0 throughout and means nothing."""
    success = Column(
        "success_pct", f"{day.front}_success_percent", "Pages answered without an error, percent."
    )
    metric = f"{day.front}_latency_seconds"
    times = _quantiles("lat_p", metric, "Time until a page is answered.", (50, 90, 95, 99))
    return times if day is TRAIN_TICKET else (success, *times)


POD_COLUMNS = (
    Column("cpu_milli", "pod_cpu_usage_millicores", "CPU used.", zero_is_missing=True),
    Column("cpu_pct", "pod_cpu_usage_percent", "CPU used, percent of its limit.", zero_is_missing=True),
    Column("mem_mib", "pod_memory_working_set_bytes", "Memory in use.", factor=_MEBIBYTE),
    Column("mem_pct", "pod_memory_usage_percent", "Memory in use, percent of its limit."),
    Column("net_rx_bytes", "pod_network_receive_bytes_per_second", "Network in.", zero_is_missing=True),
    Column("net_tx_bytes", "pod_network_transmit_bytes_per_second", "Network out.", zero_is_missing=True),
)
SERVICE_COLUMNS = (
    Column("workload_ops", "service_requests_per_second", "Requests handled, over the last 15 s."),
    *_quantiles("server_lat_p", "service_server_latency_seconds", "Time to answer a request.", (90, 95, 99)),
    *_quantiles("client_lat_p", "service_client_latency_seconds", "Time its own calls take.", (90, 95, 99)),
)
NODE_COLUMNS = (
    Column("node_cpu_pct", "node_cpu_usage_percent", "CPU of the machine in use.", zero_is_missing=True),
    Column(
        "node_mem_pct", "node_memory_usage_percent", "Memory of the machine in use.", zero_is_missing=True
    ),
    Column("node_net_rx_bytes", "node_network_receive_bytes_per_second", "Network in.", zero_is_missing=True),
)
CALL_METRIC = "call_latency_seconds"
_CALL_HELP = "Median time of a call, measured at the caller (source) or at the callee (destination)."


def faults(folder: Path = RAW, day: Day = BOUTIQUE) -> tuple[Fault, ...]:
    """The faults of a day in the label file in the order of their time."""
    placement = placements(folder, day)
    rows = (
        Fault(float(r["inject_time"]), r["root_service"], placement[r["root_service"]], r["fault"])
        for r in _rows(folder / "labels.csv")
        if r["system"] == day.system
    )
    return tuple(sorted(rows, key=lambda fault: fault.time))


class Exposition:
    """Series collected by metric and labels, written as OpenMetrics text.

    The first value of a series at a time counts: two services on one machine report the same machine.
    """

    def __init__(self) -> None:
        """An empty exposition."""
        self._help: dict[str, str] = {}
        self._series: dict[str, dict[Labels, Samples]] = {}

    def add(self, column: Column, labels: Labels, time: float, text: str, *, minute: bool = False) -> None:
        """Take one cell; an empty cell without `empty_is_nan`, or a zero that means missing, is no sample.

        With `minute` at most one sample a minute is taken (time in seconds).
        """
        if not text and not column.empty_is_nan:
            return
        value = float(text or "nan") * column.factor
        if column.zero_is_missing and value == 0:
            return
        self._help[column.metric] = column.help
        samples = self._series.setdefault(column.metric, {}).setdefault((*labels, *column.labels), {})
        taken = any(time + off in samples for off in (-2, -1, 1, 2)) if minute else False
        if not taken:
            samples.setdefault(time, value)

    def lines(self) -> Iterator[str]:
        """OpenMetrics text line by line, one family after the other, each series in order of time."""
        for metric in sorted(self._series):
            yield f"# TYPE {metric} gauge\n"
            yield f"# HELP {metric} {self._help[metric]}\n"
            for labels, samples in sorted(self._series[metric].items()):
                text = ",".join(f'{name}="{value}"' for name, value in labels)
                for time in sorted(samples):
                    yield f"{metric}{{{text}}} {_number(samples[time])} {time:.0f}\n"
        yield "# EOF\n"

    def samples(self, metric: str, **labels: str) -> Mapping[float, float]:
        """The samples of exactly one series by Unix time; KeyError if there is no such series."""
        by_labels = {frozenset(key): samples for key, samples in self._series[metric].items()}
        return by_labels[frozenset(labels.items())]


def _number(value: float) -> str:
    return "NaN" if math.isnan(value) else repr(value)


def read_incident(
    folder: Path = RAW, start: float = 0.0, end: float = float("inf"), day: Day = BOUTIQUE
) -> Exposition:
    """All series of the day with samples in [start, end] (Unix seconds)."""
    exposition = Exposition()
    placement = placements(folder, day)
    front = front_columns(day)
    for row in _rows(folder / f"{day.prefix}-front.csv.gz"):
        if start <= float(row["time"]) <= end:
            _add(exposition, front, (), row)
    columns = tuple(
        replace(c, zero_is_missing=c.zero_is_missing or day.idle_latency) for c in SERVICE_COLUMNS
    )
    for row in _rows(folder / f"{day.prefix}-pods.csv.gz"):
        if start <= float(row["time"]) <= end:
            _add_service(exposition, row, placement[row["service"]], columns)
    for side in ("source", "destination") if day.calls else ():
        for row in _rows(folder / f"{day.prefix}-edge-{side}_50.csv.gz"):
            if start <= float(row["time"]) <= end:
                _add_calls(exposition, row, side)
    return exposition


def _add_service(exposition: Exposition, row: Row, node: str, columns: Sequence[Column]) -> None:
    service = ("service", row["service"])
    _add(exposition, POD_COLUMNS, (service, ("node", node)), row)
    _add(exposition, columns, (service,), row)
    for column in NODE_COLUMNS:
        exposition.add(column, (("node", node),), float(row["time"]), row[column.column], minute=True)


def _add_calls(exposition: Exposition, row: Row, side: str) -> None:
    for call, text in row.items():
        if call == "time":
            continue
        caller, callee = call.split("_")
        labels = (("caller", caller), ("callee", callee), ("side", side), ("quantile", "0.5"))
        exposition.add(
            Column(call, CALL_METRIC, _CALL_HELP, empty_is_nan=True), labels, float(row["time"]), text
        )


def _add(exposition: Exposition, columns: Sequence[Column], labels: Labels, row: Row) -> None:
    for column in columns:
        exposition.add(column, labels, float(row["time"]), row[column.column])


def placements(folder: Path = RAW, day: Day = BOUTIQUE) -> dict[str, str]:
    """The machine that each service of a day ran on."""
    rows = _rows(folder / "placement.csv")
    return {r["service"]: r["inferred_node"] for r in rows if r.get("system", day.system) == day.system}


def minutes(folder: Path = RAW, day: Day = BOUTIQUE) -> tuple[float, ...]:
    """The Unix times at which what users feel was sampled."""
    return tuple(sorted({float(row["time"]) for row in _rows(folder / f"{day.prefix}-front.csv.gz")}))


def calls(folder: Path = RAW, day: Day = BOUTIQUE) -> tuple[tuple[str, str], ...]:
    """Who calls whom, (caller, callee) in order, between services that have a place of their own."""
    known = placements(folder, day)
    if day.calls:
        pairs = {(r["Source"], r["Target"]) for r in _rows(folder / f"{day.prefix}-dependency.csv")}
    else:
        pairs = {(r["caller"], r["callee"]) for r in _rows(folder / f"{day.prefix}-trace-edges.csv.gz")}
    return tuple(sorted(pair for pair in pairs if pair[0] in known and pair[1] in known))


def _rows(path: Path) -> Iterator[Row]:
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8", newline="") as packed:
            yield from csv.DictReader(packed)
    else:
        with path.open(encoding="utf-8", newline="") as plain:
            yield from csv.DictReader(plain)


if __name__ == "__main__":
    if sys.argv[1:] != ["record"]:
        sys.exit("usage: python -m benchmarks.incident_data record")
    # Imported late, because that module reads this one.
    path: Path = importlib.import_module("benchmarks.incident_example").remake()
    sys.stdout.write(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB\n")
