"""A fuzzer that is led by the code it reaches: `make fuzz`, or `python -m tests.fuzz.guided --seconds 600`.

What it finds is written to .cache/fuzz as crash-…, timeout-… or oom-…; mend the cause, and keep the file
under tests/fuzz/found, which the tests load from then on. `--again FILE` loads one file.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["hierarchy"]):
    from hierarchy import load_text
    from tests.fuzz.verdict import loaded, must_hold

from tests.fuzz.mutations import the_mutator
from tests.fuzz.seeds import ROOT, broken_seeds, good_seeds

FOLDER = ROOT / ".cache" / "fuzz"
LONGEST = 20_000  # bytes
SLOW = 2.0  # seconds of the process's own time
HANGS = 30  # seconds on the clock, which on a busy machine runs on while nothing is done
MEMORY = 1024  # megabytes of the whole process, its instruments included


def main() -> None:
    """Fuzz for the given time, from the seeds and from what earlier runs have gathered."""
    arguments = _arguments()
    if arguments.again is not None:
        _try(arguments.again.read_bytes())
        return
    corpus = FOLDER / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    mutator = the_mutator()
    for content in [*good_seeds(), *broken_seeds(), *map(mutator.file, range(2000))]:
        (corpus / hashlib.sha256(content).hexdigest()[:16]).write_bytes(content)

    def change(content: bytes, longest: int, seed: int) -> bytes:
        random = Random(seed)
        if random.random() < 0.3:
            return bytes(atheris.Mutate(content, longest))
        return mutator.changed(random, content)[:longest]

    options = [
        sys.argv[0],
        str(corpus),
        f"-max_total_time={arguments.seconds}",
        f"-max_len={LONGEST}",
        f"-timeout={HANGS}",
        f"-rss_limit_mb={MEMORY}",
        f"-artifact_prefix={FOLDER}/",
        "-print_final_stats=1",
    ]
    load_text({"h.yaml": "version: 1"}, {})
    atheris.Setup(options, _try, custom_mutator=change)
    atheris.Fuzz()


def _try(content: bytes) -> None:
    start = time.process_time()
    must_hold(loaded(content))
    spent = time.process_time() - start
    assert spent <= SLOW, f"took {spent:.1f} s"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Searches for hierarchy files that break the loader.")
    parser.add_argument("--seconds", type=int, default=300, help="how long; default: 300")
    parser.add_argument("--again", type=Path, metavar="FILE", help="load one file that was found")
    return parser.parse_args()


if __name__ == "__main__":
    main()
