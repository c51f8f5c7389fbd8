"""What was found for a split signal, judged value by value."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

import pytest

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.breaking_down import EXTREME, MOST, Parted
from adapters.prometheus.grids import Column, Finding, Moments
from adapters.prometheus.plan import Request
from adapters.prometheus.roles import Role
from hierarchy.evidence.breakdowns import Split
from hierarchy.evidence.readings import Trust
from hierarchy.model import Signal, SignalKey, Worse

AT = 1000.0
SPLIT = Split(SignalKey("n", "s"), "pod")
REQUEST = Request("default", "q", (), {})


def columns(values: Mapping[str, float]) -> tuple[Column, ...]:
    return tuple(Column({"pod": pod} if pod else {}, (value,)) for pod, value in values.items())


def parted(
    values: Mapping[str, float],
    ages: Mapping[str, float],
    worse: Worse | None = None,
    failure: SourceFailure | None = None,
    warning: str = "",
) -> Parted:
    found = [
        Finding(Role.VALUE, REQUEST, columns(values), failure, warning),
        Finding(Role.AGE, REQUEST, columns(ages)),
    ]
    return Parted(SPLIT, Signal("s", "s", query="x", worse=worse), found, 60.0)


def fresh(*pods: str) -> dict[str, float]:
    return dict.fromkeys(pods, AT)


def test_a_value_that_could_not_be_asked_is_the_reason_also_where_ages_are_known() -> None:
    """Not a list of instances that look as if each had a fault of its own."""
    failure = SourceFailure(FailureKind.TOO_BROAD, "the query is too much")
    found = parted({}, fresh("a", "b"), failure=failure).at(0, AT)

    assert (found.values, found.trust, found.detail) == ({}, Trust.ERROR, "the query is too much")


def test_warnings_of_the_source_and_series_without_the_label_make_it_partial() -> None:
    """What is there is shown, and what may be missing is said."""
    warned = parted({"a": 1.0}, fresh("a"), warning="a store is away").at(0, AT)
    bare = parted({"a": 1.0, "": 2.0}, fresh("a", "")).at(0, AT)

    assert (warned.values, warned.trust, warned.detail) == ({"a": 1.0}, Trust.PARTIAL, "a store is away")
    assert (bare.values, bare.trust) == ({"a": 1.0}, Trust.PARTIAL)
    assert bare.detail == "some of its series have no label 'pod'"


def test_where_nothing_is_believed_the_breakdown_is_not_either() -> None:
    """Every instance is named with its reason."""
    found = parted({"a": 1.0, "b": 2.0}, {"a": AT - 90, "b": AT - 90}).at(0, AT)

    assert (found.values, found.trust) == ({}, Trust.STALE)
    assert found.detail == "left out 2 of 2: a, b has no newer sample"


@pytest.mark.parametrize("worse", [Worse.HIGHER, Worse.LOWER, Worse.EITHER, None])
def test_of_very_many_values_the_most_extreme_and_a_fair_share_of_the_rest_are_shown(
    worse: Worse | None,
) -> None:
    """The worst are among them, their median stays about what it is, and that is said."""
    many = {f"p{i:04}": float(i) for i in range(2 * MOST + 7)}
    found = parted(many, fresh(*many), worse).at(0, AT)
    ranked = sorted(many.values())
    high, low = set(ranked[-EXTREME:]), set(ranked[:EXTREME])
    half = EXTREME // 2

    assert len(found.values) == MOST
    assert found.trust is Trust.TRUNCATED
    assert found.detail == f"{MOST} of {2 * MOST + 7} values of 'pod', the most extreme included"
    wanted = {Worse.HIGHER: high, Worse.LOWER: low}.get(
        worse or Worse.EITHER, {*ranked[:half], *ranked[-half:]}
    )
    assert wanted <= set(found.values.values())
    assert median(found.values.values()) == pytest.approx(median(ranked), rel=0.12)


def test_of_more_values_than_are_shown_nothing_is_drawn_over_time() -> None:
    """A band of some of them would be a guess."""
    many = {f"p{i:04}": float(i) for i in range(MOST + 1)}
    some = dict(list(many.items())[:3])
    moments = Moments(AT, 15.0, 1)

    assert parted(many, fresh(*many)).spread(moments).mid == (None,)
    band = parted(some, fresh(*some)).spread(moments)
    assert (band.low, band.mid, band.high) == ((0.0,), (1.0,), (2.0,))
