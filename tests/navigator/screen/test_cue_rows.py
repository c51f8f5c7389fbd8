"""Where to look next, as rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hierarchy.evidence.cue import Cue, CueEvidence, CueKind, CueNote, Cues
from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.states import State
from hierarchy.model import Model, SignalKey
from layouts.look import PENDING, SPREADS, WHAT, look
from layouts.markup import trees
from navigator.screen.around import Around, cued
from navigator.screen.cue_rows import MOST_CUES, look_next
from navigator.screen.old_cues import since_then

NOW = 1_661_142_000.0
EVIDENCE = (
    CueEvidence(CueKind.DEVIATION, "CPU 97 %, usually 30–40 %, 12 spreads above"),
    CueEvidence(CueKind.ONSET, "left usual 2 min before this"),
)
CUE = Cue(1, "host", ("pay", "cart", "host"), 9.0, EVIDENCE, shared="Serves 3; most of it for cart.")


def _around(*cues: Cue, note: CueNote | None = None, pending: bool = False, whose: str = "pay") -> Around:
    return Around(whose=whose, cues=Cues(whose, NOW, cues, note), pending=pending)


def test_a_cue_names_the_node_its_level_the_way_there_and_its_reasons(model: Model, source: Any) -> None:
    """Numbered buttons that move the focus, each reason a sentence."""
    health = evaluate(model, source.sweep(NOW), NOW)
    view = look_next(model, health, _around(CUE), "pay")
    assert view is not None
    row = view.rows[0]
    assert (row.rank, row.title, row.via) == (1, model.nodes["host"].title, "below Cart")
    assert row.level == model.levels[4].title
    assert row.lines == ("CPU 97 %, usually 30–40 %, 12 spreads above", "Serves 3")
    assert row.rest[0] == "Left usual 2 min before this"
    made: Any = trees(look(view))
    heading, listed, about = made
    assert heading[2] == "Look next"
    # A list, of which readers of screens hear how long it is; the reasons stay with their cue.
    assert (listed[0], listed[1]["role"]) == ("ul", "list")
    ((item, _, (button, rest)),) = listed[2]
    assert item == "li"
    assert button[1] == {
        "class": "cue-row",
        "type": "button",
        "data-kind": "cue",
        "data-key": "host",
        "data-go": "host",
        "data-rank": "1",
        "data-state": "ok",
    }
    assert "Serves 3" in str(button)
    assert "2 more reasons" in str(rest)
    assert about[2] == f"{WHAT} {SPREADS}"  # a word of our own is told where it stands


def test_without_a_cue_that_is_said_plainly(model: Model, source: Any) -> None:
    """An empty list would look like a page that did not load."""
    health = evaluate(model, source.sweep(NOW), NOW)
    note = CueNote("none_below", "Nothing below deviates from its usual.")
    said = str(look(look_next(model, health, _around(note=note), "pay")))
    assert "Nothing below deviates from its usual." in said
    assert WHAT not in said


def test_while_cues_are_worked_out_that_is_said(model: Model, source: Any) -> None:
    """With none yet, and with those of a moment ago."""
    health = evaluate(model, source.sweep(NOW), NOW)
    assert PENDING in str(look(look_next(model, health, Around(whose="pay"), "pay")))
    said = str(look(look_next(model, health, _around(CUE, pending=True), "pay")))
    assert PENDING in said
    assert "CPU 97" in said


def test_the_room_of_cues_to_come_is_kept(model: Model, source: Any) -> None:
    """As many rows as there may be below, at most as many as are seen; none beside those that are there."""
    health = evaluate(model, source.sweep(NOW), NOW)

    def room(focus: str, *cues: Any) -> int:
        around = _around(*cues, pending=True) if cues else Around(whose=focus)
        return str(trees(look(look_next(model, health, around, focus)))).count("cue-room")

    assert [room(focus) for focus in ("pay", "buy", "host")] == [3, 5, 0]
    assert room("pay", CUE) == 0


def test_the_best_cues_are_told_at_length_and_the_rest_of_their_reasons_is_folded(
    model: Model, source: Any
) -> None:
    """As many cues as there are number keys; no reason is lost, and of several alike one is told in full."""
    health = evaluate(model, source.sweep(NOW), NOW)
    many = tuple(replace(CUE, rank=i + 1, evidence=EVIDENCE * 3) for i in range(12))
    view = look_next(model, health, _around(*many), "pay")
    assert view is not None
    assert [len(row.lines) for row in view.rows] == [2, *(1,) * (MOST_CUES - 1)]
    assert view.rows[0].lines[1] == "Serves 3"
    assert [len(row.lines) + len(row.rest) for row in view.rows[:3]] == [8, 7, 7]
    fold = str(look(view)[2])
    assert "Further down" in fold
    assert view.rows[8].rest[-1] == "Serves 3; most of it for cart."
    alike = replace(model.nodes["host"], member_of="hosts")
    members = replace(model, nodes={**model.nodes, "host": alike, "cart": replace(alike, id="cart")})
    view = look_next(members, health, _around(CUE, replace(CUE, rank=2, node="cart")), "pay")
    assert view is not None
    assert [len(row.lines) for row in view.rows] == [2, 0]


def test_without_a_focus_the_cues_are_those_of_the_purpose_that_suffers(model: Model, source: Any) -> None:
    """And none are looked for while nothing suffers."""
    health = evaluate(model, source.sweep(NOW), NOW)
    assert cued(model, health, None, {}) is None
    assert look_next(model, health, Around(), None) is None
    source.values[SignalKey("buy", "errors")] = 0.2
    health = evaluate(model, source.sweep(NOW), NOW)
    assert cued(model, health, None, {}) == "buy"
    assert cued(model, health, "gone", {}) == "buy"
    assert cued(model, health, "cart", {}) == "cart"
    view = look_next(model, health, _around(CUE, whose="buy"), None)
    assert f"Look next, for {model.nodes['buy'].title}" in str(look(view))
    told = CueEvidence(CueKind.ONSET, "CPU left usual, 40 s before the focus")
    late = replace(CUE, evidence=(told,), shared="")
    for focus, named in ((None, "the purpose"), ("buy", "the focus")):
        view = look_next(model, health, _around(late, whose="buy"), focus)
        assert view is not None
        assert view.rows[0].lines[0] == f"CPU left usual, 40 s before {named}"


def test_while_no_purpose_suffers_the_cues_are_those_of_one_that_is_threatened(
    model: Model, source: Any
) -> None:
    """What is wrong below it has not reached it yet: the best time to look."""
    source.values[SignalKey("orders", "errors")] = 0.02
    health = evaluate(model, source.sweep(NOW), NOW)
    assert (health.nodes["buy"].state.value, health.nodes["buy"].threat) == ("ok", "warning")
    assert cued(model, health, None, {}) == "buy"
    title = model.nodes["buy"].title
    calm = f"Look next: no purpose suffers; most threatened: {title}"
    for around in (_around(CUE, whose="buy"), Around(whose="buy", pending=True)):
        assert calm in str(look(look_next(model, health, around, None)))
    old = replace(_around(CUE, whose="buy"), old=True)
    assert "Look next, as of 04:20:00 UTC: no purpose suffers" in str(
        look(look_next(model, health, old, None))
    )
    assert "No purpose" not in str(look(look_next(model, health, _around(CUE, whose="buy"), "buy")))
    blind = replace(model.nodes["buy"], id="sell", title="Sell", how=())
    both = replace(model, nodes={**model.nodes, "sell": blind})
    health = replace(
        health, nodes={**health.nodes, "sell": replace(health.nodes["buy"], state=State.UNKNOWN)}
    )
    unknown = look_next(both, health, _around(CUE, whose="buy"), None)
    assert unknown is not None
    assert unknown.calm == f"no purpose is known to suffer; most threatened: {title}"


def test_of_purposes_that_suffer_alike_the_one_that_began_first_is_asked_about(
    model: Model, source: Any
) -> None:
    """The worse one before it, whenever it began."""
    sell = replace(model.nodes["buy"], id="sell", title="Sell", how=())
    both = replace(model, nodes={**model.nodes, "sell": sell})
    source.values[SignalKey("buy", "errors")] = source.values[SignalKey("sell", "errors")] = 0.2
    health = evaluate(both, source.sweep(NOW), NOW)
    assert cued(both, health, None, {"buy": NOW - 60, "sell": NOW - 120}) == "sell"
    source.values[SignalKey("sell", "errors")] = 0.02
    health = evaluate(both, source.sweep(NOW), NOW)
    assert health.nodes["sell"].state.value == "warning"
    assert cued(both, health, None, {"buy": NOW - 60, "sell": NOW - 120}) == "buy"


def test_an_onset_that_another_reason_tells_already_comes_last(model: Model, source: Any) -> None:
    """Two sentences of the same departure are one reason."""
    health = evaluate(model, source.sweep(NOW), NOW)
    told = (
        CueEvidence(CueKind.ONSET, "errors left usual at 04:18", "errors"),
        CueEvidence(CueKind.ONSET, "load left usual at 04:17", "load"),
        CueEvidence(CueKind.DEVIATION, "errors 20 %, since 04:18", "errors"),
    )
    view = look_next(model, health, _around(replace(CUE, evidence=told, shared="")), "pay")
    assert view is not None
    row = view.rows[0]
    assert [line.split()[0] for line in (*row.lines, *row.rest)] == ["Load", "Errors", "Errors"]


def test_a_list_says_in_few_words_what_is_told_in_full_where_there_is_room(model: Model, source: Any) -> None:
    """The value and what it should be; how many spreads and how far from another state, the node tells. A
    change is named as whoever did it named it."""
    health = evaluate(model, source.sweep(NOW), NOW)
    deviation = CueEvidence(
        CueKind.DEVIATION, "p90 3 s, usually 91 ms (74 spreads)", brief="p90 3 s, usually 91 ms"
    )
    state = CueEvidence(CueKind.STATE, "critical: CPU 101 %, critical from 90 %; 11 % beyond that")
    change = CueEvidence(CueKind.CHANGE, "apply; restart at 04:18")
    away = CueEvidence(CueKind.UNKNOWN, "CPU: its source does not answer (no connection)")
    view = look_next(model, health, _around(replace(CUE, evidence=(deviation, state), shared="")), "pay")
    assert view is not None
    assert view.rows[0].lines == ("P90 3 s, usually 91 ms", "Critical: CPU 101 %, critical from 90 %")
    view = look_next(model, health, _around(replace(CUE, evidence=(change, deviation), shared="")), "pay")
    assert view is not None
    assert view.rows[0].lines[0] == "apply; restart at 04:18"
    view = look_next(model, health, _around(replace(CUE, evidence=(away,), shared="")), "pay")
    assert view is not None
    assert view.rows[0].lines == ("CPU: its source does not answer",)


def test_a_cue_of_a_node_that_has_gone_is_left_out(model: Model, source: Any) -> None:
    """Cues of a moment ago may be about an older hierarchy."""
    health = evaluate(model, source.sweep(NOW), NOW)
    view = look_next(model, health, _around(replace(CUE, node="gone"), CUE), "pay")
    assert view is not None
    assert [row.id for row in view.rows] == ["host"]


def test_cues_of_some_steps_ago_say_of_when_they_are_and_what_is_another_state_by_now(
    model: Model, source: Any
) -> None:
    """They stay with their numbers; what is no longer so is told as past, and what came since is named."""
    source.values[SignalKey("orders", "errors")] = 0.02
    health = evaluate(model, source.sweep(NOW), NOW)
    signal = next(iter(health.nodes["host"].signals))
    was = CueEvidence(CueKind.STATE, "critical: CPU 97 %, critical from 90 %; 7 % beyond that", signal)
    still = CueEvidence(CueKind.DEVIATION, "CPU 97 %, usually 30 %", signal)
    old = Cues("pay", NOW - 90, (replace(CUE, evidence=(was, still), shared=""),))
    around = Around(whose="pay", cues=old, old=True, since={"cart": NOW - 30, "orders": NOW - 60})
    nodes = dict(health.nodes)
    nodes["cart"] = replace(nodes["cart"], state=State.CRITICAL)
    health = replace(health, nodes=nodes)
    view = look_next(model, health, around, "pay")
    assert view is not None
    (row,) = view.rows
    assert row.lines == (
        "Ok now; at 04:18:30 UTC critical: CPU 97 %, critical from 90 %",
        "CPU 97 %, usually 30 %",
    )
    assert "Since then critical: Cart" in view.later
    assert view.later in str(look(view))
    assert "Look next, as of 04:18:30 UTC" in str(look(view))
    assert PENDING not in str(look(view))
    assert since_then(model, health, replace(around, since={"cart": NOW - 100})) == ""
    fresh = look_next(model, health, replace(around, old=False), "pay")
    assert fresh is not None
    assert (fresh.as_of, fresh.later) == ("", "")
    assert fresh.rows[0].lines[0] == "Critical: CPU 97 %, critical from 90 %"
