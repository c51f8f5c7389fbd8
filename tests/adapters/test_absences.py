"""What has no series is asked once whether it had any, and what is known of that is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import parse_qs

import pytest

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.absences import ASK_AGAIN_SECONDS, ASKED_AT_ONCE, NEVER_SEEN, Absences
from adapters.prometheus.adapter import PrometheusSource
from adapters.prometheus.envelope import Answer, AnsweredSeries
from adapters.prometheus.pipeline import Outcome
from adapters.prometheus.plan import Request
from hierarchy.evidence.readings import Reading, SourceState, Trust
from hierarchy.levels import Level
from hierarchy.model import Model, Node, Signal, SignalKey, SourceConfig
from hierarchy.queries import Matcher
from tests.adapters.fake_upstream import FakeUpstream, Piece, reply

AT = 1_700_000_000.0
GONE = Reading(None, Trust.ABSENT, detail="no series matches")
NOTHING = Answer((), ())


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


def model(queries: Mapping[str, str], regex: bool = False) -> Model:
    """A node for each query, told apart by the label `app`."""
    nodes = {
        name: Node(
            name,
            Level.PHYSICAL_FUNCTION,
            name,
            signals=(Signal("s", "s", query=query, match=(Matcher("app", name, regex),)),),
        )
        for name, query in queries.items()
    }
    return Model("1", "m", nodes)


def several(count: int) -> dict[str, str]:
    """So many nodes of one template."""
    return {f"n{i}": "max(x{$match})" for i in range(count)}


def swept(absences: Absences, at: float = AT, **readings: Reading) -> dict[str, Reading]:
    """What is told of the readings of one signal per node."""
    told = absences.told({SignalKey(node, "s"): one for node, one in readings.items()}, at)
    return {key.node: reading for key, reading in told.items()}


def answer(request: Request, had: Iterable[str]) -> Outcome:
    """The answer of a source that had samples of these nodes."""
    there = [name for name in had if (name,) in request.targets or () in request.targets]
    labels = [{"app": name} if request.labels else {} for name in there]
    return Answer(tuple(AnsweredSeries(one, ((AT, 1.0),)) for one in labels), ())


def asked(absences: Absences, had: Iterable[str] = (), at: float = AT) -> list[str]:
    """Ask what is due, let it be answered, and tell the queries."""
    due = absences.due(at)
    absences.learn([(request, answer(request, had)) for request in due])
    return [request.query for request in due]


def test_what_had_no_series_within_a_day_is_never_and_what_had_stays_absent() -> None:
    """In one query for both, in the sweep after the first one that missed them."""
    absences = Absences(model(several(3)), Clock())
    live = Reading(1.0, Trust.LIVE, AT)
    assert asked(absences) == []
    assert swept(absences, n0=GONE, n1=GONE, n2=live) == {"n0": GONE, "n1": GONE, "n2": live}
    assert asked(absences, had=["n1"]) == ['count by (app) (present_over_time(x{app=~"n0|n1"}[1d]))']
    told = swept(absences, n0=GONE, n1=GONE, n2=live)
    assert (told["n0"].trust, told["n0"].detail) == (Trust.NEVER, NEVER_SEEN)
    assert told["n1"] == replace(GONE, detail="no series matches; there were some within the last 24 h")
    assert told["n2"] == live


def test_a_value_that_needs_two_metrics_never_was_where_one_of_them_never_was() -> None:
    """Of alternatives one is enough."""
    both = Absences(model({"n": "max(x{$match}) / max(y{$match})"}), Clock())
    either = Absences(model({"n": "max(x{$match}) or max(y{$match})"}), Clock())
    found = []
    for absences in (both, either):
        swept(absences, n=GONE)
        due = absences.due(AT)
        absences.learn([(one, answer(one, ["n"] if "(x{" in one.query else [])) for one in due])
        found.append(swept(absences, n=GONE)["n"].trust)
    assert found == [Trust.NEVER, Trust.ABSENT]


def test_each_signal_is_asked_about_at_most_every_ten_minutes() -> None:
    """However often sweeps come, and also where it came back in between."""
    clock = Clock()
    absences = Absences(model(several(2)), clock)
    swept(absences, n0=GONE)
    assert len(asked(absences)) == 1
    for reading in (GONE, Reading(1.0, Trust.STALE), GONE):
        swept(absences, n0=reading)
        assert asked(absences) == []
    clock.now += ASK_AGAIN_SECONDS
    assert len(asked(absences)) == 1


def test_what_a_sweep_saw_before_it_went_is_told_without_asking() -> None:
    """With the time of the newest sample; and what came back is live, as it was read."""
    absences = Absences(model(several(1)), Clock())
    live = Reading(1.0, Trust.LIVE, AT - 7)
    swept(absences, n0=live)
    told = swept(absences, AT + 15, n0=GONE)["n0"]
    assert (told.trust, told.detail) == (Trust.ABSENT, "no series matches; last seen 2023-11-14 22:13 UTC")
    assert asked(absences, at=AT + 30) == []
    assert swept(absences, AT + 30, n0=live) == {"n0": live}


def test_never_is_forgotten_as_soon_as_there_is_a_value() -> None:
    """What goes a minute after it came has been there."""
    absences = Absences(model(several(1)), Clock())
    swept(absences, n0=GONE)
    asked(absences)
    assert swept(absences, n0=GONE)["n0"].trust is Trust.NEVER
    swept(absences, n0=Reading(1.0, Trust.LIVE, AT))
    assert swept(absences, n0=GONE)["n0"].trust is Trust.ABSENT


@pytest.mark.parametrize(
    "outcome", [SourceFailure(FailureKind.TIMEOUT, "slow"), Answer((), ("a store is away",))]
)
def test_a_question_that_failed_or_may_be_incomplete_changes_nothing(outcome: Outcome) -> None:
    """That nothing was found in a part of the data is no proof that there never was any."""
    absences = Absences(model(several(1)), Clock())
    swept(absences, n0=GONE)
    absences.learn([(request, outcome) for request in absences.due(AT)])
    assert swept(absences, n0=GONE) == {"n0": GONE}


def test_a_look_at_the_past_neither_asks_nor_tells_nor_forgets() -> None:
    """What is known is of the newest moment."""
    absences = Absences(model(several(1)), Clock())
    swept(absences, n0=GONE)
    assert absences.due(AT - 1) == []
    assert swept(absences, AT - 1, n0=Reading(1.0, Trust.LIVE, AT - 1))["n0"].trust is Trust.LIVE
    assert len(asked(absences)) == 1
    assert swept(absences, AT - 1, n0=GONE) == {"n0": GONE}
    assert swept(absences, n0=GONE)["n0"].trust is Trust.NEVER


def test_one_sweep_asks_only_a_few_questions_and_the_next_ones_the_rest() -> None:
    """What regular expressions match is asked singly, and all of it in the end."""
    names = [f"n{i}" for i in range(10)]
    absences = Absences(model(dict.fromkeys(names, "max(x{$match})"), regex=True), Clock())
    gone = dict.fromkeys(names, GONE)
    swept(absences, AT, **gone)
    found = [len(asked(absences)) for _ in range(4)]
    assert found == [ASKED_AT_ONCE, ASKED_AT_ONCE, 2, 0]
    assert {reading.trust for reading in swept(absences, AT, **gone).values()} == {Trust.NEVER}


def test_what_is_known_survives_a_change_of_the_model_but_for_what_changed() -> None:
    """Another query may well have had series."""
    absences = Absences(model(several(2)), Clock())
    swept(absences, n0=GONE, n1=GONE)
    asked(absences)
    fresh = absences.renewed(model({**several(2), "n1": "max(z{$match})"}))
    told = swept(fresh, n0=GONE, n1=GONE)
    assert [told[node].trust for node in ("n0", "n1")] == [Trust.NEVER, Trust.ABSENT]
    assert asked(fresh) == ['count by (app) (present_over_time(z{app="n1"}[1d]))']


class Silent:
    """A server that has no series, and that breaks down over questions about a whole day."""

    def __call__(self, request: bytes) -> Iterable[Piece]:
        query = parse_qs(request.partition(b"\r\n\r\n")[2].decode())["query"][0]
        if "present_over_time" in query:
            return reply(b"no", "503 Service Unavailable")
        return reply(b'{"status":"success","data":{"resultType":"vector","result":[]}}')


@pytest.fixture
def upstream() -> Iterator[FakeUpstream]:
    """A server that is closed at the end."""
    made = FakeUpstream(Silent())
    yield made
    made.close()


def test_a_source_that_fails_at_questions_about_a_day_is_not_held_for_gone(upstream: FakeUpstream) -> None:
    """Failures that nobody needed an answer for must not open the breaker."""
    whole = model({f"n{i}": f"max(x{i}{{$match}})" for i in range(ASKED_AT_ONCE)})
    configs = {"default": SourceConfig("default", "prometheus", upstream.url, timeout=60.0)}
    clock = Clock()
    source = PrometheusSource(replace(whole, sources=configs), monotonic=clock)
    try:
        for number in range(6):
            sweep = source.sweep(AT)
            assert {reading.trust for reading in sweep.readings.values()} == {Trust.ABSENT}
            assert sweep.sources["default"].state is SourceState.LIVE
            clock.now += ASK_AGAIN_SECONDS * (number % 2)
        questions = [one for one in upstream.requests if b"present_over_time" in one]
        assert len(questions) == 3 * ASKED_AT_ONCE
    finally:
        source.close()
