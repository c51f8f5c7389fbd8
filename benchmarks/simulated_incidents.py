"""The simulated incidents that ship: what their `incident.yaml` says, and how their recordings are remade.

`python -m benchmarks.simulated_incidents NAME` simulates the incident anew, has a real Prometheus hold what
would have been scraped, and records from it what the hierarchy beside it asks for.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import yaml

from adapters.prometheus.adapter import PrometheusSource
from adapters.recording import About, Recording, record, write_recording
from benchmarks import simulated_editor_series, simulated_feeds_series
from benchmarks.incident_data import ROOT
from benchmarks.incident_prometheus import prometheus_of
from benchmarks.simulated_metrics import Metrics
from hierarchy.file.loader import load
from hierarchy.model import Model

_PATIENCE = 60.0  # seconds for a question over hours, on a machine that has other work
LICENCE = "Apache-2.0, like the project that it is part of."
SCRAPES: Mapping[str, Callable[[float], Metrics]] = MappingProxyType(
    {"port-exhaustion": simulated_feeds_series.scrape, "thundering-herd": simulated_editor_series.scrape}
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What went wrong at `at` (Unix seconds) at `node`: plain at `look`; `path` leads down to it."""

    at: float
    node: str
    what: str
    look: float
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Simulated:
    """`incident.yaml` as values; times are Unix seconds, `step` seconds. `origin` is second 0."""

    name: str
    title: str
    story: str
    hierarchy: Path
    recording: Path
    origin: float
    start: float
    end: float
    at: float
    step: float
    shown: tuple[Shown, ...]

    def texts(self) -> Mapping[str, str]:
        """The hierarchy's text by its file name, as a recording carries it."""
        return {self.hierarchy.name: self.hierarchy.read_text(encoding="utf-8")}


def read_simulated(name: str) -> Simulated:
    """Read `incident.yaml` of an example. Raises KeyError or ValueError when it is not as it should be."""
    folder = ROOT / "examples" / name
    given = yaml.safe_load((folder / "incident.yaml").read_text(encoding="utf-8"))
    if given["simulated"] is not True:
        raise ValueError(f"{name} does not say that it is simulated")
    return Simulated(
        name=name,
        title=given["title"],
        story=given["story"],
        hierarchy=folder / given["hierarchy"],
        recording=folder / given["recording"],
        origin=_unix(given["origin"]),
        start=_unix(given["start"]),
        end=_unix(given["end"]),
        at=_unix(given["at"]),
        step=float(given["step"]),
        shown=tuple(
            Shown(_unix(one["at"]), one["node"], one["what"], _unix(one["look"]), tuple(one["path"]))
            for one in given["faults"]
        ),
    )


def load_simulated(example: Simulated, url: str) -> Model:
    """The model of the example against the Prometheus at `url`, which may take its time; ValueError that
    lists what is wrong."""
    loaded = load(example.hierarchy, {"PROMETHEUS_URL": url})
    if loaded.model is None:
        raise ValueError("\n".join(str(problem) for problem in loaded.problems))
    patient = {name: replace(one, timeout=_PATIENCE) for name, one in loaded.model.sources.items()}
    return replace(loaded.model, sources=patient)


def recorded(example: Simulated) -> Recording:
    """Simulate, scrape and record anew; needs `prometheus` and `promtool` on the path."""
    provenance = (example.hierarchy.parent / "PROVENANCE.md").read_text(encoding="utf-8")
    about = About(example.title, provenance, LICENCE)
    lines = SCRAPES[example.name](example.origin).lines()
    with tempfile.TemporaryDirectory() as scratch, prometheus_of(Path(scratch), lines) as url:
        model = load_simulated(example, url)
        source = PrometheusSource(model)
        try:
            span = example.start, example.end, example.step
            return record(source, model, example.texts(), *span, about)
        finally:
            source.close()


def main(arguments: list[str]) -> int:
    """Remake the recordings that are named; 2 when a name is not known."""
    if not arguments or not set(arguments) <= SCRAPES.keys():
        sys.stderr.write(f"usage: python -m benchmarks.simulated_incidents {'|'.join(SCRAPES)} …\n")
        return 2
    for name in arguments:
        example = read_simulated(name)
        write_recording(recorded(example), example.recording)
        size = example.recording.stat().st_size / 1000
        sys.stdout.write(f"{example.recording.relative_to(ROOT)}: {size:.0f} kB\n")
    return 0


def _unix(moment: datetime) -> float:
    return moment.timestamp()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
