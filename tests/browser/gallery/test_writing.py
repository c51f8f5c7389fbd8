"""The gallery says the same each time it is written, however long things take to be read."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from adapters.recording import RecordedSource
from docs.gallery.states import STATES
from docs.gallery.writing import write_gallery

SLOW = 0.4  # seconds for each question to the source: longer than a picture waits for anything


def _written(folder: Path) -> Mapping[str, bytes]:
    write_gallery(folder, [state for state in STATES if state.name == "past"])
    return {file.name: file.read_bytes() for file in sorted((folder / "data").iterdir())}


def test_what_takes_long_to_be_read_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is usual comes long after the lines and the moment: all the same nothing is missing in pictures,
    and no domain was decided before all was known."""
    quickly = _written(tmp_path / "quick")
    monkeypatch.setattr(RecordedSource, "series", _late(RecordedSource.series))
    slowly = _written(tmp_path / "slow")
    assert slowly == quickly
    told = (tmp_path / "slow" / "states" / "past.js").read_text(encoding="utf-8")
    (name,) = re.findall(r'"sparks": "(\w+)"', told)
    lines = slowly[f"{name}.js"]
    assert lines.count(b'"band"') == lines.count(b'"values"') > 100


def _late(asked: Any) -> Any:
    def answered(*given: Any, **named: Any) -> Any:
        if threading.current_thread().name.startswith("navigator-references"):
            threading.Event().wait(SLOW)
        return asked(*given, **named)

    return answered
