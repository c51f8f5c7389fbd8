"""The one number: weights, floor, the published calibration, and the gate."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from tests.browser.momentum.pictures import good
from tests.browser.momentum.sample import KINDS, Sample
from tests.browser.momentum.score import WEIGHTS, Score, gate, judge, momentum
from tests.browser.momentum.snapshots import Truth

_ORDER = "LCSIEPR"
# What the specification of visual momentum measured on its prototype, rebuilt from its table of components.
CALIBRATION = [
    ((0, 0, 0, 0, 0, 0, 1), 6.7),
    ((0.29, 0, 0, 0, 0, 0, 1), 8.8),
    ((1, 0.33, 0, 0, 0.67, 0, 1), 20.7),
    ((1, 1, 1, 0.27, 1, 1, 1), 77.1),
    ((1, 1, 1, 1, 1, 1, 1), 100.0),
    ((1, 1, 1, 1, 0, 1, 1), 63.8),
    ((1, 1, 1, 1, 1, 0, 1), 74.1),
]


@pytest.mark.parametrize(("values", "expected"), CALIBRATION)
def test_the_published_calibration_comes_out(values: tuple[float, ...], expected: float) -> None:
    """To the digit that was published, give or take the rounding of its inputs."""
    assert momentum(dict(zip(_ORDER, values, strict=True))) == pytest.approx(expected, abs=0.15)


def test_weights_make_a_whole_and_are_shared_out_again_where_one_is_missing() -> None:
    """A component that can't be judged neither helps nor harms."""
    assert sum(WEIGHTS.values()) == pytest.approx(1)
    assert momentum({**dict.fromkeys(WEIGHTS, 1.0), "S": None}) == pytest.approx(100)
    assert momentum({**dict.fromkeys(WEIGHTS, 0.5), "S": None}) == pytest.approx(50)
    assert momentum(dict.fromkeys(WEIGHTS, None)) == 0.0


def test_the_gate_names_each_reason() -> None:
    """Median, worst, a component's mean, a void one, a replaced element."""
    whole = judge(good())
    assert gate([whole] * 5, 5).holds
    weak = replace(whole, total=70.0)
    assert gate([whole] * 5 + [weak], 6).reasons == ("worst 70.0 < 75",)
    assert gate([replace(whole, total=89.0)] * 3, 3).reasons == ("median 89.0 < 90",)
    low = replace(whole, parts={**whole.parts, "P": 0.75})
    assert gate([low] * 3, 3).reasons == ("mean of preview 0.75 < 0.8",)
    assert gate([whole, replace(whole, void=True)], 2).reasons == ("1 void",)
    assert gate([replace(whole, same_element=1)], 1).reasons == ("1 nodes are other elements than before",)
    with pytest.raises(ValueError, match="no transition"):
        gate([])


def test_too_few_moves_fail_however_well_they_scored() -> None:
    """Sixty of a system in one state, unless another number was promised."""
    whole = judge(good())
    assert gate([whole] * 60).holds
    assert gate([whole] * 59).reasons == ("59 of 60 moves",)
    assert gate([whole] * 11, 12).reasons == ("11 of 12 moves",)


def test_a_mean_is_over_those_that_could_be_judged() -> None:
    """Not over those where there was nothing to judge."""
    one = Score({"L": 1.0, "S": None}, 95.0)
    other = Score({"L": 0.5, "S": 0.9}, 95.0)
    assert gate([one, other], 2).means == pytest.approx({"L": 0.75, "S": 0.9})


def wide() -> Truth:
    """Three levels of twelve nodes, each served by two below it."""
    names = [[f"{level}-{i}" for i in range(12)] for level in "abc"]
    level = {node: node[0] for lane in names for node in lane}
    means: dict[str, tuple[str, ...]] = dict.fromkeys(level, ())
    for upper, lower in pairwise(names):
        means |= {node: (lower[i], lower[(i + 1) % 12]) for i, node in enumerate(upper)}
    ends = {node: tuple(e for e, m in means.items() if node in m) for node in level}
    return Truth(
        ends, means, level, dict.fromkeys(level, ""), dict.fromkeys(level, "ok"), dict.fromkeys(level, "ok")
    )


def drawn(name: str, count: int = 30) -> list[tuple[str, str | None, str, str]]:
    truth = wide()
    sample = Sample(truth, count, name)
    moves = []
    for start in sample.starts():
        moves += sample.moves_from(start, list(truth.level), {1: "c-3"})
    return [(m.kind, m.focus, m.target, m.gesture) for m in moves]


def test_a_sample_is_the_same_every_time_and_has_all_kinds() -> None:
    """By its name and seed; a fifth of each kind, each a link of its kind."""
    moves = drawn("one")
    assert moves == drawn("one")
    assert moves != drawn("two")
    assert {kind: sum(m[0] == kind for m in moves) for kind in KINDS} == dict.fromkeys(KINDS, 6)
    truth = wide()
    for kind, focus, target, _ in moves:
        if kind == "up":
            assert target in truth.ends[str(focus)]
        elif kind == "down":
            assert target in truth.means[str(focus)]
        elif kind == "sideways":
            assert truth.level[target] == truth.level[str(focus)]
        elif kind == "overview":
            assert focus is None
    assert {gesture for *_, gesture in moves} == {"Enter", "click", "number"}


def test_a_system_with_few_cues_has_as_many_moves_as_any() -> None:
    """What one kind can't give the others do, in a second round where the first used every node up."""
    truth = wide()
    sample = Sample(truth, 40, "few")
    moves = []
    for start in sample.starts():
        moves += sample.moves_from(start, list(truth.level), {1: "c-3"} if start == "b-5" else {})
    assert sample.complete
    assert len(moves) == 40
    assert sum(move.kind == "cue" for move in moves) <= 2


def test_no_move_is_drawn_twice() -> None:
    """A small system gives other moves in its second round, not the same ones once more."""
    moves = drawn("one", 160)
    assert len(moves) == 160
    assert len({(kind, focus, target) for kind, focus, target, _ in moves}) == 160


def test_targets_are_spread_over_the_levels() -> None:
    """No level is left out, neither from the whole system nor from a focus."""
    moves = drawn("one")
    assert {target[0] for kind, _, target, _ in moves if kind == "overview"} == {"a", "b", "c"}
    assert {str(focus)[0] for _, focus, _, _ in moves if focus} == {"a", "b", "c"}
