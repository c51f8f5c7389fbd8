"""The real command as a process of its own, on a free port, until the test is done with it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
STARTS_WITHIN = 60.0
ENDS_WITHIN = 20.0
_ADDRESS = re.compile(r"^Navigator at (\S+)/ \(", re.MULTILINE)


@contextmanager
def navigator(*arguments: str) -> Iterator[str]:
    """Runs `navigator ARGUMENTS --port 0`; yields its address without the last slash.

    Raises RuntimeError with what it printed when it does not start.
    """
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "said"
        with said.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "navigator", *arguments, "--port", "0"],
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env={name: text for name, text in os.environ.items() if not name.startswith("NAVIGATOR_")},
            )
        try:
            yield _address(process, said)
        finally:
            _stop(process)


def _address(process: subprocess.Popen[bytes], said: Path) -> str:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        found = _ADDRESS.search(said.read_text(errors="replace"))
        if found:
            return found.group(1)
        time.sleep(0.05)
    raise RuntimeError(f"the navigator did not start: {said.read_text(errors='replace')[-2000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=ENDS_WITHIN)
