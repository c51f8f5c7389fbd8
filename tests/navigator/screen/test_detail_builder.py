"""What the detail says, and that it never says more than is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.states import State
from hierarchy.graph import Graph
from hierarchy.members import Member, Membership
from hierarchy.membership import expanded
from hierarchy.model import Each, Model, Signal, SignalKey
from hierarchy.queries import Matcher, Query
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
