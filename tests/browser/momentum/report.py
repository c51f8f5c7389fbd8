"""What was measured as one page that needs nothing else, and as lines for a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path

from tests.browser.momentum.measure import FILM_FRAMES, Measured
from tests.browser.momentum.score import NAMES, WEIGHTS

_PAGE = Path(__file__).with_name("report.html")


def page(cases: Sequence[Measured], baseline: float, command: str, versions: str) -> str:
    """The report as HTML; all data is in it as JSON, and nothing is fetched."""
    data = {
        "names": dict(NAMES),
        "weights": dict(WEIGHTS),
        "baseline": baseline,
        "command": command,
        "versions": versions,
        "when": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "moments": [round(frames * 1000 / 60) for frames in accumulate(FILM_FRAMES)],
        "cases": [_case(one) for one in cases],
    }
    text = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    return _PAGE.read_text(encoding="utf-8").replace("DATA", text, 1)


def _case(one: Measured) -> dict[str, object]:
    verdict = one.verdict
    return {
        "title": one.title,
        "median": verdict.median,
        "worst": verdict.worst,
        "means": dict(verdict.means),
        "reasons": list(verdict.reasons),
        "results": [result.as_json() for result in one.results],
    }


def lines(cases: Iterable[Measured]) -> list[str]:
    """One line for a case: its numbers, and why it fails if it does."""
    found = []
    for one in cases:
        verdict = one.verdict
        means = " ".join(f"{name} {value:.2f}" for name, value in verdict.means.items())
        said = "holds" if verdict.holds else "FAILS: " + "; ".join(verdict.reasons)
        numbers = f"n {len(one.results)}, median {verdict.median:.1f}, worst {verdict.worst:.1f}, {means}"
        found.append(f"{one.title}: {numbers}: {said}")
    return found
