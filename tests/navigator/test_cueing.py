"""What cues rest on is asked for with few questions, aligned, and without what was abnormal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest

from hierarchy.evidence.cues import cues
from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.health import Health
from hierarchy.evidence.readings import Series, Sweep
from hierarchy.graph import Graph
from hierarchy.laws import Balance
from hierarchy.levels import Level
from hierarchy.model import Model, Signal, SignalKey, Worse
from hierarchy.queries import Query
from hierarchy.terms import with_terms
from navigator.cueing import MOST_RECENT, gather, usuals
from tests.hierarchy.evidence.cue_scenes import AT, cpu, linked, named, node, shop, wait

DAY, WEEK, HOUR = 86400.0, 604800.0, 3600.0
Value = Callable[[SignalKey, float], float | None]


class Asked:
    """A source of values by key and time that remembers what it was asked."""

    def __init__(self, value: Value) -> None:
        self.value = value
        self.questions: list[tuple[tuple[SignalKey, ...], float, float, float]] = []

    def fetch(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        """As `Source.series`."""
        self.questions.append((tuple(keys), start, end, step))
        times = tuple(start + i * step for i in range(round((end - start) / step) + 1))
        return {key: Series(times, tuple(self.value(key, t) for t in times)) for key in keys}


def calm(_: SignalKey, at: float) -> float:
    """Wanders a little around 20."""
    return 20.0 + (at // 60 * 7919) % 13 / 10


def model_of(*signals: Signal) -> Model:
    """One purpose on one pod with these signals."""
    return linked(
        [
            node("buy", Level.FUNCTIONAL_PURPOSE, [wait()], ["pod"]),
            node("pod", Level.PHYSICAL_FUNCTION, signals or [cpu(), wait()]),
        ]
    )


def nothing_read(model: Model) -> Health:
    """Health without a single reading."""
    bare = replace(model, nodes={id: replace(n, reckoned=(), balance=None) for id, n in model.nodes.items()})
    return evaluate(bare, Sweep(AT, {}), AT)


def test_three_questions_are_enough_where_a_day_and_a_week_ago_are_known() -> None:
    """The hour before the moment, and the same time twice: each for all signals at once."""
    asked = Asked(calm)
    model = model_of()
    facts = gather(asked.fetch, model, Graph(model), nothing_read(model), "buy", AT)
    assert len(asked.questions) == 3
    assert all(len(keys) == 3 for keys, *_ in asked.questions)
    assert [round((AT - start) / DAY) for _, start, _, _ in asked.questions] == [0, 1, 7]
    assert {u.basis for u in facts.usual.values()} == {"the same time 1 d ago and 7 d ago"}
    assert all(not u.insufficient for u in facts.usual.values())


def test_every_question_is_aligned_and_of_the_past() -> None:
    """Multiples of the step, so that a cache can stand before the source; nothing later than the moment."""
    asked = Asked(lambda key, at: None if at < AT - 2 * DAY else calm(key, at))
    model = replace(model_of(), step=15.0)
    gather(asked.fetch, model, Graph(model), nothing_read(model), "buy", AT + 7)
    for _, start, end, step in asked.questions:
        assert start % step == end % step == 0
        assert end <= AT + 7


def test_only_what_has_no_reference_is_read_over_a_day() -> None:
    """One of two nodes is new: its history of a day is read, and that of nobody else."""
    asked = Asked(lambda key, at: None if key.node == "pod" and at < AT - 5 * HOUR else calm(key, at))
    model = model_of()
    facts = gather(asked.fetch, model, Graph(model), nothing_read(model), "buy", AT)
    keys, start, end, _ = asked.questions[-1]
    assert {key.node for key in keys} == {"pod"}
    assert round((end - start) / HOUR) == 24
    assert facts.usual[SignalKey("pod", "cpu")].basis == "the day before"
    assert facts.usual[SignalKey("pod", "cpu")].count > 100
    assert facts.usual[SignalKey("buy", "wait")].basis.startswith("the same time")


def test_stretches_in_which_a_node_was_beyond_a_limit_are_left_out() -> None:
    """While its CPU was at the limit, its waiting was not usual either."""

    def value(key: SignalKey, at: float) -> float:
        bad = at < AT - DAY / 2 and at // 60 % 3 == 0
        return (95.0 if key.signal == "cpu" else 99.0) if bad else calm(key, at)

    model = model_of()
    facts = gather(Asked(value).fetch, model, Graph(model), nothing_read(model), "buy", AT)
    for signal in ("cpu", "wait"):
        usual = facts.usual[SignalKey("pod", signal)]
        assert usual.highest[0] < 22
        assert 60 < usual.count < 100
    assert facts.usual[SignalKey("buy", "wait")].highest[0] == 99.0


def test_limits_may_be_below_or_on_both_sides() -> None:
    """What gets worse by falling is left out where it was too low."""
    low = Signal("level", "Level", unit="percent", query="q", worse=Worse.LOWER, warning=10.0)
    asked = Asked(lambda _, at: 5.0 if at < AT - DAY / 2 and at // 60 % 3 == 0 else 20.0)
    model = model_of(low)
    facts = gather(asked.fetch, model, Graph(model), nothing_read(model), "buy", AT)
    assert facts.usual[SignalKey("pod", "level")].lowest[0] == 20.0


def test_the_departure_of_now_is_not_part_of_what_is_usual() -> None:
    """A system that is four hours old, and in trouble for the last one: what was before counts."""

    def value(key: SignalKey, at: float) -> float | None:
        if at < AT - 4 * HOUR:
            return None
        return 60.0 if key.node == "pod" and key.signal == "wait" and at > AT - 3000 else calm(key, at)

    model = model_of()
    facts = gather(Asked(value).fetch, model, Graph(model), nothing_read(model), "buy", AT)
    usual = facts.usual[SignalKey("pod", "wait")]
    assert usual.highest[0] < 22
    assert usual.count == 191


def test_what_is_young_and_wide_is_compared_with_its_last_hour() -> None:
    """A day of thousands of signals is too coarse for what is an hour old; that is read finely."""
    many = [node(f"pod-{i}", Level.PHYSICAL_FUNCTION, [wait(str(j)) for j in range(20)]) for i in range(300)]
    model = linked([node("buy", Level.FUNCTIONAL_PURPOSE, [wait()], [n.id for n in many]), *many])

    def value(key: SignalKey, at: float) -> float | None:
        if at < AT - 1.2 * HOUR:
            return None
        return 60.0 if key.node == "pod-7" and at > AT - 300 else calm(key, at)

    facts = gather(Asked(value).fetch, model, Graph(model), nothing_read(model), "buy", AT)
    usual = facts.usual[SignalKey("pod-7", "3")]
    assert usual.basis == "the hour before"
    assert usual.highest[0] < 22
    assert named(cues(facts))[0] == "pod-7"


def test_what_laws_say_is_reckoned_from_its_terms() -> None:
    """Nobody is asked for a residual: its terms are."""
    balance = Balance({"in": Query("in")}, {"out": Query("out")}, over=300.0)
    flow = with_terms(node("flow", Level.ABSTRACT_FUNCTION, [], balance=balance))
    model = linked([node("buy", Level.FUNCTIONAL_PURPOSE, [wait()], ["flow"]), flow])
    asked = Asked(calm)
    facts = gather(asked.fetch, model, Graph(model), nothing_read(model), "buy", AT)
    known = set(model.asked())
    assert all(set(keys) <= known for keys, *_ in asked.questions)
    assert SignalKey("flow", "balance.residual") in facts.recent


def test_a_wide_focus_is_read_more_coarsely() -> None:
    """With thousands of signals below, a minute is fine enough; with few, the step of the model is."""
    many = [node(f"pod-{i}", Level.PHYSICAL_FUNCTION, [wait(str(j)) for j in range(20)]) for i in range(200)]
    model = linked([node("buy", Level.FUNCTIONAL_PURPOSE, [wait()], [n.id for n in many]), *many])
    model = replace(model, step=15.0)
    asked = Asked(lambda *_: None)
    gather(asked.fetch, model, Graph(model), nothing_read(model), "buy", AT)
    keys, start, end, step = asked.questions[0]
    assert step % 15.0 == 0
    assert step > 15.0
    assert len(keys) * ((end - start) / step) <= MOST_RECENT


def test_the_bands_of_charts_are_the_same_as_those_of_cues() -> None:
    """One reckoning of what is usual, wherever it is shown."""
    model = model_of()
    facts = gather(Asked(calm).fetch, model, Graph(model), nothing_read(model), "buy", AT)
    assert usuals(Asked(calm).fetch, model, list(facts.usual), AT) == facts.usual


def test_a_signal_that_the_model_does_not_have_is_an_error() -> None:
    """Nobody gets a band of nothing."""
    with pytest.raises(KeyError, match="pod/none"):
        usuals(Asked(calm).fetch, model_of(), [SignalKey("pod", "none")], AT)


def test_what_is_gathered_gives_cues() -> None:
    """From questions to an answer: the pod that departed four minutes ago is named."""

    def value(key: SignalKey, at: float) -> float:
        return (
            90.0
            if key != ("pay-flow", "wait") and key.node.startswith("pay") and at > AT - 240
            else calm(key, at)
        )

    model = linked(shop())
    facts = gather(Asked(value).fetch, model, Graph(model), nothing_read(model), "buy", AT)
    assert named(cues(facts))[0] == "pay-pod"
