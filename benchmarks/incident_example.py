"""The shipped example: what `incident.yaml` says, and how its recording is remade."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml

from adapters.prometheus.adapter import PrometheusSource
from adapters.recording import About, Recording, record, write_recording
from benchmarks.incident_data import ROOT, Fault, faults
from benchmarks.incident_prometheus import incident_prometheus
from hierarchy.file.loader import load
from hierarchy.model import Model

EXAMPLE = ROOT / "examples" / "online-boutique"
_BEFORE = 3600.0  # windows of queries reach back, so samples from before the stretch are needed


@dataclass(frozen=True, slots=True)
class Shown:
    """A fault of the stretch: `look` is when it is plain, `walk` what one passes, `seen` what else tells."""

    fault: Fault
    look: float
    walk: tuple[str, ...]
    seen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """`incident.yaml` as values; times are Unix seconds, `step` seconds."""

    title: str
    story: str
    hierarchy: Path
    recording: Path
    start: float
    end: float
    at: float
    step: float
    shown: tuple[Shown, ...]


def read_example(folder: Path = EXAMPLE) -> Example:
    """Read `incident.yaml`. Raises KeyError or ValueError when it is not as it should be."""
    given = yaml.safe_load((folder / "incident.yaml").read_text(encoding="utf-8"))
    labelled = {(fault.time, fault.service, fault.kind): fault for fault in faults()}
    return Example(
        title=given["title"],
        story=given["story"],
        hierarchy=folder / given["hierarchy"],
        recording=folder / given["recording"],
        start=_unix(given["start"]),
        end=_unix(given["end"]),
        at=_unix(given["at"]),
        step=float(given["step"]),
        shown=tuple(
            Shown(
                labelled[_unix(entry["at"]), entry["service"], entry["kind"]],
                _unix(entry["look"]),
                tuple(entry["walk"]),
                tuple(entry.get("seen", ())),
            )
            for entry in given["faults"]
        ),
    )


def load_example(example: Example, url: str) -> tuple[Model, Mapping[str, str]]:
    """The model of the example against the Prometheus at `url`, and its file's text by name.

    Raises ValueError that lists the problems when the file does not load.
    """
    loaded = load(example.hierarchy, {"PROMETHEUS_URL": url})
    if loaded.model is None:
        raise ValueError("\n".join(str(problem) for problem in loaded.problems))
    return loaded.model, {example.hierarchy.name: example.hierarchy.read_text(encoding="utf-8")}


def record_stretch(example: Example, start: float, end: float) -> tuple[Model, Recording]:
    """Record any stretch of the day from a real Prometheus, as the shipped one is recorded."""
    texts = {name: (EXAMPLE / name).read_text(encoding="utf-8") for name in ("PROVENANCE.md", "LICENSE")}
    about = About(example.title, texts["PROVENANCE.md"], texts["LICENSE"])
    with (
        tempfile.TemporaryDirectory() as scratch,
        incident_prometheus(Path(scratch), start=start - _BEFORE, end=end) as url,
    ):
        model, files = load_example(example, url)
        source = PrometheusSource(model)
        try:
            return model, record(source, model, files, start, end, example.step, about)
        finally:
            source.close()


def remake() -> Path:
    """Record the shipped stretch anew and write it where the example says; returns its path."""
    example = read_example()
    _, recording = record_stretch(example, example.start, example.end)
    write_recording(recording, example.recording)
    return example.recording


def _unix(moment: datetime) -> float:
    return moment.timestamp()
