"""Files that change while they are watched."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from navigator.watching import AGAIN, LONGEST_UNREST, LOOK, MISSING, Watch

LONG_AGO = 1_600_000_000


class HandTime:
    """Wall clock far from every file's time, and a monotonic clock; both moved by the test."""

    def __init__(self) -> None:
        self.wall = LONG_AGO + 10 * 365 * 86400.0
        self.steady = 0.0

    def pass_by(self, seconds: float) -> None:
        """Let so much time go by, and a little more, as a thread that waits does."""
        self.wall += seconds + 0.001
        self.steady += seconds + 0.001


@pytest.fixture
def time() -> HandTime:
    """Nothing moves by itself."""
    return HandTime()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """One file that was written long ago."""
    path = tmp_path / "h.yaml"
    _write(path, "one")
    return path


def _write(path: Path, text: str) -> None:
    """Write in place."""
    path.write_text(text)
    os.utime(path, (LONG_AGO, LONG_AGO))


def _exchange(path: Path, text: str) -> None:
    """Write beside it and rename over it, as careful editors do."""
    fresh = path.with_name(".fresh")
    _write(fresh, text)
    fresh.replace(path)


def _watch(time: HandTime, *paths: Path) -> Watch:
    made = Watch(paths, now=lambda: time.wall, monotonic=lambda: time.steady)
    made.take()
    return made


def _changed_after(watch: Watch, time: HandTime, seconds: float) -> bool:
    """Look at once, and again after so long."""
    watch.changed()
    time.pass_by(seconds)
    return watch.changed()


def test_nothing_changes_while_nothing_is_written(time: HandTime, file: Path) -> None:
    """And looks are a second apart."""
    watch = _watch(time, file)
    for _ in range(25):
        assert not watch.changed()
        assert watch.pause == LOOK
        time.pass_by(watch.pause)


@pytest.mark.parametrize("write", [_write, _exchange])
def test_a_change_is_taken_once_two_looks_agree(
    time: HandTime, file: Path, write: Callable[[Path, str], None]
) -> None:
    """Written in place or renamed over: not with the first look that sees it, and soon after."""
    watch = _watch(time, file)
    write(file, "another")
    assert not watch.changed()
    assert watch.pause == AGAIN
    time.pass_by(AGAIN)
    assert watch.changed()
    watch.take()
    assert not _changed_after(watch, time, 10)


def test_a_change_that_neither_size_nor_time_shows_is_seen(time: HandTime, file: Path) -> None:
    """Contents count: a young file is read again, and every file now and then."""
    watch = _watch(time, file)
    watch.changed()
    about = file.stat()
    with file.open("r+") as opened:
        opened.write("two")
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))
    seen = False
    for _ in range(15):
        time.pass_by(LOOK)
        seen = seen or watch.changed()
    assert seen


def test_a_file_that_is_only_touched_is_no_change(time: HandTime, file: Path) -> None:
    """Nor one that is exchanged for an equal one."""
    watch = _watch(time, file)
    os.utime(file)
    assert not _changed_after(watch, time, AGAIN)
    _exchange(file, "one")
    assert not _changed_after(watch, time, AGAIN)


def test_what_is_still_being_written_is_waited_for(time: HandTime, file: Path) -> None:
    """Half a file that grows is not taken for a file."""
    watch = _watch(time, file)
    for size in range(1, 5):
        _write(file, "x" * size)
        assert not watch.changed()
        time.pass_by(AGAIN)
    assert watch.changed()


def test_a_file_that_never_rests_is_taken_in_the_end(time: HandTime, file: Path) -> None:
    """Somebody who saves all the time is not ignored."""
    watch = _watch(time, file)
    asked = []
    while time.steady < LONGEST_UNREST:
        _write(file, f"at {time.steady}")
        asked.append(watch.changed())
        time.pass_by(AGAIN)
    assert not any(asked)
    _write(file, "and on")
    assert watch.changed()


def test_a_file_that_is_gone_for_a_moment_is_waited_for(time: HandTime, file: Path) -> None:
    """Deleted and written anew is one change; deleted for good is another, a little later."""
    watch = _watch(time, file)
    file.unlink()
    assert not _changed_after(watch, time, MISSING - 0.1)
    _write(file, "anew")
    assert _changed_after(watch, time, AGAIN)
    watch.take()
    file.unlink()
    assert _changed_after(watch, time, MISSING)


def test_files_that_come_and_go_in_a_folder_are_seen(time: HandTime, tmp_path: Path) -> None:
    """One that is new at once, one that is gone after the time that a missing file has."""
    _write(tmp_path / "a.yaml", "a")
    watch = _watch(time, tmp_path)
    _write(tmp_path / "b.yaml", "b")
    assert _changed_after(watch, time, AGAIN)
    watch.take()
    (tmp_path / "a.yaml").unlink()
    assert not _changed_after(watch, time, AGAIN)
    time.pass_by(MISSING)
    assert watch.changed()


def test_files_that_are_not_of_the_hierarchy_do_not_matter(time: HandTime, tmp_path: Path) -> None:
    """What an editor leaves beside it."""
    _write(tmp_path / "a.yaml", "a")
    watch = _watch(time, tmp_path)
    for name in (".a.yaml.swp", "a.yaml~", "notes.txt"):
        _write(tmp_path / name, "x")
    assert not _changed_after(watch, time, LONGEST_UNREST)


def test_a_folder_behind_a_link_that_is_switched_is_seen(time: HandTime, tmp_path: Path) -> None:
    """As configuration is mounted in containers: files link into ..data, which is switched at once."""
    for version in ("one", "two"):
        (tmp_path / f"..{version}").mkdir()
        _write(tmp_path / f"..{version}" / "h.yaml", version)
    (tmp_path / "..data").symlink_to("..one")
    (tmp_path / "h.yaml").symlink_to("..data/h.yaml")
    folder, file = _watch(time, tmp_path), _watch(time, tmp_path / "h.yaml")
    (tmp_path / "..data_tmp").symlink_to("..two")
    (tmp_path / "..data_tmp").rename(tmp_path / "..data")
    assert not folder.changed()
    assert not file.changed()
    time.pass_by(AGAIN)
    assert folder.changed()
    assert file.changed()


def test_what_can_not_be_watched_is_no_error(time: HandTime, tmp_path: Path) -> None:
    """A name without a file, and one that can't be a name; the file is taken when it comes."""
    missing = tmp_path / "later.yaml"
    watch = _watch(time, missing, Path("\0"))
    assert not watch.changed()
    _write(missing, "now")
    assert _changed_after(watch, time, AGAIN)
