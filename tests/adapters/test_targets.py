"""A value of seven targets where there are nine is not the whole: it may be bad news, never good."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.grids import Column, Finding
from adapters.prometheus.judging import judge
from adapters.prometheus.plan import Request, build_plan
from adapters.prometheus.roles import COUNTS, Role
from hierarchy.evidence.limits import signal_bounds
from hierarchy.evidence.readings import Reading, Trust
from hierarchy.evidence.states import State, rank
from hierarchy.levels import Level
from hierarchy.model import Model, Node, Signal, Worse
from hierarchy.queries import Matcher

AT = 1000.0
LIMITED = Signal("s", "s", query="max(x)", worse=Worse.HIGHER, warning=10.0, critical=20.0)


def finding(
    role: Role, value: float | None, failure: FailureKind | None = None, warning: str = ""
) -> Finding:
    """One answer with one series, or none."""
    columns = () if value is None else (Column({}, [value]),)
    failed = None if failure is None else SourceFailure(failure, "why")
    return Finding(role, Request("default", "q", (), {}), columns, failed, warning)


def read(*counted: Finding, value: float = 5.0, warning: str = "") -> Reading:
    """A fresh value with what is known of its targets."""
    answers = [finding(Role.VALUE, value, warning=warning), finding(Role.AGE, AT - 10)]
    return judge([*answers, *counted], 0, AT, 60.0)


def counts(up: float | None, there: float | None) -> tuple[Finding, Finding]:
    """So many targets answer of so many."""
    return finding(Role.TARGETS, there), finding(Role.UP, up)


@pytest.mark.parametrize(
    ("up", "there", "trust", "seen"),
    [
        (7.0, 9.0, Trust.PARTIAL, (7, 9)),
        (0.0, 2.0, Trust.PARTIAL, (0, 2)),
        (9.0, 9.0, Trust.LIVE, None),
        (0.0, 1.0, Trust.LIVE, None),
        (1.0, 1.0, Trust.LIVE, None),
        (None, None, Trust.LIVE, None),
    ],
)
def test_fewer_targets_up_than_there_are_make_a_reading_partial(
    up: float | None, there: float | None, trust: Trust, seen: tuple[int, int] | None
) -> None:
    """One alone that is down is told by its age; where none has the labels nothing is expected."""
    reading = read(*counts(up, there))
    assert (reading.value, reading.trust, reading.seen) == (5.0, trust, seen)
    assert reading.detail == ("" if seen is None else f"{seen[0]}/{seen[1]} targets answer")


def test_a_warning_of_the_source_stays_beside_the_targets() -> None:
    """Both are reasons why it is not the whole."""
    assert read(*counts(7.0, 9.0), warning="a store is away").detail == "7/9 targets answer; a store is away"


@pytest.mark.parametrize("failure", list(FailureKind))
def test_targets_that_cannot_be_counted_leave_nothing_proven_healthy(failure: FailureKind) -> None:
    """A question that failed must not hide that seven of nine answer."""
    for counted in ((finding(Role.TARGETS, None, failure), finding(Role.UP, 9.0)), counts(None, 9.0)[:1]):
        reading = read(*counted, finding(Role.UP, None, failure))
        assert reading.trust is Trust.PARTIAL
        assert "targets answer is not known: why" in reading.detail
        assert signal_bounds(LIMITED, reading).worst is State.CRITICAL


def test_what_is_not_believed_stays_as_it_is() -> None:
    """No series, old ones and several are told as such, whatever the targets do."""
    old = [finding(Role.VALUE, 5.0), finding(Role.AGE, AT - 90), *counts(7.0, 9.0)]
    none = [finding(Role.VALUE, None), *counts(7.0, 9.0)]
    assert [judge(found, 0, AT, 60.0).trust for found in (old, none)] == [Trust.STALE, Trust.ABSENT]


number = st.none() | st.floats(0, 12).map(round) | st.just(float("nan"))


@given(st.floats(0, 30), number, number, st.none() | st.sampled_from(FailureKind), st.sampled_from(["", "w"]))
def test_counting_targets_never_makes_a_reading_healthier(
    value: float, up: float | None, there: float | None, failure: FailureKind | None, warning: str
) -> None:
    """The best that it may be stays, the worst stays or gets worse, and the value is untouched."""
    bare = read(value=value)
    counted = finding(Role.TARGETS, there, failure), finding(Role.UP, up, None, warning)
    reading = read(*counted, value=value)
    before, after = signal_bounds(LIMITED, bare), signal_bounds(LIMITED, reading)
    assert reading.value == value
    assert rank(after.best) == rank(before.best)
    assert rank(after.worst) >= rank(before.worst)


def counted_for(*signals: Signal, nodes: int = 1, **match: str) -> list[str]:
    """The queries for targets of nodes that have these signals."""
    made = {}
    for i in range(nodes):
        matchers = tuple(Matcher(label, f"{value}{i}") for label, value in match.items())
        own = tuple(
            Signal(str(n), "s", query=s.query, bad=s.bad, total=s.total, match=matchers)
            for n, s in enumerate(signals)
        )
        made[f"n{i}"] = Node(f"n{i}", Level.PHYSICAL_FUNCTION, "n", signals=own)
    return sorted(request.query for request in build_plan(Model("1", "m", made), roles=COUNTS))


def asked(query: str) -> list[str]:
    """The queries for targets of one signal of one node."""
    return counted_for(Signal("s", "s", query=query), app="a")


def test_a_template_asks_one_pair_of_queries_for_its_targets_however_many_signals_and_nodes() -> None:
    """All of its signals are read from the same targets."""
    signals = (
        Signal("a", "a", query="sum(rate(a{$match}[1m]))"),
        Signal("b", "b", bad='sum(b{code="5",$match})', total="sum(a{$match})"),
        Signal("c", "c", query="max(c{$match})"),
    )
    assert counted_for(*signals, job="a") == ['count by (job) (up{job="a0"})', 'sum by (job) (up{job="a0"})']
    assert [len(counted_for(*signals, nodes=n, job="a")) for n in (2, 10, 200)] == [2, 2, 2]


def test_a_job_that_all_selectors_name_narrows_the_targets() -> None:
    """What is scraped has the job of its target; other labels are its own."""
    count = 'count by (app) (up{job="web",app="a0"})'
    assert asked('sum(x{job="web",code="5",$match}) / sum(y{job="web",$match})')[0] == count
    other = counted_for(Signal("s", "s", query='sum(x{job="web",$match}) / sum(y{$match})'), pod="p")
    assert other[0] == 'count by (pod) (up{pod="p0"})'


@pytest.mark.parametrize("query", ["sum(x{$match})", 'sum(x{job="web",$match}) / sum(y{$match})'])
def test_targets_that_no_job_names_are_not_counted(query: str) -> None:
    """Some target of a cluster is always down, and says nothing of what a few of the others measure."""
    assert asked(query) == []


@pytest.mark.parametrize("query", ["sum(up{$match})", "min(up{$match}) * 2", "vector(1)", "sum(x{app='a'})"])
def test_targets_are_not_counted_for_up_itself_nor_for_what_reads_nothing_of_the_node(query: str) -> None:
    """`up` measures just that, and nothing is known of what a fixed query is read from."""
    assert asked(query) == []


def test_a_regular_expression_counts_the_targets_of_its_node_alone() -> None:
    """It may match what another node's matches, so it is never asked for several."""
    own = (Signal("s", "s", query="sum(x{$match})", match=(Matcher("pod", "a-[a-z]+", True),)),)
    model = Model("1", "m", {"n": Node("n", Level.PHYSICAL_FUNCTION, "n", signals=own)})
    queries = sorted(request.query for request in build_plan(model, roles=COUNTS))
    assert queries == ['count(up{pod=~"a-[a-z]+"})', 'sum(up{pod=~"a-[a-z]+"})']
