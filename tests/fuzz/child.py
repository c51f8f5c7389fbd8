"""Loads fuzzed files in a process of its own, whose limits are real: `python -m tests.fuzz.child`.

Arguments: `mutated FIRST COUNT`, or `slow`, or `wrong NAME` to see the limits at work.
Prints one JSON line for each failure, then `{"loads": n, …}`.
A file that kills the process is the one whose name then stands in the file FUZZ_PROGRESS.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.fuzz.mutations import the_mutator
from tests.fuzz.seeds import good_seeds
from tests.fuzz.slow_files import slow_files
from tests.fuzz.verdict import loaded, must_hold

LONGEST = 2.0  # seconds of this process's own time, for one file
TRIES = 4  # for one that took longer: other work on the machine costs it too, so the least of them counts
MEMORY = 256 * 1024 * 1024  # bytes beyond what the process has before the first load


def main() -> None:
    """Run one batch."""
    loaded(good_seeds()[0])  # imports and caches belong to the process, not to a file
    used = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    progress = os.open(os.environ["FUZZ_PROGRESS"], os.O_WRONLY | os.O_CREAT)
    loads, slowest = 0, (0.0, "")
    for name, content in _batch(sys.argv[1:]):
        os.pwrite(progress, name.ljust(40).encode(), 0)
        spent = _try(name, content)
        slowest = max(slowest, (spent, name))
        loads += 1
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    _tell({"loads": loads, "slowest": slowest[1], "seconds": round(slowest[0], 2), "megabytes": grown})


def _batch(arguments: list[str]) -> Iterator[tuple[str, bytes]]:
    if arguments[0] == "slow":
        yield from slow_files()
        return
    if arguments[0] == "wrong":
        yield arguments[1], b""
        return
    mutator = the_mutator()
    for number in range(int(arguments[1]), int(arguments[1]) + int(arguments[2])):
        yield str(number), mutator.file(number)


def _try(name: str, content: bytes) -> float:
    """Seconds that one file took. What hangs in native code is ended by the timer's signal."""
    spent = 0.0
    try:
        spent = _timed(name, content)
        for _ in range(TRIES - 1):
            spent = min(spent, _timed(name, content)) if spent > LONGEST else spent
    except BaseException as error:  # whatever it is, it is a finding
        _tell({"file": name, "failure": f"{type(error).__name__}: {error}"[:300]})
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    if spent > LONGEST:
        _tell({"file": name, "failure": f"took {spent:.1f} s"})
    return spent


def _timed(name: str, content: bytes) -> float:
    signal.setitimer(signal.ITIMER_PROF, 3 * LONGEST)
    start = time.process_time()
    if name in _WRONG:
        _WRONG[name]()
    result = loaded(content)
    spent = time.process_time() - start
    must_hold(result)
    return spent


def _spin() -> None:
    start = time.process_time()
    while time.process_time() - start < LONGEST + 0.1:
        pass


# What a loader must never do, to prove that it would be seen.
_WRONG: dict[str, Callable[[], object]] = {
    "raises": lambda: int("x"),
    "takes memory": lambda: bytearray(MEMORY + MEMORY // 8),
    "takes time": _spin,
    "ends the process": os.abort,
}


def _tell(finding: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(finding) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
