"""Y-domains."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from hierarchy.levels import Level
from hierarchy.model import Model, Node, Signal, SignalKey, Worse
from navigator.screen.scales import Scales


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
