"""When something began: the first departure that lasts, by what was known then."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hierarchy.evidence.onset import first_lasting, in_order, onset_of
from hierarchy.evidence.readings import Series
from hierarchy.evidence.usual import Usual
from hierarchy.model import Worse

AT = 1_700_000_000.0
USUAL = Usual(9.0, 10.0, 11.0, 2.0, 100, "yesterday")  # outside from 14 on


def _onset(*values: float | None, worse: Worse | None = Worse.HIGHER, at: float = AT) -> float | None:
    """Minutes before AT of the onset of a series of minutes that ends at AT."""
    times = tuple(AT - 60.0 * (len(values) - 1 - i) for i in range(len(values)))
    found = onset_of(Series(times, values), USUAL, worse, at)
    return None if found is None else (AT - found) / 60


@pytest.mark.parametrize(
    ("values", "minutes"),
    [
        ((10, 10, 10, 20, 20, 20), 2),
        ((20, 20, 20), 2),
        ((10, 10, 10, 10), None),
        ((10, 20, 20, 10), None),
        ((10, 10, 10, 20), None),
        ((10, 20, 10, 10, 20, 20), 1),
        ((10, 20, 20, 10, 20, 20), 4),
        ((10, 20, 20, 10, 10, 20, 20), 1),
        ((10, 10, 20, None, None, 20), 3),
        ((10, 20, 20, None, 20, 20), 4),
        ((None, None), None),
        ((), None),
        ((10, 13.9, 14, 14), 1),
    ],
    ids=[
        "since it began",
        "all the time",
        "never",
        "over again",
        "one sample is a spike",
        "an earlier spike is no beginning",
        "one slip back is bridged",
        "two back are an end",
        "a gap neither begins nor ends",
        "a gap inside",
        "nothing known",
        "nothing",
        "from two spreads on",
    ],
)
def test_the_onset_is_the_first_departure_that_lasts(
    values: tuple[float | None, ...], minutes: float | None
) -> None:
    """Each row is a series that ends now, and how many minutes ago it left what is usual for good."""
    assert _onset(*values) == minutes


def test_only_what_was_known_at_the_moment_counts() -> None:
    """What comes later neither makes nor ends a departure."""
    values = (10, 10, 20, 20, 10, 10)
    assert _onset(*values) is None
    assert _onset(*values, at=AT - 120) == 3


def test_the_direction_that_is_better_is_no_departure() -> None:
    """Faster than usual is not suffering; where nobody says which way is worse, both are."""
    assert _onset(10, 10, 1, 1) is None
    assert _onset(10, 10, 1, 1, worse=Worse.LOWER) == 1
    assert _onset(10, 10, 1, 1, worse=None) == 1


def test_without_anything_usual_there_is_no_onset() -> None:
    """Too little to compare with."""
    none = Usual(None, None, None, 1.0, 3, "x")
    assert onset_of(Series((AT - 60, AT), (99.0, 99.0)), none, Worse.HIGHER, AT) is None


@given(st.lists(st.booleans(), max_size=30))
def test_an_onset_begins_with_a_sample_outside_and_what_follows_is_nearly_all_outside(
    out: list[bool],
) -> None:
    """It begins outside, it ends outside, and two samples in a row inside never lie between."""
    first = first_lasting(np.array(out, dtype=bool))
    if first is None:
        assert len(out) < 2 or not (out[-1] and out[-2])
        return
    rest = out[first:]
    assert all((rest[0], rest[-1], rest[-2]))
    assert not any(not a and not b for a, b in pairwise(rest))
    assert first == 0 or not out[first - 1]


def test_nodes_are_told_in_the_order_of_their_onsets() -> None:
    """The earliest first; of equals the first one given."""
    assert in_order({"a": 3.0, "b": 1.0, "c": 3.0, "d": 2.0}) == [
        ("b", 1.0),
        ("d", 2.0),
        ("a", 3.0),
        ("c", 3.0),
    ]
