"""Recordings carry what was done and how signals were split, so that a replay tells of both."""

from __future__ import annotations

import gzip
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters import recorded_splits
from adapters.recorded_changes import packed_changes, read_changes
from adapters.recorded_splits import packed_splits, read_splits
from adapters.recording import (
    RecordedSource,
    Recording,
    RecordingError,
    read_recording,
    record,
    write_recording,
)
from hierarchy.actions import ChangeKind, ChangeRule
from hierarchy.evidence.breakdowns import Breakdown, Split
from hierarchy.evidence.changes import Change, Changes, Origin
from hierarchy.evidence.readings import Reading, Trust
from hierarchy.levels import Level
from hierarchy.members import Found
from hierarchy.model import Model, Node, Signal, SignalKey
from hierarchy.queries import Query

START, STEP = 600.0, 60.0
KEY = SignalKey("n", "s")
SPLIT, FOREIGN = Split(KEY, "pod"), Split(KEY, "zone")
NODE = Node("n", Level.PHYSICAL_FORM, "n", signals=(Signal("s", "s", query="x", spread="pod"),))
RULE = ChangeRule("deploys", "Deploy", ChangeKind.VALUE, Query("g"))
MODEL = Model("1", "Shop", {"n": NODE}, changes=(RULE,))
DEPLOY = Change(
    "d-1", "Deploy", 700.0, rule="deploys", labels={"app": "n"}, nodes=("n", "gone"), url="http://x"
)
ROLLOUT = Change("r-1", "Rollout", 620.0, 720.0, everything=True)
FIRING = Change("a-1", "Alert", 500.0, None, True, Origin.ALERT)
DONE = Changes((FIRING, ROLLOUT, DEPLOY), ("what 'x' shows is not known: no",))


def pods(trust: Trust = Trust.LIVE, detail: str = "", **values: float) -> Breakdown:
    return Breakdown("pod", values, trust, detail)


class Scripted:
    """Gives the breakdowns and changes that it is told, and a reading of 1 at every moment."""

    def __init__(self, split: Sequence[Breakdown], done: Changes) -> None:
        self.split = split
        self.done = done
        self.steps: list[float] = []

    def capture(
        self, _keys: Collection[SignalKey] | None, start: float, end: float, step: float
    ) -> Mapping[SignalKey, list[Reading]]:
        times = [start + i * step for i in range(round((end - start) / step) + 1)]
        return {KEY: [Reading(1.0, Trust.LIVE, at) for at in times]}

    def capture_members(self, start: float, end: float, step: float) -> Mapping[str, list[Found]]:
        raise AssertionError((start, end, step))

    def changes(self, start: float, end: float) -> Changes:
        assert (start, end) == (START, START + STEP * (len(self.split) - 1))
        return self.done

    def breakdowns(self, splits: Sequence[Split], _at: float) -> Mapping[Split, Breakdown]:
        assert list(splits) == [SPLIT]
        return {SPLIT: self.split[-1]}

    def capture_splits(
        self, splits: Sequence[Split], start: float, end: float, step: float
    ) -> Mapping[Split, list[Breakdown]]:
        assert list(splits) == [SPLIT]
        self.steps.append(step)
        return {SPLIT: [self.split[round((at - start) / STEP)] for at in _times(start, end, step)]}

    def renewed(self, model: Model) -> Scripted:
        raise AssertionError(model)

    def close(self) -> None:
        """Nothing to release."""


def _times(start: float, end: float, step: float) -> list[float]:
    return [start + i * step for i in range(int((end - start) / step) + 1)]


def recorded(*split: Breakdown, done: Changes = DONE) -> Recording:
    span = START, START + STEP * (len(split) - 1), STEP
    return record(Scripted(split, done), MODEL, {"a.yaml": "x"}, *span)


def replay(recording: Recording, folder: Path, model: Model | None = MODEL) -> RecordedSource:
    write_recording(recording, folder / "r")
    return RecordedSource(read_recording(folder / "r"), model)


def test_a_replay_splits_a_signal_as_it_was_at_the_newest_moment(tmp_path: Path) -> None:
    """With its trust and its sentence; pods that come and go are there while they were."""
    source = replay(
        recorded(pods(a=1.0, b=2.0), pods(Trust.PARTIAL, "1 left out", b=3.0), pods(Trust.ERROR, "no")),
        tmp_path,
    )

    assert source.breakdowns([SPLIT], START)[SPLIT] == pods(a=1.0, b=2.0)
    assert source.breakdowns([SPLIT], START + 1.9 * STEP)[SPLIT] == pods(Trust.PARTIAL, "1 left out", b=3.0)
    assert source.breakdowns([SPLIT], START + 2 * STEP)[SPLIT] == pods(Trust.ERROR, "no")


def test_what_is_not_recorded_is_not_guessed(tmp_path: Path) -> None:
    """Another label, a time before the recording, and one after its end."""
    source = replay(recorded(pods(a=1.0), pods(a=2.0)), tmp_path)
    after = source.breakdowns([SPLIT], START + 10 * STEP)[SPLIT]

    assert source.breakdowns([SPLIT], START - 1)[SPLIT] == pods(Trust.ABSENT, "the recording begins later")
    missing = Breakdown("zone", {}, Trust.ABSENT, "how this is split is not in the recording")
    assert source.breakdowns([FOREIGN], START)[FOREIGN] == missing
    assert (after.trust, after.detail) == (Trust.STALE, "the recording ends before this")
    assert source.spread_series([FOREIGN], START, START, STEP)[FOREIGN].mid == (None,)


def test_spread_over_time_is_that_of_the_recorded_moments(tmp_path: Path) -> None:
    """With gaps outside of it and where nothing was believed."""
    source = replay(recorded(pods(a=1.0, b=2.0, c=6.0), pods(Trust.STALE, "old", a=9.0)), tmp_path)
    found = source.spread_series([SPLIT], START - STEP, START + 2 * STEP, STEP)[SPLIT]

    assert found.times == (540.0, 600.0, 660.0, 720.0)
    assert (found.low, found.mid, found.high) == (
        (None, 1.0, None, None),
        (None, 2.0, None, None),
        (None, 6.0, None, None),
    )


def test_breakdowns_are_recorded_less_often_where_they_would_be_a_lot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A replay then shows the newest of those that are there."""
    monkeypatch.setattr(recorded_splits, "MOST_VALUES", 6)
    rows = [pods(a=float(i), b=0.0) for i in range(5)]
    scripted = Scripted(rows, Changes())
    recording = record(scripted, MODEL, {}, START, START + 4 * STEP, STEP)
    source = replay(recording, tmp_path)

    assert scripted.steps == [3 * STEP]
    shown = [source.breakdowns([SPLIT], START + i * STEP)[SPLIT].values["a"] for i in range(5)]
    assert shown == [0.0, 0.0, 0.0, 3.0, 3.0]


def test_a_replay_tells_changes_as_they_were_known_at_the_end_of_the_window(tmp_path: Path) -> None:
    """Nothing of the future: what ended later goes on, what began later is not told yet."""
    source = replay(recorded(pods(), pods(), pods()), tmp_path)
    early = source.changes(START, 640.0)
    whole = source.changes(START, 720.0)

    assert early.failures == whole.failures == DONE.failures
    assert early.found == (FIRING, replace(ROLLOUT, until=None, lasting=True))
    assert whole.found == (FIRING, ROLLOUT, replace(DEPLOY, nodes=("n",)))
    assert source.changes(721.0, 800.0).found == (FIRING,)


def test_an_older_recording_says_that_changes_are_not_in_it(tmp_path: Path) -> None:
    """Only where the hierarchy would have seen some; nothing else is missing in it."""
    older = replace(recorded(pods()), changes=None, splits={})
    source = replay(older, tmp_path)

    assert read_recording(tmp_path / "r").changes is None
    assert source.changes(0.0, 1000.0).found == ()
    assert source.changes(0.0, 1000.0).failures[0].startswith("What was done is not in this recording")
    plain = source.renewed(replace(MODEL, changes=()))
    assert plain.changes(0.0, 1000.0) == Changes()


names = st.text(max_size=4)
changes = st.builds(
    Change,
    names,
    names,
    st.floats(0, 1e9),
    st.none() | st.floats(0, 1e9),
    st.booleans(),
    st.sampled_from(list(Origin)),
    names,
    st.dictionaries(names, names, max_size=3),
    st.lists(names, max_size=3).map(tuple),
    st.booleans(),
    st.sampled_from(["", "https://example.org"]),
)


@given(st.lists(changes, max_size=4), st.lists(names, max_size=2))
def test_changes_come_back_from_the_file_as_they_were(found: list[Change], failures: list[str]) -> None:
    """In time order, whatever the texts are."""
    ordered = tuple(sorted(found, key=lambda one: (one.at, one.id)))
    written = Changes(ordered, tuple(failures))
    assert read_changes(orjson.loads(orjson.dumps(packed_changes(written)))) == written


CHANGE = packed_changes(Changes((DEPLOY,)))["found"][0]  # type: ignore[index]
BAD_CHANGES: dict[str, object] = {
    "no object": [],
    "no list": {"found": {}, "failures": []},
    "no failures": {"found": []},
    "failures that are no texts": {"found": [], "failures": [7]},
    "a change that is none": {"found": [7], "failures": []},
    **{
        f"{key} is {value!r}": {"found": [{**CHANGE, key: value}], "failures": []}
        for key, value in {
            "id": 7, "title": None, "at": "now", "until": "then", "lasting": 1, "origin": "dream",
            "rule": 7, "labels": {"a": 1}, "nodes": "n", "everything": None, "url": "javascript:x",
        }.items()
    },
    **{
        f"{key} is {time!r}": {"found": [{**CHANGE, key: time}], "failures": []}
        for key in ("at", "until") for time in (-1.0, 1e12, 1e308)  # no date can be told of these
    },
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_CHANGES)
def test_damaged_changes_are_refused(name: str) -> None:
    """Nothing of a file is taken on trust."""
    with pytest.raises((ValueError, TypeError)):
        read_changes(BAD_CHANGES[name])


TRACK = packed_splits(recorded(pods(a=1.0), pods(a=2.0)).splits)[0]
BAD_SPLITS: dict[str, object] = {
    "no list": {},
    "no object": [7],
    "no values": [{**TRACK, "values": [1]}],
    "rows that are none": [{**TRACK, "values": {"a": 1}}],
    "too few values": [{**TRACK, "values": {"a": [1]}}],
    "no numbers": [{**TRACK, "values": {"a": ["1", "2"]}}],
    "an every that is none": [{**TRACK, "every": 0}],
    "an every that is no number": [{**TRACK, "every": True}],
    "a count that does not fit": [{**TRACK, "count": 3}],
    "no stretches": [{**TRACK, "stretches": []}],
    "stretches of another shape": [{**TRACK, "stretches": [7]}],
    "a first stretch that is not the first": [{**TRACK, "stretches": [[1, "live", ""]]}],
    "a stretch beyond the end": [{**TRACK, "stretches": [[0, "live", ""], [2, "live", ""]]}],
    "an unknown trust": [{**TRACK, "stretches": [[0, "sure", ""]]}],
    "a label that is no text": [{**TRACK, "label": 7}],
}


@pytest.mark.parametrize("name", BAD_SPLITS)
def test_damaged_breakdowns_are_refused(name: str) -> None:
    """The good one they are made from is read."""
    assert len(read_splits([TRACK], 2)) == 1
    with pytest.raises((ValueError, TypeError)):
        read_splits(BAD_SPLITS[name], 2)


def test_a_damaged_part_of_a_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    """Not as a traceback, and nothing of the file is used."""
    write_recording(recorded(pods(a=1.0)), tmp_path / "r")
    document = orjson.loads(gzip.decompress((tmp_path / "r").read_bytes()))
    document["changes"]["found"][0]["at"] = "soon"
    (tmp_path / "r").write_bytes(gzip.compress(orjson.dumps(document)))

    with pytest.raises(RecordingError, match="r is damaged: change a-1 is missing or not as it should be"):
        read_recording(tmp_path / "r")
