"""What `navigator demo` offers: a real incident by itself, simulated ones by name, each called that."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from navigator import cli
from navigator.recorded_examples import examples, find_example


def test_real_incidents_come_before_simulated_ones(capsys: pytest.CaptureFixture[str]) -> None:
    """In both formats, and the real one is what a demo without a name shows."""
    assert cli.run(["demo", "--list", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    kinds = [(one["name"], one["simulated"]) for one in listed]
    assert kinds == [("online-boutique", False), ("port-exhaustion", True), ("thundering-herd", True)]
    assert cli.run(["demo", "--list"]) == 0
    text = capsys.readouterr().out
    places = [text.index(f"{name}  ") for name, _ in kinds]
    assert places == sorted(places)
    assert not find_example(None).simulated


def test_a_list_says_of_each_simulated_incident_that_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """In its title, where people choose, and first thing in its story."""
    assert cli.run(["demo", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for one in examples():
        title, story = next((a, b) for a, b in pairwise(lines) if a.startswith(one.name))
        assert ("simulated" in title.lower()) is one.simulated
        assert story.strip().startswith("SIMULATED") is one.simulated


def test_every_example_that_is_listed_can_be_opened() -> None:
    """Its recording is there, and the moment at which the demo opens is in it."""
    for one in examples():
        assert one.recording.is_file()
        assert one.at is not None
        assert find_example(one.name) == one
