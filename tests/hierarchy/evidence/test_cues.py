"""Each kind of evidence of a cue, by hand, in the words that people read."""

from __future__ import annotations

from dataclasses import replace

from hierarchy.evidence.breakdowns import Breakdown, Split
from hierarchy.evidence.changes import Change, Changes
from hierarchy.evidence.cue import CueNote
from hierarchy.evidence.cues import cues
from hierarchy.evidence.health import Health, SignalHealth
from hierarchy.evidence.readings import Trust
from hierarchy.evidence.states import State
from hierarchy.levels import Level
from hierarchy.members import Lifetime
from hierarchy.model import MeansGroup, Rule, Signal, SignalKey, Worse
from tests.hierarchy.evidence.cue_scenes import (
    AT,
    PAYING,
    Scene,
    calm,
    cpu,
    cue_of,
    named,
    node,
    shop,
    since,
    texts,
)


def test_a_deviation_says_value_usual_spreads_and_since_when() -> None:
    """The sentence can be read out: what it is, what it usually is, how far, and since when."""
    (text,) = texts(cue_of(Scene(said=PAYING).look(), "pay-pod"), "deviation")
    assert text.startswith("CPU 99 %, usually 20 % (")
    assert " spreads), since 22:09:00 UTC, 60 s before the focus" in text


def test_a_state_is_told_in_the_words_of_its_reason() -> None:
    """What a limit says is evidence, with the limit."""
    found = cue_of(Scene(said=PAYING).look(), "pay-pod")
    assert texts(found, "state") == ["critical: CPU 99 %, critical from 90 %; 9 % beyond that"]


def test_an_onset_is_told_beside_that_of_the_focus() -> None:
    """Who left what is usual first is said in words and as a time."""
    found = cue_of(Scene(said=PAYING).look(), "pay-pod")
    assert texts(found, "onset") == ["CPU left what is usual at 22:09:00 UTC, 60 s before the focus"]
    assert [e.at for e in found.evidence if e.kind == "onset"] == [AT - 240]


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
    assert cue_of(found, "host").shared.endswith("The pay-pod: Requests 3 times what is usual")


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


def test_a_node_that_was_only_changed_is_named_for_that() -> None:
    """A deployment just before the focus suffers is a reason to look, though nothing of it departs."""
    change = Change("1", "Deploy cart", AT - 300, nodes=("cart-pod",))
    found = Scene(said={("buy", "wait"): since(4, 0.9, 0.1)}).look(changes=Changes((change,)))
    assert named(found) == ["cart-pod"]
    assert [e.kind for e in cue_of(found, "cart-pod").evidence] == ["change"]


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
    assert text == "Disk: 95 % of what there is in use, used up in 5 min at the rate of the last 15 min"


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


def _with_signal(health: Health, id: str, signal: str, **fields: object) -> Health:
    one = health.nodes[id]
    heard = one.signals.get(signal, SignalHealth(None, None, Trust.LIVE))
    changed = replace(one, signals={**one.signals, signal: replace(heard, **fields)})  # type: ignore[arg-type]
    return replace(health, nodes={**health.nodes, id: changed})


def test_what_could_not_be_read_is_told_beside_the_cues_that_there_are() -> None:
    """Readings that still hold make cues; that there was nothing to compare them with is not hidden."""
    scene = Scene(said=PAYING)
    whole = scene.facts()
    lost = {SignalKey("host", "cpu"), SignalKey("pay-pod", "cpu")}
    recent = {
        key: replace(one, trust=Trust.ERROR) if key in lost else one for key, one in whole.recent.items()
    }
    untold = Changes((), ("'deploys' is not known: no connection.",))
    found = cues(replace(whole, recent=recent, changes=untold))

    assert cues(whole).note is None
    assert found.cues
    assert found.note == CueNote(
        "incomplete",
        f"2 of {len(recent)} signals could not be read over time: cues may lack them. "
        "Changes may be missing: 'deploys' is not known: no connection.",
    )
