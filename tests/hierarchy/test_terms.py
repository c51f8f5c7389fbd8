"""What laws ask and what they say, as signals."""

from __future__ import annotations

import promql_parser
import pytest

from hierarchy.laws import Balance, Capacity, Objective
from hierarchy.levels import Level
from hierarchy.model import Kind, Node, Signal, Worse
from hierarchy.queries import Matcher, Query
from hierarchy.terms import balance_window, burn_windows, with_terms

HERE = (Matcher("region", "eu"),)


def _node(**laws: object) -> Node:
    return with_terms(Node("n", Level.ABSTRACT_FUNCTION, "N", **laws))  # type: ignore[arg-type]


def _texts(node: Node) -> dict[str, object]:
    return {t.id: t.query or (t.bad, t.good, t.total) for t in node.terms}


def test_an_objective_is_asked_over_every_window_of_the_burn_and_over_the_whole() -> None:
    """Five windows, what is dear less often, and how many events there were in the long ones."""
    good, total = (Query(f"sum(rate({n}{{$match}}[$window]))", HERE, "prom") for n in ("ok", "all"))
    node = _node(objective=Objective(0.999, 30 * 86400.0, good=good, total=total))
    assert _texts(node) == {
        "objective.bad.5m": (None, "sum(rate(ok{$match}[5m]))", "sum(rate(all{$match}[5m]))"),
        "objective.bad.30m": (None, "sum(rate(ok{$match}[30m]))", "sum(rate(all{$match}[30m]))"),
        "objective.bad.1h": (None, "sum(rate(ok{$match}[1h]))", "sum(rate(all{$match}[1h]))"),
        "objective.events.1h": "sum(sum(rate(all{$match}[1h]))) * 3600",
        "objective.bad.6h": (None, "sum(rate(ok{$match}[6h]))", "sum(rate(all{$match}[6h]))"),
        "objective.events.6h": "sum(sum(rate(all{$match}[6h]))) * 21600",
        "objective.bad.30d": (None, "sum(rate(ok{$match}[30d]))", "sum(rate(all{$match}[30d]))"),
    }
    assert [t.pace for t in node.terms] == [0, 60, 60, 60, 300, 300, 900]
    assert {(t.match, t.source) for t in node.terms} == {(HERE, "prom")}
    assert [(s.id, s.unit, s.kind) for s in node.reckoned] == [
        ("objective.burn", "×", Kind.DERIVED),
        ("objective.budget", "ratio", Kind.DERIVED),
    ]


@pytest.mark.parametrize(
    ("window", "wanted"),
    [
        (3600.0, (300.0, 3600.0)),
        (7200.0, (300.0, 3600.0, 7200.0)),
        (21600.0, (300.0, 1800.0, 3600.0, 21600.0)),
        (86400.0, (300.0, 1800.0, 3600.0, 21600.0, 86400.0)),
    ],
)
def test_no_window_is_longer_than_the_objective(window: float, wanted: tuple[float, ...]) -> None:
    """A pair of windows of which one does not fit is left out as a pair."""
    assert burn_windows(Objective(0.99, window)) == wanted


def test_a_share_that_is_recorded_for_each_window_is_asked_by_name() -> None:
    """`bad` alone is a ratio; nothing says how many events that were."""
    node = _node(objective=Objective(0.999, 21600.0, bad=Query('slo:ratio_rate$window{s="x"}')))
    assert _texts(node) == {
        f"objective.bad.{w}": f'slo:ratio_rate{w}{{s="x"}}' for w in ("5m", "30m", "1h", "6h")
    }


def test_an_objective_of_a_signal_takes_its_queries_its_match_and_what_makes_it_0() -> None:
    """Its share over each window, weighted by traffic; what its limits are makes no difference."""
    errors = Signal(
        "errors", "E", bad="sum(rate(b{$match}[2m]))", total="sum(rate(t{$match}[2m]))", match=HERE,
        source="far", zero_while="up", warning=0.1, min_total=5.0, worse=Worse.HIGHER,
    )  # fmt: skip
    node = _node(signals=(errors,), objective=Objective(0.99, 3600.0, signal="errors"))
    first = node.terms[0]
    assert (first.bad, first.total) == ("sum(rate(b{$match}[5m]))", "sum(rate(t{$match}[5m]))")
    assert (first.match, first.source, first.zero_while) == (HERE, "far", "up")
    assert (first.has_limits, first.min_total) == (False, None)


def test_a_signal_in_percent_of_what_went_right_becomes_the_share_that_went_wrong() -> None:
    """By its unit, and by which direction is worse."""
    ready = Signal("ready", "R", query="avg(ready)", unit="percent", worse=Worse.LOWER)
    node = _node(signals=(ready,), objective=Objective(0.99, 3600.0, signal="ready"))
    assert node.terms[0].query == "1 - ((avg_over_time((avg(ready))[5m:15s])) / 100)"


def test_an_objective_of_a_signal_that_is_not_there_asks_nothing() -> None:
    """A node with `each` has no signals of its own."""
    assert _node(objective=Objective(0.99, 3600.0, signal="gone")).terms == ()


BALANCE = Balance(
    {"arrived": Query("sum(rate(in_total[2m]))")},
    {"left": Query("sum(rate(out_total[5m]))"), "refused": Query("refused", zero_while="up")},
    {"waiting": Query("sum(queue)", HERE, "far", zero_while="up{$match}")},
)


def test_a_balance_averages_its_flows_over_its_window_and_asks_how_its_stores_grow() -> None:
    """The window is the longest range; what is empty at times is 0 inside a subquery too."""
    node = _node(balance=BALANCE)
    assert balance_window(BALANCE) == 300.0
    assert _texts(node) == {
        "balance.in.arrived": "sum(rate(in_total[5m]))",
        "balance.out.left": "sum(rate(out_total[5m]))",
        "balance.out.refused": "avg_over_time((sum(refused) or (max(up) > 0) * 0)[5m:15s])",
        "balance.store.waiting": "sum(queue)",
        "balance.growth.waiting": "deriv((sum(sum(queue)) or (max(up{$match}) > 0) * 0)[5m:15s])",
    }
    zeros = {t.id: t.zero_while for t in node.terms if t.zero_while}
    assert zeros == {"balance.store.waiting": "up{$match}"}
    assert node.terms[-1].match == HERE
    assert [s.id for s in node.reckoned] == ["balance.residual", "balance.growth"]
    assert node.reckoned[1].title == "Waiting grows by"


def test_a_balance_without_stores_says_nothing_of_growth() -> None:
    """What does not pile up anywhere cannot grow; without any range the window is five minutes."""
    bare = Balance({"a": Query("a")}, {"b": Query("b")})
    assert [s.id for s in _node(balance=bare).reckoned] == ["balance.residual"]
    assert balance_window(bare) == 300.0


def test_a_capacity_asks_what_is_a_query() -> None:
    """A supply that is a number is asked of nobody; either is what demand is drawn against."""
    fixed, read = Capacity(Query("d"), 5.0, 0.8, 0.9), Capacity(Query("d"), Query("s"))
    assert [t.id for t in _node(capacity=fixed).terms] == ["capacity.demand"]
    assert [t.id for t in _node(capacity=read).terms] == ["capacity.demand", "capacity.supply"]
    (use,) = _node(capacity=fixed).reckoned
    assert (use.warning_share, use.critical_share, use.capacity) == (0.8, 0.9, 5.0)
    assert _node(capacity=read).reckoned[0].capacity == "s"


def test_every_text_that_is_made_is_promql() -> None:
    """The parser of Prometheus itself takes each of them once its labels are filled in."""
    total = Query("sum(rate(t{$match}[$window]))", HERE)
    node = _node(balance=BALANCE, objective=Objective(0.9, 86400.0, bad=total, total=total))
    for term in node.terms:
        for text in (term.query, term.bad, term.total):
            if text is not None:
                promql_parser.parse(text.replace("$match", 'region="eu"'))


def test_a_node_without_laws_asks_and_says_nothing_more() -> None:
    """Priority needs no reading."""
    node = _node(priority=("buy",))
    assert (node.terms, node.reckoned) == ((), ())
