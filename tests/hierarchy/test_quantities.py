"""Numbers as people read them."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hierarchy.quantities import format_age, format_duration, format_number, format_quantity

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0123, "ratio", "1.23 %"),
        (0.912, "seconds", "912 ms"),
        (0, "count", "0"),
        (0, "seconds", "0 s"),
        (999.4, "", "999"),
        (999.6, "", "1 k"),
        (-999.6, "", "−1 k"),
        (9120, "count", "9.12 k"),
        (1536, "bytes", "1.54 kB"),
        (999_999, "bytes", "1 MB"),
        (23.4567, "per_second", "23.5/s"),
        (45_000, "per_second", "45 k/s"),
        (12, "°C", "12 °C"),
        (12_345, "messages", "12.3 k messages"),
        (0.000123456, "", "0.000123"),
        (5, "ratio", "500 %"),
        (3.21, "percent", "3.21 %"),
        (1e30, "", "1e30"),
        (20.2, "millicores", "20.2 millicores"),
        (999.7, "millicores", "1 cores"),
        (30_000, "millicores", "30 cores"),
        (1234.56789, "ratio", "123 k %"),
        (12.3456789, "ratio", "1235 %"),
    ],
)
def test_quantities_have_three_digits_a_prefix_and_their_unit(value: float, unit: str, text: str) -> None:
    """A quantity is shown with three significant digits, an SI prefix and its unit."""
    assert format_quantity(value, unit) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (2e-9, "2 ns"),
        (45e-6, "45 µs"),
        (0.00099996, "1 ms"),
        (0.9996, "1 s"),
        (90, "90 s"),
        (119.4, "119 s"),
        (119.96, "2 min"),
        (420, "7 min"),
        (3599, "1 h"),
        (5400, "1.5 h"),
        (86_399, "1 d"),
        (172_800, "2 d"),
        (-0.5, "−500 ms"),
        (6e7, "694 d"),
        (1e10, "317 y"),
    ],
)
def test_durations_move_to_the_next_unit_when_rounding_reaches_it(seconds: float, text: str) -> None:
    """No duration is written as 1000 ms, 60 min or 24 h."""
    assert format_duration(seconds) == text


@pytest.mark.parametrize(
    ("ratio", "text"),
    [(0.9996, "99.96 %"), (0.995, "99.5 %"), (0.99999, "99.999 %"), (0.999999999, "<100 %"), (1.0, "100 %")],
)
def test_nearly_all_is_never_written_as_all(ratio: float, text: str) -> None:
    """A ratio just under one keeps the digits that tell it from 100 %."""
    assert format_quantity(ratio, "ratio") == text


@pytest.mark.parametrize(("value", "text"), [(1e-9, "<0.000001"), (-1e-9, ">−0.000001"), (0.0, "0")])
def test_a_tiny_number_is_never_written_as_zero(value: float, text: str) -> None:
    """Only zero is shown as zero."""
    assert format_number(value) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("unit", ["ratio", "seconds", "bytes", "per_second", "count", "°C"])
def test_what_is_not_a_number_is_a_dash_without_a_unit(value: float, unit: str) -> None:
    """Infinite and undefined values show as a dash."""
    assert format_quantity(value, unit) == "—"


def test_thousands_without_a_unit_stay_whole() -> None:
    """format_number leaves the scale alone: 9120 stays 9120, and what cannot be read gets an exponent."""
    assert [format_number(v) for v in (9120, 99.96, -0.5, 123_456_789)] == ["9120", "100", "−0.5", "1.23e8"]


@example(-1.7e308, "ratio")
@given(FINITE, st.sampled_from(["ratio", "percent", "seconds", "bytes", "per_second", "count", "°C"]))
def test_every_quantity_is_short_and_keeps_its_sign(value: float, unit: str) -> None:
    """Whatever the number, its text has at most nine digits and a minus exactly if it is negative."""
    text = format_quantity(value, unit)
    digits = re.sub(r"e\d+", "", text)
    assert sum(c.isdigit() for c in digits) <= 9
    assert ("−" in digits) == (value < 0)
    assert "-" not in text


@given(st.floats(min_value=1e-5, max_value=1e17))
def test_the_text_of_a_count_is_within_half_a_percent_of_it(value: float) -> None:
    """Reading the shown number back gives the value to three significant digits."""
    number, _, prefix = format_quantity(value, "count").partition(" ")
    scale = {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18}[prefix]
    assert float(number) * scale == pytest.approx(value, rel=0.0051)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-1, "0 s"), (0.4, "0 s"), (40.6, "41 s"), (99.4, "99 s"), (100, "2 min"), (589, "10 min"),
     (5999, "100 min"), (9000, "2.5 h"), (172800, "2 d")],
)  # fmt: skip
def test_an_age_is_as_exact_as_anybody_needs_it(seconds: float, text: str) -> None:
    """Nobody reads "90.9 s ago" or "9.83 min"."""
    assert format_age(seconds) == text


SCALES = {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18}
SECONDS = {
    "ns": 1e-9,
    "µs": 1e-6,
    "ms": 1e-3,
    "s": 1.0,
    "min": 60.0,
    "h": 3600.0,
    "d": 86400.0,
    "y": 31_557_600.0,
}
UNITS = ["ratio", "percent", "seconds", "bytes", "per_second", "count"]


def _read_back(text: str, unit: str) -> float:
    """The value that a text stands for, in its unit."""
    found = re.fullmatch(r"(−?[0-9.]+(?:e\d+)?) ?([kMGTPE]?) ?(%|B|/s|[nµm]?s|min|h|d|y|)", text)
    assert found, text
    number, prefix, name = found.groups()
    of = SECONDS[name] if unit == "seconds" else 0.01 if unit == "ratio" else 1.0
    return float(number.replace("−", "-")) * SCALES[prefix] * of


@pytest.mark.parametrize("unit", UNITS)
@given(st.floats(min_value=1e-4, max_value=1e17), st.booleans())
def test_what_is_read_back_is_the_value_to_three_digits(unit: str, value: float, below: bool) -> None:
    """Over twenty magnitudes no prefix and no unit is ever mistaken for another."""
    signed = -value if below else value
    text = format_quantity(signed, unit)
    if text != "<100 %":
        assert _read_back(text, unit) == pytest.approx(signed, rel=0.0051)


@pytest.mark.parametrize("unit", UNITS)
@given(st.floats(min_value=1e-4, max_value=1e17), st.floats(min_value=1.0, max_value=1.2))
def test_more_never_reads_as_less(unit: str, value: float, factor: float) -> None:
    """Also where one unit or prefix gives way to the next: 999 ms, 1 s; 119 s, 2 min."""
    texts = [format_quantity(one, unit) for one in (value, value * factor)]
    if "<100 %" not in texts:
        low, high = (_read_back(text, unit) for text in texts)
        assert low <= high * (1 + 1e-9)


@given(FINITE, st.sampled_from(UNITS))
def test_a_quantity_fits_a_card_and_zero_has_no_sign(value: float, unit: str) -> None:
    """Whatever a source answers: never more than fourteen letters, never -0, never e+17."""
    text = format_quantity(value, unit)
    assert len(text) <= 14
    assert not re.match(r"[-−]0(?![.\d])", text)
    assert "e+" not in text
    assert "inf" not in text
