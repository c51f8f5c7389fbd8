"""Shares, walks and flat rankings are reckoned rightly, on cases small enough to reckon by hand."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.cue_cases import Case, Looked
from benchmarks.cue_flat import Metrics, median_iqr, n_sigma, ranking
from benchmarks.cue_hierarchies import plain_model
from benchmarks.cue_walks import by_cues, by_states
from benchmarks.cues import average_at_five, share
from benchmarks.incident_data import BOUTIQUE, DAYS, TRAIN_TICKET, Day, calls, faults, placements
from hierarchy.evidence.cue import Cue, Cues
from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.readings import Reading, Sweep, Trust
from hierarchy.graph import Graph
from hierarchy.levels import Level
from hierarchy.model import SignalKey
from tests.hierarchy.evidence.cue_scenes import linked, shop

CASE = Case("cart cpu", "resource", 600.0, 420.0, frozenset({"cart-pod"}))


def test_a_share_counts_only_what_is_among_the_first() -> None:
    """What is not named at all counts as not found."""
    places = [1, 1, 3, None]
    assert share(places, 1) == 0.5
    assert share(places, 3) == 0.75
    assert average_at_five(places) == pytest.approx((0.5 + 0.5 + 0.75 + 0.75 + 0.75) / 5)
    assert share([], 1) == 0.0


def test_a_walk_by_cues_opens_what_stands_before_the_right_one() -> None:
    """Third of three cues: two cards were opened before it; the first step leads past it."""
    graph = Graph(linked(shop()))
    walk = by_cues(_looked("pay-pod", "host", "cart-pod"), graph)
    assert walk.opened == 2
    assert walk.first_leads  # the pay flow's pod calls the cart's pod


def test_after_the_cues_the_walk_goes_down_by_states() -> None:
    """What no cue names is found nevertheless, only later."""
    graph = Graph(linked(shop()))
    walk = by_cues(_looked("host"), graph)
    assert walk.opened is not None
    assert walk.opened > 1


def test_a_walk_by_states_goes_to_the_worst_of_the_means() -> None:
    """With a red pod below the cart flow that flow is opened first: three cards to the pod."""
    model = linked(shop())
    readings = {SignalKey("cart-pod", "cpu"): Reading(99.0, Trust.LIVE, 600.0)}
    health = evaluate(model, Sweep(600.0, readings), 600.0)
    looked = Looked(CASE, "buy", Cues("buy", 600.0), health)
    assert by_states(looked, Graph(model)).opened == 2


def test_flat_rankings_compare_now_with_before() -> None:
    """The owner of the metric that moved most comes first, by either score, told when or not."""
    times = np.arange(0.0, 660.0, 60.0)
    steady = np.array([1.0, 1.1, 0.9, 1.0, 1.1, 0.9, 1.0, 1.1, 1.0, 1.1, 0.9])
    moved = np.array([1.0, 1.1, 0.9, 1.0, 1.1, 0.9, 1.0, 1.1, 9.0, 9.0, 9.0])
    metrics = Metrics(times, ("cart", "pay", "pay"), np.array([moved, steady, steady]))
    for score in (n_sigma, median_iqr):
        for told in (False, True):
            assert list(ranking(metrics, CASE, score, told=told)) == ["cart", "pay"]


def test_rankings_do_not_see_what_comes_later() -> None:
    """A jump after the moment of looking changes nothing."""
    times = np.arange(0.0, 900.0, 60.0)
    rows = np.ones((2, len(times))) + np.linspace(0, 0.1, len(times))
    later = rows.copy()
    later[1, times > CASE.at] = 1e6
    first, second = (Metrics(times, ("a", "b"), r) for r in (rows, later))
    assert ranking(first, CASE, n_sigma, told=False) == ranking(second, CASE, n_sigma, told=False)


@pytest.mark.parametrize("day", DAYS, ids=["ob", "tt"])
def test_a_plain_hierarchy_has_five_levels_and_every_service_at_fault(day: Day) -> None:
    """Made from who calls whom and what runs where; every labelled service has its pod and its machine."""
    model = plain_model(day, "http://127.0.0.1:9090")
    assert {n.level for n in model.nodes.values()} == set(Level)
    for fault in faults(day=day):
        pod = model.nodes[f"pod-{fault.service}"]
        assert fault.node in {m for group in pod.how for m in group.members}


def test_both_days_are_read_apart_from_one_label_file() -> None:
    """24 and 28 faults, 10 and 46 services; who calls whom names no service without a place."""
    assert [len(faults(day=day)) for day in DAYS] == [24, 28]
    assert [len(placements(day=day)) for day in DAYS] == [10, 46]
    known = placements(day=TRAIN_TICKET)
    assert all(a in known and b in known for a, b in calls(day=TRAIN_TICKET))
    assert len(calls(day=BOUTIQUE)) == 14


def _looked(*nodes: str) -> Looked:
    model = linked(shop())
    graph = Graph(model)
    paths = {"host": ("buy", "pay-flow", "pay", "pay-pod", "host")}
    found = [
        Cue(i, n, paths.get(n, ("buy", *graph.path_up(n, lambda _: 0.0)[-2::-1])), 1.0, ())
        for i, n in enumerate(nodes, 1)
    ]
    health = evaluate(model, Sweep(600.0, {}), 600.0)
    return Looked(CASE, "buy", Cues("buy", 600.0, tuple(found)), health)
