"""Wholes, parts and members that come and go, as they are judged."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.gathering import most_at_once
from hierarchy.evidence.health import Health, NodeHealth
from hierarchy.evidence.readings import Reading, Sweep, Trust
from hierarchy.evidence.states import State, rank
from hierarchy.laws import Need
from hierarchy.levels import Level
from hierarchy.members import Found, Lifetime, Member, Membership
from hierarchy.membership import Registry, expanded
from hierarchy.model import Each, MeansGroup, MemberSignal, Model, Node, Rule, Signal, SignalKey, Worse
from hierarchy.queries import Query

NOW = 10_000.0
HEAT = Signal("heat", "Heat", query="heat", worse=Worse.HIGHER, warning=1.0, critical=2.0)
VALUES = {"o": 0.0, "w": 1.5, "c": 3.0}


def _hosts(need: Need | None = None, expect: float | None = None) -> Node:
    each = Each(("host",), Query("up"), "Host {host}", expect=expect, signals=(MemberSignal(HEAT),))
    return Node(
        "hosts", Level.PHYSICAL_FORM, "Hosts", each=each, parts=(MeansGroup(Rule.ALL_OF, (), need=need),)
    )


def _api(need: Need | None = None, rule: Rule = Rule.ALL_OF) -> Node:
    return Node("api", Level.PHYSICAL_FUNCTION, "API", how=(MeansGroup(rule, ("hosts",), need=need),))


def _model(*nodes: Node) -> Model:
    return Model("r", "t", {n.id: n for n in nodes})


def _judge(base: Model, states: str, expected: int = 0, at: float = NOW, failure: str = "") -> Health:
    """The health with hosts a, b, c, … in these states; `u` is a host without a reading, `x` one that has
    departed at NOW − 60 and `n` one that came then, both with an ok reading."""
    lives = {"x": Lifetime(None, NOW - 60), "n": Lifetime(NOW - 60)}
    named = list(zip("abcdefghijklmnop", states, strict=False))
    members = tuple(Member({"host": host}, lives.get(state, Lifetime())) for host, state in named)
    membership = Membership(members, expected or len(states) - states.count("x"), failure)
    model = expanded(base, {"hosts": membership})
    readings = {
        SignalKey(f"hosts/{host}", "heat"): Reading(VALUES.get(state, 0.0), Trust.LIVE, at)
        for host, state in named
        if state != "u"
    }
    return evaluate(model, Sweep(at, readings), at)


def _said(node: NodeHealth) -> list[str]:
    return [reason.text for reason in node.reasons]


@pytest.mark.parametrize(
    ("states", "expected", "state", "text"),
    [
        ("ooooooooo", 12, State.OK, "9 of 12 parts ok, 3 missing, 9 needed"),
        ("ooooooooccc", 12, State.UNKNOWN, "3 of 12 parts critical (i, j, k), 8 ok, 1 missing, 9 needed"),
        ("oooooooocccc", 12, State.CRITICAL, "4 of 12 parts critical (i, j, k +1), 8 ok, 9 needed"),
        ("oooooooouuuu", 12, State.UNKNOWN, "4 of 12 parts unknown (i, j, k +1), 8 ok, 9 needed"),
        ("oooooooowwww", 12, State.WARNING, "4 of 12 parts warning (i, j, k +1), 8 ok, 9 needed"),
        ("cc", 2, State.CRITICAL, "both parts critical, 2 needed"),
    ],
)  # fmt: skip
def test_a_whole_needs_a_share_of_the_parts_that_there_should_be(
    states: str, expected: int, state: State, text: str
) -> None:
    """75 % of twelve are nine; those missing are unknown, and the reason says how many are needed."""
    whole = _judge(_model(_hosts(Need(share=0.75))), states, expected).nodes["hosts"]
    assert (whole.state, whole.threat) == (state, state)
    assert [said.replace("Host ", "") for said in _said(whole)] == [text]


def test_without_a_need_every_part_counts() -> None:
    """The worst part decides; a missing one keeps the whole from being ok."""
    assert _judge(_model(_hosts()), "ooo").nodes["hosts"].state is State.OK
    missing = _judge(_model(_hosts()), "ooo", expected=4).nodes["hosts"]
    assert (missing.state, _said(missing)) == (State.UNKNOWN, ["1 of 4 parts missing"])
    bad = _judge(_model(_hosts()), "oco", expected=4).nodes["hosts"]
    assert (bad.state, _said(bad)) == (State.CRITICAL, ["1 of 4 parts critical: Host b, 1 missing"])


def test_nobody_found_is_unknown() -> None:
    """A search that found nobody does not make a whole, or what rests on it, healthy."""
    for need in (None, Need(share=0.5), Need(count=1)):
        health = _judge(_model(_api(need), _hosts(need)), "")
        assert {n.state for n in health.nodes.values()} == {State.UNKNOWN}
    assert _said(health.nodes["hosts"]) == ["no parts were found"]


def test_an_end_feels_its_members_by_its_own_need() -> None:
    """An end that needs two of three is ok without one, while the whole that needs all is not."""
    health = _judge(_model(_api(Need(count=2)), _hosts()), "ooc")
    assert health.nodes["api"].state is State.OK
    assert _said(health.nodes["api"]) == ["1 of 3 means critical (Host c), 2 ok, 2 needed"]
    assert health.nodes["hosts"].state is State.CRITICAL


def test_missing_members_of_any_of_and_at_least_are_unknown() -> None:
    """One that is ok is enough for any_of; all bad and one missing leaves it open."""
    base = _model(_api(rule=Rule.ANY_OF), _hosts())
    assert _judge(base, "o", expected=3).nodes["api"].state is State.OK
    open_one = _judge(base, "cc", expected=3).nodes["api"]
    assert (open_one.state, _said(open_one)) == (
        State.UNKNOWN,
        ["any of 3: 2 critical (Host a, Host b), 1 missing"],
    )


def test_a_departed_member_is_unknown_and_does_not_vote() -> None:
    """Whatever its last reading says, it is not healthy, and it is missed only while it is expected."""
    health = _judge(_model(_api(), _hosts()), "oox")
    gone = health.nodes["hosts/c"]
    assert (gone.state, gone.own, gone.signals["heat"].value) == (State.UNKNOWN, State.UNKNOWN, None)
    assert _said(gone) == ["departed, last seen 60 s ago"]
    assert health.nodes["api"].state is State.OK
    missed = _judge(_model(_api(), _hosts()), "oox", expected=3)
    assert missed.nodes["api"].state is State.UNKNOWN


def test_a_look_back_counts_those_who_were_there_then() -> None:
    """Before a replacement the old member counts and the new one does not; nobody was missing."""
    health = _judge(_model(_api(), _hosts()), "oxn", expected=2, at=NOW - 120)
    assert health.nodes["api"].state is State.OK
    assert health.nodes["hosts/b"].state is State.OK
    assert _said(health.nodes["hosts/c"]) == ["not there yet at this time"]
    after = _judge(_model(_api(), _hosts()), "oxn", expected=2)
    assert after.nodes["api"].state is State.OK
    assert after.nodes["hosts/c"].state is State.OK


def test_a_look_back_to_before_a_loss_and_a_gain_misses_nobody_and_forgets_nobody() -> None:
    """Only as many were expected as had been there within the hour before."""
    base = _model(_api(), _hosts())
    assert _judge(base, "onnnn", at=NOW - 120).nodes["api"].state is State.OK
    lost = Membership((Member({"host": "a"}), Member({"host": "b"}, Lifetime(None, 9000.0)),
                       Member({"host": "c"}, Lifetime(9800.0))), 2)  # fmt: skip
    model = expanded(base, {"hosts": lost})
    readings = {SignalKey("hosts/a", "heat"): Reading(0.0, Trust.LIVE, 9500.0)}
    assert evaluate(model, Sweep(9500.0, readings), 9500.0).nodes["api"].state is State.UNKNOWN


def test_absent_members_are_not_among_the_expected_readings() -> None:
    """Evidence counts what could be known."""
    health = _judge(_model(_api(), _hosts()), "ooxx")
    assert (health.nodes["api"].evidence.known, health.nodes["api"].evidence.expected) == (2, 2)


def test_evidence_of_a_pair_is_not_that_of_the_whole_beside_it() -> None:
    """What rests on one host counts the readings of that host; the whole counts all."""
    pairing = MeansGroup(Rule.ALL_OF, ("hosts",), same=(("host", "host"),))
    own = Node("own", Level.PHYSICAL_FUNCTION, "Own", labels={"host": "a"}, how=(pairing,))
    health = _judge(_model(own, _hosts()), "ooo")
    assert health.nodes["own"].evidence.expected == 1
    assert health.nodes["hosts"].evidence.expected == 3


def test_what_is_not_known_of_the_members_keeps_the_whole_unknown() -> None:
    """Neither a search that was never made nor one that failed may look fine; bad members still show."""
    never = evaluate(_model(_api(), _hosts()), Sweep(NOW, {}), NOW)
    assert (never.nodes["hosts"].state, never.nodes["api"].state) == (State.UNKNOWN, State.UNKNOWN)
    assert _said(never.nodes["hosts"])[0] == "its members have not been searched for yet"
    failed = _judge(_model(_hosts()), "ooo", failure="its members could not be searched for: timeout")
    assert failed.nodes["hosts"].state is State.UNKNOWN
    assert _said(failed.nodes["hosts"]) == ["its members could not be searched for: timeout"]
    assert _judge(_model(_hosts()), "occ", failure="timeout").nodes["hosts"].state is State.CRITICAL


def test_the_whole_beside_its_members_is_no_reason() -> None:
    """What it is linked for is walking; its state is told at itself."""
    health = _judge(_model(_api(Need(count=1)), _hosts()), "oc")
    assert _said(health.nodes["api"]) == ["1 of 2 means critical (Host b), 1 ok, 1 needed"]
    assert _said(_judge(_model(_api(Need(count=1)), _hosts()), "oo").nodes["api"]) == [
        "both means ok, 1 needed"
    ]


def test_parts_of_parts_are_judged_first_whatever_the_order_of_the_file() -> None:
    """A rack in a room in a site: the worst host shows at the site."""
    levels = [
        Node("site", Level.PHYSICAL_FORM, "Site", parts=(MeansGroup(Rule.ALL_OF, ("room",)),)),
        Node("room", Level.PHYSICAL_FORM, "Room", parts=(MeansGroup(Rule.ALL_OF, ("rack",)),)),
        Node("rack", Level.PHYSICAL_FORM, "Rack", signals=(HEAT,)),
    ]
    readings = {SignalKey("rack", "heat"): Reading(3.0, Trust.LIVE, NOW)}
    for nodes in (levels, levels[::-1], [levels[1], levels[0], levels[2]]):
        health = evaluate(_model(*nodes), Sweep(NOW, readings), NOW)
        assert health.nodes["site"].state is State.CRITICAL
        assert list(health.nodes) == [n.id for n in nodes]


def test_a_circle_of_parts_is_unknown_instead_of_an_error() -> None:
    """Loading refuses it; a model made otherwise is judged as far as that goes."""
    circle = _model(
        Node("a", Level.PHYSICAL_FORM, "A", parts=(MeansGroup(Rule.ALL_OF, ("b",)),)),
        Node("b", Level.PHYSICAL_FORM, "B", parts=(MeansGroup(Rule.ALL_OF, ("a",)),)),
    )
    assert {n.state for n in evaluate(circle, Sweep(NOW, {}), NOW).nodes.values()} == {State.UNKNOWN}


def test_a_need_without_members_found_counts_those_named() -> None:
    """A need for copies that are plain nodes is counted against them."""
    hosts = [Node(i, Level.PHYSICAL_FORM, i, signals=(HEAT,)) for i in "abcd"]
    api = replace(_api(), how=(MeansGroup(Rule.ALL_OF, tuple("abcd"), need=Need(share=0.5)),))
    readings = {
        SignalKey(i, "heat"): Reading(VALUES[s], Trust.LIVE, NOW) for i, s in zip("abcd", "oocc", strict=True)
    }
    judged = evaluate(_model(api, *hosts), Sweep(NOW, readings), NOW).nodes["api"]
    assert judged.state is State.OK


def test_the_most_at_once_is_counted_between_both_ends() -> None:
    """One that ended before, and one that began after, are not counted."""
    lives = (Lifetime(), Lifetime(None, 10.0), Lifetime(5.0, 20.0), Lifetime(30.0, 40.0))
    assert most_at_once(lives, 0.0, 50.0) == 3
    assert most_at_once(lives, 12.0, 50.0) == 2
    assert most_at_once(lives, 21.0, 29.0) == 1


@settings(max_examples=150, deadline=None)
@given(
    st.text("owcu", min_size=1, max_size=6),
    st.integers(0, 1000),
    st.sampled_from([None, Need(share=0.5), Need(share=0.8), Need(count=2)]),
    st.sampled_from([None, 6.0, 7.0]),
)
def test_losing_members_or_readings_never_brings_anything_nearer_to_ok(
    states: str, seed: int, need: Need | None, expect: float | None
) -> None:
    """Some members are not found any more, others have no reading: every `worst` rises or stays.

    Only members beyond the number that the file expects may go without being missed.
    """
    dice = random.Random(seed)
    pairing = MeansGroup(Rule.ALL_OF, ("hosts",), need=need, same=(("host", "host"),))
    own = [Node(n, Level.PHYSICAL_FUNCTION, n, labels={"host": n}, how=(pairing,)) for n in "abcdefg"]
    base = _model(_api(need), *own, _hosts(need, expect))
    registry = Registry(base)
    names = "abcdef"[: len(states)]
    fates = {name: dice.choice("kkld") for name in names}  # kept, lost reading, departed

    def judge(at: float, *, after: bool) -> Health:
        there = [n for n in names if not (after and fates[n] == "d")]
        found = Found(tuple({"host": n} for n in there))
        model = expanded(base, registry.update({"hosts": found}, at))
        readings = {
            SignalKey(f"hosts/{n}", "heat"): Reading(VALUES[s], Trust.LIVE, at)
            for n, s in zip(names, states, strict=True)
            if s != "u" and not (after and fates[n] != "k")
        }
        return evaluate(model, Sweep(at, readings), at)

    before, now = judge(NOW, after=False), judge(NOW + 15, after=True)
    for node_id, was in before.nodes.items():
        judged = now.nodes[node_id]
        assert rank(was.bounds.worst) <= rank(judged.bounds.worst)
        if judged.state is State.OK:
            assert was.state is State.OK
