"""`calls` with signals of their own, and templates of the library."""

from hierarchy.queries import Matcher
from tests.hierarchy.file.loading import KINDS, model_of, told


def test_a_call_has_signals_at_the_caller_with_the_labels_of_the_call() -> None:
    """Their ids name the node called; the labels of the call come before those of the caller."""
    node = model_of(
        KINDS
        + """
nodes:
  cart:
    level: physical-function
    labels: {workload: cart, caller: nobody}
    calls: [{node: checkout, use: edge, labels: {caller: cart}}, checkout-db]
    signals: {calls.checkout.latency: {unit: seconds}}
  checkout: {level: physical-function}
  checkout-db: {level: physical-function}
"""
    ).nodes["cart"]
    assert node.calls == ("checkout", "checkout-db")
    assert [(s.id, s.unit, s.template) for s in node.signals] == [
        ("calls.checkout.latency", "seconds", "edge")
    ]
    assert node.signals[0].match == (Matcher("from", "cart"), Matcher("job", "cart"))


def test_a_call_names_its_node_as_the_author_does_in_every_copy() -> None:
    """So that one line changes the signal in all copies; all copies together need different ids."""
    text = (
        KINDS
        + """
copies: {eu: {labels: {workload: x}}, us: {labels: {workload: y}}}
nodes:
  a: {level: physical-function, calls: [{node: b, use: edge, labels: {caller: a}}]}
  b: {level: physical-function, calls: [{node: 'a.*', use: {template: edge, as: e}, labels: {caller: b}}]}
"""
    )
    nodes = model_of(text).nodes
    assert [s.id for s in nodes["a.us"].signals] == ["calls.b.latency"]
    assert [s.id for s in nodes["b.eu"].signals] == ["calls.a.eu.e.latency", "calls.a.us.e.latency"]


def test_a_call_that_lacks_a_label_is_told_at_its_template() -> None:
    """Neither the call nor the node has it."""
    text = KINDS + (
        "nodes:\n  a: {level: physical-form, labels: {workload: x}, calls: [{node: b, use: edge}]}\n"
        "  b: {level: physical-form}\n"
    )
    assert told(text) == [(13, 75, "missing-label")]


def test_templates_of_the_library_are_used_by_their_name() -> None:
    """They come as if they stood in the file, under the name of their shelf."""
    node = model_of(
        "nodes:\n  n: {level: physical-form, use: std/node-exporter, "
        "labels: {instance: 'a:9100', cluster: c, job: n, host: a, node: a}}\n"
    ).nodes["n"]
    assert node.signals
    assert {signal.template for signal in node.signals} == {"std/node-exporter"}


def test_a_template_that_is_not_in_the_library_is_told() -> None:
    """Also one that would lead out of its folder."""
    for name in ("std/nothing", "std/..", "other/thing"):
        text = f"nodes:\n  n: {{level: physical-form, use: {name}}}\n"
        assert told(text) == [(2, 34, "dangling-link")]
    assert told("nodes:\n  n: {level: physical-form, use: std/a/b}\n") == [(2, 34, "bad-id")]
