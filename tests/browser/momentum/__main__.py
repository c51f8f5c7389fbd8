"""`make momentum`: the whole gate of the visual momentum score, with a report.

    python -m tests.browser.momentum [--moves 60] [--only NAME] [--films 2] [--out FOLDER] [--write]

Each system is measured in two states with so many transitions each; the exit code is 1 where the gate fails,
which it does with fewer than 60.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Error

from navigator.version import VERSION
from tests.browser.momentum import results
from tests.browser.momentum.dashboards import hop
from tests.browser.momentum.measure import Measured, Result, film, measure
from tests.browser.momentum.models import CASES, Case, serving
from tests.browser.momentum.report import lines, page
from tests.browser.momentum.robot import Robot, robot
from tests.browser.momentum.score import MOVES
from tests.browser.renderer_fixture.pages import chromium

OUT = Path(".cache/momentum")
RESULTS = Path("benchmarks/momentum-results.md")
_REDUCED = replace(CASES[0], name="online-boutique, reduced motion")
_ALL = (*CASES, _REDUCED)


def run(browser: Browser, cases: Sequence[Case], moves: int, films: int) -> list[Measured]:
    """Measures case after case, and says each as it is done."""
    found = []
    for case in cases:
        reduced = case.name.endswith("reduced motion")
        with serving(case) as base, robot(browser, base, reduced=reduced) as worker:
            one = measure(worker, case.title, moves)
            _say(lines([one])[0])
            for result in one.worst(3):
                if result.score.total < 100:
                    _say(f"    {result.score.total:5.1f} {_told(result)}")
            found.append(_filmed(worker, one, films))
    return found


def _filmed(worker: Robot, one: Measured, films: int) -> Measured:
    """The worst once more with pictures."""
    worst = one.worst(films)
    shot = {id(result): replace(result, film=_film(worker, result)) for result in worst}
    return replace(one, results=[shot.get(id(result), result) for result in one.results])


def _write(found: Sequence[Measured], baseline: float, versions: str) -> None:
    kept = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    titles = [case.title for case in _ALL]
    text = results.page(found, baseline, f"With {versions}", titles, kept, datetime.now(UTC))
    RESULTS.write_text(text, encoding="utf-8")


def _film(worker: Robot, result: Result) -> list[str]:
    """Pictures are for the eye: without them what was measured still counts."""
    try:
        return film(worker, result.move)
    except Error as error:
        _say(f"    no pictures of {_told(result)}: {error.message.splitlines()[0]}")
        return []


def _told(result: Result) -> str:
    move = result.move
    why = " · ".join(f"{name}: {text}" for name, text in result.why.items())
    return f"{move.focus or 'whole system'} → {move.target} ({move.kind}, {move.gesture}) {why}"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, write the report, and say whether the gate holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--moves", type=int, default=MOVES, help="transitions of each system and state")
    parser.add_argument(
        "--only", nargs="+", default=[], help="names of systems, or with their state as the table has them"
    )
    parser.add_argument("--films", type=int, default=1, help="filmstrips of each system and state")
    parser.add_argument("--out", type=Path, default=OUT, help="folder of the report")
    parser.add_argument("--write", action="store_true", help=f"keep the figures in {RESULTS}")
    options = parser.parse_args(arguments)
    cases = [case for case in _ALL if not options.only or {case.name, case.title} & {*options.only}]
    with chromium() as browser:
        _, baseline = hop(browser)
        _say(f"An ordinary hop between dashboards: {baseline.total:.1f}")
        found = run(browser, cases, options.moves, options.films)
        versions = f"navigator {VERSION}, Chromium {browser.version}"
    command = " ".join(["python -m tests.browser.momentum", *(arguments or sys.argv[1:])])
    options.out.mkdir(parents=True, exist_ok=True)
    file = options.out / "report.html"
    file.write_text(page(found, baseline.total, command, versions), encoding="utf-8")
    _say(file.resolve().as_uri())
    if options.write:
        _write(found, baseline.total, versions)
    fails = [one for one in found if not one.verdict.holds]
    _say(f"The gate fails on {len(fails)} of {len(found)}." if fails else "The gate holds.")
    return os.EX_OK if not fails else 1


if __name__ == "__main__":
    sys.exit(main())
