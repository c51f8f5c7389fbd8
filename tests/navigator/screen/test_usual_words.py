"""How a value stands to what is usual, in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hierarchy.evidence.usual import Deviation, Usual
from hierarchy.model import Signal, Worse
from navigator.screen.usual_words import basis_words, times_usual, usual_range, usual_words

LATENCY = Signal("p95", "p95 latency", unit="seconds", worse=Worse.HIGHER)
USUAL = Usual(0.29, 0.3, 0.32, 0.03, 120, "the same hour a day and a week ago")


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0.29, 0.32, "usually 290–320 ms"),
        (0.3, 0.3001, "usually 300 ms"),
        (0.9, 2.0, "usually 900 ms to 2 s"),
        (-0.002, 0.003, "usually −2 to 3 ms"),
    ],
)
def test_a_range_names_its_unit_once(low: float, high: float, text: str) -> None:
    """Unless its ends are told in different units; without a dash where one could be taken for a minus."""
    assert usual_range(LATENCY, Usual(low, low, high, 0.01, 50, "")) == text


@pytest.mark.parametrize(
    ("unit", "text"), [("count", "36–44"), ("per_second", "36–44/s"), ("orders", "36–44 orders")]
)
def test_a_range_reads_alike_in_every_unit(unit: str, text: str) -> None:
    """With a space before the unit or without one, or with no unit at all."""
    signal = Signal("x", "X", unit=unit)
    assert usual_range(signal, Usual(36.0, 40.0, 44.0, 8.0, 50, "")) == f"usually {text}"


def test_the_distance_is_told_in_spreads_with_its_direction() -> None:
    """The recent median counts where it is known, the last value else; what a spread is stands beside it."""
    spread = "(one spread is 30 ms)"
    assert usual_words(LATENCY, 0.63, USUAL, None) == f"usually 290–320 ms, 11 spreads above {spread}"
    assert usual_words(LATENCY, 0.27, USUAL, None) == f"usually 290–320 ms, 1 spread below {spread}"
    assert usual_words(LATENCY, 0.31, USUAL, None) == "usually 290–320 ms, as now"
    found = Deviation(20.0, 0.9, USUAL)
    assert usual_words(LATENCY, 0.31, USUAL, found) == f"usually 290–320 ms, 20 spreads above {spread}"
    assert usual_words(LATENCY, None, USUAL, None) == "usually 290–320 ms"


def test_too_little_to_compare_with_is_said_and_what_is_not_known_yet_is_not() -> None:
    """Insufficient is not zero, and not "as usual"."""
    few = Usual(None, None, None, 0.01, 4, "")
    assert usual_words(LATENCY, 0.3, few, None) == "too little history to compare with (4 samples)"
    assert usual_words(LATENCY, 0.3, None, None) == ""
    assert (usual_range(LATENCY, few), times_usual(LATENCY, 0.9, few)) == ("", "")


@pytest.mark.parametrize(
    ("value", "usual", "text"),
    [
        (0.96, USUAL, "3.2 × usual"),
        (0.38, USUAL, ""),  # less than three spreads
        (0.1, USUAL, "0.33 × usual"),
        (90.0, USUAL, "usual 300 ms"),
        (0.4, Usual(0.0, 0.0, 0.0, 0.001, 50, ""), "usual 0 s"),
        (None, USUAL, ""),
        (0.96, None, ""),
    ],
)
def test_a_card_says_how_many_times_usual_only_where_that_says_something(
    value: float | None, usual: Usual | None, text: str
) -> None:
    """Nothing near what is usual, and no factor over zero or of hundreds."""
    assert times_usual(LATENCY, value, usual) == text


def test_a_small_drop_of_what_is_always_nearly_all_is_told_by_what_is_usual() -> None:
    """98 % where 99.9 % is usual is 20 spreads away, and 0.98 × says nothing."""
    ratio = Signal("ok", "Answered", unit="ratio", worse=Worse.LOWER)
    assert times_usual(ratio, 0.98, Usual(0.999, 0.999, 0.999, 0.001, 50, "")) == "usual 99.9 %"


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9), st.floats(1e-6, 1e9))
def test_what_a_card_says_fits_it(value: float, mid: float, spread: float) -> None:
    """Whatever the numbers are, a few letters."""
    usual = Usual(mid, mid, mid, spread, 50, "")
    assert len(times_usual(Signal("x", "X", unit="count"), value, usual)) <= 20


def test_what_is_compared_with_is_explained() -> None:
    """A spread is a word that a newcomer does not know."""
    assert basis_words(LATENCY, USUAL) == (
        "Usual is the middle half of the same hour a day and a week ago; "
        "one spread, how far it usually moves, is 30 ms."
    )
    assert basis_words(LATENCY, None) == ""
