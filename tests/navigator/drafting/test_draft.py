"""From facts to a hierarchy file: members, single nodes, machines below mechanisms, questions above."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discovery_facts import Facts, Job
from hierarchy.file.yaml_gate import may_hold
from hierarchy.levels import Level
from tests.navigator.drafting.known_facts import (
    ANSWERING,
    MACHINE,
    REDIS,
    drafted,
    facts,
    job,
    loaded,
    nodes_of,
)

WEB = job("web", "10.0.0.1:8080", "10.0.0.2:8080", "10.0.0.3:8080", metrics=ANSWERING)
MACHINES = job("node", "10.0.0.1:9100", "10.0.0.2:9100", metrics=MACHINE)
STORE = job("redis", "10.0.0.1:9121", metrics=REDIS)


def test_several_instances_of_a_job_are_a_search_for_members() -> None:
    """The file stays short, members come and go, and two of three are needed until somebody decides."""
    web = nodes_of(drafted(facts(WEB)))["web"]
    assert web["each"]["from"] == 'up{job="web"}'
    assert web["each"]["labels"] == ["instance"]
    assert web["parts"] == "66%"
    assert web["why"] == [{"node": "answer-web", "need": "66%"}]
    assert web["use"] == ["std/target", "std/http-requests", "std/process"]
    assert web["labels"] == {"job": "web"}


def test_a_single_instance_is_a_single_node_with_the_labels_that_name_it() -> None:
    """With what its alerts carry, too."""
    store = job("redis", "cache:9121", metrics=REDIS, namespace="shop", pod_template="x")
    node = nodes_of(drafted(facts(store)))["redis"]
    assert node["labels"] == {"job": "redis", "instance": "cache:9121", "namespace": "shop"}
    assert "each" not in node


def test_what_runs_in_a_pod_is_searched_for_even_when_it_is_alone() -> None:
    """Its address changes with every deployment."""
    node = nodes_of(drafted(facts(job("cart", "10.1.0.7:80", pod="cart-5d4f-x"))))["cart"]
    assert "each" in node
    assert "parts" not in node


def test_each_instance_of_a_store_is_needed_until_somebody_decides() -> None:
    """One of several stores may hold what no other holds."""
    store = job("redis", "a:9121", "b:9121", metrics=REDIS)
    assert nodes_of(drafted(facts(store)))["redis"]["parts"] == "all"


def test_machines_serve_what_runs_on_them_by_the_host_in_the_address() -> None:
    """By label where one of both is a search, so that members find each other."""
    made = drafted(facts(WEB, MACHINES, STORE, job("far", "elsewhere:1")))
    nodes = nodes_of(made)
    assert nodes["node"]["level"] == "physical-form"
    assert nodes["node"]["why"] == [{"node": "web", "same": ["host"]}, {"node": "redis", "same": ["host"]}]
    assert nodes["web"]["each"]["labels"] == ["instance", "host"]
    assert nodes["redis"]["labels"]["host"] == "10.0.0.1"
    assert "host" not in nodes["far"]["labels"]


def test_one_machine_and_one_instance_are_linked_by_name() -> None:
    """Nothing else could agree."""
    made = drafted(facts(job("node", "10.0.0.1:9100", metrics=MACHINE), STORE))
    assert nodes_of(made)["node"]["why"] == ["redis"]


def test_every_mechanism_has_a_way_up_to_a_purpose() -> None:
    """Over a function and a flow, each a question until somebody answers it."""
    model = loaded(drafted(facts(WEB, MACHINES, STORE)))
    for name in ("web", "redis"):
        function = model.nodes[name].why[0]
        flow = model.nodes[function].why[0]
        purpose = model.nodes[flow].why[0]
        levels = [model.nodes[node].level for node in (function, flow, purpose)]
        assert levels == [Level.GENERALIZED_FUNCTION, Level.ABSTRACT_FUNCTION, Level.FUNCTIONAL_PURPOSE]
        assert all(model.nodes[node].title.endswith("?") for node in (function, flow, purpose))


def test_a_service_that_is_measured_has_a_function_measured_over_all_its_instances() -> None:
    """In the way in which the status is told, and in no other."""
    known = facts(WEB)
    made = drafted(known, absent=('code=~"[1-5]..",', 'code=~"[1-5].."}', "status_code"))
    errors = nodes_of(made)["answer-web"]["signals"]["errors"]
    assert errors["bad"] == 'sum(rate(http_requests_total{status=~"5..",job="web"}[5m]))'
    assert errors["total"] == 'sum(rate(http_requests_total{status=~"[1-5]..",job="web"}[5m]))'


def test_a_service_that_tells_no_status_has_no_share_of_failures() -> None:
    """Rather none than one that is always 0."""
    made = drafted(facts(WEB), absent=("[1-5]",))
    nodes = nodes_of(made)
    assert "errors" not in nodes["answer-web"]["signals"]
    assert nodes["web"]["signals"]["errors"] is None


def test_a_histogram_of_requests_that_nobody_knows_measures_its_function_without_limits() -> None:
    """Its name and type tell what it is, and nothing tells what is too much."""
    metrics = frozenset(("shop_request_duration_seconds_bucket", "shop_request_duration_seconds_count"))
    known = facts(
        job("shop", "a:1", metrics=metrics), histograms=frozenset(("shop_request_duration_seconds",))
    )
    signals = nodes_of(drafted(known))["answer-shop"]["signals"]
    assert set(signals) == {"requests", "latency"}
    assert not any("warning" in signal or "critical" in signal for signal in signals.values())


@pytest.mark.parametrize(
    ("metric", "function"), [("mysql_up", "keep"), ("etcd_server_has_leader", "keep"), ("x", "work")]
)
def test_a_store_without_a_template_is_known_to_keep_something(metric: str, function: str) -> None:
    """What stands behind an exporter is no monitoring."""
    nodes = nodes_of(drafted(facts(job("some-exporter", "a:1", metrics=frozenset((metric,))))))
    assert nodes["some-exporter"]["why"] == [function]
    assert nodes["some-exporter"]["use"] == ["std/target"]


def test_monitoring_has_a_branch_of_its_own_below_all_else() -> None:
    """What watches the shop is no part of what the shop is for."""
    made = drafted(facts(job("grafana", "g:3000"), WEB))
    nodes = nodes_of(made)
    assert nodes["grafana"]["why"] == ["watch"]
    assert nodes["watch"]["why"] == ["flow-monitoring"]
    purposes = [name for name, node in nodes.items() if node["level"] == "functional-purpose"]
    assert purposes == ["purpose", "purpose-monitoring"]


def test_every_question_is_marked_and_counted() -> None:
    """`navigator init` says how many there are."""
    made = drafted(facts(WEB, STORE))
    marked = [line for line in made.text.splitlines() if line.strip().startswith("# DECIDE:")]
    assert made.questions == len(marked) > 5


def test_signals_without_data_are_taken_away_rather_than_unknown_for_ever() -> None:
    """Each by name, so that it can be taken back; a limit goes with the capacity that it is a share of."""
    made = drafted(facts(STORE), absent=("redis_memory_max_bytes",))
    signals = nodes_of(made)["redis"]["signals"]
    assert signals["clients"] is None
    assert signals["memory"] == {"capacity": None, "warning": None, "critical": None}
    assert "answers" not in signals


def test_what_null_means_is_said_where_it_first_stands_at_a_node() -> None:
    """Once for each kind, above the line; who reads the draft has not read the format."""
    text = drafted(facts(STORE), absent=("redis_memory_max_bytes",)).text
    lines = [line.strip() for line in text.splitlines()]
    assert sum(line.startswith("# null takes away a signal") for line in lines) == 1
    assert lines[lines.index("memory:") - 1].startswith("# null takes away a limit")


def test_the_same_instance_scraped_twice_is_one_member() -> None:
    """As the kubelet is, for its own metrics and for those of its containers."""
    twice = tuple({"job": "kubelet", "instance": "n1:10250", "metrics_path": path} for path in ("/a", "/b"))
    other = ({"job": "kubelet", "instance": "n2:10250", "metrics_path": "/a"},)
    made = drafted(facts(Job("kubelet", twice + other)))
    assert nodes_of(made)["kubelet"]["each"]["from"] == 'group by (instance) (up{job="kubelet"})'
    assert made.targets == made.scraped == 3


def test_a_program_that_sends_its_metrics_is_found_by_them() -> None:
    """No target tells of it."""
    metric = "http_server_request_duration_seconds_count"
    instances = tuple({"job": "api", "instance": name} for name in ("a", "b"))
    known = facts(Job("api", instances, frozenset((metric,)), metric))
    node = nodes_of(drafted(known))["api"]
    assert node["each"]["from"] == f'group by (instance) ({metric}{{job="api"}})'
    assert node["use"] == ["std/otel-http-server"]


def test_a_job_with_too_many_instances_is_one_node_and_said_to_be() -> None:
    """A screen with 2,001 cards of one kind helps nobody."""
    made = drafted(facts(job("web", *(f"h{i}:1" for i in range(2_001))), STORE))
    assert "each" not in nodes_of(made)["web"]
    assert (made.targets, made.scraped) == (1, 2_002)
    assert any("web" in sentence for sentence in made.left_out)
    assert all(sentence in " ".join(made.text.replace("#", "").split()) for sentence in made.left_out)
    loaded(made)


def test_the_step_follows_how_often_targets_are_scraped() -> None:
    """Within reason."""
    for interval, step in ((None, "15s"), (1.0, "5s"), (30.0, "30s"), (3600.0, "300s")):
        assert f"\nstep: {step}\n" in drafted(facts(STORE, interval=interval)).text


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(min_size=1, max_size=20),
            st.lists(st.text(min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=3),
            st.sampled_from((frozenset[str](), ANSWERING, MACHINE, REDIS)),
        ),
        min_size=1,
        max_size=5,
        unique_by=lambda one: one[0],
    )
)
def test_whatever_jobs_and_instances_are_called_the_draft_has_no_error(
    jobs: list[tuple[str, list[str], frozenset[str]]],
) -> None:
    """Names are texts that anybody may choose: quotes, newlines, other alphabets, nothing but signs."""
    known: Facts = facts(*(job(name, *instances, metrics=metrics) for name, instances, metrics in jobs))
    made = drafted(known)
    readable = [one for one in known.jobs for labels in one.instances if all(map(may_hold, labels.values()))]
    assert made.targets == len(readable)
    assert any("invisible" in sentence for sentence in made.left_out) == (len(readable) < made.scraped)
    if readable:
        loaded(made)


@pytest.mark.parametrize("name", ["*", "a.*", "std", "null", "1", "-", "a/b", "NODE"])
def test_a_job_with_a_name_that_means_something_elsewhere_is_a_node_like_any_other(name: str) -> None:
    """Ids are made of letters, digits and dashes."""
    model = loaded(drafted(facts(job(name, "a:1"))))
    assert any(node.labels.get("job") == name for node in model.nodes.values())
