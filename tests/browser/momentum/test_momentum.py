"""The gate on the real page, in its short form; and eight broken pages, each of which it must refuse.

`make momentum` measures all systems with many more moves.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.momentum.dashboards import hop
from tests.browser.momentum.measure import Measured, measure, measure_moves
from tests.browser.momentum.models import CASES, serving
from tests.browser.momentum.mutants import MUTANTS, Mutant
from tests.browser.momentum.report import lines
from tests.browser.momentum.robot import robot
from tests.browser.momentum.sample import Move
from tests.browser.momentum.score import COMPONENT, gate

pytestmark = pytest.mark.browser

MOVES = 12
RECORDED, GENERATED = CASES[0], next(case for case in CASES if case.nodes == 500 and case.faults == "two")
REDUCED_MOVES = 5  # one of each kind
# From a purpose to its flow and on to the function at fault: both have ends, side effects and much to reveal.
BROKEN_MOVES = (
    Move("down", "browse", "page-time", "abstract-function", "Enter"),
    Move("down", "page-time", "convert-prices", "generalized-function", "click"),
)


@pytest.fixture(scope="module")
def recorded() -> Iterator[str]:
    """The recorded incident at the fault at which the demo opens."""
    with serving(RECORDED) as base:
        yield base


def told(one: Measured) -> str:
    """What to read when it fails."""
    worst = [f"{r.score.total:.1f} {r.move} {r.why}" for r in one.worst(3)]
    return "\n".join([*lines([one]), *worst])


def test_moves_through_the_recorded_incident_pass_the_gate(browser: Browser, recorded: str) -> None:
    """Twelve of all kinds; each node that is shown before and after is the very same element."""
    with robot(browser, recorded) as worker:
        one = measure(worker, RECORDED.title, MOVES, promised=MOVES)
    assert one.verdict.holds, told(one)
    assert len(one.results) == MOVES
    assert sum(r.score.shown_in_both for r in one.results) > 5 * MOVES


def test_moves_through_a_large_system_with_two_faults_pass_the_gate(browser: Browser) -> None:
    """Five hundred nodes, most of them in aggregates."""
    with serving(GENERATED) as base, robot(browser, base) as worker:
        one = measure(worker, GENERATED.title, MOVES, promised=MOVES)
    assert one.verdict.holds, told(one)


def test_without_movement_outlines_keep_the_momentum(browser: Browser, recorded: str) -> None:
    """With reduced motion a node may jump, if an outline shows for long enough where it was."""
    with robot(browser, recorded, reduced=True) as worker:
        one = measure(worker, RECORDED.title, REDUCED_MOVES, promised=REDUCED_MOVES)
    assert one.verdict.holds, told(one)


def test_the_whole_page_passes_on_the_moves_of_the_broken_ones(browser: Browser, recorded: str) -> None:
    """So that what fails there is broken by the variant, and by nothing else."""
    with robot(browser, recorded) as worker:
        one = measure_moves(worker, "whole", BROKEN_MOVES)
    assert one.verdict.holds, told(one)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_broken_page_fails_for_its_own_reason(browser: Browser, recorded: str, mutant: Mutant) -> None:
    """The component that it breaks falls below its bound, which the whole page keeps on the same moves."""
    with robot(browser, recorded, script=mutant.script) as worker:
        one = measure_moves(worker, mutant.name, BROKEN_MOVES)
    assert not one.verdict.holds, told(one)
    assert one.verdict.means[mutant.component] < COMPONENT, told(one)


def test_an_ordinary_hop_between_dashboards_scores_under_ten(browser: Browser) -> None:
    """The same robot on two linked dashboards: nothing but the way back keeps anything."""
    seen, score = hop(browser)
    assert not score.void
    assert 5 < score.total < 10
    assert seen.after.cards().keys() & {"payment", "database"}
    assert not gate([score], 1).holds
