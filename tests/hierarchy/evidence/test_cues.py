"""Cues by hand: each kind of evidence, and each rule of their order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hierarchy.evidence.breakdowns import Breakdown, Split
from hierarchy.evidence.changes import Change, Changes
from hierarchy.evidence.cues import cues
from hierarchy.evidence.health import Health, SignalHealth
from hierarchy.evidence.readings import Trust
from hierarchy.evidence.states import State
from hierarchy.evidence.usual import Usual
from hierarchy.levels import Level
from hierarchy.members import Lifetime
from hierarchy.model import MeansGroup, Rule, Signal, SignalKey, Worse
from tests.hierarchy.evidence.cue_scenes import (
    AT,
    Scene,
    calm,
    cpu,
    cue_of,
    named,
    node,
    shop,
    since,
    texts,
    wait,
)

PAYING = {
    ("buy", "wait"): since(4, 0.9, 0.1),
    ("pay-flow", "wait"): since(4, 0.9, 0.1),
    ("pay", "wait"): since(5, 0.8, 0.1),
    ("pay-pod", "cpu"): since(5, 99.0, 20.0),
}


def test_the_lowest_node_that_explains_what_suffers_comes_first() -> None:
    """A pod at its CPU limit stands above the function and the flow that it makes slow."""
    found = Scene(said=PAYING).look()
    assert named(found) == ["pay-pod", "pay", "pay-flow"]
    assert [cue.rank for cue in found.cues] == [1, 2, 3]
    assert found.note is None
    assert found.cues[0].path == ("buy", "pay-flow", "pay", "pay-pod")


def test_a_deviation_says_value_usual_spreads_and_since_when() -> None:
    """The sentence can be read out: what it is, what it usually is, how far, and since when."""
    (text,) = texts(cue_of(Scene(said=PAYING).look(), "pay-pod"), "deviation")
    assert text.startswith("CPU 99 %, usually 20 % (")
    assert " spreads), since 22:09:00 UTC, 60 s before the focus" in text


def test_a_state_is_told_in_the_words_of_its_reason() -> None:
    """What a limit says is evidence, with the limit."""
    found = cue_of(Scene(said=PAYING).look(), "pay-pod")
    assert texts(found, "state") == ["critical: CPU 99 %, critical from 90 %; 9 % to warning"]


def test_an_onset_is_told_beside_that_of_the_focus() -> None:
    """Who left what is usual first is said in words and as a time."""
    found = cue_of(Scene(said=PAYING).look(), "pay-pod")
    assert texts(found, "onset") == ["CPU left what is usual at 22:09:00 UTC, 60 s before the focus"]
    assert [e.at for e in found.evidence if e.kind == "onset"] == [AT - 240]


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


def test_a_shared_means_of_which_one_end_suffers_may_be_its_victim() -> None:
    """One of two pods is at its limit; the host that both stand on comes after it, and its use is told."""
    said = {**PAYING, ("host", "cpu"): since(5, 60.0, 20.0)}
    found = Scene(said=said).look()
    assert named(found)[0] == "pay-pod"
    shared = cue_of(found, "host").shared
    assert shared == "2 use it: only The pay-pod suffers, so it may be a victim of that"


def test_an_end_that_asks_far_more_than_usual_is_told_with_its_means() -> None:
    """What tells the culprit from the victim: who asks how many times as much as usual."""
    asks = Signal("asks", "Requests", unit="per_second", query="q")
    nodes = tuple(replace(n, signals=(*n.signals, asks)) if n.id == "pay-pod" else n for n in shop())
    base = {"percent": 20.0, "seconds": 0.1, "per_second": 50.0}
    said = {**PAYING, ("host", "cpu"): since(5, 60.0, 20.0), ("pay-pod", "asks"): since(5, 150.0, 50.0)}
    found = Scene(nodes, said, base=lambda s: base[s.unit]).look()
    assert cue_of(found, "host").shared.endswith("The pay-pod: Requests 3 times as usual")


def test_a_change_shortly_before_an_onset_is_evidence() -> None:
    """What was done, and how long before the node left what is usual."""
    change = Change("1", "Deploy pay 1.9", AT - 280, nodes=("pay-pod",))
    found = Scene(said=PAYING).look(changes=Changes((change,)))
    (text,) = texts(cue_of(found, "pay-pod"), "change")
    assert text == "Deploy pay 1.9 at 22:08:20 UTC, 40 s before its onset"


def test_a_change_after_the_onset_is_none() -> None:
    """Somebody who restarts a pod that is down did not bring it down."""
    change = Change("1", "Restart", AT - 120, nodes=("pay-pod",))
    found = Scene(said=PAYING).look(changes=Changes((change,)))
    assert texts(cue_of(found, "pay-pod"), "change") == []


def test_a_node_that_was_only_changed_is_named_and_nothing_is_said_to_deviate() -> None:
    """A deployment just before the focus suffers is a reason to look, though nothing of it departs."""
    change = Change("1", "Deploy cart", AT - 300, nodes=("cart-pod",))
    found = Scene(said={("buy", "wait"): since(4, 0.9, 0.1)}).look(changes=Changes((change,)))
    assert named(found) == ["cart-pod"]
    assert found.note is not None
    assert found.note.code == "none_below"


def test_a_member_that_is_new_was_changed() -> None:
    """A caller that was not there an hour ago has no history to depart from, and is named all the same."""
    nodes = tuple(replace(n, lifetime=Lifetime(AT - 300, None)) if n.id == "cart-pod" else n for n in shop())
    found = Scene(nodes, {("buy", "wait"): since(4, 0.9, 0.1)}).look()
    (text,) = texts(cue_of(found, "cart-pod"), "change")
    assert text == "The cart-pod is new, seen first at 22:08:00 UTC, 2 min before the focus"


def test_a_member_that_has_departed_is_no_place_to_look() -> None:
    """A pod that was replaced is not among those that cannot be judged."""
    nodes = tuple(replace(n, lifetime=Lifetime(None, AT - 300)) if n.id == "cart-pod" else n for n in shop())
    found = Scene(nodes, PAYING, lost=frozenset({("cart-pod", "cpu")})).look()
    assert "cart-pod" not in named(found)


def test_a_capacity_that_is_nearly_used_up_is_told_with_when() -> None:
    """Headroom and trend: what is in use, and when nothing is left if it goes on."""
    disk = Signal("disk", "Disk", unit="bytes", query="q", worse=Worse.HIGHER, capacity=100e9)
    nodes = tuple(replace(n, signals=(disk,)) if n.id == "host" else n for n in shop())
    rising = [(35 + i) * 1e9 for i in range(61)]
    base = {"percent": 20.0, "seconds": 0.1, "bytes": 40e9}
    found = Scene(nodes, {("host", "disk"): rising}, base=lambda s: base[s.unit]).look()
    (text,) = texts(cue_of(found, "host"), "saturation")
    assert text == "Disk: 95 % of what there is in use, used up in 5 min if it goes on like this"


def test_an_instance_far_from_the_rest_is_named() -> None:
    """An average hides one bad pod; its breakdown does not."""
    nodes = tuple(
        replace(n, signals=(replace(cpu(), spread="pod"),)) if n.id == "cart-pod" else n for n in shop()
    )
    values = {f"cart-{i}": 20.0 + i / 10 for i in range(9)} | {"cart-bad": 97.0}
    split = {Split(SignalKey("cart-pod", "cpu"), "pod"): Breakdown("pod", values)}
    found = Scene(nodes, PAYING).look(breakdowns=split)
    (text,) = texts(cue_of(found, "cart-pod"), "spread")
    assert text == "CPU by pod: cart-bad: 97 %, the other 9 around 20.4 %"


def test_a_member_far_from_its_siblings_is_named() -> None:
    """Eight pods of one whole, one of them other than the rest at the same moment."""
    ids = [f"cart-{i}" for i in range(8)]
    whole = node("cart-pod", Level.PHYSICAL_FUNCTION, [], parts=(MeansGroup(Rule.ALL_OF, tuple(ids)),))
    members = [node(i, Level.PHYSICAL_FUNCTION, [cpu()], part_of="cart-pod") for i in ids]
    nodes = (*(whole if n.id == "cart-pod" else n for n in shop()), *members)
    found = Scene(tuple(nodes), {**PAYING, ("cart-3", "cpu"): calm(60.0)}).look()
    (text,) = texts(cue_of(found, "cart-3"), "spread")
    assert text.startswith("CPU 57.6 %, the 7 others of The cart-pod around")


def test_two_signals_that_disagree_are_a_reason_to_look() -> None:
    """A conflict is told in the words of whoever found it."""
    scene = Scene(said=PAYING)
    facts = scene.facts()
    health = _with_signal(
        facts.health, "cart-pod", "cpu", trust=Trust.CONFLICTING, detail="CPU and load differ"
    )
    found = scene.look(health=health)
    assert texts(cue_of(found, "cart-pod"), "conflict") == ["CPU and load differ"]


def test_what_a_balance_says_is_told_as_such() -> None:
    """The reserved signals of a balance give evidence of their own kind."""
    lost = Signal("balance.residual", "Unaccounted", unit="per_second", worse=Worse.EITHER)
    nodes = tuple(replace(n, reckoned=(lost,)) if n.id == "pay-flow" else n for n in shop())
    base = {"percent": 20.0, "seconds": 0.1, "per_second": 1.0}
    scene = Scene(nodes, PAYING, base=lambda s: base[s.unit])
    health = _with_signal(
        Scene(said=PAYING).facts().health, "pay-flow", "balance.residual", state=State.WARNING, value=37.0
    )
    found = scene.look(health=health)
    assert len(texts(cue_of(found, "pay-flow"), "balance")) == 1
    assert texts(cue_of(found, "pay-flow"), "state") == []


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


def _with_signal(health: Health, id: str, signal: str, **fields: object) -> Health:
    one = health.nodes[id]
    heard = one.signals.get(signal, SignalHealth(None, None, Trust.LIVE))
    changed = replace(one, signals={**one.signals, signal: replace(heard, **fields)})  # type: ignore[arg-type]
    return replace(health, nodes={**health.nodes, id: changed})
