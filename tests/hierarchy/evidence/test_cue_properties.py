"""What holds for cues whatever is read: nothing of the future, no unit and no order of a file counts."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from hierarchy.evidence.changes import Change, Changes
from hierarchy.evidence.cue import Cues
from hierarchy.evidence.cues import Facts, cues
from hierarchy.evidence.usual import Usual
from hierarchy.graph import Graph
from hierarchy.model import Signal, SignalKey
from tests.hierarchy.evidence.cue_scenes import AT, Scene, linked, named, shop, since

KEYS = tuple((n.id, s.id) for n in shop() for s in n.signals)
BASES = {"percent": 20.0, "seconds": 0.1}
UNITS = {n.id: {s.id: s.unit for s in n.signals} for n in shop()}


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Some signals departed, each so many minutes ago, so many times as much as usual; some are lost."""
    departed = draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=8))
    said = {}
    for node, signal in departed:
        base = BASES[UNITS[node][signal]]
        minutes, factor = draw(st.integers(1, 58)), draw(st.floats(0.2, 4.8))
        said[node, signal] = since(minutes, factor * base, base)
    lost = draw(st.frozensets(st.sampled_from(KEYS), max_size=4))
    return Scene(said=said, lost=lost)


def _without_numbers(found: Cues) -> list[tuple[str, tuple[str, ...], float]]:
    return [(c.node, c.path, round(c.score, 6)) for c in found.cues]


@given(scenes(), st.floats(0, 1e6), st.integers(1, 10))
def test_what_comes_after_the_moment_changes_nothing(scene: Scene, value: float, minutes: int) -> None:
    """Cues of last week are those that could have been given then."""
    facts = scene.facts()
    later = tuple(AT + 60.0 * i for i in range(1, minutes + 1))
    recent = {
        key: replace(one, times=(*one.times, *later), values=(*one.values, *[value] * minutes))
        for key, one in facts.recent.items()
    }
    change = Change("later", "Deploy", AT + 1, nodes=tuple(facts.model.nodes))
    assert cues(replace(facts, recent=recent, changes=Changes((change,)))) == cues(facts)


@given(scenes(), st.sampled_from([1e-3, 1024.0, 1e6]))
def test_the_unit_in_which_signals_are_written_leaves_the_ranks(scene: Scene, factor: float) -> None:
    """Milliseconds or hours: what departs, departs, where no unit says what a floor is."""
    facts = _unitless(scene.facts())
    scaled = replace(
        facts,
        recent={
            key: replace(one, values=tuple(None if v is None else v * factor for v in one.values))
            for key, one in facts.recent.items()
        },
        usual={key: _times(one, factor) for key, one in facts.usual.items()},
    )
    assert _without_numbers(cues(scaled)) == _without_numbers(cues(facts))


@given(scenes(), st.permutations(range(8)))
def test_the_order_of_the_file_matters_for_ties_only(scene: Scene, order: list[int]) -> None:
    """The same nodes get the same scores, wherever they stand in the file."""
    facts = scene.facts()
    nodes = shop()
    model = linked([nodes[i] for i in order])
    moved = cues(replace(facts, model=model, graph=Graph(model)))
    found = cues(facts)
    assert {c.node: round(c.score, 6) for c in moved.cues} == {c.node: round(c.score, 6) for c in found.cues}
    assert [round(c.score, 6) for c in moved.cues] == [round(c.score, 6) for c in found.cues]


@given(scenes(), st.frozensets(st.sampled_from(KEYS), max_size=8))
def test_losing_more_makes_no_blind_node_disappear(scene: Scene, more: frozenset[tuple[str, str]]) -> None:
    """A node that cannot be judged stays a reason to look when yet more cannot be read."""
    before = set(scene.look().unknown)
    found = replace(scene, lost=scene.lost | more).look()
    assert before <= set(found.unknown)
    wholly = {n.id for n in shop() if all((n.id, s.id) in scene.lost | more for s in n.signals)} - {"buy"}
    assert wholly <= set(found.unknown)
    if found.note is None:
        assert wholly <= set(named(found))
    elif len(found.unknown) <= 3 and found.note.code == "none_below":
        assert all(f"The {node}" in found.note.text for node in wholly)


@given(scenes())
def test_every_cue_has_evidence_a_path_from_the_focus_and_a_rank(scene: Scene) -> None:
    """Nothing is named without a reason that can be read."""
    found = scene.look()
    graph = Graph(linked(shop()))
    assert [c.rank for c in found.cues] == list(range(1, len(found.cues) + 1))
    scores = [round(c.score, 6) for c in found.cues]
    assert scores == sorted(scores, reverse=True)
    for cue in found.cues:
        assert cue.evidence
        assert all(e.text for e in cue.evidence)
        assert (cue.path[0], cue.path[-1]) == ("buy", cue.node)
        for upper, lower in zip(cue.path, cue.path[1:], strict=False):
            assert lower in (*graph.means(upper), *graph.callees(upper))


@settings(max_examples=30)
@given(scenes())
def test_nobody_is_named_without_a_departure_a_limit_or_a_loss(scene: Scene) -> None:
    """Where all is calm and read, nothing is named, and that is said."""
    quiet = Scene()
    found = quiet.look()
    assert named(found) == []
    assert found.note is not None
    calm_nodes = {n for n, _ in KEYS} - {n for n, _ in scene.said} - {n for n, _ in scene.lost}
    assert not calm_nodes & set(named(scene.look()))


def _unitless(facts: Facts) -> Facts:
    """The same with a unit that nobody knows, and without limits: what is left is how it departs."""
    bare = [
        replace(n, why=(), signals=tuple(_plain(s) for s in n.signals)) for n in facts.model.nodes.values()
    ]
    model = linked(bare)
    health = replace(facts.health, nodes={id: replace(h, signals={}) for id, h in facts.health.nodes.items()})
    usual: dict[SignalKey, Usual] = dict(facts.usual)
    return replace(facts, model=model, graph=Graph(model), health=health, usual=usual)


def _plain(signal: Signal) -> Signal:
    return replace(signal, unit="widgets", warning=None, critical=None)


def _times(usual: Usual, factor: float) -> Usual:
    assert usual.low is not None
    assert usual.mid is not None
    assert usual.high is not None
    return Usual(
        usual.low * factor,
        usual.mid * factor,
        usual.high * factor,
        usual.spread * factor,
        usual.count,
        usual.basis,
        tuple(v * factor for v in usual.lowest),
        tuple(v * factor for v in usual.highest),
    )
