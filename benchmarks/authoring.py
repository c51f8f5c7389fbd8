"""What a check of hierarchy files costs: offline beside merely parsing the text, and its memory.

    python -m benchmarks.authoring [--nodes N] [--repeats N]

"Parsing" is the bare YAML parser (libyaml's events) over the same text, which nothing that reads the file
can save. Each memory figure is that of a process of its own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import yaml

import hierarchy
from benchmarks.generate import generate_yaml
from benchmarks.table import Row

COMMAND = "python -m benchmarks.authoring"
SEED = 7
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MEMORY = "import sys; from benchmarks.authoring import resident; print(resident(sys.argv[1:]))"


def resident(files: list[str]) -> int:
    """Bytes of this process at its peak, after loading the files."""
    loaded = hierarchy.load(files, {})
    assert loaded.model is not None or not files
    # Not ru_maxrss, which begins with what the parent had.
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
    return int(peak.split()[1]) * 1024


def memory(*files: str) -> float:
    """MB that a fresh process takes to load the files."""
    done = subprocess.run(
        [sys.executable, "-c", _MEMORY, *files], check=True, capture_output=True, text=True, timeout=120
    )
    return int(done.stdout) / 1e6


def seconds(work: Callable[[], object], repeats: int) -> float:
    """The median time of some work, in seconds."""
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return median(times)


def parse(text: str) -> None:
    """Run the bare parser to the end."""
    for _ in yaml.parse(text, Loader=_LOADER):
        pass


def rows(nodes: int = 2000, repeats: int = 5) -> list[Row]:
    """The one row of the table."""
    text = generate_yaml(nodes, SEED)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "hierarchy.yaml"
        file.write_text(text, encoding="utf-8")
        loaded = hierarchy.load(file, {})
        assert loaded.model is not None, loaded.problems[:3]
        checked = seconds(lambda: hierarchy.load(file, {}), repeats)
        parsed = seconds(lambda: parse(text), repeats)
        more = memory(str(file)) - memory()
    return [
        Row(
            f"Checking a file of {nodes:,} nodes, offline",
            f"{checked / parsed:.1f} x the bare YAML parser",
            f"{checked:.2f} s for {len(text) / 1e3:.0f} kB, {parsed:.2f} s of it parsing; "
            f"{more:.0f} MB of memory at most",
            COMMAND,
        )
    ]


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--nodes", type=int, default=2000)
    parser.add_argument("--repeats", type=int, default=5)
    given = parser.parse_args()
    for row in rows(given.nodes, given.repeats):
        sys.stdout.write(f"{row}\n")


if __name__ == "__main__":
    main()
