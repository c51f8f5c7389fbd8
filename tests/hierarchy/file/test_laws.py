"""What nodes are judged by: objectives, balances, capacities, priorities."""

import pytest

from hierarchy.laws import Balance, Capacity, Objective
from hierarchy.queries import Query
from tests.hierarchy.file.law_reading import SHOP, read


def test_an_objective_keeps_its_queries_target_and_window() -> None:
    """A target in percent is a share, and a window in days is in seconds."""
    read_ = read(
        """
objective:
  good: 'sum(rate(ok_total{$match}[$window]))'
  total: 'sum(rate(all_total[$window]))'
  target: 99.9%
  window: 30d
""",
        SHOP,
    )
    assert read_.told == []
    assert read_.laws.objective == Objective(
        target=0.999,
        window=2592000.0,
        good=Query("sum(rate(ok_total{$match}[$window]))", SHOP, "thanos"),
        total=Query("sum(rate(all_total[$window]))", (), "thanos"),
    )


@pytest.mark.parametrize(
    "bad",
    [
        "slo:sli_error:ratio_rate$window{sloth_slo='x'}",
        "avg_over_time((time() - max(newest) > bool 900)[$window:1m])",
        "sum(rate(a[$window])) / sum(rate(b[$window]))",
    ],
)
def test_bad_alone_already_is_a_ratio(bad: str) -> None:
    """Recorded ratios have no total; the window may stand in the name or in a subquery."""
    read_ = read(f'objective: {{bad: "{bad}", target: 0.99, window: 1w}}')
    assert read_.told == []
    assert read_.laws.objective == Objective(0.99, 604800.0, bad=Query(bad, source="thanos"))


@pytest.mark.parametrize("signal", ["errors", "idle"])
def test_an_objective_may_be_about_a_ratio_of_the_node(signal: str) -> None:
    """`of` names a signal; it has to be a share of something."""
    read_ = read(f"objective: {{of: {signal}, target: 99%, window: 1h}}")
    assert read_.told == []
    assert read_.laws.objective == Objective(0.99, 3600.0, signal=signal)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{of: memory, target: 99%, window: 30d}", (1, 17, "objective-no-ratio")),
        ("{of: eror, target: 99%, window: 30d}", (1, 17, "unknown-signal")),
        ("{of: errors, bad: a, target: 99%, window: 30d}", (1, 25, "query-and-ratio")),
        ("{good: a, bad: b, total: c, target: 99%, window: 30d}", (1, 13, "query-and-ratio")),
        ("{good: a, target: 99%, window: 30d}", (1, 13, "ratio-incomplete")),
        ("{total: a, target: 99%, window: 30d}", (1, 13, "ratio-incomplete")),
        ("{target: 99%, window: 30d}", (1, 1, "objective-without-query")),
        ("{of: errors, window: 30d}", (1, 1, "missing-key")),
        ("{of: errors, target: 99%}", (1, 1, "missing-key")),
        ("{of: errors, target: 100%, window: 30d}", (1, 33, "out-of-range")),
        ("{of: errors, target: 0, window: 30d}", (1, 33, "out-of-range")),
        ("{of: errors, target: 99.9, window: 30d}", (1, 33, "out-of-range")),
        ("{of: errors, target: 99%, window: 59m}", (1, 46, "out-of-range")),
        ("{of: errors, target: 99%, window: 366d}", (1, 46, "out-of-range")),
        ("{bad: 'raet(a[$window])', target: 99%, window: 30d}", (1, 18, "promql-syntax")),
        ("{bad: 'rate(a{$match}[$window])', target: 99%, window: 30d}", (1, 18, "match-without-template")),
        ("errors", (1, 12, "wrong-type")),
    ],
)
def test_an_objective_that_can_not_be_meant_is_refused(written: str, told: tuple[int, int, str]) -> None:
    """Each mistake is told once, where it stands."""
    assert read(f"objective: {written}").told == [told]


@pytest.mark.parametrize(
    ("total", "at"), [("sum(rate(b[5m]))", 18), ("sum(rate(b[$window]))", 18)], ids=["both", "one"]
)
def test_an_objective_over_a_fixed_range_is_told(total: str, at: int) -> None:
    """Every burn window would get the same answer, or the halves of the ratio different ranges."""
    read_ = read(f"objective: {{bad: 'sum(rate(a[5m]))', total: '{total}', target: 99%, window: 30d}}")
    assert read_.told == [(1, at, "objective-fixed-window")]
    assert read_.laws.objective is not None


def test_window_means_nothing_outside_objectives() -> None:
    """Nothing would fill it in."""
    read_ = read("capacity: {demand: 'sum(rate(a[$window]))', supply: 5}")
    assert read_.told == [(1, 20, "window-outside-objective")]


def test_a_balance_keeps_its_terms_by_name() -> None:
    """A term is a query, or a mapping with what stands for an empty answer and where it is asked."""
    read_ = read(
        """
balance:
  in: {arrived: 'sum(rate(arrived_total[2m]))'}
  out:
    placed: 'sum(rate(placed_total{$match}[2m]))'
    refused: {query: 'sum(rate(refused_total[2m]))', zero_while: 'up{$match}', source: warehouse}
  store: {waiting: 'sum(waiting)'}
  tolerance: 1%
  over: 5m
""",
        SHOP,
    )
    assert read_.told == []
    assert read_.laws.balance == Balance(
        inflows={"arrived": Query("sum(rate(arrived_total[2m]))", source="thanos")},
        outflows={
            "placed": Query("sum(rate(placed_total{$match}[2m]))", SHOP, "thanos"),
            "refused": Query("sum(rate(refused_total[2m]))", SHOP, "warehouse", "up{$match}"),
        },
        stores={"waiting": Query("sum(waiting)", source="thanos")},
        tolerance=0.01,
        over=300.0,
    )


def test_a_balance_has_two_percent_of_tolerance_unless_it_says_otherwise() -> None:
    """No measurement of flows agrees to the last digit; without `over` the ranges decide."""
    balance = read("balance: {in: {a: x}, out: {b: y}}").laws.balance
    assert balance is not None
    assert (balance.tolerance, balance.over, balance.stores) == (0.02, None, {})


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{in: {a: x}}", (1, 1, "missing-key")),
        ("{in: {}, out: {b: y}}", (1, 15, "balance-without-terms")),
        ("{in: {a: }, out: {b: y}}", (1, 16, "wrong-type")),
        ("{in: {A: x}, out: {b: y}}", (1, 16, "bad-id")),
        ("{in: {a: x}, out: {b: {zero_while: y}}}", (1, 29, "missing-key")),
        ("{in: {a: x}, out: {b: 'sum('}}", (1, 32, "promql-syntax")),
        ("{in: {a: x}, out: {b: y}, tolerance: 200%}", (1, 47, "out-of-range")),
        ("{in: x, out: {b: y}}", (1, 15, "wrong-type")),
        ("{in: {a: x}, out: {b: 'y{$match}'}}", (1, 32, "match-without-template")),
    ],
)
def test_a_balance_that_can_not_be_drawn_up_is_refused(written: str, told: tuple[int, int, str]) -> None:
    """Each mistake is told once, where it stands."""
    assert read(f"balance: {written}").told == [told]


def test_a_capacity_has_a_demand_and_a_supply() -> None:
    """The supply is a number or a query; limits are shares of it, and none are invented."""
    read_ = read("capacity: {demand: a, supply: 'b{$match}', warning: 80%, critical: 0.95, source: x}", SHOP)
    assert read_.told == []
    assert read_.laws.capacity == Capacity(
        Query("a", (), "x"), Query("b{$match}", SHOP, "x"), warning=0.8, critical=0.95
    )
    assert read("capacity: {demand: a, supply: 900}").laws.capacity == Capacity(
        Query("a", (), "thanos"), 900.0
    )


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{demand: a}", (1, 1, "missing-key")),
        ("{supply: 3}", (1, 1, "missing-key")),
        ("{demand: a, supply: 0}", (1, 31, "out-of-range")),
        ("{demand: a, supply: -5}", (1, 31, "out-of-range")),
        ("{demand: a, supply: b, warning: 95%, critical: 80%}", (1, 48, "limit-order")),
        ("{demand: a, supply: b, warning: 95%, critical: 95%}", (1, 48, "limits-equal")),
        ("{demand: a, supply: b, warning: 80}", (1, 43, "out-of-range")),
    ],
)
def test_a_capacity_that_can_not_be_meant_is_told(written: str, told: tuple[int, int, str]) -> None:
    """Each mistake is told once, where it stands."""
    assert read(f"capacity: {written}").told == [told]


def test_priority_names_ends_in_order() -> None:
    """References stay inside the copy, as links do."""
    read_ = read("priority: [browse, buy]")
    assert read_.told == []
    assert read_.laws.priority == ("browse.eu", "buy.eu")


def test_priority_among_others_than_the_ends_is_refused() -> None:
    """A node shares out only to what it serves; what does not exist is told by whoever resolves it."""
    read_ = read("priority: [buy, sell, nowhere, buy]")
    assert read_.told == [(1, 17, "priority-no-end"), (1, 32, "named-twice")]
