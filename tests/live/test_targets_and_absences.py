"""Seven of nine targets, and what was never there, against a real Prometheus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.readings import Reading, Sweep, Trust
from hierarchy.evidence.states import State
from hierarchy.model import Signal, SignalKey, Worse
from tests.live.conftest import Open
from tests.live.prometheus_server import START, PrometheusServer, build_blocks, sample
from tests.live.shop_model import match, model_of

pytestmark = pytest.mark.live

STEP = 15
FAILS = START + 600  # two targets of "web" stop answering
NOW = START + 1200
BACK = START + 1800
END = START + 2400
JOBS = ("web", *(f"job-{i}" for i in range(10)))


def lines() -> Iterator[str]:
    """Nine targets of "web" of which two fail and one is taken away, two of every other job, and gauges
    that stop, or stop and come back."""
    targets = [(job, f"{job}-{i}") for job in JOBS for i in range(10 if job == "web" else 2)]
    for job, instance in targets:
        where = {"job": job, "instance": instance}
        removed = instance == "web-9"
        for at in range(START, (FAILS if removed else END) + 1, STEP):
            down = instance in ("web-0", "web-1") and at > FAILS
            yield sample("up", where, 0.0 if down else 1.0, at)
    for job, instance in targets:
        where = {"job": job, "instance": instance}
        stops = FAILS if instance in ("web-0", "web-1", "web-9") else END
        for at in range(START, stops + 1, STEP):
            yield sample("requests_total", where, 2.0 * (at - START), at)
    for at in (*range(START, FAILS + 1, STEP), *range(BACK, END + 1, STEP)):
        yield sample("queue_length", {"job": "web"}, 3.0, at)
    for at in range(START, FAILS + 1, STEP):
        yield sample("old_gauge", {"job": "web"}, 3.0, at)


@pytest.fixture(scope="module")
def nine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrometheusServer]:
    """A server that holds `lines()`."""
    folder = tmp_path_factory.mktemp("nine")
    build_blocks(folder, lines())
    server = PrometheusServer(folder).start()
    yield server
    server.stop()


def rate(job: str, warning: float | None = None) -> Signal:
    """Requests of a job."""
    query = "sum(rate(requests_total{$match}[2m]))"
    return Signal("rate", "Rate", query=query, match=match(job=job), warning=warning, worse=Worse.HIGHER)


def gauge(metric: str) -> Signal:
    """A gauge of "web", named as its metric."""
    return Signal(metric, metric, query=f"max({metric}{{$match}})", match=match(job="web"))


def told(sweep: Sweep, node: str = "web") -> dict[str, Reading]:
    """The readings of a node by signal."""
    return {key.signal: reading for key, reading in sweep.readings.items() if key.node == node}


def test_two_of_nine_targets_that_are_down_make_the_readings_of_the_job_partial(
    nine: PrometheusServer, opened: Open
) -> None:
    """Each with its value; `up` itself is whole, and so are other jobs, and what the target that is no
    longer discovered is not missed."""
    up = Signal("up", "Up", query="sum(up{$match})", match=match(job="web"))
    nodes: dict[str, Iterable[Signal]] = {"web": (rate("web"), up), "other": (rate("job-1"),)}
    source = opened(model_of(nodes, nine.url))
    before = source.sweep(FAILS)
    assert {reading.trust for reading in before.readings.values()} == {Trust.LIVE}
    now = source.sweep(NOW)
    assert told(now)["rate"].value == pytest.approx(14.0)
    assert (told(now)["rate"].trust, told(now)["rate"].detail) == (Trust.PARTIAL, "7/9 targets answer")
    assert told(now)["rate"].seen == (7, 9)
    assert (told(now)["up"].value, told(now)["up"].trust) == (7.0, Trust.LIVE)
    assert told(now, "other")["rate"].trust is Trust.LIVE


@pytest.mark.parametrize(("warning", "state"), [(10.0, State.WARNING), (20.0, State.UNKNOWN)])
def test_what_seven_of_nine_say_may_be_bad_news_and_never_good(
    nine: PrometheusServer, opened: Open, warning: float, state: State
) -> None:
    """The two that are not seen could be what is over the limit."""
    model = model_of({"web": (rate("web", warning),)}, nine.url)
    judged = evaluate(model, opened(model).sweep(NOW), NOW).nodes["web"]
    assert judged.state is state
    assert judged.signals["rate"].seen == (7, 9)


@pytest.mark.parametrize("count", [2, 10])
def test_targets_cost_two_queries_for_a_template_whatever_number_of_nodes_has_it(
    nine: PrometheusServer, opened: Open, count: int
) -> None:
    """Beside one for the values and one for their ages; two windows of intervals the first time."""
    source = opened(model_of({f"n{i}": (rate(f"job-{i}"),) for i in range(count)}, nine.url))
    asked = []
    for at in (NOW - 30, NOW - 15, NOW):
        before = nine.queries()
        source.sweep(at)
        asked.append(nine.queries() - before)
    assert asked == [4 + 2, 4, 4]


def test_a_recording_and_a_sweep_tell_the_same_targets(nine: PrometheusServer, opened: Open) -> None:
    """At every moment, before and after the two fail."""
    source = opened(model_of({"web": (rate("web"),)}, nine.url))
    captured = source.capture(None, FAILS - 300, NOW, 60)[SignalKey("web", "rate")]
    swept = [told(source.sweep(at))["rate"] for at in range(FAILS - 300, NOW + 1, 60)]
    assert [reading.seen for reading in captured] == [reading.seen for reading in swept]
    assert {reading.seen for reading in captured} == {None, (7, 9), (8, 10)}


def test_what_never_was_what_is_gone_and_what_came_back_are_told_apart(
    nine: PrometheusServer, opened: Open
) -> None:
    """The second sweep that misses something asks for a day of it; the third asks no more."""
    names = ("never_total", "old_gauge", "queue_length")
    source = opened(model_of({"web": (*map(gauge, names), rate("web"))}, nine.url))
    first, asked = told(source.sweep(NOW)), []
    assert {first[name].detail for name in names} == {"no series matches"}
    for _ in range(2):
        before = nine.queries()
        later = told(source.sweep(NOW))
        asked.append(nine.queries() - before)
    assert [later[name].trust for name in names] == [Trust.NEVER, Trust.ABSENT, Trust.ABSENT]
    assert later["old_gauge"].detail == "no series matches; there were some within the last 24 h"
    assert asked[0] - asked[1] == len(names)
    back = told(source.sweep(BACK + 60))
    assert [back[name].trust for name in names] == [Trust.NEVER, Trust.ABSENT, Trust.PARTIAL]
    assert (back["queue_length"].value, back["queue_length"].detail) == (3.0, "7/9 targets answer")


def test_what_a_sweep_saw_before_it_went_says_when_that_was(nine: PrometheusServer, opened: Open) -> None:
    """By the time of its newest sample, without a question."""
    source = opened(model_of({"web": (gauge("old_gauge"),)}, nine.url))
    assert told(source.sweep(FAILS))["old_gauge"].trust is Trust.LIVE
    gone = told(source.sweep(NOW))["old_gauge"]
    assert (gone.trust, gone.detail) == (Trust.ABSENT, "no series matches; last seen 2023-11-15 00:10 UTC")
