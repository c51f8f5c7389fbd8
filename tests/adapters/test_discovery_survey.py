"""What a source knows is asked with limits, and what it does not offer is done without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.discovery_asking import Asking
from adapters.discovery_facts import CALLS, Facts, Labels, Workload
from adapters.discovery_survey import MOST_JOBS, MOST_TARGETS, present, survey
from adapters.failures import FailureKind, SourceFailure
from hierarchy.model import SourceConfig
from tests.adapters.fake_knowing import Knowing
from tests.adapters.fake_upstream import FakeUpstream

WEB = {"job": "web", "instance": "a:80"}
STORE = {"job": "redis", "instance": "b:9121"}


@pytest.fixture
def knowing() -> Knowing:
    """What the source knows, to be filled by the test."""
    return Knowing(
        targets=[WEB, STORE], metrics={"web": ["up", "http_requests_total"], "redis": ["redis_up"]}
    )


@pytest.fixture
def asking(knowing: Knowing) -> Iterator[Asking]:
    """A client of a server that answers so."""
    upstream = FakeUpstream(knowing)
    with Asking(SourceConfig("default", "prometheus", upstream.url, timeout=5)) as client:
        yield client
    upstream.close()


def surveyed(asking: Asking) -> Facts:
    """All facts."""
    return survey(asking)


def test_targets_are_told_by_job_with_what_each_job_tells(asking: Asking) -> None:
    """And how often most are scraped."""
    facts = surveyed(asking)
    assert [(job.name, job.instances) for job in facts.jobs] == [("redis", (STORE,)), ("web", (WEB,))]
    assert facts.jobs[1].metrics == {"up", "http_requests_total"}
    assert (facts.targets, facts.interval, facts.left_out) == (2, 30.0, ())


def test_a_server_without_targets_is_asked_for_up(asking: Asking, knowing: Knowing) -> None:
    """As those that only store are."""
    knowing.targets = None
    knowing.up = [{"__name__": "up", **WEB}, {"__name__": "up", "instance": "no job"}]
    facts = surveyed(asking)
    assert [job.instances for job in facts.jobs] == [(WEB,)]
    assert facts.interval is None


def test_a_server_that_scrapes_nothing_has_no_jobs(asking: Asking, knowing: Knowing) -> None:
    """Empty, and no failure."""
    knowing.targets = []
    assert surveyed(asking).jobs == ()


def test_more_targets_than_the_most_are_left_out_and_told(asking: Asking, knowing: Knowing) -> None:
    """With how many there are."""
    knowing.targets = [{"job": "web", "instance": f"{i:05}:80"} for i in range(MOST_TARGETS + 5)]
    facts = surveyed(asking)
    assert len(facts.jobs[0].instances) == facts.targets - 5 == MOST_TARGETS
    assert facts.left_out[0].startswith(f"5 of {MOST_TARGETS + 5} targets")


def test_of_too_many_jobs_the_smallest_are_left_out(asking: Asking, knowing: Knowing) -> None:
    """What has most targets is what the system mostly is."""
    small: list[Labels] = [{"job": f"j{i}", "instance": "a:1"} for i in range(MOST_JOBS)]
    knowing.targets = small + [{"job": "z", "instance": f"{i}:1"} for i in range(3)]
    facts = surveyed(asking)
    assert len(facts.jobs) == MOST_JOBS
    assert facts.jobs[-1].name == "z"
    assert facts.targets == MOST_JOBS + 3
    assert "1 of 301 jobs" in facts.left_out[0]


def test_calls_workloads_and_programs_that_push_are_found(asking: Asking, knowing: Knowing) -> None:
    """Each by the metrics that tell of it."""
    knowing.metrics["web"] += ["kube_deployment_spec_replicas", "kube_pod_info"]
    pushed = {"job": "api", "instance": "x"}
    knowing.series = {
        "traces_service_graph": [{"client": "web", "server": "redis"}, {"client": "web", "server": "web"}],
        "kube_deployment_spec": [{"namespace": "shop", "deployment": "cart"}],
        "kube_pod_info": [{"pod": "a"}, {"pod": "b"}],
        "(job, instance) (http_server_request_duration_seconds_count": [pushed, WEB],
    }
    facts = surveyed(asking)
    assert [(call.caller, call.callee, call.convention) for call in facts.calls] == [
        ("web", "redis", CALLS[0])
    ]
    assert facts.workloads == (Workload("deployment", "shop", "cart"),)
    assert (facts.pods, facts.machines) == (2, 0)
    assert [(job.name, job.instances) for job in facts.jobs if job.found_by != "up"] == [("api", (pushed,))]


def test_histograms_of_requests_are_known_by_their_metadata(asking: Asking, knowing: Knowing) -> None:
    """A name that only looks like one is not enough where the type says otherwise."""
    knowing.metrics["web"] = ["shop_request_duration_seconds_bucket", "call_time_seconds_bucket", "x_bucket"]
    knowing.types = {"shop_request_duration_seconds": "histogram", "call_time_seconds": "gauge"}
    assert surveyed(asking).histograms == {"shop_request_duration_seconds"}


@pytest.mark.parametrize("status", ["400 Bad Request", "422 X", "503 X", "404 X"])
def test_a_question_that_is_refused_is_told_and_done_without(
    asking: Asking, knowing: Knowing, status: str
) -> None:
    """The rest is still worth a draft."""
    knowing.broken = {"istio_requests_total": status}
    facts = surveyed(asking)
    assert len(facts.jobs) == 2
    assert len(facts.left_out) == 1
    assert "istio_requests_total" in facts.left_out[0]


def test_a_server_that_lets_nobody_in_fails_the_whole(asking: Asking, knowing: Knowing) -> None:
    """There is nothing to go on with."""
    knowing.broken = {"/targets": "401 Unauthorized"}
    with pytest.raises(SourceFailure) as raised:
        surveyed(asking)
    assert raised.value.kind is FailureKind.UNAUTHORIZED


def test_a_server_that_can_tell_neither_targets_nor_up_fails_the_whole(
    asking: Asking, knowing: Knowing
) -> None:
    """Whatever the client library makes of it, it is a failure of our own kinds."""
    knowing.targets = None
    knowing.broken = {"query": "502 X"}
    with pytest.raises(SourceFailure):
        surveyed(asking)


def test_selectors_that_match_are_told_from_those_that_do_not(asking: Asking, knowing: Knowing) -> None:
    """Twenty at a time; what could not be asked counts as present, so that nothing is taken away for it."""
    selectors = [f'm{i}{{job="web"}}' for i in range(45)]
    knowing.series = {'"which", "3"': [{"which": "3"}, {"which": "7"}]}
    knowing.broken = {"m44": "422 X"}
    words: list[str] = []
    found = present(asking, selectors, lambda text, left: words.append(f"{text} {left}"))
    assert found == {selectors[i] for i in (3, 7, 23, 27, 40, 41, 42, 43, 44)}
    assert len([text for text in knowing.asked if "label_replace" in text]) == 3
    assert len(words) == 3
