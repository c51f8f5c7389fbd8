"""All benchmarks in turn, ratios first: `python -m benchmarks [--write] [--quick]`.

Prints one Markdown table with the command of each row; `--write` keeps it in benchmarks/results.md
and the README, with `--only drill first_views` those rows alone. The
machine should have nothing else to do: ratios hold then on any machine, milliseconds on this one only.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import (
    authoring,
    cue_costs,
    cues,
    drill,
    fan_out,
    first_views,
    outage,
    path_view,
    poll,
    workers,
)
from benchmarks import path_viewers as viewers
from benchmarks.incident_data import DAYS
from benchmarks.path_world import SMALL, Size, World, world
from benchmarks.table import Row, performance_table, renewed, table

RESULTS = Path(__file__).parent / "results.md"
README = RESULTS.parents[1] / "README.md"
_FAN_OUT = "python -m benchmarks.fan_out"


def fan_out_row(repeats: int) -> Row:
    """Reading 60 nodes x 3 signals, batched and one by one."""
    found = fan_out.small(repeats)
    return Row(
        "Reading 60 nodes x 3 signals, values and ages",
        f"one query per signal, without ages, takes {found.singly / found.adapter:.1f} x as long",
        f"{found.queries} queries in {found.adapter:.0f} ms, "
        f"singly {found.single_queries} in {found.singly:.0f} ms",
        _FAN_OUT,
    )


def view_rows(there: World, quick: bool = False) -> list[Row]:
    """The metrics path: a view by the way it is read."""
    return path_view.rows(there, 3 if quick else 9, victoria=True)


def viewer_rows(there: World, quick: bool = False) -> list[Row]:
    """The metrics path: viewers, and somebody else."""
    return viewers.rows(there, *((15.0, (1, 10)) if quick else (viewers.SECONDS, viewers.OPERATORS)))


def path_rows(quick: bool) -> list[Row]:
    """Both in one run, of the same samples."""
    with world(SMALL if quick else Size()) as there:
        return [*view_rows(there, quick), *viewer_rows(there, quick)]


def of_world(rows: Callable[[World], list[Row]]) -> list[Row]:
    """Rows for which samples are made first."""
    with world(Size()) as there:
        return rows(there)


def fan_out_rows(quick: bool = False) -> list[Row]:
    """Sixty nodes, and one sweep of many, through both kinds of store."""
    nodes = 500 if quick else 10_000
    sweeps = [sweep_row(nodes, victoria=victoria) for victoria in (False, True)]
    return [fan_out_row(5 if quick else 15), *sweeps]


def sweep_row(nodes: int, *, victoria: bool) -> Row:
    """One sweep of many nodes with three signals each."""
    with tempfile.TemporaryDirectory() as name:
        found = fan_out.sweep_large(Path(name), nodes, victoria=victoria)
    return Row(
        f"A sweep of {nodes:,} nodes x 3 signals, {'VictoriaMetrics' if victoria else 'Prometheus'}",
        f"{found.ms / found.bare:.2f} x the same requests bare; {found.queries} queries",
        f"{found.ms:.0f} ms, bare {found.bare:.0f}; {found.known:,} of {found.readings:,} readings live",
        f"{_FAN_OUT} --large",
    )


def keep(rows: list[Row], measured: str) -> None:
    """Writes the rows into results.md and the README, in place of those of the same benchmarks."""
    for path in (RESULTS, README):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace(performance_table(text), renewed(text, rows, measured)), encoding="utf-8"
        )


def collect(quick: bool) -> list[Row]:
    """Every row; `quick` leaves out what is large."""
    nodes = (60, 500) if quick else drill.NODES
    return [
        *drill.rows(nodes, 6 if quick else 12),
        *first_views.rows((500,) if quick else first_views.NODES),
        *fan_out_rows(quick),
        *path_rows(quick),
        *workers.rows(2.0 if quick else 10.0),
        *poll.rows((500,) if quick else poll.NODES, 50),
        *outage.rows(),
        *authoring.rows(500 if quick else 2000),
        cue_costs.row(600 if quick else cue_costs.NODES),
        *([] if quick else cues.rows([cues.measure(day) for day in DAYS])),
    ]


def machine(only: Sequence[str] = ()) -> str:
    """What the milliseconds belong to, how busy it was, and which rows are of this run."""
    load = os.getloadavg()[0]
    busy = f" Load {load:.1f} at the end of the run, the benchmark included."
    later = f" Rows of {', '.join(only)} are of this run, the others of earlier ones." if only else ""
    return f"Measured on {fan_out.machine()}, headless Chromium without a graphics card.{busy}{later}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run, print, and keep if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name} and the README's table")
    parts: dict[str, Callable[[], list[Row]]] = {
        "drill": drill.rows,
        "first_views": first_views.rows,
        "fan_out": fan_out_rows,
        "path_view": lambda: of_world(view_rows),
        "path_viewers": lambda: of_world(viewer_rows),
        "workers": workers.rows,
    }
    parser.add_argument("--only", nargs="+", choices=parts, default=[], help="these alone; others are kept")
    parser.add_argument("--quick", action="store_true", help="small sizes only, to see that everything runs")
    options = parser.parse_args(arguments)
    rows = [row for name in options.only for row in parts[name]()] if options.only else collect(options.quick)
    measured = machine(options.only)
    sys.stdout.write(table(rows, measured) + "\n")
    if options.write:
        keep(rows, measured)


if __name__ == "__main__":
    main()
