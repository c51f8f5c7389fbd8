"""The rules of the order of cues, by hand: what comes first, what last, and what is not named at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hierarchy.evidence.cues import cues
from hierarchy.evidence.usual import Usual
from hierarchy.levels import Level
from hierarchy.model import MeansGroup, Rule, SignalKey
from tests.hierarchy.evidence.cue_scenes import (
    PAYING,
    Scene,
    cpu,
    cue_of,
    named,
    node,
    shop,
    since,
    texts,
    wait,
)


def test_the_lowest_node_that_explains_what_suffers_comes_first() -> None:
    """A pod at its CPU limit stands above the function and the flow that it makes slow."""
    found = Scene(said=PAYING).look()
    assert named(found) == ["pay-pod", "pay", "pay-flow"]
    assert [cue.rank for cue in found.cues] == [1, 2, 3]
    assert found.note is None
    assert found.cues[0].path == ("buy", "pay-flow", "pay", "pay-pod")


def test_when_nothing_below_deviates_no_node_is_named() -> None:
    """A purpose suffers and everything below is as usual: that is said, and no resource is blamed."""
    found = Scene(said={("buy", "wait"): since(4, 0.9, 0.1)}).look()
    assert found.cues == ()
    assert found.note is not None
    assert found.note.code == "none_below"
    assert found.note.text.startswith("Nothing below deviates: none of 8 signals")


def test_a_spike_that_is_over_names_nobody() -> None:
    """One sample, however high, and the next one is as usual: that was no departure."""
    spike = [*since(2, 5.0, 0.1)[:-1], 0.1]
    found = Scene(said={("buy", "wait"): since(4, 0.9, 0.1), ("pay", "wait"): spike}).look()
    assert named(found) == []


def test_what_only_the_newest_sample_says_counts_half_and_says_so() -> None:
    """It may be a slip, and it may be how all this begins: it is named after what has lasted."""
    said = {
        ("buy", "wait"): since(4, 0.9, 0.1),
        ("keep", "wait"): since(1, 5.0, 0.1),
        ("pay", "wait"): since(3, 0.9, 0.1),
    }
    found = Scene(said=said).look()
    assert named(found) == ["pay", "keep"]
    (text,) = texts(cue_of(found, "keep"), "deviation")
    assert text.endswith("which has not lasted yet")


def test_what_is_beyond_a_limit_is_named_even_if_nothing_departs() -> None:
    """A red node below is never left out, though it is always so."""
    always = [95.0] * 61
    usual = Usual(94.0, 95.0, 96.0, 2.0, 122, "yesterday", (93.0,) * 5, (97.0,) * 5)
    scene = Scene(said={("host", "cpu"): always})
    facts = scene.facts()
    found = scene.look(usual={**facts.usual, SignalKey("host", "cpu"): usual})
    assert named(found) == ["host"]
    assert cue_of(found, "host").evidence[0].kind == "state"


def test_several_signals_that_agree_count_more_than_one() -> None:
    """Two pods depart alike; the one whose calls depart too comes first."""
    said = {
        ("buy", "wait"): since(4, 0.9, 0.1),
        ("pay-pod", "calls"): since(4, 0.16, 0.1),
        ("pay-pod", "cpu"): since(4, 32.0, 20.0),
        ("cart-pod", "cpu"): since(4, 32.0, 20.0),
        ("cart-flow", "wait"): since(4, 0.9, 0.1),
        ("pay-flow", "wait"): since(4, 0.9, 0.1),
    }
    nodes = tuple(replace(n, calls=()) for n in shop())
    found = Scene(nodes, said).look()
    assert named(found).index("pay-pod") < named(found).index("cart-pod")


def test_a_means_of_several_suffering_ends_stands_above_that_of_one() -> None:
    """Both pods suffer and share a host that departs as much: the host explains more than either."""
    said = {
        **{(n, "wait"): since(4, 0.9, 0.1) for n in ("buy", "pay-flow", "cart-flow", "pay", "keep")},
        **{(n, "cpu"): since(4, 60.0, 20.0) for n in ("pay-pod", "cart-pod", "host")},
    }
    found = Scene(said=said).look()
    assert named(found)[0] == "host"
    assert cue_of(found, "host").shared == "2 use it: all suffer, which points to it"


def test_what_cannot_be_judged_comes_last_with_the_reason() -> None:
    """Not knowing is a reason to look, and no reason to look there first."""
    found = Scene(said=PAYING, lost=frozenset({("host", "cpu")})).look()
    assert named(found)[-1] == "host"
    assert [e.kind for e in cue_of(found, "host").evidence] == ["unknown"]
    assert cue_of(found, "host").score == 0


def test_when_nothing_can_be_read_that_is_said() -> None:
    """No data is not "nothing deviates"."""
    keys = frozenset((n.id, s.id) for n in shop() for s in n.signals if n.id != "buy")
    found = Scene(lost=keys).look()
    assert found.note is not None
    assert found.note.code == "no_data"
    assert {cue.node for cue in found.cues} == {n.id for n in shop()} - {"buy"}


def test_a_focus_with_nothing_below_it_says_so() -> None:
    """The lowest level has no cue, and why is said."""
    found = Scene(said=PAYING, focus="host").look()
    assert found.note is not None
    assert found.note.text == "Nothing lies below it in this hierarchy."


def test_with_too_little_to_compare_with_nothing_is_claimed() -> None:
    """Without limits and without history there is no deviation of 0, but none at all."""
    nodes = tuple(replace(n, signals=tuple(wait(s.id) for s in n.signals)) for n in shop())
    scene = Scene(nodes, {("pay", "wait"): since(4, 9.0, 0.1)}, base=lambda _: 0.1)
    none = Usual(None, None, None, 0.001, 3, "the day before")
    found = scene.look(usual=dict.fromkeys(scene.facts().usual, none))
    assert found.deviations == {}
    assert found.note is not None
    assert found.note.code == "no_data"


def test_what_began_long_before_counts_less_than_what_began_with_it() -> None:
    """Two pods depart alike: the one that did so with the focus comes before the one of an hour ago."""
    flows = {(n, "wait"): since(4, 0.9, 0.1) for n in ("buy", "pay-flow", "cart-flow", "pay", "keep")}
    nodes = tuple(replace(n, calls=()) for n in shop())
    said = {**flows, ("pay-pod", "cpu"): since(50, 60.0, 20.0), ("cart-pod", "cpu"): since(4, 60.0, 20.0)}
    assert named(Scene(nodes, said).look())[0] == "cart-pod"


def test_further_members_that_depart_alike_do_not_push_out_the_rest() -> None:
    """Of ten members in the same trouble the first says it; another kind of trouble stands right after it."""
    ids = [f"cart-{i}" for i in range(10)]
    parts = (MeansGroup(Rule.ALL_OF, tuple(ids)),)
    whole = node("cart-pod", Level.PHYSICAL_FUNCTION, [], ["host"], parts=parts)
    members = [node(i, Level.PHYSICAL_FUNCTION, [cpu()], part_of="cart-pod") for i in ids]
    nodes = (*(whole if n.id == "cart-pod" else n for n in shop()), *members)
    said = {**PAYING, **{(i, "cpu"): since(4, 70.0, 20.0) for i in ids}}
    found = named(Scene(tuple(nodes), said).look())
    assert len([n for n in found[:3] if n in ids]) <= 1


def test_equal_evidence_ranks_the_lower_level_first_then_the_order_of_the_file() -> None:
    """Ties are no matter of chance."""
    said = {("host", "cpu"): since(4, 60.0, 20.0), ("cart-pod", "cpu"): since(4, 60.0, 20.0)}
    nodes = tuple(replace(n, calls=(), how=() if n.id == "cart-pod" else n.how) for n in shop())
    found = Scene(nodes, said).look()
    assert named(found)[:2] == ["host", "cart-pod"]


def test_only_so_many_are_given_as_asked_for() -> None:
    """The best ones are kept."""
    assert named(cues(Scene(said=PAYING).facts(), limit=1)) == ["pay-pod"]


def test_an_unknown_focus_is_an_error() -> None:
    """Nobody gets the cues of another node."""
    with pytest.raises(KeyError):
        Scene(focus="nobody").look()


def test_what_cannot_be_judged_is_told_when_nothing_deviates() -> None:
    """No node is named, and it is not hidden that one of them could not be looked at."""
    found = Scene(said={("buy", "wait"): since(4, 0.9, 0.1)}, lost=frozenset({("host", "cpu")})).look()
    assert found.cues == ()
    assert found.unknown == ("host",)
    assert found.note is not None
    assert found.note.code == "none_below"
    assert found.note.text.endswith("1 node below cannot be judged: The host.")
