"""Everyone or only some, and which instance is far from the rest."""

from __future__ import annotations

from dataclasses import replace

from hierarchy.evidence.breakdowns import Breakdown, Split
from hierarchy.evidence.readings import Trust
from hierarchy.evidence.states import State
from hierarchy.laws import Segment
from hierarchy.model import Model, SignalKey
from layouts.evidence_views import SplitView
from layouts.who import who
from navigator.screen.around import Around
from navigator.screen.split_rows import MOST_VALUES, splits_shown

REGION = Split(SignalKey("buy", "errors"), "region")
POD = Split(SignalKey("buy", "errors"), "pod")


def _shown(model: Model, **found: Breakdown) -> tuple[SplitView, ...]:
    buy = model.nodes["buy"]
    signal = replace(buy.signals[0], spread="pod")
    node = replace(buy, signals=(signal,), segments=(Segment("region", "Region"),))
    changed = replace(model, nodes={**model.nodes, "buy": node})
    known = {"region": REGION, "pod": POD}
    around = Around(breakdowns={known[name]: breakdown for name, breakdown in found.items()})
    return splits_shown(changed, around, "buy")


def test_only_the_segment_that_is_hurt_is_named(model: Model) -> None:
    """In one sentence, with the values under it, worst first."""
    (view,) = _shown(model, region=Breakdown("region", {"US": 0.001, "EU": 0.12}))
    assert (view.segments, view.hurt, view.title) == (True, True, "Region · Failed requests")
    assert "EU" in view.text
    assert [(row.name, row.value, row.state) for row in view.rows] == [
        ("EU", "12 %", State.CRITICAL),
        ("US", "0.1 %", State.OK),
    ]
    assert "Everyone, or only some?" in str(who((view,)))


def test_the_instance_far_from_the_rest_is_named(model: Model) -> None:
    """An average can't hide it."""
    values = {f"pod-{i}": 0.002 + i * 0.0001 for i in range(9)} | {"pod-x": 0.4}
    (view,) = _shown(model, pod=Breakdown("pod", values))
    assert (view.segments, view.hurt) == (False, True)
    assert view.text.startswith("pod-x: 40 %")
    assert "pod-x: 40" in str(who((view,)))
    assert (view.rows[0].name, view.rows[0].far, view.rows[0].share) == ("pod-x", True, 1.0)
    assert (len(view.rows), view.more) == (MOST_VALUES, 2)


def test_where_none_is_far_that_is_said_with_how_wide_they_lie(model: Model) -> None:
    """Not silence, which could be taken for not having looked."""
    (view,) = _shown(model, pod=Breakdown("pod", {"a": 0.002, "b": 0.0021, "c": 0.0022, "d": 0.0022}))
    assert view.text == "4 values of pod, 0.2 % to 0.22 %; none is far from the rest"
    assert not view.hurt
    (view,) = _shown(model, pod=Breakdown("pod", dict.fromkeys("abcd", 0.0)))
    assert view.text == "4 values of pod, each 0 %"


def test_what_could_not_be_read_is_not_nobody(model: Model) -> None:
    """The reason stands where the answer would be."""
    lost = Breakdown("region", {}, Trust.UNREACHABLE, "Connection refused.")
    (view,) = _shown(model, region=lost)
    assert not view.rows
    assert "Connection refused." in str(who((view,)))
    assert "obody" not in view.text


def test_segments_come_first_and_what_was_not_read_is_not_shown(model: Model) -> None:
    """Whom it hurts before which machine it is; pending ones are simply not there yet."""
    values = Breakdown("", {"a": 0.1, "b": 0.1, "c": 0.1, "d": 0.1})
    assert [view.segments for view in _shown(model, pod=values, region=values)] == [True, False]
    assert _shown(model) == ()
