"""Texts of the file as durations, numbers and shares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hierarchy.file.values import parse_duration, parse_number, parse_share


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1w", 604800), ("1d", 86400), ("1h30m", 5400), ("15s", 15), ("1m500ms", 60.5), ("0s", 0)],
)
def test_durations_are_read_in_all_units(text: str, seconds: float) -> None:
    """From weeks to milliseconds, the larger unit first."""
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "15", "s", "1m1h", "1.5h", "-1s", "1y", "٣s", "9" * 30 + "s"])
def test_what_is_no_duration_is_none(text: str) -> None:
    """A number without a unit above all: nobody knows of what."""
    assert parse_duration(text) is None


@pytest.mark.parametrize(
    ("text", "share"), [("99.9%", 0.999), ("80%", 0.8), ("0.8", 0.8), ("1e-3", 0.001), (" 5 %", 0.05)]
)
def test_shares_are_percentages_or_numbers(text: str, share: float) -> None:
    """A percentage is exactly what its digits say, without the dust of a division."""
    assert parse_share(text) == share


@pytest.mark.parametrize("text", ["007", "1_000", "1:30", "0x1f", "nan", "inf", "1,5", "", "-", "1e999", "٣"])
def test_numbers_that_readers_of_yaml_disagree_about_are_none(text: str) -> None:
    """Only digits that mean one thing everywhere are a number."""
    assert parse_number(text) is None


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_a_number_that_is_written_comes_back(number: float) -> None:
    """Whatever the sign and the size."""
    assert parse_number(repr(number)) == number
