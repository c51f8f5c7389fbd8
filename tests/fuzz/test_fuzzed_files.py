"""Ten thousand files, each loaded within two seconds and 256 MB, without a foreign exception."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.child import MEMORY
from tests.fuzz.mutations import the_mutator
from tests.fuzz.seeds import FOUND, ROOT
from tests.fuzz.slow_files import slow_files
from tests.fuzz.verdict import loaded, must_hold

FILES = 10_000
SIDE_BY_SIDE = 2
LIMIT = 600


def _started(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environ = {**os.environ, "FUZZ_PROGRESS": str(folder / f"at-{'-'.join(arguments)}")}
    command = [sys.executable, "-m", "tests.fuzz.child", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=environ, stdout=pipe, stderr=pipe, text=True)


def _findings(
    folder: Path, batch: subprocess.Popen[str]
) -> tuple[list[dict[str, object]], dict[str, object]]:
    """What was found wrong, and what the batch says of itself; a batch that died is a failure."""
    try:
        told, complaints = batch.communicate(timeout=LIMIT)
    finally:
        batch.kill()
    last = [file.read_text("utf-8").strip() for file in folder.glob("at-*")]
    assert batch.returncode == 0, (
        f"ended by {batch.returncode}, at {last}: {complaints[-2000:]} {told[-2000:]}"
    )
    lines = [json.loads(line) for line in told.splitlines()]
    return lines[:-1], lines[-1]


@pytest.mark.fuzz
def test_ten_thousand_mutated_files_are_loaded_or_explained(tmp_path: Path) -> None:
    """The same files in every run; to see one: `the_mutator().file(NUMBER)`."""
    share = FILES // SIDE_BY_SIDE
    batches = [_started(tmp_path, "mutated", str(i * share), str(share)) for i in range(SIDE_BY_SIDE)]
    outcomes = [_findings(tmp_path, batch) for batch in batches]
    assert [failure for failures, _ in outcomes for failure in failures] == []
    assert sum(int(str(summary["loads"])) for _, summary in outcomes) == FILES
    assert all(int(str(summary["megabytes"])) * 2**20 < MEMORY for _, summary in outcomes)


@pytest.mark.fuzz
def test_files_made_to_be_slow_are_loaded_or_refused_within_the_limits(tmp_path: Path) -> None:
    """Nearly a mebibyte each of what costs most: operators, regular expressions, copies, large templates."""
    failures, summary = _findings(tmp_path, _started(tmp_path, "slow"))
    assert failures == []
    assert summary["loads"] == len(list(slow_files()))


@pytest.mark.parametrize(
    ("wrong", "seen"),
    [("raises", "ValueError: "), ("takes memory", "MemoryError: "), ("takes time", "took 2.")],
)
def test_the_limits_are_real(tmp_path: Path, wrong: str, seen: str) -> None:
    """A load that raises, or needs more than it may, is a failure with the file's name."""
    failures, _summary = _findings(tmp_path, _started(tmp_path, "wrong", wrong))
    (failure,) = failures
    assert failure["file"] == wrong
    assert str(failure["failure"]).startswith(seen)


def test_a_load_that_ends_the_process_is_seen(tmp_path: Path) -> None:
    """As the parser of queries would, written in another language."""
    with pytest.raises(AssertionError, match=r"ended by -6, at .'ends the process"):
        _findings(tmp_path, _started(tmp_path, "wrong", "ends the process"))


@pytest.mark.parametrize("file", sorted(FOUND.glob("*.yaml")), ids=lambda file: file.stem)
def test_what_fuzzing_once_found_stays_mended(file: Path) -> None:
    """Each file once raised, hung or said something untrue."""
    must_hold(loaded(file.read_bytes()))


def test_mutated_files_are_many_things() -> None:
    """A fuzzer whose files all fail at the first line, or never, would find nothing."""
    mutator = the_mutator()
    results = [loaded(mutator.file(number)) for number in range(300)]
    ids = {problem.id for result in results for problem in result.problems}
    assert sum(result.model is not None for result in results) >= 10
    assert len(ids) >= 25
