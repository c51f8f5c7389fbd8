"""What the API tells of what a file declares, also where nothing judges it yet."""

from __future__ import annotations

from hierarchy.actions import ChangeKind, ChangeRule, Lever
from hierarchy.laws import Balance, Capacity, Objective, Segment
from hierarchy.levels import Level
from hierarchy.model import Kind, Node, Signal, SignalKey
from hierarchy.queries import Matcher, Query
from navigator.api.declared import change_rule_json, declared_of, laws_json

_ASKED = Query("up{$match}", (Matcher("job", "a"),), "thanos", "up")
_SHOWN = {
    "query": "up{$match}",
    "match": [{"label": "job", "value": "a", "regex": False}],
    "source": "thanos",
    "zero_while": "up",
}


def test_a_node_tells_its_laws_and_what_can_be_done_at_it() -> None:
    """Queries as they are written, with what stands for $match and who is asked."""
    node = Node(
        "buy",
        Level.FUNCTIONAL_PURPOSE,
        "Buy",
        objective=Objective(0.999, 2592000.0, good=_ASKED, total=_ASKED),
        balance=Balance({"a": _ASKED}, {"b": _ASKED}, {}, 0.01, 300.0),
        capacity=Capacity(_ASKED, 900.0, 0.8),
        priority=("pay",),
        segments=(Segment("cluster", "Region"),),
        levers=(Lever("Shed", "https://a", "Less", ("flags",)),),
        symptoms=("slow",),
        formerly=("sell",),
    )
    assert laws_json(node) == {
        "objective": {
            "target": 0.999,
            "window_seconds": 2592000.0,
            "good": _SHOWN,
            "bad": None,
            "total": _SHOWN,
            "of": None,
        },
        "balance": {
            "in": {"a": _SHOWN},
            "out": {"b": _SHOWN},
            "store": {},
            "tolerance": 0.01,
            "over_seconds": 300.0,
        },
        "capacity": {"demand": _SHOWN, "supply": 900.0, "warning": 0.8, "critical": None},
        "priority": ["pay"],
        "segments": [{"label": "cluster", "title": "Region"}],
        "levers": [{"title": "Shed", "url": "https://a", "effect": "Less", "needs": ["flags"]}],
        "symptoms": ["slow"],
        "formerly": ["sell"],
    }


def test_a_node_that_declares_nothing_says_so() -> None:
    """Absent is null or empty, never left out."""
    laws = laws_json(Node("buy", Level.FUNCTIONAL_PURPOSE, "Buy"))
    assert {name: value for name, value in laws.items() if value} == {}
    assert {"objective", "balance", "capacity", "priority", "segments", "levers"} <= laws.keys()


def test_a_signal_tells_what_it_is_held_against() -> None:
    """Times in seconds, the confirming signal as node/signal."""
    signal = Signal(
        "heap",
        "Heap",
        query="a",
        capacity="b",
        warning_share=0.8,
        hold=60.0,
        max_age=300.0,
        spread="pod",
        kind=Kind.COMMANDED,
        measures="What was ordered",
        confirm_with=SignalKey("cart", "rss"),
        agree=0.1,
    )
    assert declared_of(signal) == {
        "kind": "commanded",
        "measures": "What was ordered",
        "capacity": "b",
        "warning_share": 0.8,
        "critical_share": None,
        "hold_seconds": 60.0,
        "max_age_seconds": 300.0,
        "pace_seconds": None,
        "min_total": None,
        "spread": "pod",
        "confirm_with": "cart/rss",
        "agree": 0.1,
    }


def test_a_rule_of_changes_tells_how_they_are_seen() -> None:
    """By value, by label or while something holds."""
    rule = ChangeRule("deploys", "Deploy {d}", ChangeKind.WHILE, during=_ASKED, match={"d": "workload"})
    assert change_rule_json(rule) == {
        "id": "deploys",
        "title": "Deploy {d}",
        "kind": "while",
        "query": None,
        "while": _SHOWN,
        "track": None,
        "match": {"d": "workload"},
    }
