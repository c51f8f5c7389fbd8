"""Who calls whom becomes calls between nodes, and nodes for what nothing scrapes."""

from __future__ import annotations

from adapters.discovery_facts import CALLS, Call
from navigator.drafting.calling import MOST_UNSCRAPED
from tests.navigator.drafting.known_facts import ANSWERING, MACHINE, drafted, facts, job, loaded, nodes_of

GRAPH, MESH, _, CLIENT, *_REST = CALLS
WEB = job("web", "10.0.0.1:80", metrics=ANSWERING)
CART = job("shop/cart", "10.0.0.2:80", metrics=ANSWERING, service="cart")


def test_calls_between_scraped_jobs_stand_at_the_caller() -> None:
    """By the name of the job, of its service, or the address that is called."""
    calls = (Call("web", "cart", GRAPH), Call("shop/cart", "10.0.0.1", CLIENT))
    nodes = nodes_of(drafted(facts(WEB, CART, calls=calls)))
    assert nodes["web"]["calls"] == ["shop-cart"]
    assert nodes["shop-cart"]["calls"] == ["web"]


def test_the_same_call_told_twice_is_one_call() -> None:
    """A mesh and the client's own metrics often tell the same."""
    calls = (Call("web", "cart", MESH), Call("web", "cart.shop.svc.cluster.local:8080", CLIENT))
    assert nodes_of(drafted(facts(WEB, CART, calls=calls)))["web"]["calls"] == ["shop-cart"]


def test_what_is_called_and_not_scraped_is_a_node_that_its_callers_measure() -> None:
    """With a question whose it is."""
    made = drafted(facts(WEB, calls=(Call("web", "payments", GRAPH),)))
    nodes = nodes_of(made)
    assert nodes["web"]["calls"] == ["payments"]
    total = 'sum(rate(traces_service_graph_request_total{server="payments"}[5m]))'
    assert nodes["payments"]["signals"]["failed"]["total"] == total
    assert "nothing scrapes this" in made.text
    assert loaded(made).nodes["web"].calls == ("payments",)


def test_what_only_calls_is_a_node_without_signals() -> None:
    """Nobody measures it, so nothing is said about it."""
    nodes = nodes_of(drafted(facts(WEB, calls=(Call("batch", "web", GRAPH),))))
    assert nodes["batch"]["calls"] == ["web"]
    assert "signals" not in nodes["batch"]


def test_a_mesh_counts_failures_by_their_status() -> None:
    """At the side of the one that is called, so that no request counts twice."""
    nodes = nodes_of(drafted(facts(WEB, calls=(Call("web", "mail", MESH),))))
    bad = nodes["mail"]["signals"]["failed"]["bad"]
    assert bad == (
        'sum(rate(istio_requests_total{destination_workload="mail",reporter="destination",'
        'response_code=~"5.."}[5m]))'
    )


def test_machines_jobs_that_were_left_out_and_nobody_in_particular_are_not_called() -> None:
    """Nor does anything call itself."""
    machine = job("node", "10.0.0.9:9100", metrics=MACHINE)
    calls = (
        Call("unknown", "web", GRAPH),
        Call("gone", "web", CLIENT),
        Call("web", "10.0.0.1", CLIENT),
        Call("web", "user", GRAPH),
    )
    nodes = nodes_of(drafted(facts(WEB, machine, calls=calls)))
    assert not any("calls" in node for node in nodes.values())
    assert len(nodes) == len(nodes_of(drafted(facts(WEB, machine))))


def test_so_many_unscraped_names_are_drawn_and_no_more() -> None:
    """A client that names every address it ever saw must not bury the rest; what is missing is told."""
    calls = tuple(Call("web", f"198.51.100.{i}", CLIENT) for i in range(MOST_UNSCRAPED + 7))
    made = drafted(facts(WEB, calls=calls))
    assert len(nodes_of(made)["web"]["calls"]) == MOST_UNSCRAPED
    assert any(sentence.startswith("7 ends of calls") for sentence in made.left_out)
    loaded(made)
