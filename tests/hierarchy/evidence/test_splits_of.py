"""What is worth splitting at a node."""

from __future__ import annotations

from hierarchy.evidence.breakdowns import Split, judged_in, splits_of
from hierarchy.laws import Objective, Segment
from hierarchy.levels import Level
from hierarchy.model import Node, Signal, SignalKey, Worse
from hierarchy.terms import FIVE_MINUTES, bad_id

SIGNALS = (
    Signal("latency", "p99", query="x", spread="pod"),
    Signal("errors", "Failed", bad="b", total="t", unit="ratio", worse=Worse.HIGHER, critical=0.1),
    Signal("rate", "Rate", query="r"),
)
SEGMENTS = (Segment("cluster", "Region"),)


def _key(name: str) -> SignalKey:
    return SignalKey("n", name)


def test_signals_are_split_by_their_spread_and_by_every_segment_where_they_have_limits() -> None:
    """A signal that nothing is expected of says nothing about who is hurt."""
    node = Node("n", Level.FUNCTIONAL_PURPOSE, "N", signals=SIGNALS, segments=SEGMENTS)

    assert splits_of(node) == (Split(_key("latency"), "pod"), Split(_key("errors"), "cluster"))


def test_the_objective_is_split_by_segments_first_and_each_split_is_named_once() -> None:
    """By the ratio it names, or by the term that looks at the last five minutes."""
    named = Node(
        "n",
        Level.FUNCTIONAL_PURPOSE,
        "N",
        signals=SIGNALS,
        segments=SEGMENTS,
        objective=Objective(0.999, 2592000.0, signal="errors"),
    )
    term = Signal(bad_id(FIVE_MINUTES), "Failed", bad="b", total="t")
    asked = Node(
        "n",
        Level.FUNCTIONAL_PURPOSE,
        "N",
        segments=SEGMENTS,
        objective=Objective(0.999, 2592000.0),
        terms=(term,),
    )

    assert splits_of(named)[1:] == (Split(_key("errors"), "cluster"),)
    assert splits_of(asked) == (Split(_key(term.id), "cluster"),)


def test_segments_of_an_objective_are_judged_by_how_fast_they_would_spend_its_budget() -> None:
    """Limits that are written count before that, and no share is more than everything."""
    term = Signal(bad_id(FIVE_MINUTES), "Failed", bad="b", total="t")
    node = Node(
        "n",
        Level.FUNCTIONAL_PURPOSE,
        "N",
        signals=SIGNALS,
        objective=Objective(0.9, 2592000.0),
        terms=(term,),
    )

    judged = judged_in(node, term.id)
    assert judged is not None
    assert judged.worse is Worse.HIGHER
    assert (round(judged.warning, 9), judged.critical) == (0.6, 1.0)  # type: ignore[arg-type]
    assert judged_in(node, "errors") == SIGNALS[1]
    assert judged_in(node, "nobody") is None
