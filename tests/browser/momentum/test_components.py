"""Each component of the score on small pictures: what it wants, and that it notices what is broken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.browser.momentum import components
from tests.browser.momentum.continuity import breaks, identity, same_elements
from tests.browser.momentum.notes import notes
from tests.browser.momentum.pictures import between, card, frames, good, without
from tests.browser.momentum.score import judge
from tests.browser.momentum.snapshots import Box, Frame, Preview, Snapshot, Spot, Transition


def test_a_page_that_does_everything_right_scores_all() -> None:
    """Every component is 1, and there is nothing to note."""
    score = judge(good())
    assert set(score.parts.values()) == {1.0}
    assert score.total == pytest.approx(100)
    assert (score.void, score.shown_in_both, score.same_element) == (False, 2, 2)
    assert notes(good(), score) == {}


def moved(snapshot: Snapshot, key: str, by: float) -> Snapshot:
    mark = snapshot.landmarks[key]
    box = replace(mark.box, x=mark.box.x + by)
    return replace(snapshot, landmarks={**snapshot.landmarks, key: replace(mark, box=box)})


@pytest.mark.parametrize(("by", "expected"), [(4, 1.0), (5, 7 / 8)])
def test_a_landmark_may_move_four_pixels(by: float, expected: float) -> None:
    """Five are too many, also where it comes back to its place in the end."""
    seen = good()
    assert components.landmarks(replace(seen, after=moved(seen.after, "longshot", by))) == expected
    spots = dict(seen.frames[9].landmarks)
    box = spots["longshot"].box
    spots["longshot"] = replace(spots["longshot"], box=replace(box, x=box.x + by))
    on_the_way = [*seen.frames[:9], replace(seen.frames[9], landmarks=spots), *seen.frames[10:]]
    assert components.landmarks(replace(seen, frames=on_the_way)) == expected


def test_few_landmarks_are_not_enough() -> None:
    """Three that stay are three of seven."""
    seen = good()
    few = {key: seen.before.landmarks[key] for key in ("header", "stage", "time")}
    fewer = replace(seen, before=replace(seen.before, landmarks=few))
    assert components.landmarks(fewer) == pytest.approx(3 / 7)


def test_context_is_the_target_and_its_ends_with_their_state() -> None:
    """Hidden, named for another state, or counted wrongly: each is a half of two."""
    seen = good()
    assert components.context(replace(seen, after=without(seen.after, "buy"))) == 0.5
    lie = card("buy", seen.after.nodes["buy"].box, name="buy, ok, level", glyph="none")
    assert components.context(replace(seen, after=_with(seen.after, lie))) == 0.5
    mute = card("buy", seen.after.nodes["buy"].box, glyph="warning")
    assert components.context(replace(seen, after=_with(seen.after, mute))) == 0.5


def test_an_end_counts_in_a_true_aggregate_but_the_target_does_not() -> None:
    """An aggregate that counts wrongly or calls a critical member ok tells nothing."""
    seen = good()
    nodes = {key: mark for key, mark in seen.after.nodes.items() if key != "buy"}
    both = frozenset({"buy", "browse"})
    true = replace(seen.after.aggregates[0], members=both, count=2, name="shop: 1 critical")
    told = replace(seen.after, nodes=nodes, aggregates=(true,))
    assert components.context(replace(seen, after=told)) == 1.0
    for lie in (replace(true, count=1), replace(true, name="shop: all ok"), replace(true, points=4)):
        assert components.context(replace(seen, after=replace(told, aggregates=(lie,)))) == 0.5
    lost = replace(told, nodes={k: m for k, m in nodes.items() if k != "orders"})
    assert components.context(replace(seen, after=lost)) == 0.5


def test_side_effects_are_the_other_ends_of_the_means_as_cards() -> None:
    """The cart serves the pages too: without their card nothing is told, a number is not enough."""
    seen = good()
    assert components.side_effects(replace(seen, after=without(seen.after, "pages"))) == 0.0
    assert components.side_effects(replace(seen, target="pay")) is None


def test_of_many_the_twelve_worst_are_wanted() -> None:
    """Which of equally bad ones is free; a bad one left out costs though twelve harmless ones are there."""
    ranks = {f"bad{i}": 3 for i in range(2)} | {f"fine{i}": 0 for i in range(30)}
    harmless = {f"fine{i}" for i in range(12)}
    assert components.capped(harmless, ranks) == pytest.approx(10 / 12)
    assert components.capped({"bad0", "bad1", *(f"fine{i}" for i in range(20, 30))}, ranks) == 1.0
    assert components.capped(set(), ranks) == 0.0


def test_encoding_is_nothing_when_the_time_range_or_a_colour_changes() -> None:
    """Both are vetoes; so is a picture that shows no state that the other showed."""
    seen = good()
    other = frozenset({"header|02:45–03:00", "charts|9900,10800"})
    assert components.encoding(replace(seen, after=replace(seen.after, times=other))) == 0.0
    assert components.encoding(replace(seen, after=replace(seen.after, times=frozenset()))) == 0.0
    amber = card("buy", seen.after.nodes["buy"].box, colour="amber")
    assert components.encoding(replace(seen, after=_with(seen.after, amber))) == 0.0
    grey = {key: replace(mark, colour="grey") for key, mark in seen.after.nodes.items()}
    assert components.encoding(replace(seen, after=replace(seen.after, nodes=grey))) == 0.0
    blank = {key: replace(mark, colour="") for key, mark in seen.after.nodes.items()}
    assert components.encoding(replace(seen, after=replace(seen.after, nodes=blank))) == 0.0


def test_a_scale_that_changes_costs_its_share() -> None:
    """By its domain, or by the line itself where the domain claims to be the same."""
    seen = good()
    chart = seen.after.charts["buy/errors"]
    for other in (replace(chart, domain="0,2"), replace(chart, line="M0 .5")):
        after = replace(seen.after, charts={"buy/errors": other})
        assert components.encoding(replace(seen, after=after)) == pytest.approx(2 / 3)


def test_a_preview_is_worth_what_the_weaker_hand_shows() -> None:
    """F1: nothing by keyboard is 0; one name missing, one too many, one with the wrong glyph cost."""
    seen = good()
    full = dict(seen.mouse.named)
    cases: list[tuple[Preview, float]] = [
        (Preview(), 0.0),
        (Preview({"pay": "critical", "cart": "none"}), 4 / 5),
        (Preview({**full, "browse": "none"}), 6 / 7),
        (Preview({**full, "pay": "none"}), 4 / 6),
        (Preview({"pay": "critical"}, {"3": 1, "2": 1}), 2 / 6),
    ]
    for shown, expected in cases:
        assert components.preview(replace(seen, keyboard=shown)) == pytest.approx(expected)


def test_a_number_counts_for_the_rest_only_after_six_names() -> None:
    """And only where it is the right number."""
    seen = good()
    nodes = {f"n{i}": replace(card("cart", Box(10.0 * i, 400, 8, 8)), key=f"n{i}") for i in range(8)}
    truth = replace(
        seen.truth,
        level={**seen.truth.level, **dict.fromkeys(nodes, "3")},
        state={**seen.truth.state, **dict.fromkeys(nodes, "ok")},
    )
    after = replace(seen.after, nodes=nodes)
    six = {f"n{i}": "none" for i in range(6)}
    for more, expected in (({"3": 2}, 1.0), ({"3": 3}, 12 / 17), ({}, 12 / 14)):
        shown = Preview(six, more)
        wide = replace(seen, truth=truth, after=after, mouse=shown, keyboard=shown)
        assert components.preview(wide) == pytest.approx(expected)


def test_coming_back_elsewhere_is_no_return() -> None:
    """Boxes are compared node by node; another time range is nothing at all."""
    seen = good()
    assert components.coming_back(replace(seen, again=seen.after)) < 0.4
    later = replace(seen.before, times=frozenset({"header|02:45–03:00"}))
    assert components.coming_back(replace(seen, again=later)) == 0.0


def test_a_picture_that_never_changes_is_void() -> None:
    """And so is one that lacks the direct means of the target."""
    seen = good()
    assert judge(replace(seen, after=seen.before)).total == 0.0
    nodes = {key: mark for key, mark in seen.after.nodes.items() if key not in ("pay", "cart")}
    assert components.is_void(replace(seen, after=replace(seen.after, nodes=nodes)))
    assert not components.is_void(seen)


def _with(snapshot: Snapshot, mark: object) -> Snapshot:
    key = mark.key  # type: ignore[attr-defined]
    return replace(snapshot, nodes={**snapshot.nodes, key: mark})  # type: ignore[dict-item]


def _changed(seen: Transition, key: str, change: dict[int, Spot | None]) -> Transition:
    later = []
    for i, frame in enumerate(seen.frames):
        nodes = dict(frame.nodes)
        if i in change:
            spot = change[i]
            nodes.pop(key) if spot is None else nodes.update({key: spot})
        later.append(Frame(frame.at, nodes, frame.landmarks, frame.ghosts))
    return replace(seen, frames=later)


def test_a_node_that_jumps_fades_or_is_replaced_is_lost() -> None:
    """One of three nodes of A each time, with the reason."""
    seen = good()
    start, end = seen.before.nodes["buy"].box, seen.after.nodes["buy"].box
    halfway = Spot(between(start, end, 0.5), 0.4, "e-buy")
    cases: list[tuple[dict[int, Spot | None], str]] = [
        ({i: Spot(end, 1.0, "e-buy") for i in range(20)}, "jumps"),
        ({9: halfway}, "fades"),
        ({9: None}, "not in every frame"),
        ({9: replace(halfway, opacity=1.0, element="e-other")}, "another element on the way"),
        ({19: Spot(start, 1.0, "e-buy")}, "elsewhere"),
    ]
    for change, why in cases:
        broken = _changed(seen, "buy", change)
        assert why in breaks(broken)["buy"], change
        assert identity(broken) == pytest.approx(2 / 3)


def test_few_places_in_between_are_a_jump() -> None:
    """Four frames for a long way are not a movement."""
    seen = good()
    assert set(breaks(replace(seen, frames=frames(seen.before, seen.after, 4)))) == {
        "buy",
        "browse",
        "orders",
    }


def test_a_node_that_goes_must_shrink_into_what_counts_it() -> None:
    """Fading where it stands, or leaving without an aggregate that has it, is lost."""
    seen = good()
    stays = {i: Spot(seen.before.nodes["browse"].box, 1 - i / 20, "e-browse") for i in range(20)}
    assert "does not end in its aggregate" in breaks(_changed(seen, "browse", dict(stays)))["browse"]
    nowhere = replace(seen, after=replace(seen.after, aggregates=()))
    assert "no visible aggregate" in breaks(nowhere)["browse"]
    early = {i: replace(seen.frames[i].nodes["browse"], opacity=0.3) for i in range(20)}
    assert "fades before it goes" in breaks(_changed(seen, "browse", dict(early)))["browse"]


def test_without_movement_an_outline_of_four_fifths_of_a_second_does() -> None:
    """At the old place, visible, and long enough; an unmoved node needs none."""
    seen = replace(good(), reduced=True)
    old = seen.before.nodes

    def outlined(until: float, opacity: float = 1.0, by: float = 0.0) -> Transition:
        ghosts = {k: Spot(replace(m.box, x=m.box.x + by), opacity, f"g-{k}") for k, m in old.items()}
        times = [i * 50.0 for i in range(20)]
        seen_frames = [Frame(at, {}, {}, ghosts if at <= until else {}) for at in times]
        return replace(seen, frames=seen_frames)

    assert identity(outlined(850)) == 1.0
    assert identity(outlined(600)) == 0.0
    assert identity(outlined(850, opacity=0.0)) == 0.0
    assert identity(outlined(850, by=30)) == 0.0
    still = replace(outlined(600), after=replace(seen.before, focus="orders"))
    assert identity(still) == 1.0


def test_another_element_in_a_nodes_place_is_noticed() -> None:
    """Also when it looks the same in both still pictures."""
    seen = good()
    other = card("buy", seen.after.nodes["buy"].box, element="e-new")
    assert same_elements(replace(seen, after=_with(seen.after, other))) == (2, 1)
    spot = replace(seen.frames[5].nodes["buy"], element="e-new")
    assert same_elements(_changed(seen, "buy", {5: spot})) == (2, 1)
