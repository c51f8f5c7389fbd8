"""The shipped recording is what a real Prometheus answers, today as on the day it was made."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.recording import read_recording, write_recording
from benchmarks.incident_example import read_example, record_stretch

pytestmark = pytest.mark.live


def test_recording_anew_gives_the_shipped_recording(tmp_path: Path) -> None:
    """From the tables through Prometheus and the adapter comes, reading by reading, the shipped file."""
    example = read_example()
    _, recording = record_stretch(example, example.start, example.end)
    write_recording(recording, tmp_path / "again.navrec.gz")
    assert read_recording(tmp_path / "again.navrec.gz") == read_recording(example.recording)
