"""`navigator cues` as people and scripts meet it; tests/live holds what it finds."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from hierarchy.evidence.cue import Cue, CueEvidence, CueKind, CueNote, Cues
from navigator import cli
from navigator.api.cues import cues_json
from navigator.settings import SETTINGS
from navigator.terminal.cues import cue_lines
from tests.navigator.terminal.shop import ILL, NOW, judged

FILE = """\
version: 1
title: Shop
sources: {default: {type: prometheus, url: 'http://127.0.0.1:9'}}
nodes:
  buy: {level: functional-purpose, title: Buy, how: [host]}
  host:
    level: physical-form
    title: Host
    signals: {load: {query: load1, unit: ratio, worse: higher, critical: 1}}
"""
DEVIATION = "p95 latency 2 s, usually 200 ms"
FOUND = Cues(
    "buy",
    NOW,
    (
        Cue(
            1,
            "catalogue",
            ("buy", "orders", "show", "catalogue"),
            7.5,
            (
                CueEvidence(
                    CueKind.DEVIATION, "p95 latency 2 s, usually 200 ms", "latency", 2.0, 9.0, NOW - 60
                ),
            ),
            "3 use it",
        ),
        Cue(2, "index", ("buy", "index"), 1.0, (CueEvidence(CueKind.UNKNOWN, "age is absent", "age"),)),
    ),
    CueNote("partly", "Not everything could be read."),
)


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No setting from outside, and logging given back."""
    for variable in (name for setting in SETTINGS for name in setting.variables):
        monkeypatch.delenv(variable, raising=False)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A purpose over a host, whose source is not there."""
    path = tmp_path / "h.yaml"
    path.write_text(FILE)
    return path


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ([], "--focus"),
        (["--focus", "hots"], "did you mean 'host'?"),
        (["--focus", "host/one"], "there is no node 'host/one'"),
        (["--focus", "buy", "--limit", "0"], "--limit"),
        (["--focus", "buy", "--at", "4102444800"], "is still to come"),
        (["--focus", "buy", "--format", "yaml"], "'yaml' is not"),
    ],
)
def test_what_could_not_be_run_is_exit_2(
    extra: list[str], words: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sentence on stderr, before any source is asked."""
    assert cli.run(["cues", str(file), *extra]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""


def test_a_dead_source_is_exit_1_and_a_note(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not a failure of the command, and nothing called fine."""
    assert cli.run(["cues", str(file), "--focus", "buy", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["note"]["code"] == "no_data"
    assert cli.run(["cues", str(file), "--focus", "buy"]) == 1
    assert found["note"]["text"] in capsys.readouterr().out


def test_every_cue_is_printed_with_the_way_to_it_and_what_speaks_for_it() -> None:
    """Rank, state, titles as they are, kinds of evidence, and what the cues leave out."""
    model, health = judged(ILL)
    lines = [str(line) for line in cue_lines(model, health, FOUND, 10)]
    text = "\n".join(lines)
    assert lines[0] == "Where to look next below Customers can buy [bold] (buy) at 2022-08-22T04:20:00Z"
    assert "1. ▲ Catalogue (catalogue) warning" in lines
    assert "   by way of Orders in equal orders out › Show products" in lines
    assert f"   deviation: {DEVIATION}" in lines
    assert "   3 use it" in lines
    assert text.count("by way of") == 1
    assert lines[-1] == "Not everything could be read."


def test_cues_beyond_the_limit_are_counted() -> None:
    """And how to see them is said."""
    model, health = judged(ILL)
    lines = [str(line) for line in cue_lines(model, health, FOUND, 1)]
    assert "1 more: --limit 2 shows all." in lines
    assert not any(line.startswith("2. ") for line in lines)


def test_the_json_has_every_number_of_the_evidence() -> None:
    """As the API answers: values, spreads, times, and null for what there is not."""
    made = cues_json(FOUND, 1)
    assert made["note"] == {"code": "partly", "text": "Not everything could be read."}
    cues = made["cues"]
    assert isinstance(cues, list)
    (cue,) = cues
    assert cue["path"] == ["buy", "orders", "show", "catalogue"]
    assert (cue["score"], cue["shared"]) == (7.5, "3 use it")
    assert cue["evidence"] == [
        {
            "kind": "deviation",
            "text": DEVIATION,
            "signal": "latency",
            "value": 2.0,
            "spreads": 9.0,
            "time": "2022-08-22T04:19:00Z",
        }
    ]
