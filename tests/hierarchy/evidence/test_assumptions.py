"""What if, acknowledged, in maintenance: what follows from it, and that it is drawn as not real."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from hierarchy.evidence.assumptions import Assumptions, Mute, MuteKind
from hierarchy.evidence.evaluate import Evaluator
from hierarchy.evidence.health import Health, NodeHealth
from hierarchy.evidence.readings import Reading, Sweep, Trust
from hierarchy.evidence.states import Bounds, State
from hierarchy.laws import Need
from hierarchy.levels import Level
from hierarchy.members import Member, Membership
from hierarchy.membership import expanded
from hierarchy.model import Each, Impact, MeansGroup, Model, Node, Rule, Signal, SignalKey, Worse
from hierarchy.queries import Query

NOW = 1000.0
OK, WARNING, CRITICAL, UNKNOWN = State.OK, State.WARNING, State.CRITICAL, State.UNKNOWN
LOAD = Signal("load", "Load", query="x", worse=Worse.HIGHER, warning=1.0, critical=2.0)
VALUE = {OK: 0.0, WARNING: 1.0, CRITICAL: 2.0}
MUTED = Mute(MuteKind.MAINTENANCE, "AK", "new disks")
SEEN = Mute(MuteKind.ACKNOWLEDGED)


def _leaf(name: str) -> Node:
    return Node(name, Level.PHYSICAL_FUNCTION, name.upper(), signals=(LOAD,))


def _judge(
    states: Mapping[str, State],
    *groups: MeansGroup,
    what_if: Mapping[str, State] | None = None,
    mutes: Mapping[str, Mute] | None = None,
    own: State | None = None,
) -> Health:
    """The health of `end` over means that have these states, and of `top` over `end`."""
    signals = () if own is None else (LOAD,)
    end = Node("end", Level.GENERALIZED_FUNCTION, "End", signals=signals, how=groups)
    top = Node("top", Level.FUNCTIONAL_PURPOSE, "Top", how=(MeansGroup(Rule.ALL_OF, ("end",)),))
    nodes = (top, end, *map(_leaf, states))
    model = Model("r", "t", {node.id: node for node in nodes})
    known = {**states, **({} if own is None else {"end": own})}
    readings = {
        SignalKey(name, "load"): Reading(VALUE[state], Trust.LIVE, NOW)
        for name, state in known.items()
        if state is not UNKNOWN
    }
    assumed = Assumptions(what_if or {}, mutes or {})
    return Evaluator(model).evaluate(Sweep(NOW, readings), NOW, assumed=assumed)


ALL = MeansGroup(Rule.ALL_OF, ("a", "b", "c"))
FINE = {"a": OK, "b": OK, "c": OK}


def _texts(node: NodeHealth) -> list[str]:
    return [reason.text for reason in node.reasons]


def test_what_follows_from_a_failure_is_shown_and_marked_as_not_real() -> None:
    """The node that is taken to be critical keeps what was read of it; its ends are judged by the failure."""
    nodes = _judge(FINE, ALL, what_if={"a": CRITICAL}).nodes
    a, end, top, b = nodes["a"], nodes["end"], nodes["top"], nodes["b"]
    assert (a.state, a.own, a.assumed, a.imagined) == (CRITICAL, OK, CRITICAL, True)
    assert a.reasons[0].text == "taken to be critical, whatever is read of it"
    assert (end.state, end.threat, end.assumed, end.imagined) == (CRITICAL, CRITICAL, None, True)
    assert (top.state, top.imagined) == (CRITICAL, True)
    assert (b.state, b.assumed, b.imagined) == (OK, None, False)


def test_a_threat_that_is_only_imagined_is_marked_although_the_state_stays() -> None:
    """The end does what it should by itself; that it would be threatened is not real."""
    nodes = _judge(FINE, ALL, what_if={"a": CRITICAL}, own=OK).nodes
    assert (nodes["end"].state, nodes["end"].threat, nodes["end"].imagined) == (OK, CRITICAL, True)
    assert (nodes["top"].state, nodes["top"].imagined) == (OK, False)


@pytest.mark.parametrize("state", list(State))
def test_what_is_so_already_is_assumed_and_not_imagined(state: State) -> None:
    """Nothing looks otherwise than it does."""
    nodes = _judge({**FINE, "a": state}, ALL, what_if={"a": state}).nodes
    assert nodes["a"].assumed is state
    assert not any(node.imagined for node in nodes.values())


def test_a_means_that_is_taken_to_be_fine_shows_what_would_be_left() -> None:
    """Two have failed; if the one were mended, the other would still hurt."""
    nodes = _judge({**FINE, "a": CRITICAL, "b": WARNING}, ALL, what_if={"a": OK}).nodes
    assert (nodes["a"].state, nodes["a"].own) == (OK, CRITICAL)
    assert (nodes["end"].state, nodes["end"].imagined) == (WARNING, True)


def test_unknown_is_a_state_to_assume() -> None:
    """As if nothing were known of it."""
    nodes = _judge(FINE, ALL, what_if={"a": UNKNOWN}).nodes
    assert (nodes["a"].bounds, nodes["end"].state) == (Bounds(OK, CRITICAL), UNKNOWN)


def test_what_is_assumed_of_nodes_that_are_not_there_counts_for_nothing() -> None:
    """A link from before the hierarchy was changed still opens."""
    health = _judge(FINE, ALL, what_if={"gone": CRITICAL}, mutes={"gone": MUTED})
    assert health == _judge(FINE, ALL)


@pytest.mark.parametrize(
    ("group", "states", "muted", "state", "text"),
    [
        # all_of: the rest must be fine
        (ALL, {**FINE, "a": CRITICAL}, "a", OK, "both means ok, 1 in maintenance left out"),
        (ALL, {"a": CRITICAL, "b": CRITICAL, "c": OK}, "a", CRITICAL,
         "1 of 2 means critical: B, 1 in maintenance left out"),
        (ALL, {**FINE, "a": UNKNOWN}, "a", OK, "both means ok, 1 in maintenance left out"),
        # any_of: who is left must do
        (MeansGroup(Rule.ANY_OF, ("a", "b")), {"a": OK, "b": CRITICAL}, "a", CRITICAL,
         "B: critical, 1 in maintenance left out"),
        # at_least 2 of 3: both who are left; of 3 in 3 as well, no more than there are
        (MeansGroup(Rule.AT_LEAST, ("a", "b", "c"), 2), {"a": CRITICAL, "b": OK, "c": OK}, "a", OK,
         "at least 2 of 2: both ok, 1 in maintenance left out"),
        (MeansGroup(Rule.AT_LEAST, ("a", "b", "c"), 2), {"a": OK, "b": OK, "c": CRITICAL}, "a", CRITICAL,
         "at least 2 of 2: 1 critical (C), 1 ok, 1 in maintenance left out"),
        (MeansGroup(Rule.AT_LEAST, ("a", "b", "c"), 3), {"a": CRITICAL, "b": OK, "c": OK}, "a", OK,
         "at least 2 of 2: both ok, 1 in maintenance left out"),
        (MeansGroup(Rule.AT_LEAST, ("a", "b", "c"), 2), {"a": CRITICAL, "b": CRITICAL, "c": OK}, "ab", OK,
         "C: ok, 2 in maintenance left out"),
        # two thirds of the two who are left are both of them
        (MeansGroup(Rule.AT_LEAST, ("a", "b", "c"), 2, expected=3, need=Need(share=0.6)),
         {"a": OK, "b": OK, "c": CRITICAL}, "a", CRITICAL,
         "1 of 2 means critical (C), 1 ok, 2 needed, 1 in maintenance left out"),
        (MeansGroup(Rule.AT_LEAST, ("a", "b", "c"), 2, expected=4, need=Need(share=0.5)),
         {"a": CRITICAL, "b": OK, "c": OK}, "a", OK,
         "2 of 3 means ok, 1 missing, 2 needed, 1 in maintenance left out"),
    ],
)  # fmt: skip
def test_the_muted_are_left_out_of_their_groups(
    group: MeansGroup, states: Mapping[str, State], muted: str, state: State, text: str
) -> None:
    """As if the group had been written without them; the reason says so."""
    nodes = _judge(states, group, mutes=dict.fromkeys(muted, MUTED)).nodes
    assert nodes["end"].state is state
    assert text in _texts(nodes["end"])
    for name in muted:
        assert (nodes[name].state, nodes[name].mute) == (states[name], MUTED)


def test_a_group_of_which_nobody_is_left_has_no_vote_and_says_so() -> None:
    """The end has nothing to be judged by: unknown, never fine. Its other means still count."""
    two = MeansGroup(Rule.ANY_OF, ("a", "b"))
    mutes = {"a": MUTED, "b": SEEN}
    end = _judge({"a": OK, "b": OK}, two, mutes=mutes).nodes["end"]
    assert (end.state, end.threat) == (UNKNOWN, None)
    assert "no means left to judge by: 1 acknowledged and 1 in maintenance" in _texts(end)
    other = MeansGroup(Rule.ALL_OF, ("c",))
    end = _judge({"a": CRITICAL, "b": CRITICAL, "c": OK}, two, other, mutes=mutes).nodes["end"]
    assert (end.state, end.threat) == (OK, OK)


def test_a_muted_node_says_why_its_state_is_not_passed_on() -> None:
    """With author and reason, where they are given."""
    nodes = _judge({**FINE, "a": CRITICAL}, ALL, mutes={"a": MUTED, "b": SEEN}).nodes
    assert _texts(nodes["a"])[-1] == "in maintenance (AK: new disks), so its state is not passed on"
    assert nodes["b"].reasons[-1].rule == "acknowledged"
    assert not any(node.imagined for node in nodes.values())


def test_a_muted_node_that_is_taken_to_fail_hurts_nobody() -> None:
    """Both at a time: it has the assumed state, and is left out."""
    nodes = _judge(FINE, ALL, what_if={"a": CRITICAL}, mutes={"a": MUTED}).nodes
    assert (nodes["a"].state, nodes["a"].imagined) == (CRITICAL, True)
    assert (nodes["end"].state, nodes["end"].imagined) == (OK, False)


def test_means_that_are_left_out_leave_a_failure_unexplained_by_nothing() -> None:
    """`own-critical-means-ok` needs every means to be seen to be ok."""
    plain = _judge(FINE, ALL, own=CRITICAL).nodes["end"]
    muted = _judge(FINE, ALL, own=CRITICAL, mutes={"a": SEEN}).nodes["end"]
    assert (plain.contradiction, muted.contradiction) == ("own-critical-means-ok", "")


def test_what_is_said_of_a_node_with_each_is_said_of_its_members() -> None:
    """Its ends are carried by them; what is said of one of them goes before it."""
    each = Each(("host",), Query("up"))
    hosts = Node(
        "hosts", Level.PHYSICAL_FORM, "Hosts", each=each, parts=(MeansGroup(Rule.ALL_OF, ()),), why=("api",)
    )
    api = Node("api", Level.PHYSICAL_FUNCTION, "API")
    members = Membership(tuple(Member({"host": host}) for host in "ab"), 2)
    model = expanded(Model("r", "t", {"api": api, "hosts": hosts}), {"hosts": members})

    def judged(**states: State) -> Mapping[str, NodeHealth]:
        named = {name.replace("_", "/"): state for name, state in states.items()}
        return Evaluator(model).evaluate(Sweep(NOW, {}), NOW, assumed=Assumptions(named)).nodes

    assert judged(hosts=CRITICAL)["api"].state is CRITICAL
    nodes = judged(hosts=CRITICAL, hosts_a=OK)
    assert (nodes["hosts/a"].state, nodes["hosts/b"].state) == (OK, CRITICAL)
    muted = Evaluator(model).evaluate(Sweep(NOW, {}), NOW, assumed=Assumptions(mutes={"hosts": MUTED})).nodes
    assert (muted["hosts/b"].mute, muted["api"].threat) == (MUTED, None)


def test_a_group_without_a_vote_stays_without_one() -> None:
    """`impact: none` has no vote whoever is left."""
    group = MeansGroup(Rule.ALL_OF, ("a", "b"), impact=Impact.NONE)
    nodes = _judge({"a": OK, "b": OK}, group, mutes={"a": MUTED}, own=OK).nodes
    assert (nodes["end"].state, nodes["end"].threat) == (OK, None)


@pytest.mark.parametrize(
    ("buy", "browse", "inverted"),
    [
        (CRITICAL, OK, True),
        (WARNING, OK, True),
        (OK, CRITICAL, False),
        (CRITICAL, WARNING, False),
        (CRITICAL, UNKNOWN, False),
        (UNKNOWN, OK, False),
    ],
)
def test_an_order_of_ends_that_is_inverted_is_called_out_and_makes_no_state(
    buy: State, browse: State, inverted: bool
) -> None:
    """Who comes first is hurt while who comes after is fine: that is not how it was meant."""
    ends = [Node(name, Level.FUNCTIONAL_PURPOSE, name.title(), signals=(LOAD,)) for name in ("buy", "browse")]
    first = Node("first", Level.ABSTRACT_FUNCTION, "First", priority=("buy", "browse"), signals=(LOAD,))
    model = Model("r", "t", {node.id: node for node in (*ends, first)})
    readings = {
        SignalKey(name, "load"): Reading(VALUE[state], Trust.LIVE, NOW)
        for name, state in (("buy", buy), ("browse", browse), ("first", OK))
        if state is not UNKNOWN
    }
    node = Evaluator(model).evaluate(Sweep(NOW, readings), NOW).nodes["first"]
    assert node.state is OK
    assert node.contradiction == ("priority-inverted" if inverted else "")
    sentence = f"Buy is {buy.value} while Browse, which comes after it, is ok"
    assert (sentence in _texts(node)) is inverted
