"""Recordings carry who was there, so that a replay finds the members that a live search had found."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.recorded import Search
from adapters.recorded_members import packed_members, read_members
from adapters.recording import RecordedSource, Recording, read_recording, record, write_recording
from hierarchy.evidence.breakdowns import Breakdown, Split
from hierarchy.evidence.changes import Changes
from hierarchy.evidence.readings import Reading, Trust
from hierarchy.levels import Level
from hierarchy.members import Found
from hierarchy.membership import Registry, expanded
from hierarchy.model import Each, MemberSignal, Model, Node, Signal, SignalKey
from hierarchy.queries import MatchPattern, Query

STEP, START = 60.0, 600.0
HEAT = MemberSignal(Signal("heat", "h", query="heat{$match}"), (MatchPattern("host", "{host}"),))
HOSTS = Node("hosts", Level.PHYSICAL_FORM, "H", each=Each(("host",), Query("up"), signals=(HEAT,)))
MODEL = Model("1", "Shop", {"hosts": HOSTS})


class Scripted:
    """Gives the searches that it is told, and a reading of 1 for every signal of its model."""

    def __init__(self, founds: list[Found], model: Model = MODEL) -> None:
        self.founds = founds
        self.model = model

    def capture(
        self, keys: Collection[SignalKey] | None, start: float, end: float, step: float
    ) -> Mapping[SignalKey, list[Reading]]:
        """A live reading at every moment; all signals are asked for."""
        assert keys is None
        times = [start + i * step for i in range(round((end - start) / step) + 1)]
        return {
            key: [Reading(1.0, Trust.LIVE, at, capacity=2.5) for at in times] for key in self.model.signals()
        }

    def capture_members(self, _start: float, _end: float, _step: float) -> Mapping[str, list[Found]]:
        """What was told."""
        return {"hosts": self.founds}

    def changes(self, _start: float, _end: float) -> Changes:
        """Nobody did anything."""
        return Changes()

    def breakdowns(self, splits: Sequence[Split], at: float) -> Mapping[Split, Breakdown]:
        """Nothing of this model is split."""
        raise AssertionError((splits, at))

    def capture_splits(
        self, splits: Sequence[Split], start: float, end: float, step: float
    ) -> Mapping[Split, list[Breakdown]]:
        """The same."""
        raise AssertionError((splits, start, end, step))

    def renewed(self, model: Model) -> Scripted:
        """The same for a model with members."""
        return Scripted(self.founds, model)

    def close(self) -> None:
        """Nothing to release."""


def found(*hosts: str, **more: object) -> Found:
    """A search that found these hosts, with labels that are of no matter."""
    return Found(tuple({"host": host, "job": "x"} for host in hosts), **more)  # type: ignore[arg-type]


def recorded(*founds: Found) -> Recording:
    """A recording of these searches, a step apart."""
    span = START, START + STEP * (len(founds) - 1), STEP
    return record(Scripted(list(founds)), MODEL, {"a.yaml": "x"}, *span)


def test_a_replay_finds_at_each_moment_who_was_found_then(tmp_path: Path) -> None:
    """Through the file and back; between two moments the earlier one counts, and failures are kept."""
    written = recorded(found("b", "a"), found("a", "b"), found("a", expected=4), found(failure="timeout"))
    assert [search.first for search in written.members["hosts"]] == [0, 2, 3]
    write_recording(written, tmp_path / "r")
    source = RecordedSource(read_recording(tmp_path / "r"), MODEL)
    both = Found(({"host": "a"}, {"host": "b"}))
    assert source.members(START)["hosts"] == both
    assert source.members(START + 1.9 * STEP)["hosts"] == both
    assert source.members(START + 2 * STEP)["hosts"] == Found(({"host": "a"},), 4)
    assert source.members(START + 900 * STEP)["hosts"] == Found(failure="timeout")
    assert source.members(START - 1)["hosts"].failure == "the recording begins later"


def test_every_member_of_the_stretch_has_its_readings_in_the_recording() -> None:
    """Also one that was there for a moment only; capacities are kept beside the values."""
    written = recorded(found("a"), found("b"), found("a"))
    assert list(written.tracks) == [SignalKey("hosts/a", "heat"), SignalKey("hosts/b", "heat")]
    registry = Registry(MODEL)
    source = RecordedSource(written, MODEL)
    for i in range(3):
        model = expanded(MODEL, registry.update(source.members(START + i * STEP), START + i * STEP))
    replay = source.renewed(model)
    assert model.nodes["hosts/b"].lifetime is not None
    readings = replay.sweep(START + 2 * STEP).readings
    assert {str(key): (r.trust, r.capacity) for key, r in readings.items()} == {
        "hosts/a/heat": (Trust.LIVE, 2.5),
        "hosts/b/heat": (Trust.LIVE, 2.5),
    }


def test_capacities_survive_the_file(tmp_path: Path) -> None:
    """And a recording without any has none."""
    write_recording(recorded(found("a")), tmp_path / "r")
    track = read_recording(tmp_path / "r").tracks[SignalKey("hosts/a", "heat")]
    assert track.capacities == [2.5]


def test_a_recording_without_searches_says_that_members_are_not_in_it() -> None:
    """Older recordings, or those of another hierarchy, leave the whole unknown."""
    bare = replace(recorded(found("a")), members={})
    assert RecordedSource(bare, MODEL).members(START)["hosts"] == Found(
        failure="its members are not in the recording"
    )
    assert RecordedSource(bare).members(START) == {}


texts = st.text(max_size=4)
searches = st.builds(
    Found,
    st.lists(st.fixed_dictionaries({"host": texts, "rack": texts}), max_size=3).map(tuple),
    st.none() | st.integers(0, 9),
    texts,
)


@given(st.lists(searches, min_size=1, max_size=5))
def test_searches_come_back_from_the_file_as_they_were(founds: list[Found]) -> None:
    """Whatever the values are."""
    written = {"hosts": tuple(Search(i, one) for i, one in enumerate(founds))}
    document = orjson.loads(orjson.dumps(packed_members(written)))
    assert read_members(document, len(founds)) == written


GOOD = {"first": 0, "labels": ["host"], "series": [["a"]], "expected": None, "failure": ""}
DAMAGED: dict[str, object] = {
    "no object": [],
    "no list": {"hosts": {}},
    "no search": {"hosts": []},
    "a search that is none": {"hosts": [7]},
    "a first search that is not the first": {"hosts": [{**GOOD, "first": 1}]},
    "the same moment twice": {"hosts": [GOOD, GOOD]},
    "beyond the end": {"hosts": [GOOD, {**GOOD, "first": 9}]},
    "a first that is no number": {"hosts": [{**GOOD, "first": "0"}]},
    "too few values": {"hosts": [{**GOOD, "series": [[]]}]},
    "values that are no texts": {"hosts": [{**GOOD, "series": [[7]]}]},
    "labels that are no texts": {"hosts": [{**GOOD, "labels": 7}]},
    "no series": {"hosts": [{**GOOD, "series": None}]},
    "a number that is none": {"hosts": [{**GOOD, "expected": "4"}]},
    "a number below nobody": {"hosts": [{**GOOD, "expected": -1}]},
    "no failure": {"hosts": [{**GOOD, "failure": None}]},
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_searches_are_refused(name: str) -> None:
    """Nothing of a file is taken on trust."""
    with pytest.raises(ValueError, match="members"):
        read_members(DAMAGED[name], 3)
