"""What the detail says, and that it never says more than is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hierarchy.evidence.assumptions import Mute, MuteKind
from hierarchy.evidence.breakdowns import Breakdown, Split
from hierarchy.evidence.changes import Change, Changes
from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.health import Reason, SignalHealth
from hierarchy.evidence.readings import Series, Trust
from hierarchy.evidence.states import State
from hierarchy.evidence.usual import Usual
from hierarchy.graph import Graph
from hierarchy.laws import Balance, Capacity, Segment
from hierarchy.members import Member, Membership
from hierarchy.membership import expanded
from hierarchy.model import Each, Model, Signal, SignalKey
from hierarchy.queries import Matcher, Query
from hierarchy.terms import RESIDUAL, USE, with_terms
from layouts.detail import overview_sections, sections
from navigator.screen.around import Around
from navigator.screen.detail_builder import build_detail
from navigator.screen.overview_builder import build_overview
from navigator.screen.signal_rows import query_text
from navigator.services import Services

NOW = 1_661_142_000.0


def test_nothing_suffers_only_while_every_purpose_is_measured_and_read(services: Services) -> None:
    """The one sentence that may calm somebody needs all of it."""
    overview = build_overview(services.model, services.poller.sweep_once(), {})
    assert (overview.verdict.text, overview.verdict.state) == ("No purpose suffers.", State.OK)
    assert overview.evidence == "6 of 6 signals are known"


def test_while_the_source_is_away_the_past_is_spoken_of_as_past(
    services: Services, source: Any, clock: Any
) -> None:
    """The last states are named with their age, and no dead value counts as known."""
    services.poller.sweep_once()
    source.gone = True
    clock.time = NOW + 45
    overview = build_overview(services.model, services.poller.sweep_once(), {})
    assert overview.verdict.text == "No purpose was known to suffer when the source last answered."
    assert overview.evidence == "6 of 6 signals are known, last read 45 s ago"
    clock.time = NOW + 120
    overview = build_overview(services.model, services.poller.sweep_once(), {})
    assert overview.verdict.text == "1 of 1 purposes are unknown; no other suffers."
    assert overview.evidence == "0 of 6 signals are known, last read 2 min ago"


def test_a_purpose_that_is_not_measured_itself_is_not_called_well(model: Model, source: Any) -> None:
    """It is judged from below, and that is said."""
    bare = replace(model, nodes={**model.nodes, "buy": replace(model.nodes["buy"], signals=())})
    health = evaluate(bare, source.sweep(NOW), NOW)
    assert health.nodes["buy"].state is State.OK
    verdict = build_overview(bare, health, {}).verdict
    assert verdict.text == "No purpose is known to suffer; 1 of 1 are judged from below only."
    assert verdict.state is State.UNKNOWN


def test_the_detail_of_a_node_names_ends_means_reasons_and_links(services: Services, source: Any) -> None:
    """Why above, how below, with states; links filled in."""
    source.values[SignalKey("cart", "errors")] = 0.2
    health = services.poller.sweep_once()
    detail = build_detail(services.model, Graph(services.model), health, "pay", NOW - 60, (NOW - 60, NOW))
    assert [row.id for row in detail.ends] == ["orders"]
    assert [(row.id, row.state.value) for row in detail.means[0].rows] == [
        ("checkout", "ok"),
        ("cart", "critical"),
    ]
    assert detail.reasons[0].text == "1 of 2 means critical: Cart"
    assert detail.since == "since 04:19 (60 s)"
    assert detail.links[0].href == f"https://wiki.example/pay?from={int(NOW - 60) * 1000}"
    assert "fine itself" in detail.contradiction


def test_a_whole_among_the_means_says_that_its_members_count(model: Model, source: Any) -> None:
    """The whole itself has no vote; of nobody found it is said that nobody was."""
    whole = replace(model.nodes["host"], each=Each(("host",), Query("up")), signals=())
    base = replace(model, nodes={**model.nodes, "host": whole})

    def groups(*hosts: str) -> list[tuple[str, list[str]]]:
        members = tuple(Member({"host": host}) for host in hosts)
        shown = expanded(base, {"host": Membership(members, expected=len(members))})
        detail = build_detail(
            shown, Graph(shown), evaluate(shown, source.sweep(NOW), NOW), "cart", None, (0, NOW)
        )
        return [(group.rule, [row.id for row in group.rows]) for group in detail.means]

    assert groups("a", "b") == [
        ("Needs all of", ["host/a", "host/b"]),
        ("The whole, whose members count", ["host"]),
    ]
    assert groups() == [
        ("Needs members of which none was found", []),
        ("The whole, whose members count", ["host"]),
    ]


def test_the_query_is_shown_as_it_is_asked_with_values_escaped() -> None:
    """Copied into Prometheus it gives what the screen shows."""
    signal = Signal(
        "s", "S", query="up{$match}", match=(Matcher("job", 'a"b'), Matcher("pod", "x.*", regex=True))
    )
    assert query_text(signal) == 'up{job="a\\"b",pod=~"x.*"}'


def test_what_is_muted_or_imagined_says_so_with_who_and_until_when(services: Services) -> None:
    """The sentence that keeps somebody from acting on a state that is not real, or is known already."""
    health = services.poller.sweep_once()

    def shown(**changed: Any) -> Any:
        nodes = {**health.nodes, "cart": replace(health.nodes["cart"], **changed)}
        what_if = (("cart", State.CRITICAL),) if changed.get("assumed") else ()
        return build_detail(
            services.model,
            services.graph,
            replace(health, nodes=nodes),
            "cart",
            None,
            (NOW - 60, NOW),
            what_if=what_if,
        )

    mute = Mute(MuteKind.ACKNOWLEDGED, "AK", "known, being mended.", NOW + 2640)
    assert shown(mute=mute).mute == (
        "Acknowledged by AK until 05:04 UTC: known, being mended. Its state does not go up to its ends."
    )
    assert shown(mute=Mute(MuteKind.MAINTENANCE)).mute == (
        "In maintenance. Its state does not go up to its ends."
    )
    reason = Reason("acknowledged", State.OK, "acknowledged (AK), so its state is not passed on")
    assert "acknowledged" not in str(shown(mute=mute, reasons=(reason,)).reasons)
    assumed = shown(assumed=State.CRITICAL, state=State.CRITICAL)
    assert (assumed.state_text, assumed.what_if.assumed) == ("if critical", State.CRITICAL)
    assert "not real" in assumed.imagined
    follows = shown(imagined=True, state=State.WARNING)
    assert (follows.state_text, follows.what_if.any) == ("if warning", False)
    assert "not real" in follows.imagined
    assert shown().imagined == shown().mute == ""


def test_a_priority_that_is_upside_down_is_called_out(services: Services) -> None:
    """In words, like every other contradiction."""
    health = services.poller.sweep_once()
    judged = replace(health.nodes["orders"], contradiction="priority-inverted")
    health = replace(health, nodes={**health.nodes, "orders": judged})
    detail = build_detail(services.model, services.graph, health, "orders", None, (NOW - 60, NOW))
    assert "comes first" in detail.contradiction


def test_what_a_source_answered_is_told_once(services: Services) -> None:
    """Three signals of one source that is away are three reasons, and one answer."""
    health = services.poller.sweep_once()
    texts = (
        "a: no answer (refused (is it up?))",
        "b: no answer (refused (is it up?))",
        "c: no answer (late)",
        "d",
    )
    reasons = tuple(Reason("no-answer", State.UNKNOWN, text) for text in texts)
    judged = replace(health.nodes["cart"], reasons=reasons)
    health = replace(health, nodes={**health.nodes, "cart": judged})
    view = build_detail(services.model, services.graph, health, "cart", None, (0.0, 1.0))
    assert [row.text for row in view.reasons] == [
        "A: no answer (refused (is it up?))",
        "B: no answer",
        "C: no answer (late)",
        "D",
    ]


def test_signals_keep_the_order_of_the_file_whichever_decides(model: Model, source: Any) -> None:
    """Rows that somebody reads do not change places at a refresh."""
    cart = model.nodes["cart"]
    late = replace(cart.signals[0], id="late", title="Late")
    changed = replace(model, nodes={**model.nodes, "cart": replace(cart, signals=(*cart.signals, late))})
    source.values[SignalKey("cart", "late")] = 0.2
    health = evaluate(changed, source.sweep(NOW), NOW)
    assert health.nodes["cart"].deciding == "late"
    detail = build_detail(changed, Graph(changed), health, "cart", None, (NOW - 60, NOW))
    assert [row.id for row in detail.signals] == ["errors", "late"]


def test_a_signal_says_what_is_usual_and_how_long_there_is_room(model: Model, source: Any) -> None:
    """Compared, and extended by a straight line."""
    cart = model.nodes["cart"]
    heap = replace(cart.signals[0], id="heap", unit="bytes", capacity=2e9, warning=None, critical=None)
    changed = replace(model, nodes={**model.nodes, "cart": replace(cart, signals=(heap,))})
    key = SignalKey("cart", "heap")
    source.values[key] = 1.79e9
    times = tuple(NOW - 600 + 60 * i for i in range(11))
    around = Around(
        usual={key: Usual(1.0e9, 1.1e9, 1.2e9, 2e8, 90, "the same hour a day ago")},
        series={key: Series(times, tuple(1.19e9 + 1e6 * (t - NOW + 600) for t in times))},
    )
    health = evaluate(changed, source.sweep(NOW), NOW)
    row = build_detail(changed, Graph(changed), health, "cart", None, (NOW - 60, NOW), around).signals[0]
    assert row.usual == "usually 1–1.2 GB, 3 spreads above (one spread is 200 MB)"
    assert row.filling == "headroom 210 MB, used up in 3.5 min at the rate of the last 10 min"
    facts = {fact.name: fact.text for fact in row.facts}
    assert facts["Usual"] == (
        "Usual is the middle half of the same hour a day ago; "
        "one spread, how far it usually moves, is 200 MB."
    )
    bare = build_detail(changed, Graph(changed), health, "cart", None, (NOW - 60, NOW)).signals[0]
    assert (bare.usual, bare.filling) == ("", "")
    assert {fact.name: fact.text for fact in bare.facts}["Usual"] == ""


def test_the_use_of_a_capacity_is_a_share_of_the_supply_and_of_nothing_else(
    model: Model, source: Any
) -> None:
    """585 % of supply of 169 k would be a share of a share."""
    orders = with_terms(replace(model.nodes["orders"], capacity=Capacity(Query("c"), 900.0, 0.8, 0.95)))
    changed = replace(model, nodes={**model.nodes, "orders": orders})
    health = evaluate(changed, source.sweep(NOW), NOW)
    used = SignalHealth(729.0, State.WARNING, Trust.LIVE, capacity=900.0)
    judged = replace(health.nodes["orders"], signals={**health.nodes["orders"].signals, USE: used})
    health = replace(health, nodes={**health.nodes, "orders": judged})
    detail = build_detail(changed, Graph(changed), health, "orders", None, (NOW - 60, NOW))
    assert next(row.value for row in detail.signals if row.id == USE) == "81 % of supply"


def test_what_laws_say_is_told_with_what_it_is_reckoned_from(model: Model, source: Any) -> None:
    """No query of its own, no limits of its own, and no word that nothing judges it."""
    orders = replace(model.nodes["orders"], balance=Balance({"arrived": Query("a")}, {"placed": Query("b")}))
    changed = replace(model, nodes={**model.nodes, "orders": with_terms(orders)})
    health = evaluate(changed, source.sweep(NOW), NOW)
    detail = build_detail(changed, Graph(changed), health, "orders", None, (NOW - 60, NOW))
    row = next(row for row in detail.signals if row.id == RESIDUAL)
    facts = {fact.name: fact.text for fact in row.facts}
    assert (row.limits, facts["Source"]) == ("judged by its balance", "reckoned from what is read")
    assert "balance.in.arrived: " in facts["Query"]
    assert "balance.out.placed: " in facts["Query"]
    assert facts["Made"] == "by the balance of this node, from the queries above"
    assert "no limits" not in str(sections(detail)["signals"]).split(RESIDUAL)[1]


def test_the_whole_system_says_who_is_hurt_what_was_done_and_where_to_look(model: Model, source: Any) -> None:
    """Of the purpose that suffers; by what it is judged by first, once for each label."""
    buy = model.nodes["buy"]
    late = replace(buy.signals[0], id="late", title="Late")
    parted = replace(buy, signals=(*buy.signals, late), segments=(Segment("region", "Region"),))
    changed = replace(model, nodes={**model.nodes, "buy": parted})
    source.values[SignalKey("buy", "errors")] = 0.2
    health = evaluate(changed, source.sweep(NOW), NOW)
    values = Breakdown("region", {"EU": 0.4, "US": 0.001})
    around = Around(
        whose="buy",
        changes=Changes((Change("1", "Deploy cart", NOW - 300, nodes=("cart",)),)),
        breakdowns={
            Split(SignalKey("buy", "errors"), "region"): values,
            Split(SignalKey("buy", "late"), "region"): values,
        },
        since={"buy": NOW - 60},
    )
    view = build_overview(changed, health, {}, around, (("cart", State.CRITICAL),))
    assert [(title, split.title) for title, split in view.splits] == [("Buy", "Region · Failed requests")]
    assert [(row.title, row.when) for row in view.changes.rows] == [
        ("Deploy cart", "4 min before this began")
    ]
    assert view.look is not None
    assert (view.look.whose, view.look.pending) == ("Buy", True)
    assert view.imagined == "What if: Cart critical. States that follow from this are not real."
    told = overview_sections(view)
    assert "Recent changes" in str(told["changes"])
    assert "end what-if" in str(told["why"])
