"""What may be believed of an answer: whatever goes wrong makes a reading worse, never better."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.compose import ZERO_MARK
from adapters.prometheus.grids import Column, Finding
from adapters.prometheus.judging import judge, max_age
from adapters.prometheus.plan import Request
from adapters.prometheus.roles import Role, Timing
from hierarchy.evidence.readings import Trust

AT = 1000.0
NAN = float("nan")


def finding(role: Role, *values: float, failure: FailureKind | None = None, **more: str) -> Finding:
    """One answer with one column per value."""
    timing = Timing(more.get("timing", "samples"))
    request = Request("default", "q", (), {}, "quotient" in more, timing, more.get("refused", ""))
    labels = [{"pod": str(i), **({ZERO_MARK: "1"} if "marked" in more else {})} for i in range(len(values))]
    columns = tuple(Column(names, [value]) for names, value in zip(labels, values, strict=True))
    failed = None if failure is None else SourceFailure(failure, "why")
    return Finding(role, request, columns, failed, more.get("warning", ""), more.get("group", ""))


FRESH = finding(Role.AGE, AT - 10)

CASES: list[tuple[Sequence[Finding], Trust]] = [
    ([finding(Role.VALUE, 5.0), FRESH], Trust.LIVE),
    ([finding(Role.VALUE, 5.0, warning="w"), FRESH], Trust.PARTIAL),
    ([finding(Role.VALUE, 5.0), finding(Role.AGE, AT - 10, warning="w")], Trust.PARTIAL),
    ([finding(Role.VALUE, 5.0), finding(Role.AGE, AT - 61)], Trust.STALE),
    ([finding(Role.VALUE, 5.0), FRESH, finding(Role.AGE, AT - 61)], Trust.STALE),
    ([finding(Role.VALUE, 5.0), finding(Role.AGE)], Trust.STALE),
    ([finding(Role.VALUE, 5.0), finding(Role.AGE), finding(Role.EXTRA_AGE, AT)], Trust.STALE),
    ([finding(Role.VALUE, 5.0), FRESH, finding(Role.EXTRA_AGE)], Trust.LIVE),
    ([finding(Role.VALUE, 5.0), finding(Role.AGE, failure=FailureKind.TIMEOUT)], Trust.UNREACHABLE),
    ([finding(Role.VALUE, 5.0), finding(Role.AGE, failure=FailureKind.TOO_BROAD)], Trust.STALE),
    ([finding(Role.VALUE, 5.0, timing="constant")], Trust.LIVE),
    ([finding(Role.VALUE, 5.0, timing="unknown")], Trust.STALE),
    ([finding(Role.VALUE, 5.0, 6.0), FRESH], Trust.AMBIGUOUS),
    ([finding(Role.VALUE), FRESH], Trust.ABSENT),
    ([finding(Role.VALUE, NAN), FRESH], Trust.NO_TRAFFIC),
    ([finding(Role.VALUE, float("inf"), quotient="yes"), FRESH], Trust.ERROR),
    ([finding(Role.VALUE, NAN, quotient="yes"), FRESH], Trust.NO_TRAFFIC),
    ([finding(Role.VALUE, refused="no"), FRESH], Trust.ERROR),
    ([finding(Role.VALUE, failure=FailureKind.BAD_QUERY), FRESH], Trust.ERROR),
    ([finding(Role.VALUE, failure=FailureKind.TOO_LARGE), FRESH], Trust.TRUNCATED),
    ([finding(Role.VALUE, failure=FailureKind.AMBIGUOUS), FRESH], Trust.AMBIGUOUS),
    ([finding(Role.VALUE, failure=FailureKind.OVERLOADED), FRESH], Trust.UNREACHABLE),
    ([finding(Role.VALUE, 0.0, marked="yes"), finding(Role.ZERO_AGE, AT - 10)], Trust.LIVE),
    ([finding(Role.VALUE, 0.0, marked="yes"), finding(Role.ZERO_AGE, AT - 90), FRESH], Trust.STALE),
    ([finding(Role.VALUE), finding(Role.ZERO, 1.0), finding(Role.ZERO_AGE, AT)], Trust.LIVE),
    ([finding(Role.VALUE), finding(Role.ZERO, 0.0), finding(Role.ZERO_AGE, AT)], Trust.ABSENT),
    ([finding(Role.VALUE), finding(Role.ZERO, NAN), finding(Role.ZERO_AGE, AT)], Trust.ABSENT),
    ([finding(Role.VALUE), finding(Role.ZERO, failure=FailureKind.TIMEOUT)], Trust.UNREACHABLE),
    # each group of selectors needs one that still gives samples, whichever it is
    ([finding(Role.VALUE, 5.0), finding(Role.AGE, AT, group="a"), finding(Role.AGE, group="b")], Trust.STALE),
    ([finding(Role.VALUE, 5.0), finding(Role.AGE, AT, group="a"), finding(Role.AGE, group="a")], Trust.LIVE),
    # nothing but what may be missing: `absent` is told by its answer alone, and old samples by their age
    ([finding(Role.VALUE, 1.0), finding(Role.EXTRA_AGE)], Trust.LIVE),
    ([finding(Role.VALUE, 0.0), finding(Role.EXTRA_AGE, AT - 90)], Trust.STALE),
    # a rate that outlived its target beside a zero_while that is fresh: the value's own samples decide
    ([finding(Role.VALUE, 0.0), finding(Role.AGE), finding(Role.ZERO_AGE, AT)], Trust.STALE),
]


@pytest.mark.parametrize("index", range(len(CASES)))
def test_each_kind_of_evidence_gives_its_trust(index: int) -> None:
    """Only a finite value with fresh samples behind it, from a whole answer, is live."""
    findings, trust = CASES[index]
    reading = judge(findings, 0, AT, 60.0)
    assert reading.trust is trust
    if trust in (Trust.LIVE, Trust.PARTIAL):
        assert reading.value is not None
        assert reading.time is not None
    else:
        assert reading.detail or reading.time is not None


number = st.floats(0, 2000) | st.just(NAN) | st.just(float("inf"))
failures = st.none() | st.sampled_from(FailureKind)
found = st.builds(
    lambda role, values, failure, warning: finding(role, *values, failure=failure, warning=warning),
    st.sampled_from([Role.AGE, Role.EXTRA_AGE, Role.ZERO, Role.ZERO_AGE]),
    st.lists(number, max_size=2),
    failures,
    st.sampled_from(["", "partial"]),
)


@given(st.lists(number, max_size=2), failures, st.lists(found, max_size=5))
def test_a_live_reading_always_has_a_finite_value_and_a_fresh_sample(
    values: list[float], failure: FailureKind | None, others: list[Finding]
) -> None:
    """Over any mix of answers, empty answers and failures."""
    findings = [finding(Role.VALUE, *values, failure=failure), *others]
    reading = judge(findings, 0, AT, 60.0)
    if reading.trust is Trust.LIVE:
        assert reading.value is not None
        assert abs(reading.value) < float("inf")
        assert reading.age(AT) is not None
        assert failure is None
        assert not values or values == [reading.value]


def test_the_largest_of_three_bounds_is_the_age_that_counts() -> None:
    """A minute, two steps, three intervals between samples."""
    assert [max_age(15, None), max_age(15, 15), max_age(60, 15), max_age(15, 60)] == [60, 60, 120, 180]
