"""Times and durations as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navigator.times import LATEST, TimeError, format_time, parse_duration, parse_time

NOW = 1_661_141_400.0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2022-08-22T04:10:00Z", NOW),
        ("2022-08-22t04:10:00z", NOW),
        ("2022-08-22 04:10:00Z", NOW),
        ("2022-08-22T06:10:00+02:00", NOW),
        ("2022-08-22T04:10:00.25Z", NOW + 0.25),
        ("1661141400", NOW),
        ("1661141400.5", NOW + 0.5),
        (" now ", NOW),
        ("now-90m", NOW - 5400),
        ("now+1h30m", NOW + 5400),
    ],
)
def test_every_documented_way_to_write_a_time_is_read(text: str, seconds: float) -> None:
    """RFC 3339, Unix seconds and times relative to now all give Unix seconds."""
    assert parse_time(text, NOW) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2022-08-22",
        "2022-08-22T04:10:00",
        "2022-02-30T00:00:00Z",
        "2022-08-22T25:00:00Z",
        "now-",
        "now-5",
        "now - 5m",
        "-1",
        "1661141400000",
        "1e9",
        "nan",
        "inf",
        "now-9999999w",
        "٣",
        "0001-01-01T00:00:00Z",
    ],
)
def test_a_text_that_is_no_time_is_refused_with_its_own_words(text: str) -> None:
    """The message quotes what was written, so that the mistake can be found."""
    with pytest.raises(TimeError, match=r"'"):
        parse_time(text, NOW)


@given(st.text())
def test_no_text_at_all_gives_anything_but_a_time_or_a_time_error(text: str) -> None:
    """The parser takes links from anywhere, so it must be total."""
    try:
        seconds = parse_time(text, NOW)
    except TimeError:
        return
    assert 0 <= seconds <= LATEST


@given(st.integers(min_value=0, max_value=int(LATEST) * 1000 - 1))
def test_a_formatted_time_is_read_back_to_the_millisecond(milliseconds: int) -> None:
    """What the API writes can be pasted into a command."""
    assert round(parse_time(format_time(milliseconds / 1000), NOW) * 1000) == milliseconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30s", 30),
        ("15m", 900),
        ("1h30m", 5400),
        ("2d", 172800),
        ("250ms", 0.25),
        ("1.5h", 5400),
        ("1w", 604800),
    ],
)
def test_durations_are_sums_of_numbers_with_units(text: str, seconds: float) -> None:
    """Units follow Prometheus, with m for minutes."""
    assert parse_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "5", "m", "5 m", "-5m", "5y", "1..5m", "5m?"])
def test_a_text_that_is_no_duration_is_refused(text: str) -> None:
    """A bare number is ambiguous and therefore refused."""
    with pytest.raises(TimeError, match="not a length of time"):
        parse_duration(text)
