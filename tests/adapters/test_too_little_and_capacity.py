"""What is too little to judge, what a share is of, and what makes an empty answer 0."""

from __future__ import annotations

import pytest

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.compose import compose, judged_capacity, judged_total, with_zero
from adapters.prometheus.grids import Column, Finding
from adapters.prometheus.judging import judge
from adapters.prometheus.plan import Request, build_plan
from adapters.prometheus.roles import AGES, VALUES, Role
from hierarchy.evidence.readings import Trust
from hierarchy.levels import Level
from hierarchy.model import Model, Node, Signal, Worse
from hierarchy.queries import Matcher

AT = 1000.0


def finding(role: Role, *values: float, failure: FailureKind | None = None) -> Finding:
    """One answer with one column per value."""
    columns = tuple(Column({"pod": str(i)}, [value]) for i, value in enumerate(values))
    failed = None if failure is None else SourceFailure(failure, "why")
    return Finding(role, Request("default", "q", (), {}), columns, failed)


VALUE = [finding(Role.VALUE, 5.0), finding(Role.AGE, AT - 10)]


@pytest.mark.parametrize(
    ("total", "trust", "words"),
    [
        (finding(Role.TOTAL, 10.0), Trust.LIVE, ""),
        (finding(Role.TOTAL, 9.9), Trust.NO_TRAFFIC, "a total of 9.9, and from 10 on it is judged"),
        (finding(Role.TOTAL, float("nan")), Trust.NO_TRAFFIC, "the total is not known"),
        (finding(Role.TOTAL), Trust.NO_TRAFFIC, "the total is not known"),
        (finding(Role.TOTAL, 50.0, 60.0), Trust.NO_TRAFFIC, "the total is not known"),
        (finding(Role.TOTAL, failure=FailureKind.TIMEOUT), Trust.UNREACHABLE, "why"),
        (finding(Role.TOTAL, failure=FailureKind.BAD_QUERY), Trust.ERROR, "why"),
    ],
)
def test_a_ratio_is_believed_only_when_there_was_enough(total: Finding, trust: Trust, words: str) -> None:
    """A total that is not known is not enough; without `min_total` nobody asks."""
    reading = judge([*VALUE, total], 0, AT, 60.0, 10.0)
    assert reading.trust is trust
    assert words in reading.detail
    assert (reading.value is not None) == (trust is Trust.LIVE)
    assert judge(VALUE, 0, AT, 60.0).trust is Trust.LIVE


def test_too_little_never_hides_that_a_value_was_not_believed_anyway() -> None:
    """A stale ratio stays stale."""
    stale = [finding(Role.VALUE, 5.0), finding(Role.AGE, AT - 61), finding(Role.TOTAL, 1.0)]
    assert judge(stale, 0, AT, 60.0, 10.0).trust is Trust.STALE


@pytest.mark.parametrize(
    ("capacity", "number", "words"),
    [
        (finding(Role.CAPACITY, 200.0), 200.0, ""),
        (finding(Role.CAPACITY), None, "its capacity is not known: no series matches"),
        (finding(Role.CAPACITY, 1.0, 2.0), None, '2 series match: pod="0" | pod="1"'),
        (finding(Role.CAPACITY, 0.0), None, "its capacity is not known: it is 0.0"),
        (finding(Role.CAPACITY, float("nan")), None, "its capacity is not known: it is nan"),
        (finding(Role.CAPACITY, failure=FailureKind.BAD_QUERY), None, "its capacity is not known: why"),
    ],
)
def test_a_reading_has_its_capacity_or_says_why_not(
    capacity: Finding, number: float | None, words: str
) -> None:
    """The value itself stays as it was read."""
    reading = judge([*VALUE, capacity], 0, AT, 60.0)
    assert (reading.value, reading.capacity) == (5.0, number)
    assert words in reading.detail


def signal(**more: object) -> Signal:
    """A batched signal."""
    written = {"query": "max(used{$match})", "match": (Matcher("host", "a"),), "worse": Worse.HIGHER}
    return Signal("s", "s", **{**written, **more})  # type: ignore[arg-type]


def test_capacities_are_asked_only_where_limits_are_shares_of_them() -> None:
    """A number is none to ask for, and a capacity without such limits is not needed to judge."""
    assert judged_capacity(signal(capacity="max(all{$match})  # x", warning_share=0.8)) == "max(all{$match})"
    assert judged_capacity(signal(capacity="max(all{$match})")) is None
    assert judged_capacity(signal(capacity=10.0, warning=8.0)) is None


def test_totals_are_asked_only_where_little_is_not_judged() -> None:
    """As one series for the node."""
    ratio = {"query": None, "bad": "sum(bad{$match})", "total": "rate(all{$match}[1m])"}
    assert judged_total(signal(**ratio)) is None
    assert judged_total(signal(**ratio, min_total=5.0)) == "sum(rate(all{$match}[1m]))"


def test_companions_are_batched_like_the_values_they_belong_to() -> None:
    """Fifty nodes with a capacity and a least total cost three queries for values."""
    ratio = signal(
        query=None, bad="sum(bad{$match})", total="sum(all{$match})", min_total=5.0,
        capacity="max(cap{$match})", critical_share=0.9,
    )  # fmt: skip
    nodes = {}
    for i in range(50):
        its = Signal(
            **{f: getattr(ratio, f) for f in ratio.__dataclass_fields__} | {"match": (Matcher("h", f"{i}"),)}
        )
        nodes[f"n{i}"] = Node(f"n{i}", Level.PHYSICAL_FORM, "n", signals=(its,))
    plan = build_plan(Model("1", "m", nodes), roles=VALUES)
    assert sorted(next(iter(r.roles)) for r in plan) == [Role.CAPACITY, Role.TOTAL, Role.VALUE]
    assert all(len(r.targets) == 50 for r in plan)


def test_any_value_of_zero_when_makes_an_empty_answer_zero() -> None:
    """Also a value of 0, which `zero_while` does not take; either is enough where both are given."""
    when = compose(signal(zero_when="up{$match}"))
    assert with_zero("v", when.zero, ("host",)) == (
        '(v) or on(host) label_replace(((group(up{$match})) > 0) * 0, "navigator_zero_while", "1", "", "")'
    )
    assert compose(signal(zero_while="up{$match}")).zero == "max(up{$match})"
    both = compose(signal(zero_while="a{$match}", zero_when="b{$match}")).zero
    assert both == "(max(a{$match}) > 0) or (group(b{$match}) > 0)"


def test_zero_when_is_folded_into_the_value_and_its_age_is_asked() -> None:
    """One request for the value, one for the age of each selector."""
    node = Node("n", Level.PHYSICAL_FORM, "n", signals=(signal(zero_when="up{$match}"),))
    plan = build_plan(Model("1", "m", {"n": node}))
    assert len([r for r in plan if r.roles & VALUES]) == 1
    assert {role for r in plan for role in r.roles & AGES} == {Role.AGE, Role.ZERO_AGE}
