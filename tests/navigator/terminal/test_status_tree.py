"""The hierarchy with its states in a terminal: words and signs, whatever the terminal can."""

from __future__ import annotations

import io
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from hierarchy import load_text
from hierarchy.evidence.assumptions import Assumptions, Mute, MuteKind
from hierarchy.evidence.evaluate import Evaluator, evaluate
from hierarchy.evidence.readings import Reading, SourceState, SourceStatus, Sweep, Trust
from hierarchy.evidence.states import State
from hierarchy.graph import Graph
from navigator.terminal.chosen import chosen, places
from navigator.terminal.status_tree import SIGNS, StatusView, print_status
from tests.navigator.terminal.shop import ILL, NOW, WELL, judged, shop

BALANCED = """
version: 1
title: Flow
nodes:
  flow:
    level: abstract-function
    balance:
      in: {arrived: 'sum(rate(arrived_total[5m]))'}
      out: {served: 'sum(rate(served_total[5m]))'}
"""


@pytest.fixture(autouse=True)
def _a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal with colours, whatever the machine has; a dumb one is 80 columns wide and has none."""
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)


def printed(view: StatusView, width: int = 100, *, colour: bool = False) -> str:
    """What is printed, as text."""
    stream = io.StringIO()
    system: Literal["truecolor"] | None = "truecolor" if colour else None
    console = Console(file=stream, width=width, highlight=False, force_terminal=colour, color_system=system)
    print_status(console, view)
    return stream.getvalue()


def test_the_tree_goes_from_purposes_down_with_state_age_and_reasons() -> None:
    """Title, source and counts come first; what several ends share stands below the first of them."""
    assert printed(StatusView(*judged(ILL), greetings=("Prometheus 3.1.0 answers at http://p",))) == (
        "Shop [red]\n"
        "Prometheus 3.1.0 answers at http://p\n"
        "The metric source last answered 3 s ago\n"
        "2022-08-22T04:20:00Z: ◆ 1 critical  ▲ 5 warning  ? 1 unknown  ✓ 2 ok\n"
        "\n"
        "▲ Customers can buy [bold] (buy) warning\n"
        "  Orders in equal orders out: warning\n"
        "  3 of 4 readings known, oldest 14 s\n"
        "└── ▲ Orders in equal orders out (orders) warning\n"
        "      1 of 2 means warning: Show products\n"
        "      3 of 4 readings known, oldest 14 s\n"
        "    ├── ✓ Take payment (pay) ok\n"
        "    │   ├── ◆ Payment provider A (psp-a) critical, errors 25 %, 14 s old\n"
        "    │   │     errors 25 %, critical from 5 %; 20 % beyond that\n"
        "    │   │     1 of 1 readings known, oldest 14 s\n"
        "    │   └── ✓ Payment provider B (psp-b) ok, errors 0 %, 14 s old\n"
        "    └── ▲ Show products (show) warning\n"
        "          Catalogue: warning\n"
        "          1 of 2 readings known, oldest 14 s\n"
        "        └── ▲ Catalogue (catalogue) warning, p95 latency 900 ms, 14 s old, from below unknown\n"
        "              p95 latency 900 ms, warning from 500 ms; 400 ms beyond that\n"
        "              Its index: unknown\n"
        "              1 of 2 readings known, oldest 14 s\n"
        "            └── ? Its index (index) unknown, a part, age no data\n"
        "                  age: no data\n"
        "                  0 of 1 readings known\n"
        "\n"
        "▲ Visitors can browse (browse) warning\n"
        "  Show products: warning\n"
        "  1 of 2 readings known, oldest 14 s\n"
        "└── ▲ Show products (show) warning, see above\n"
    )


def test_a_focus_leaves_what_is_above_and_below_it() -> None:
    """And is marked."""
    text = printed(StatusView(*judged(ILL), focus="pay"))
    assert "→ ✓ Take payment (pay) ok" in text
    assert "Customers can buy" in text
    assert "Payment provider B" in text
    assert "Catalogue" not in text
    assert "browse" not in text


def test_only_problems_leaves_what_is_not_ok_and_the_path_to_it() -> None:
    """An end that is ok itself stays, if it leads to something that is not."""
    model, health = judged({**WELL, "psp-a/errors": 0.25})
    shown = chosen(Graph(model), health, None, "problems")
    assert shown == {"buy", "orders", "pay", "psp-a"}
    text = printed(StatusView(model, health, only="problems"))
    assert "✓ Take payment (pay) ok\n" in text
    assert "Payment provider B" not in text


def test_only_problems_counts_what_is_unknown_and_shows_its_whole() -> None:
    """Not known is a problem: nobody has looked."""
    model, health = judged({**WELL, "index/age": None})
    assert chosen(Graph(model), health, None, "problems") >= {"index", "catalogue", "show", "browse", "buy"}


def test_without_problems_it_says_so_in_words() -> None:
    """An empty answer could mean anything."""
    assert printed(StatusView(*judged(WELL), only="problems")).endswith("\n\nEvery node is ok.\n")


def test_with_a_source_out_of_reach_nothing_is_ok_and_the_reason_is_told() -> None:
    """Neither a sign nor a word says otherwise."""
    text = printed(StatusView(*judged({}, reachable=False)))
    assert "The metric source can't be reached and last answered 3 s ago: Connection refused." in text
    assert SIGNS[State.OK] not in text
    assert " ok" not in text
    assert "? 9 unknown" in text


def test_colours_add_nothing_that_the_words_do_not_say() -> None:
    """The same text with and without them."""
    view = StatusView(*judged(ILL))
    with_colour = printed(view, colour=True)
    assert "\x1b[" in with_colour
    assert Text.from_ansi(with_colour).plain.rstrip() == printed(view).rstrip()


@pytest.mark.parametrize("width", [40, 80])
def test_a_narrow_terminal_breaks_lines_and_loses_no_word(width: int) -> None:
    """Nothing is cut off."""
    view = StatusView(*judged(ILL))
    narrow = printed(view, width)
    assert max(len(line) for line in narrow.splitlines()) <= width
    guides = str.maketrans(dict.fromkeys("└├─│", " "))
    assert narrow.translate(guides).split() == printed(view, 1000).translate(guides).split()


@given(st.lists(st.sampled_from([None, 0.0, 0.3, 0.6, 100.0]), min_size=4, max_size=4))
def test_whatever_the_readings_every_node_has_its_own_word_once(values: list[float | None]) -> None:
    """And every problem that there is, is among the problems."""
    model, health = judged(dict(zip(WELL, values, strict=True)))
    listed = list(places(Graph(model), chosen(Graph(model), health, None, None)))
    assert sorted(place.id for place in listed if not place.again) == sorted(model.nodes)
    lines = printed(StatusView(model, health), 1000).splitlines()
    for id, node in health.nodes.items():
        line = next(line for line in lines if f"({id})" in line)
        assert f"{SIGNS[node.state]} {model.nodes[id].title} ({id}) " in line
        assert node.state.value in line.split(f"({id}) ")[1].split(",")[0]
    shown = chosen(Graph(model), health, None, "problems")
    assert {id for id, node in health.nodes.items() if node.state is not State.OK} <= shown


def test_a_part_that_serves_nothing_stands_below_its_whole() -> None:
    """It is no tree of its own."""
    listed = {place.id: place for place in places(Graph(shop()), frozenset(shop().nodes))}
    assert listed["index"].is_part
    assert listed["index"].depth == listed["catalogue"].depth + 1
    assert {id for id, place in listed.items() if place.depth == 0} == {"buy", "browse"}


_GROUP = """\
version: 1
nodes:
  serve: {level: generalized-function}
  pool: {level: physical-function, parts: all}
  one: {level: physical-function, part_of: pool, why: [serve]}
  two: {level: physical-function, part_of: pool, why: [serve]}
"""


@pytest.mark.parametrize(
    ("why", "below"),
    [
        ("why: [serve]", [("pool", 1, False), ("one", 2, True), ("two", 2, True)]),
        ("why: []", [("one", 1, False), ("two", 1, False)]),
    ],
)
def test_members_stand_below_their_group_and_not_once_more_beside_it(
    why: str, below: list[tuple[str, int, bool]]
) -> None:
    """A means that is a part of another means is told once; without its group it stands by itself."""
    loaded = load_text({"h.yaml": _GROUP.replace("parts: all", f"parts: all, {why}")}, {})
    assert loaded.model is not None
    graph = Graph(loaded.model)
    listed = [(place.id, place.depth, place.is_part) for place in places(graph, frozenset(graph.order))]
    assert listed[1 : 1 + len(below)] == below


def test_a_group_in_focus_is_shown_with_its_members_and_what_they_rest_on() -> None:
    """Who asks for a group wants to see which of its members is ill."""
    text = _GROUP + "  disk: {level: physical-form, why: [two]}\n  other: {level: physical-form}\n"
    loaded = load_text({"h.yaml": text.replace("parts: all", "parts: all, why: [serve]")}, {})
    assert loaded.model is not None
    health = evaluate(loaded.model, Sweep(1000.0, {}, {}), 1000.0)
    assert chosen(Graph(loaded.model), health, "pool", None) == {"serve", "pool", "one", "two", "disk"}


def test_what_is_not_real_and_what_does_not_go_up_says_so() -> None:
    """A state taken for granted, one that would follow, and a muted one are told in words."""
    model = shop()
    mute = Mute(MuteKind.MAINTENANCE, "ada", "reindexing", 1_661_145_600.0)
    assumed = Assumptions({"catalogue": State.CRITICAL}, {"index": mute})
    readings = {key: Reading(0.0, Trust.LIVE, NOW - 14, 60.0) for key in model.signals()}
    status = SourceStatus(SourceState.LIVE, NOW, (), "")
    sweep = Sweep(NOW, readings, {"default": status})
    out = printed(StatusView(model, Evaluator(model).evaluate(sweep, NOW, assumed=assumed)), 200)
    lines = {line.strip("│├└─ ").split(" (")[0]: line for line in out.splitlines()}
    assert "(taken for granted)" in lines["◆ Catalogue"]
    assert "(would follow)" in lines["◆ Show products"]
    assert "maintenance until 2022-08-22T05:20:00Z, does not go up" in lines["✓ Its index"]
    assert "(would follow)" not in lines["✓ Its index"]
    assert "taken for granted" not in printed(StatusView(*judged(WELL)), 200)


def test_what_a_law_says_stands_among_the_reasons() -> None:
    """In the law's own sentence, once."""
    loaded = load_text({"h.yaml": BALANCED})
    assert loaded.model is not None
    model = loaded.model
    values = {"balance.in.arrived": 100.0, "balance.out.served": 60.0}
    readings = {key: Reading(values[key.signal], Trust.LIVE, NOW - 14, 60.0) for key in model.asked()}
    sweep = Sweep(NOW, readings, {"default": SourceStatus(SourceState.LIVE, NOW, (), "")})
    health = Evaluator(model).evaluate(sweep, NOW)
    (law,) = health.nodes["flow"].laws
    assert law.state is not State.OK
    assert printed(StatusView(model, health), 200).count(law.text) == 1
