"""The sentences that say why."""

from __future__ import annotations

import pytest

from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.gathering import Gathering, Present
from hierarchy.evidence.health import Reason, SignalHealth
from hierarchy.evidence.readings import Reading, Sweep, Trust
from hierarchy.evidence.reasons import group_reason, signal_reason
from hierarchy.evidence.states import Bounds, State, known
from hierarchy.levels import Level
from hierarchy.model import Band, Impact, MeansGroup, Model, Node, Rule, Signal, SignalKey, Worse

OK, WARNING, CRITICAL, UNKNOWN = State.OK, State.WARNING, State.CRITICAL, State.UNKNOWN
LATENCY = Signal("latency", "p95 latency", "seconds", worse=Worse.HIGHER, warning=0.3, critical=0.5)
READY = Signal("ready", "Replicas ready", "ratio", worse=Worse.LOWER, warning=0.9, critical=0.5)
HEAT = Signal("heat", "Inlet", "°C", worse=Worse.EITHER, warning=Band(10, 35), critical=Band(5, 45))
ONLY_CRITICAL = Signal("full", "Disk full", "ratio", worse=Worse.HIGHER, critical=0.95)


@pytest.mark.parametrize(
    ("signal", "value", "state", "text", "margin"),
    [
        (LATENCY, 0.912, CRITICAL, "p95 latency 912 ms, critical from 500 ms; 412 ms beyond that", 0.412),
        (LATENCY, 0.45, WARNING, "p95 latency 450 ms, warning from 300 ms; 50 ms to critical", 0.05),
        (LATENCY, 0.1, OK, "p95 latency 100 ms, warning from 300 ms; 200 ms to warning", 0.2),
        (READY, 0.4, CRITICAL, "Replicas ready 40 %, critical from 50 % down; 10 % beyond that", 0.1),
        (HEAT, 47.0, CRITICAL, "Inlet 47 °C, critical unless between 5 °C and 45 °C; 2 °C beyond that", 2.0),
        (HEAT, 12.0, OK, "Inlet 12 °C, warning unless between 10 °C and 35 °C; 2 °C to warning", 2.0),
        (ONLY_CRITICAL, 0.9, OK, "Disk full 90 %, critical from 95 %; 5 % to critical", 0.05),
    ],
)
def test_a_signal_is_told_with_its_limit_and_how_far_from_flipping(
    signal: Signal, value: float, state: State, text: str, margin: float
) -> None:
    """Name, value, limit, distance to the nearest other state and which that is, in the signal's unit."""
    reason = signal_reason(signal, SignalHealth(value, state, Trust.LIVE, 5.0))
    assert (reason.text, reason.rule, reason.state, reason.signal) == (text, state.value, state, signal.id)
    assert reason.margin == pytest.approx(margin)
    assert reason.value == value


@pytest.mark.parametrize(
    ("trust", "value", "age", "detail", "text"),
    [
        (Trust.STALE, 0.912, 240.0, "", "p95 latency: no data for 4 min, last 912 ms"),
        (Trust.ABSENT, None, None, "", "p95 latency: no data"),
        (Trust.NEVER, None, None, "", "p95 latency: no data in the last day"),
        (Trust.ERROR, None, None, "parse  error\n at 7", "p95 latency: the query failed (parse error at 7)"),
        (Trust.UNREACHABLE, 0.1, 90.0, "", "p95 latency: its source does not answer for 90 s, last 100 ms"),
        (Trust.TRUNCATED, None, None, "", "p95 latency: the answer was cut off"),
        (
            Trust.AMBIGUOUS,
            None,
            None,
            "2 series match",
            "p95 latency: more than one series answers (2 series match)",
        ),
        (Trust.NO_TRAFFIC, None, None, "", "p95 latency: no traffic, nothing to judge"),
        (
            Trust.PARTIAL,
            0.1,
            5.0,
            "7/9",
            "p95 latency: the answer is incomplete, 100 ms proves nothing (7/9)",
        ),
        (Trust.CONFLICTING, 0.1, 5.0, "", "p95 latency: another signal disagrees, 100 ms proves nothing"),
    ],
)
def test_what_proves_nothing_is_told_with_its_cause(
    trust: Trust, value: float | None, age: float | None, detail: str, text: str
) -> None:
    """Every trust that leaves a signal unknown has its own words, and its name as the rule."""
    reason = signal_reason(LATENCY, SignalHealth(value, UNKNOWN, trust, age, detail))
    assert (reason.text, reason.rule, reason.state) == (text, trust.value, UNKNOWN)


def test_a_partial_reading_that_proves_warning_says_that_it_is_partial() -> None:
    """What was seen counts, and what was not seen is named."""
    reason = signal_reason(LATENCY, SignalHealth(0.4, WARNING, Trust.PARTIAL, 5.0, "7/9"))
    assert reason.text == "p95 latency 400 ms, warning from 300 ms; the answer is incomplete (7/9)"


def test_a_long_detail_is_cut() -> None:
    """A sentence stays a sentence, whatever the source had to say."""
    reason = signal_reason(LATENCY, SignalHealth(None, UNKNOWN, Trust.ERROR, None, "x" * 5000))
    assert len(reason.text) < 220
    assert reason.text.endswith("…)")


def _told(
    group: MeansGroup, members: list[tuple[str, str, State]], bounds: Bounds, felt: Bounds | None
) -> Reason:
    """The reason that a group of means gives of which every member is there."""
    present = Present(tuple(range(len(members))), 0, group.rule, group.at_least)
    return group_reason(Gathering(group, present.members), present, members, bounds, felt)


def _group(
    rule: Rule, *states: State, n: int = 0, impact: Impact = Impact.FULL, because: str = ""
) -> MeansGroup:
    return MeansGroup(rule, tuple(f"h{i + 1}" for i in range(len(states))), n, impact, because)


@pytest.mark.parametrize(
    ("rule", "n", "members", "state", "text", "decided"),
    [
        (Rule.ALL_OF, 0, (OK, CRITICAL, OK), CRITICAL, "1 of 3 means critical: Host 2", ("h2",)),
        (Rule.ALL_OF, 0, (CRITICAL,), CRITICAL, "Host 1: critical", ("h1",)),
        (Rule.ANY_OF, 0, (CRITICAL,), CRITICAL, "Host 1: critical", ("h1",)),
        (Rule.AT_LEAST, 1, (UNKNOWN,), UNKNOWN, "Host 1: unknown", ("h1",)),
        (Rule.ALL_OF, 0, (OK, OK), OK, "both means ok", ()),
        (Rule.ALL_OF, 0, (CRITICAL,) * 3, CRITICAL, "all 3 means critical", ("h1", "h2", "h3")),
        (Rule.ANY_OF, 0, (UNKNOWN, UNKNOWN), UNKNOWN, "any of 2: both unknown", ("h1", "h2")),
        (Rule.ANY_OF, 0, (OK, CRITICAL), OK, "any of 2: 1 critical (Host 2), 1 ok", ("h1",)),
        (Rule.AT_LEAST, 2, (OK, CRITICAL, UNKNOWN), UNKNOWN,
         "at least 2 of 3: 1 critical (Host 2), 1 unknown (Host 3), 1 ok", ("h2", "h3")),
        (Rule.ALL_OF, 0, (WARNING,) * 5 + (OK,), WARNING, "5 of 6 means warning: Host 1, Host 2, Host 3 +2",
         ("h1", "h2", "h3", "h4", "h5")),
    ],
)  # fmt: skip
def test_a_group_is_told_by_its_rule_and_the_members_that_decide(
    rule: Rule, n: int, members: tuple[State, ...], state: State, text: str, decided: tuple[str, ...]
) -> None:
    """How many of how many, in which state, by name."""
    told = [(f"h{i + 1}", f"Host {i + 1}", s) for i, s in enumerate(members)]
    bounds = known(state)
    reason = _told(_group(rule, *members, n=n), told, bounds, bounds)
    assert (reason.text, reason.means, reason.rule) == (text, decided, rule.value)


def test_impact_and_the_authors_words_are_told() -> None:
    """What an impact takes away from a failure is said, with why."""
    bounds = known(CRITICAL)
    told = [("h1", "Fraud check", CRITICAL)]
    group = _group(Rule.ALL_OF, CRITICAL, impact=Impact.DEGRADED, because="orders wait for review")
    degraded = _told(group, told, bounds, known(WARNING))
    assert degraded.text == "Fraud check: critical, which only degrades this (orders wait for review)"
    assert degraded.state is WARNING
    ignored = _told(_group(Rule.ALL_OF, CRITICAL, impact=Impact.NONE), told, bounds, None)
    assert (ignored.text, ignored.state) == ("Fraud check: critical, which does not affect this", OK)


def _reasons(values: dict[str, float]) -> tuple[Reason, ...]:
    """A service with latency and replicas over two hosts, one of which only degrades it."""
    heat = (HEAT,)
    nodes = [
        Node("api", Level.PHYSICAL_FUNCTION, "API", signals=(LATENCY, READY), how=(
            MeansGroup(Rule.ALL_OF, ("h1",), impact=Impact.DEGRADED), MeansGroup(Rule.ALL_OF, ("h2",)),
        )),
        Node("h1", Level.PHYSICAL_FORM, "Host 1", signals=heat),
        Node("h2", Level.PHYSICAL_FORM, "Host 2", signals=heat),
    ]  # fmt: skip
    readings = {SignalKey(*k.split("/")): Reading(v, Trust.LIVE, 0.0) for k, v in values.items()}
    model = Model("r", "t", {n.id: n for n in nodes})
    return evaluate(model, Sweep(0.0, readings), 0.0).nodes["api"].reasons


def test_reasons_come_worst_first_signals_before_groups() -> None:
    """The first line is the one that decides; what is ok is left out."""
    reasons = _reasons({"api/latency": 0.4, "api/ready": 0.1, "h1/heat": 50.0, "h2/heat": 50.0})
    assert [r.text for r in reasons] == [
        "Replicas ready 10 %, critical from 50 % down; 40 % beyond that",
        "p95 latency 400 ms, warning from 300 ms; 100 ms to critical",
        "Host 2: critical",
        "Host 1: critical, which only degrades this",
    ]


def test_an_ok_node_is_explained_by_the_signal_that_its_author_put_first() -> None:
    """Even ok has a reason, and it stays the same one while values wander."""
    for ready in (0.95, 0.92):
        reasons = _reasons({"api/latency": 0.1, "api/ready": ready, "h1/heat": 20.0, "h2/heat": 20.0})
        assert [(r.signal, r.rule) for r in reasons] == [("latency", "ok")]


def test_bounds_that_stay_open_are_told_as_their_best() -> None:
    """A group that is at least warning is told as warning."""
    reason = _told(
        _group(Rule.ALL_OF, WARNING, UNKNOWN),
        [("h1", "Host 1", WARNING), ("h2", "Host 2", UNKNOWN)],
        Bounds(WARNING, CRITICAL),
        Bounds(WARNING, CRITICAL),
    )
    assert (reason.text, reason.state) == ("1 of 2 means warning: Host 1", WARNING)
