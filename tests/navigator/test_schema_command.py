"""navigator schema prints what editors read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hierarchy.file.schema import file_schema
from navigator import cli


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """As JSON, whole, and nothing else."""
    assert cli.run(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == file_schema()


def test_the_schema_is_written_into_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --output nothing is printed; a place that can't be written to is told in a sentence."""
    file = tmp_path / "hierarchy.schema.json"
    assert cli.run(["schema", "--output", str(file)]) == 0
    assert capsys.readouterr().out == ""
    assert json.loads(file.read_text("utf-8")) == file_schema()
    assert cli.run(["schema", "--output", str(tmp_path / "nowhere" / "schema.json")]) == 2
    assert "nowhere" in capsys.readouterr().err
