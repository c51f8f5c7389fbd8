"""A recording gives back what was read, as old as it was, and says plainly when it is not one."""

from __future__ import annotations

import contextlib
import gzip
import random
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.recording import (
    About,
    RecordedSource,
    Recording,
    RecordingError,
    ensure_writable,
    read_recording,
    record,
    write_recording,
)
from hierarchy.evidence.breakdowns import Breakdown, Split
from hierarchy.evidence.changes import Changes
from hierarchy.evidence.readings import Reading, SourceState, Trust
from hierarchy.levels import Level
from hierarchy.members import Found
from hierarchy.model import Model, Node, Signal, SignalKey

KEY = SignalKey("n", "s")
STEP = 60.0
LIVE = Reading(0.123456789, Trust.LIVE, 0.0, 60.0)


def model(nodes: int = 1, signals: int = 1) -> Model:
    """So many nodes with so many signals; the first is `KEY`."""
    names = ["s", *(f"s{i}" for i in range(1, signals))]
    made = tuple(Signal(name, name, query="up") for name in names)
    ids = ["n", *(f"n{i}" for i in range(1, nodes))]
    return Model("1", "Shop", {i: Node(i, Level.PHYSICAL_FORM, i, signals=made) for i in ids})


class Scripted:
    """Captures readings that are given to it."""

    def __init__(self, readings: Mapping[SignalKey, list[Reading]]) -> None:
        self.readings = readings

    def capture(
        self, keys: Collection[SignalKey] | None, start: float, end: float, step: float
    ) -> Mapping[SignalKey, list[Reading]]:
        """What was given; a recording asks for all signals over a span that is not empty."""
        assert keys is None
        assert start <= end
        assert step > 0
        return self.readings

    def capture_members(self, start: float, end: float, step: float) -> Mapping[str, list[Found]]:
        """The model has nobody to search for."""
        raise AssertionError((start, end, step))

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
        """Without members the model stays the same."""
        raise AssertionError(model)

    def close(self) -> None:
        """Nothing to release."""


def recorded(*readings: Reading, start: float = 600.0) -> Recording:
    """A recording of one signal from `start` on."""
    span = (start, start + STEP * (len(readings) - 1), STEP)
    source = Scripted({KEY: list(readings)})
    return record(source, model(), {"shop.yaml": "version: 1\n"}, *span, About("An incident"))


def reread(recording: Recording, folder: Path) -> Recording:
    """Through a file and back."""
    write_recording(recording, folder / "x.navigator")
    return read_recording(folder / "x.navigator")


values = st.none() | st.floats(allow_nan=False, allow_infinity=False)
times = st.none() | st.integers(0, 700).map(float)
trusts = st.sampled_from([trust for trust in Trust if trust is not Trust.UNREACHABLE])
seen = st.none() | st.tuples(st.integers(0, 9), st.integers(0, 9))
readings = st.builds(
    lambda value, trust, time, detail, seen: Reading(
        value, trust, time, 60.0, f"{detail} {seen}", None, seen
    ),
    values,
    trusts,
    times,
    st.text(max_size=5),
    seen,
)


@given(st.lists(readings, min_size=1, max_size=30))
def test_every_reading_comes_back_from_the_file_with_its_age_and_reason(
    tmp_path_factory: pytest.TempPathFactory, made: list[Reading]
) -> None:
    """Values to six significant digits, everything else exactly."""
    back = reread(recorded(*made), tmp_path_factory.mktemp("r"))
    for index, reading in enumerate(made):
        found = back.reading(KEY, index)
        assert (found.trust, found.time, found.detail, found.max_age, found.seen) == (
            reading.trust, reading.time, reading.detail, 60, reading.seen,
        )  # fmt: skip
        assert found.value == (None if reading.value is None else pytest.approx(reading.value, rel=1e-5))
    assert back.files == {"shop.yaml": "version: 1\n"}
    assert (back.title, back.start, back.step, back.count) == ("An incident", 600, STEP, len(made))


def test_a_replay_shows_the_newest_moment_at_or_before_and_its_real_age() -> None:
    """Good until the next moment, then stale after the last; before the first nothing is known."""
    source = RecordedSource(
        recorded(Reading(1.0, Trust.LIVE, 595.0, 60.0), Reading(2.0, Trust.LIVE, 655.0, 60.0)), model(2)
    )
    assert source.sweep(599).readings[KEY].trust is Trust.ABSENT
    early = source.sweep(659)
    assert (early.readings[KEY].value, early.readings[KEY].age(659)) == (1.0, 64)
    assert early.readings[KEY].trust is Trust.LIVE
    assert source.sweep(660).readings[KEY] == Reading(2.0, Trust.LIVE, 655.0, 60.0 + STEP)
    assert source.sweep(775).readings[KEY].trust is Trust.LIVE
    assert source.sweep(776).readings[KEY].trust is Trust.STALE
    assert source.sweep(660).sources["default"].state is SourceState.LIVE
    late = source.sweep(2000)
    assert late.readings[KEY].trust is Trust.STALE
    assert late.sources["default"].state is SourceState.STALE
    assert source.sweep(660).readings[SignalKey("n1", "s")].trust is Trust.ABSENT


def test_a_replayed_series_has_gaps_outside_and_where_nothing_was_recorded() -> None:
    """A coarser step takes the newest moment, a finer one repeats it."""
    nothing = Reading(None, Trust.ABSENT, detail="no series matches")
    source = RecordedSource(recorded(Reading(1.0, Trust.LIVE, 600), nothing, Reading(3.0, Trust.LIVE, 720)))
    series = source.series([KEY, SignalKey("x", "y")], 540, 780, 60)
    assert series[KEY].times == (540, 600, 660, 720, 780)
    assert series[KEY].values == (None, 1.0, None, 3.0, None)
    assert series[SignalKey("x", "y")].trust is Trust.ABSENT
    assert source.series([KEY], 660, 660, 60)[KEY].detail == "no series matches"


def test_a_replayed_series_has_gaps_where_a_value_was_not_believed() -> None:
    """A rate that had outlived its target by then is no line in the chart."""
    stale = Reading(2.0, Trust.STALE, None, 60.0, "it outlives what it was measured on")
    partial = Reading(3.0, Trust.PARTIAL, 720, 60.0, "w")
    source = RecordedSource(recorded(Reading(1.0, Trust.LIVE, 600), stale, partial))
    assert source.series([KEY], 600, 720, 60)[KEY].values == (1.0, None, 3.0)
    dead = source.series([KEY], 660, 660, 60)[KEY]
    assert (dead.values, dead.trust, dead.detail) == ((None,), Trust.STALE, stale.detail)


def test_twelve_hours_of_sixty_nodes_fit_into_three_megabytes(tmp_path: Path) -> None:
    """240 signals at 720 moments, every value different from the one before."""
    dice = random.Random(1)
    keys = model(60, 4).signals()
    made = {
        key: [Reading(dice.random() * 100, Trust.LIVE, i * STEP - dice.randrange(15)) for i in range(720)]
        for key in keys
    }
    recording = record(Scripted(made), model(60, 4), {}, 0, 719 * STEP, STEP)
    write_recording(recording, tmp_path / "x")
    assert (tmp_path / "x").stat().st_size <= 3_000_000
    assert len(read_recording(tmp_path / "x").tracks) == 240


def document(**changes: object) -> bytes:
    """A packed document, right but for the changes."""
    track: dict[str, object] = {"node": "n", "signal": "s", "max_age": 60}
    track |= {"values": [1, 2], "lags": [0, 0], "stretches": [[0, "live", ""]]}
    track |= {k.removeprefix("track_"): v for k, v in changes.items() if k.startswith("track_")}
    whole: dict[str, object] = {"format": "navigator-recording", "version": 1, "title": "t", "start": 0}
    whole |= {"step": 60, "count": 2, "files": {}, "tracks": [track]}
    whole |= {k: v for k, v in changes.items() if not k.startswith("track_")}
    return gzip.compress(orjson.dumps(whole))


DAMAGED = {
    "not packed": (b"version: 1", "cannot be unpacked"),
    "empty": (b"", "cut off"),
    "cut off": (document()[:-12], "cut off"),
    "flipped bytes": (document()[:20] + b"\0\0\0\0" + document()[24:], "unpacked"),
    "not JSON": (gzip.compress(b"{"), "JSON"),
    "another format": (gzip.compress(b'{"format": "tar"}'), "not a recording made by"),
    "a list": (gzip.compress(b"[1]"), "not a recording made by"),
    "a later version": (document(version=2), "recording version 2"),
    "too large": (gzip.compress(bytes(70_000_000)), "64 MB"),
    "no step": (document(step=None), "step"),
    "step zero": (document(step=0), "count"),
    "count as text": (document(count="2"), "count"),
    "a huge count": (document(count=10**9), "count"),
    "files as list": (document(files=[]), "files"),
    "tracks as text": (document(tracks="x"), "tracks"),
    "a track as number": (document(tracks=[5]), "damaged"),
    "too few values": (document(track_values=[1]), "values of n/s"),
    "a text among values": (document(track_values=[1, "2"]), "values of n/s"),
    "a boolean among lags": (document(track_lags=[True, 1]), "lags of n/s"),
    "a trust nobody knows": (document(track_stretches=[[0, "fine", ""]]), "damaged"),
    "a late first stretch": (document(track_stretches=[[1, "live", ""]]), "stretches of n/s"),
    "targets of no stretch": (document(track_seen=[[7, 9], None]), "damaged"),
    "targets as text": (document(track_seen=["79"]), "damaged"),
    "one count of targets": (document(track_seen=[[7]]), "damaged"),
    "seen as a number": (document(track_seen=7), "seen of n/s"),
    "deeply nested": (gzip.compress(b"[" * 100_000), "JSON"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_file_that_is_not_a_sound_recording_gives_one_clear_sentence(tmp_path: Path, name: str) -> None:
    """Never a traceback of something else; the file is named without its folder."""
    content, words = DAMAGED[name]
    path = tmp_path / "incident.navigator"
    path.write_bytes(content)
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    message = str(caught.value)
    assert words in message
    assert message.startswith("incident.navigator ")
    assert str(tmp_path) not in message
    assert "\n" not in message


def test_the_unchanged_document_of_these_cases_is_sound(tmp_path: Path) -> None:
    """So that each case fails by its own change."""
    (tmp_path / "x").write_bytes(document())
    assert read_recording(tmp_path / "x").reading(KEY, 1) == Reading(2.0, Trust.LIVE, 60.0, 60.0)


@given(st.binary(max_size=300), st.integers(0, 10_000))
def test_any_damage_to_a_file_is_told_or_harmless(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, place: int
) -> None:
    """Bytes overwritten anywhere never raise anything but a RecordingError."""
    sound = document()
    place %= len(sound)
    path = tmp_path_factory.mktemp("d") / "x"
    path.write_bytes(sound[:place] + noise + sound[place + len(noise) :])
    with contextlib.suppress(RecordingError):
        assert read_recording(path).count == 2


def test_a_missing_file_and_a_missing_folder_are_told() -> None:
    """Reading and writing."""
    with pytest.raises(RecordingError, match="cannot be read: No such file"):
        read_recording("/nowhere/at/all")
    with pytest.raises(RecordingError, match="cannot be written: No such file"):
        write_recording(recorded(LIVE), "/nowhere/at/all")


def test_a_place_that_can_be_written_to_is_left_as_it_was(tmp_path: Path) -> None:
    """Neither a new file nor a change to the one that is there."""
    (tmp_path / "old").write_bytes(b"kept")
    ensure_writable(tmp_path / "old")
    ensure_writable(tmp_path / "new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("old", b"kept")]


@pytest.mark.parametrize("place", ["no/such/folder", "."])
def test_a_place_that_cannot_be_written_to_is_told_beforehand(tmp_path: Path, place: str) -> None:
    """A folder that is missing, and a folder where a file should be."""
    with pytest.raises(RecordingError, match="cannot be written"):
        ensure_writable(tmp_path / place)


def test_nothing_is_recorded_from_a_source_that_does_not_answer() -> None:
    """A recording full of holes would look like an incident that never was."""
    with pytest.raises(RecordingError, match="nothing was recorded: no connection"):
        recorded(LIVE, Reading(None, Trust.UNREACHABLE, detail="no connection"))


@pytest.mark.parametrize("span", [(0, -60, 60), (0, 60, 0), (0, 1e9, 1)])
def test_an_empty_or_endless_span_is_refused(span: tuple[float, float, float]) -> None:
    """Before anything is asked of the source."""
    with pytest.raises(RecordingError):
        record(Scripted({}), model(), {}, *span)
