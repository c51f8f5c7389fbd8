"""Signals become few requests, and every answer finds its way back to its signals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.prometheus.chunks import MAX_BYTES, MAX_NODES, MAX_WASTE, cut
from adapters.prometheus.plan import Request, build_plan, plan_over_time
from adapters.prometheus.roles import AGES, VALUES, Role
from hierarchy.levels import Level
from hierarchy.model import Model, Node, Signal, SignalKey
from hierarchy.queries import Matcher


def model(signals: Mapping[str, Sequence[Signal]]) -> Model:
    """Nodes with these signals."""
    nodes = {i: Node(i, Level.PHYSICAL_FUNCTION, i, signals=tuple(s)) for i, s in signals.items()}
    return Model("1", "m", nodes)


def signal(query: str, name: str = "s", **labels: str) -> Signal:
    """A signal with one query and equality matchers."""
    return Signal(name, name, query=query, match=tuple(Matcher(k, v) for k, v in labels.items()))


def values(plan: Sequence[Request]) -> list[Request]:
    """The requests that carry values."""
    return [request for request in plan if Role.VALUE in request.roles]


def answered(plan: Sequence[Request]) -> set[SignalKey]:
    """Every signal that some value request answers."""
    return {t.key for r in values(plan) for targets in r.targets.values() for t in targets}


def test_sixty_nodes_with_three_signals_cost_one_value_query_per_signal() -> None:
    """And one age query per distinct selector, not per signal."""
    queries = ("sum(rate(a{$match}[1m]))", "sum(rate(a{$match}[5m]))", "max(b{$match})")
    m = model({f"n{i}": [signal(q, f"s{j}", app=f"a{i}") for j, q in enumerate(queries)] for i in range(60)})
    plan = build_plan(m)
    assert len(values(plan)) == 3
    assert len([r for r in plan if r.roles & AGES]) == 2
    assert len([r for r in plan if Role.INTERVAL in r.roles]) == 2
    assert answered(plan) == set(m.signals())


def test_the_same_query_at_two_nodes_is_asked_once_for_both() -> None:
    """Whether by the same match or by none."""
    plan = build_plan(
        model(
            {
                "a": [signal("max(x{$match})", app="1"), signal("sum(y)", "t")],
                "b": [signal("max(x{$match})", app="1"), signal("sum(y)  # all", "t")],
            }
        ),
        roles=VALUES,
    )
    assert len(plan) == 2
    assert answered(plan) == {SignalKey(n, s) for n in "ab" for s in ("s", "t")}


def test_a_regular_expression_runs_singly_as_it_is_written() -> None:
    """It may match what another node's expression matches too."""
    nodes = {
        n: [Signal("s", "s", query="sum(x{$match})", match=(Matcher("pod", f"{n}-[a-z]+", True),))]
        for n in "ab"
    }
    plan = build_plan(model(nodes), roles=VALUES)
    assert [r.query for r in plan] == ['sum(x{pod=~"a-[a-z]+"})', 'sum(x{pod=~"b-[a-z]+"})']


def test_an_empty_label_value_is_refused_and_its_neighbours_are_not() -> None:
    """The request that must not be sent says why."""
    plan = build_plan(
        model({"a": [signal("sum(x{$match})", app="")], "b": [signal("sum(x{$match})", app="b")]}),
        roles=VALUES,
    )
    refused = [r for r in plan if r.refused]
    assert len(plan) == 2
    assert [t.key.node for r in refused for ts in r.targets.values() for t in ts] == ["a"]
    assert "empty" in refused[0].refused


def test_only_the_signals_asked_for_are_planned() -> None:
    """What is on screen costs no more than what is on screen."""
    m = model({n: [signal("sum(x{$match})", app=n)] for n in "abc"})
    plan = build_plan(m, [SignalKey("b", "s"), SignalKey("z", "s")], VALUES)
    assert [r.query for r in plan] == ['sum by (app) (x{app="b"})']


def test_ages_are_asked_for_selectors_without_offset_and_range() -> None:
    """The newest sample of a series does not depend on how a query looks at it."""
    query = "sum(rate(x{a='1',$match}[5m] offset 1d)) / sum(rate(x{$match,a=\"1\"}[1m]))"
    plan = build_plan(model({"n": [signal(query, app="1")]}), roles=AGES)
    assert [r.query for r in plan] == ['max by (app) (timestamp(x{a="1",app="1"}))']


def test_over_time_it_is_asked_only_whether_samples_were_young_enough() -> None:
    """Times of samples cost Prometheus ten times what values do; and who may be missing is not missing
    where it is only old."""
    ratio = Signal("s", "s", bad="sum(bad{$match})", total="sum(all{$match})", match=(Matcher("app", "1"),))
    m = model({"n": [ratio], "slow": [signal("max(x{$match})", app="2")]})
    plan = plan_over_time(m, m.signals(), lambda key: 0.5 if key.node == "slow" else 60.0)
    assert {request.query for request in plan if request.within} == {
        'max by (app) (present_over_time(all{app="1"}[60s])) and group by (app) (all{app="1"})',
        'max by (app) (present_over_time(bad{app="1"}[60s])) and group by (app) (bad{app="1"}) '
        'or group by (app) (bad{app="1"}) * 0',
        'max by (app) (present_over_time(x{app="2"}[500ms])) and group by (app) (x{app="2"})',
    }
    assert answered(plan) == set(m.signals())


@pytest.mark.parametrize(
    ("query", "groups", "extra"),
    [
        ("rate(a[9m]) + rate(b[9m])", [{"a"}, {"b"}], set()),
        ("a and b", [{"a"}, {"b"}], set()),
        ("a or b", [{"a", "b"}], set()),
        ("(a or b or (c + d)) / e", [{"a", "b", "c", "d"}, {"e"}], set()),
        ("sum(rate(a[9m])) or vector(0)", [{"a"}], set()),
        ("a unless b", [{"a"}], {"b"}),
        ("a unless (b or c)", [{"a"}], {"b", "c"}),
        ("a * absent(b)", [{"a"}], {"b"}),
        ("absent_over_time(b[5m]) or vector(0)", [], {"b"}),
        ("a / (a offset 1d)", [{"a"}], set()),
    ],
)
def test_a_value_needs_samples_of_everything_that_cannot_be_missing(
    query: str, groups: list[set[str]], extra: set[str]
) -> None:
    """Of what stands beside `or` one suffices; what `absent` and `unless` look for may be gone."""
    assert evidence([signal(query)]) == (groups, extra)


def test_of_a_ratio_only_the_total_is_needed_unless_it_is_a_fixed_number() -> None:
    """Failures may not have happened yet; but out of 100 there is nothing else that is measured."""
    counted = Signal("s", "s", bad="sum(bad)", total="sum(all) + sum(more)")
    fixed = Signal("s", "s", bad="sum(bad)", total="vector(100)")
    assert evidence([counted]) == ([{"all"}, {"more"}], {"bad"})
    assert evidence([fixed]) == ([{"bad"}], set())


def evidence(signals: Sequence[Signal]) -> tuple[list[set[str]], set[str]]:
    """The metrics of each group of ages, and those that may be missing."""
    groups: dict[str, set[str]] = {}
    extra: set[str] = set()
    for request in build_plan(model({"n": signals}), roles=AGES):
        metric = request.query.removeprefix("max(timestamp(").removesuffix("{}))")
        for target in (one for targets in request.targets.values() for one in targets):
            (groups.setdefault(target.group, set()) if target.role is Role.AGE else extra).add(metric)
    return list(groups.values()), extra


pairs = st.lists(
    st.tuples(st.text(min_size=1, max_size=40), st.sampled_from("abc")), unique=True, max_size=80
)


@given(pairs, st.integers(1, 60))
def test_chunks_hold_everything_once_and_keep_all_limits(wanted: list[tuple[str, str]], places: int) -> None:
    """Bytes, nodes and the waste of a cross product."""
    chunks = cut(wanted, places, 200)
    assert sorted(v for chunk in chunks for v in chunk) == sorted(wanted)
    for chunk in chunks:
        product = len({a for a, _ in chunk}) * len({b for _, b in chunk})
        assert product <= MAX_WASTE * len(chunk)
        assert len(chunk) <= MAX_NODES


@pytest.mark.parametrize("count", [10, 3000])
def test_no_query_is_longer_than_every_server_takes(count: int) -> None:
    """Long names make more chunks, not longer queries."""
    m = model(
        {f"n{i}": [signal("sum(x{$match}) / sum(y{$match})", app=f"name-{i:040}")] for i in range(count)}
    )
    plan = build_plan(m, roles=VALUES)
    assert max(len(r.query.encode()) for r in plan) <= MAX_BYTES
    assert answered(plan) == set(m.signals())
    assert len(plan) <= -(-count * 100 // MAX_BYTES) + 1


def test_pairs_on_the_diagonal_are_split_so_that_waste_stays_bounded() -> None:
    """Ten regions with a shop each: their cross product would be a hundred."""
    nodes = {f"n{i}": [signal("sum(x{$match})", region=f"r{i}", shop=f"s{i}")] for i in range(10)}
    assert len(build_plan(model(nodes), roles=VALUES)) == 5
