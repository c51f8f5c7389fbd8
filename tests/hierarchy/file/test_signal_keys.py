"""What a signal is held against: capacities, limits as shares, what confirms it, how long it lasts."""

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hierarchy.file.drafts import Ref, SignalDraft
from hierarchy.file.findings import Findings
from hierarchy.file.queries import QueryChecks
from hierarchy.file.signals import at_node, build_signal, draft_signal, merged
from hierarchy.file.site import Site
from hierarchy.file.yaml_reader import read_tree
from hierarchy.model import Band, Kind, Signal, SignalKey
from hierarchy.queries import Matcher


class Read(NamedTuple):
    """A signal, its draft, and what was told about it as (line, column, id)."""

    signal: Signal | None
    draft: SignalDraft
    told: list[tuple[int, int, str]]


def read(written: str, *, template: str | None = None, over: str = "") -> Read:
    """The signal with these entries, with the entries `over` merged into it as a node does."""
    findings = Findings()
    drafts = []
    for text in (written, over) if over else (written,):
        tree = read_tree(findings, "h.yaml", f"load: {text}")
        assert tree is not None, findings.sorted()
        draft = draft_signal(findings, tree.entries["load"])
        assert draft is not None
        drafts.append(draft)
    draft = merged(*drafts) if over else drafts[0]
    signal = build_signal(findings, QueryChecks(findings), draft, template, source="")
    return Read(signal, draft, [(p.position.line, p.position.column, p.id) for p in findings.sorted()])


def built(written: str, *, over: str = "") -> Signal:
    """The signal of entries that are beyond reproach."""
    signal, _draft, told = read(written, over=over)
    assert signal is not None
    assert told == []
    return signal


def test_every_key_of_a_signal_arrives_under_its_name() -> None:
    """Durations are in seconds, shares are of 1."""
    signal = built(
        "{good: a, total: b, zero_while: c, zero_when: d, min_total: 0.5, hold: 1m, spread: pod,"
        " kind: commanded, measures: What was ordered, confirm_with: heap, agree: 10%, max_age: 5m}"
    )
    assert (signal.zero_while, signal.zero_when, signal.min_total) == ("c", "d", 0.5)
    assert (signal.hold, signal.max_age, signal.spread) == (60.0, 300.0, "pod")
    assert (signal.kind, signal.measures) == (Kind.COMMANDED, "What was ordered")
    assert (signal.confirm_with, signal.agree) == (SignalKey("", "heap"), 0.1)


def test_a_signal_says_nothing_that_was_not_written() -> None:
    """No hold, no capacity, and no limits are invented, with a capacity either."""
    signal = built("{query: a, unit: bytes, worse: higher, capacity: 1e9}")
    assert (signal.capacity, signal.has_limits, signal.hold, signal.max_age) == (1e9, False, 0.0, None)
    assert (signal.kind, signal.source, signal.confirm_with) == (Kind.MEASURED, "", None)


@pytest.mark.parametrize(
    ("written", "warning", "critical"),
    [
        ("unit: bytes, worse: higher, capacity: 2000, warning: 80%, critical: 95%", 1600.0, 1900.0),
        ("unit: count, worse: higher, capacity: 300, warning: 150, critical: 90%", 150.0, 270.0),
        ("unit: ratio, worse: higher, capacity: 1, warning: 0.85, critical: 97%", 0.85, 0.97),
        ("unit: percent, worse: higher, capacity: 100, warning: 80%, critical: 95", 80.0, 95.0),
        ("unit: ratio, worse: lower, warning: 99%, critical: 0.5", 0.99, 0.5),
        ("unit: percent, worse: higher, warning: 80%, critical: 95", 80.0, 95.0),
        ("worse: either, capacity: 10, warning: [20%, 80%]", Band(2.0, 8.0), None),
    ],
)
def test_limits_in_percent_become_absolute_where_the_whole_is_known(
    written: str, warning: float | Band, critical: float | None
) -> None:
    """The whole is the capacity where there is one, else 1 for ratios and 100 for percents."""
    signal = built(f"{{query: a, {written}}}")
    assert (signal.warning, signal.critical) == (warning, critical)
    assert (signal.warning_share, signal.critical_share) == (None, None)


def test_limits_in_percent_stay_shares_where_only_a_query_knows_the_whole() -> None:
    """Plain numbers stay what they are beside them, and neither is compared with the other."""
    signal = built("{query: a, unit: bytes, worse: higher, capacity: 'max(b)', warning: 80%, critical: 95%}")
    assert (signal.capacity, signal.warning, signal.critical) == ("max(b)", None, None)
    assert (signal.warning_share, signal.critical_share) == (0.8, 0.95)
    assert signal.has_limits
    mixed = built("{query: a, unit: bytes, worse: higher, capacity: 'max(b)', warning: 5e9, critical: 95%}")
    assert (mixed.warning, mixed.critical_share) == (5e9, 0.95)


def test_a_capacity_that_comes_with_an_override_moves_the_limits_in_percent() -> None:
    """What is merged is what was written, so a percentage is of what the node says."""
    template = "{query: a, unit: bytes, worse: higher, capacity: 100, warning: 80%}"
    assert built(template, over="{capacity: 1000}").warning == 800.0
    assert built(template, over="{capacity: 'b'}").warning_share == 0.8
    _signal, _draft, told = read(template, over="{capacity: null}")
    assert told == [(1, 70, "limit-unit")]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{query: a, unit: bytes, worse: higher, warning: 80%}", (1, 55, "limit-unit")),
        ("{query: a, worse: either, capacity: b, warning: [20%, 80%]}", (1, 55, "limit-unit")),
        ("{query: a, worse: higher, capacity: b, warning: 95%, critical: 80%}", (1, 60, "limit-order")),
        ("{query: a, worse: lower, capacity: b, warning: 5%, critical: 20%}", (1, 58, "limit-order")),
        ("{query: a, worse: higher, capacity: b, warning: 95%, critical: 95%}", (1, 60, "limits-equal")),
        ("{query: a, worse: higher, capacity: 9, warning: 95%, critical: 80%}", (1, 60, "limit-order")),
        ("{query: a, worse: higher, capacity: b, warning: 150%}", (1, 46, "limit-scale")),
        ("{query: a, worse: higher, capacity: 10, warning: 11}", (1, 47, "limit-scale")),
        ("{query: a, worse: either, capacity: b, warning: 80%}", (1, 55, "limit-needs-band")),
        ("{query: a, capacity: b, warning: 80%}", (1, 31, "limit-without-worse")),
        ("{query: a, worse: higher, capacity: 0, warning: 80%}", (1, 43, "out-of-range")),
        ("{query: a, capacity: 50%}", (1, 28, "wrong-type")),
        ("{query: a, capacity: 'max('}", (1, 28, "promql-syntax")),
        ("{query: a, zero_when: 'max('}", (1, 29, "promql-syntax")),
        ("{query: a, min_total: 5}", (1, 18, "min-total-without-total")),
        ("{bad: a, total: b, min_total: -1}", (1, 37, "out-of-range")),
        ("{query: a, agree: 10%}", (1, 18, "agree-without-confirm")),
        ("{query: a, confirm_with: 'The Other'}", (1, 32, "unknown-signal")),
        ("{query: a, confirm_with: a/b/c}", (1, 32, "unknown-signal")),
        ("{query: a, spread: 1st}", (1, 26, "label-name")),
        ("{query: a, kind: guessed}", (1, 24, "unknown-word")),
        ("{query: a, hold: 25h}", (1, 24, "out-of-range")),
        ("{query: a, max_age: 60}", (1, 27, "wrong-type")),
        ("{query: 'a{$match}'}", (1, 15, "match-without-template")),
        ("{query: 'rate(a[$window])'}", (1, 15, "window-outside-objective")),
    ],
)
def test_what_can_not_be_meant_is_told_at_its_place(written: str, told: tuple[int, int, str]) -> None:
    """Each mistake is told once."""
    assert read(written).told == [told]


@given(st.integers(1, 10**9), st.integers(1, 100), st.integers(1, 100), st.sampled_from(["higher", "lower"]))
def test_a_limit_in_percent_is_judged_like_the_number_that_it_stands_for(
    capacity: int, warning: int, critical: int, worse: str
) -> None:
    """Whether the capacity is a number or a query, the same limits are in order, and are the same share."""
    limits = f"worse: {worse}, warning: {warning}%, critical: {critical}%"
    known, _draft, told = read(f"{{query: a, capacity: {capacity}, {limits}}}")
    asked, _draft, told_too = read(f"{{query: a, capacity: b, {limits}}}")
    assert [problem for _line, _column, problem in told] == [problem for _line, _column, problem in told_too]
    assert known is not None
    assert asked is not None
    assert asked.warning_share == warning / 100
    assert known.warning == pytest.approx(asked.warning_share * capacity)


@pytest.mark.parametrize("key", ["query", "zero_while", "zero_when", "capacity"])
def test_match_must_stand_in_every_selector_of_a_template(key: str) -> None:
    """A capacity without it would be that of every node."""
    texts = {"query": "a{$match}", key: "b"}
    written = ", ".join(f"{name}: '{text}'" for name, text in texts.items())
    _signal, _draft, told = read(f"{{{written}}}", template="host")
    assert [problem for _line, _column, problem in told] == ["selectors-without-match"]


def test_ids_of_what_laws_are_judged_by_are_taken() -> None:
    """A signal of that name could not be told from them."""
    findings = Findings()
    tree = read_tree(
        findings, "h.yaml", "objective.slow: {query: a}\nbalance.x: {query: a}\nobjectives: {query: a}"
    )
    assert tree is not None
    kept = [draft_signal(findings, entry) for entry in tree.entries.values()]
    assert [draft.id for draft in kept if draft] == ["objectives"]
    assert [(p.position.line, p.position.column, p.id) for p in findings.sorted()] == [
        (1, 1, "reserved-id"),
        (2, 1, "reserved-id"),
    ]


def _site() -> Site:
    return Site(
        "cart.eu", {}, None, "thanos", lambda ref, _key: f"{ref.id}.eu" if ref.id == "proxy" else None
    )


def test_at_a_node_a_signal_has_its_source_and_what_stands_for_match() -> None:
    """A capacity with $match needs the matchers even where the query does not."""
    match = (Matcher("job", "cart"),)
    signal, draft, _told = read("{query: 'a{$match}', capacity: 'b{$match}'}", template="host")
    assert signal is not None
    placed = at_node(signal, draft, _site(), "go.load", match, "go")
    assert (placed.id, placed.source, placed.match) == ("go.load", "thanos", match)
    plain, draft, _told = read("{query: a, source: warehouse}")
    assert plain is not None
    placed = at_node(plain, draft, _site(), "load", match)
    assert (placed.source, placed.match) == ("warehouse", ())


def test_at_a_node_it_is_known_which_signal_confirms() -> None:
    """A name alone is of the same node, and beside the template's signals under their prefix."""
    alone, draft, _told = read("{query: a, confirm_with: heap}")
    assert alone is not None
    assert at_node(alone, draft, _site(), "load", ()).confirm_with == SignalKey("cart.eu", "heap")
    assert at_node(alone, draft, _site(), "go.load", (), "go").confirm_with == SignalKey("cart.eu", "go.heap")
    other, draft, _told = read("{query: a, confirm_with: proxy/errors}")
    assert other is not None
    assert at_node(other, draft, _site(), "load", ()).confirm_with == SignalKey("proxy.eu", "errors")


def test_a_confirmation_at_a_node_that_does_not_exist_is_left_out() -> None:
    """Whoever resolves the id has told where it is written."""
    asked: list[Ref] = []

    def nowhere(ref: Ref, key: str) -> str | None:
        assert key == "confirm_with"
        asked.append(ref)
        return None

    signal, draft, _told = read("{query: a, confirm_with: proxy/errors}")
    assert signal is not None
    site = Site("cart", {}, None, "default", nowhere)
    assert at_node(signal, draft, site, "load", ()).confirm_with is None
    assert [(ref.id, ref.at.column) for ref in asked] == [("proxy", 32)]
