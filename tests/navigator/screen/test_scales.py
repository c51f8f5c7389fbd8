"""Y-domains."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from hierarchy.evidence.health import Evidence, Health, NodeHealth, SignalHealth
from hierarchy.evidence.readings import Trust
from hierarchy.evidence.states import Bounds, State
from hierarchy.levels import Level
from hierarchy.model import Model, Node, Signal, SignalKey, Worse
from navigator.screen.scales import Scales

_SIGNAL = Signal(id="s", title="S", query="q", template="t")


def _scales(**signal: object) -> Scales:
    made = Signal(id="s", title="S", query="q", template="t", **signal)  # type: ignore[arg-type]
    nodes = {name: Node(name, Level.PHYSICAL_FORM, name, signals=(made,)) for name in ("a", "b")}
    return Scales(Model("r", "t", nodes))


A, B = SignalKey("a", "s"), SignalKey("b", "s")


def test_two_nodes_of_one_template_share_a_scale() -> None:
    """So that their cards compare."""
    scales = _scales(warning=0.5, worse=Worse.HIGHER)
    scales.domain(A, "1h", [9.0])
    assert scales.domain(B, "1h", [0.1]) == (0.0, 10.0)


def test_a_healthy_signal_is_drawn_against_its_limit() -> None:
    """Noise near zero does not fill the card."""
    low, high = _scales(warning=0.5, worse=Worse.HIGHER).domain(A, "1h", [0.01, 0.02])
    assert low == 0.0
    assert high >= 0.5


def test_a_signal_that_gets_worse_downward_is_drawn_around_its_limits() -> None:
    """A dip from 100 % to 97 % must be visible."""
    low, high = _scales(warning=0.99, critical=0.95, worse=Worse.LOWER).domain(A, "1h", [1.0, 0.97])
    assert 0.85 < low < 0.95
    assert high >= 1.0


@example([-1.0, 5e-324])
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20))
def test_all_values_lie_within_and_the_scale_only_grows(values: list[float]) -> None:
    """Whatever comes, it is drawn inside, and nothing seen before falls out."""
    scales = _scales()
    low, high = 0.0, 0.0
    for value in values:
        new_low, new_high = scales.domain(A, "1h", [value])
        assert new_low <= value <= new_high
        assert new_low <= low
        assert new_high >= high
        assert new_high > new_low
        low, high = new_low, new_high


def test_below_zero_an_axis_ends_at_as_round_a_number_as_above() -> None:
    """-9.58/s at an axis is a number to wonder about."""
    assert _scales().domain(A, "1h", [-8.2, 7.6]) == (-10.0, 10.0)
    assert _scales().domain(A, "1h", [-0.017, 0.0]) == (-0.02, 0.0)


def test_nothing_known_still_gives_a_scale() -> None:
    """An empty series has an axis."""
    assert _scales().domain(A, "1h", [None]) == (0.0, 1.0)


def _health(**values: float | None) -> Health:
    judged = {
        name: NodeHealth(
            State.OK,
            None,
            None,
            Bounds(State.OK, State.OK),
            Evidence(1, 1),
            signals={"s": SignalHealth(value, None, Trust.LIVE)},
        )
        for name, value in values.items()
    }
    return Health(0.0, "r", judged)


def test_a_move_to_others_of_a_kind_changes_no_scale() -> None:
    """What they all read now is in it before any of them is shown, with room for what they were."""
    scales, now = _scales(), _health(a=0.1, b=6.0)
    shown = scales.domain(A, "1h", [0.1, 0.2], now)
    assert shown == (0.0, 10.0)
    assert scales.domain(B, "1h", [3.0, 8.9], now) == shown


def test_a_scale_has_no_room_beyond_all_there_can_be() -> None:
    """Ready of wanted at 100 % is drawn at the top, not at two thirds; a share that is small has its room."""
    whole = _scales(unit="ratio", warning=0.99, worse=Worse.LOWER)
    assert whole.domain(A, "1h", [1.0], _health(a=1.0, b=1.0))[1] == 1.0
    errors = _scales(unit="ratio", worse=Worse.HIGHER)
    assert errors.domain(A, "1h", [0.9], _health(a=0.9, b=0.8))[1] == 1.0
    assert _scales(unit="ratio").domain(A, "1h", [0.1], _health(a=0.1, b=0.12))[1] == 0.2


def test_what_has_to_grow_again_grows_enough_for_a_while() -> None:
    """The first value that leaves a domain takes room with it, so that the next one seldom has to."""
    scales = _scales()
    assert scales.domain(A, "1h", [1.0]) == (0.0, 1.0)
    assert scales.domain(A, "1h", [2.1]) == (0.0, 5.0)
    assert scales.domain(A, "1h", [4.9]) == (0.0, 5.0)


def test_readings_of_nobody_change_nothing() -> None:
    """Nothing known, a node that the judgement has not, and no judgement."""
    scales = _scales(warning=0.5, worse=Worse.HIGHER)
    assert scales.domain(A, "1h", [0.1], _health(a=None)) == (0.0, 0.5)
    assert scales.domain(A, "1h", [0.1], None) == (0.0, 0.5)


def test_what_all_of_a_kind_said_in_the_window_is_in_the_scale_before_they_are_shown() -> None:
    """A move to the one that was far out half an hour ago changes no line; what was before the window does
    not count."""
    scales = _scales()
    for at, value in ((1000.0, 90.0), (9000.0, 6.0), (9900.0, 1.0)):
        scales.learn(replace(_health(a=0.5, b=value), at=at))
    shown = scales.domain(A, "1h", [0.4, 0.5], window=(7200.0, 10800.0))
    assert shown == (0.0, 7.5)
    assert scales.domain(B, "1h", [6.0, 1.0], window=(7200.0, 10800.0)) == shown
    assert scales.domain(A, "3h", [0.4, 0.5], window=(0.0, 10800.0)) == (0.0, 100.0)


def test_what_was_learned_is_known_to_the_next_model() -> None:
    """An edit elsewhere is no reason for other lines."""
    scales = _scales()
    scales.learn(replace(_health(a=0.5, b=60.0), at=9000.0))
    nodes = {name: Node(name, Level.PHYSICAL_FORM, name, signals=(_SIGNAL,)) for name in ("a", "b", "c")}
    after = scales.renewed(Model("r2", "t", nodes))
    assert after.domain(A, "1h", [0.1], window=(7200.0, 10800.0)) == (0.0, 75.0)


def test_what_is_learned_of_a_kind_is_bounded() -> None:
    """Whoever looks back over weeks makes nothing grow without end; the newest that was read stays."""
    scales = _scales()
    for day in range(700):
        scales.learn(replace(_health(a=1.0, b=float(day)), at=day * 300.0))
    assert scales.domain(A, "1h", [], window=(0.0, 99 * 300.0)) == (0.0, 1.0)
    assert scales.domain(A, "3h", [], window=(0.0, 700 * 300.0)) == (0.0, 750.0)


def test_a_large_kind_is_looked_through_at_once_and_then_by_turns() -> None:
    """Ten thousand signals cost little with each judgement; what is far out in any of them is in it soon."""
    made = Signal(id="s", title="S", query="q", template="t")
    nodes = {f"n{i}": Node(f"n{i}", Level.PHYSICAL_FORM, "n", signals=(made,)) for i in range(5000)}
    scales, first = Scales(Model("r", "t", nodes)), SignalKey("n0", "s")
    assert scales.domain(first, "1h", [], _health(n4999=6.0)) == (0.0, 10.0)
    later = [scales.domain(first, "1h", [], _health(n4500=60.0)) for _ in range(12)]
    assert later[0] == (0.0, 10.0)
    assert later[-1] == (0.0, 100.0)
