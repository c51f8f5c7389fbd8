"""Queries of laws over another stretch of time than they are written for."""

from __future__ import annotations

import pytest

from hierarchy.windows import averaged, events, longest_range, share, shares, subquery, zero_folded

HOUR = 3600.0


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("sum(rate(a_total{$match}[2m]))", "sum(rate(a_total{$match}[5m]))"),
        ("sum(rate(a[1m])) + 2 * sum(rate(b[2m]))", "sum(rate(a[5m])) + 2 * sum(rate(b[5m]))"),
        ("sum(rate(a[5m]))", "sum(rate(a[5m]))"),
        ("sum(rate(a[10m]))", "sum(rate(a[10m]))"),
        ("orders:rate1m", "avg_over_time((orders:rate1m)[5m:15s])"),
        ("max(rate(a[1m]))", "avg_over_time((max(rate(a[1m])))[5m:15s])"),
        ("sum(irate(a[1m]))", "avg_over_time((sum(irate(a[1m])))[5m:15s])"),
        ("sum(rate(a[1m])) * b", "avg_over_time((sum(rate(a[1m])) * b)[5m:15s])"),
        ('sum(rate(a{x="[1m]"}[2m]))', 'avg_over_time((sum(rate(a{x="[1m]"}[2m])))[5m:15s])'),
        ("rate(a[1m]) # all", "rate(a[5m]) # all"),
    ],
)
def test_a_flow_is_averaged_over_the_window_exactly_where_it_is_a_sum_of_rates(
    text: str, wanted: str
) -> None:
    """Longer ranges for sums of rates, a subquery for everything that does not add up, nothing for what is
    as long already."""
    assert averaged(text, 300.0, 15.0) == wanted


def test_a_comment_does_not_swallow_what_is_written_behind_it() -> None:
    """The closing bracket of a subquery stands in a line of its own."""
    assert subquery("deriv", "a # b", 300.0, 15.0) == "deriv((a # b\n)[5m:15s])"


@pytest.mark.parametrize(
    ("part", "total", "wanted"),
    [
        ("sum(rate(a[$window]))", "sum(rate(b[$window]))", ("sum(rate(a[1h]))", "sum(rate(b[1h]))")),
        ("bad:rate$window", "all:rate$window", ("bad:rate1h", "all:rate1h")),
        ("sum(rate(a[5m]))", "sum(rate(b[5m]))", ("sum(rate(a[1h]))", "sum(rate(b[1h]))")),
        ("sum(increase(a[5m]))", "sum(increase(b[5m]))", ("sum(increase(a[1h]))", "sum(increase(b[1h]))")),
        # one of the two over a fixed range: both over the window, in the same way
        ("sum(rate(a[5m]))", "sum(rate(b[$window]))", ("sum(rate(a[1h]))", "sum(rate(b[1h]))")),
        (
            "bad:rate5m",
            "all:rate5m",
            ("sum_over_time((bad:rate5m)[1h:15s])", "sum_over_time((all:rate5m)[1h:15s])"),
        ),
        # a quotient of a rate and a count is not made worse by mixing ways
        (
            "sum(rate(a[5m]))",
            "sum(increase(b[5m]))",
            ("sum_over_time((sum(rate(a[5m])))[1h:15s])", "sum_over_time((sum(increase(b[5m])))[1h:15s])"),
        ),
    ],
)
def test_both_sides_of_a_share_are_asked_over_the_window_in_the_same_way(
    part: str, total: str, wanted: tuple[str, str]
) -> None:
    """Filled in, written anew, or summed by a subquery, in which what is missing at times adds nothing."""
    assert shares(part, total, HOUR, 15.0) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('slo:ratio_rate$window{a="b"}', 'slo:ratio_rate1h{a="b"}'),
        ("sum(rate(a[5m])) / sum(rate(b[5m]))", "sum(rate(a[1h])) / sum(rate(b[1h]))"),
        ("1 - sum(rate(a[5m])) / sum(rate(b[5m]))", "1 - sum(rate(a[1h])) / sum(rate(b[1h]))"),
        ("1 - avg(up)", "avg_over_time((1 - avg(up))[1h:15s])"),
    ],
)
def test_a_query_that_is_a_share_is_asked_over_the_window(text: str, wanted: str) -> None:
    """A quotient of sums weighs by traffic over the whole window; anything else is averaged in time."""
    assert share(text, HOUR, 15.0) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("sum(increase(a[1h]))", "sum(sum(increase(a[1h])))"),
        ("sum(rate(a[1h]))", "sum(sum(rate(a[1h]))) * 3600"),
        ("sum(count_over_time(a[1h]))", "sum(sum(count_over_time(a[1h])))"),
        ("avg(rate(a[1h]))", None),
        ("sum(rate(a[1h])) * 100", None),
        ("all:rate1h", None),
        ("sum(rate(a[5m]))", None),
        ("sum_over_time((all:rate5m)[1h:15s])", None),
    ],
)
def test_events_are_counted_only_where_the_total_says_how_many_there_were(
    text: str, wanted: str | None
) -> None:
    """An increase is a number of events, a rate one per second; averages and recorded rates tell nothing."""
    assert events(text, HOUR) == wanted


def test_a_long_window_is_looked_at_less_often() -> None:
    """A thousand looks at most, so that thirty days can be asked."""
    assert subquery("avg_over_time", "a", 30 * 86400.0, 15.0) == "avg_over_time((a)[30d:2592s])"


@pytest.mark.parametrize(
    ("window", "step", "wanted"),
    [
        (60.0, 60.0, "deriv((a)[1m:15s])"),
        (60.0, 15.0, "deriv((a)[1m:15s])"),
        (300.0, 15.0, "deriv((a)[5m:15s])"),
        (2.0, 15.0, "deriv((a)[2s:1s])"),
        (90.5, 15.0, "deriv((a)[90500ms:15s])"),
    ],
)
def test_a_short_window_is_looked_at_more_often_than_the_screen(
    window: float, step: float, wanted: str
) -> None:
    """A slope needs points; and PromQL knows no fractions of a second but milliseconds."""
    assert subquery("deriv", "a", window, step) == wanted


def test_the_longest_range_counts() -> None:
    """In seconds; none without a range, or where nothing is understood."""
    assert longest_range("rate(a[1m]) + rate(b[1h30m])") == 5400.0
    assert longest_range("a + b") is None
    assert longest_range("this is ( no query") is None


def test_inside_a_subquery_nothing_is_0_while_something_else_is_there() -> None:
    """Said of every moment, else the first items of a queue would not be seen to come."""
    assert zero_folded("sum(a)", None) == "sum(a)"
    assert zero_folded("sum(a)", "up") == "sum(sum(a)) or (max(up) > 0) * 0"
