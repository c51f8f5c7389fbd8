"""`each`: nodes whose members a query finds, and what is given to every member."""

from hierarchy.laws import Need
from hierarchy.model import MeansGroup, Rule, SignalKey
from hierarchy.queries import Matcher, MatchPattern, Query
from tests.hierarchy.file.loading import KINDS, messages, model_of, told


def test_a_search_keeps_what_its_author_wrote() -> None:
    """`label` is short for a list of one; `expect` is a number or a query."""
    nodes = model_of(
        """
sources: {far: {type: prometheus, url: 'http://far'}}
defaults: {match: [zone], labels: {zone: a}}
nodes:
  hosts:
    level: physical-form
    each: {labels: [rack, host], from: 'up{$match}', title: 'Host {host}', max: 20, expect: 12, source: far}
    parts: 80%
  disks: {level: physical-form, each: {label: disk, from: disks, expect: 'max(disks_wanted)'}}
"""
    ).nodes
    hosts, disks = nodes["hosts"].each, nodes["disks"].each
    assert hosts is not None
    assert disks is not None
    assert (hosts.labels, hosts.title, hosts.most, hosts.expect) == (
        ("rack", "host"),
        "Host {host}",
        20,
        12.0,
    )
    assert hosts.query == Query("up{$match}", (Matcher("zone", "a"),), "far")
    assert (disks.labels, disks.most, disks.expect) == (("disk",), 500, Query("max(disks_wanted)"))
    assert nodes["hosts"].parts == (MeansGroup(Rule.ALL_OF, (), need=Need(share=0.8)),)


def test_signals_of_a_search_wait_for_the_labels_of_its_members() -> None:
    """Templates with their patterns, changed by the node as ever; the node itself has no signal."""
    node = model_of(
        KINDS
        + """
nodes:
  pods:
    level: physical-form
    each: {labels: [workload, pod], from: up}
    use: service
    signals: {errors: {critical: 9, confirm_with: own}, own: {query: 'own{$match}'}, rate: null}
"""
    ).nodes["pods"]
    assert node.signals == ()
    assert node.each is not None
    errors, own = node.each.signals
    assert (errors.signal.id, errors.signal.critical, errors.signal.match) == ("errors", 9, ())
    assert errors.patterns == (MatchPattern("job", "{workload}"),)
    assert errors.signal.confirm_with == SignalKey("pods", "own")
    assert own.patterns == (MatchPattern("workload", "{workload}"), MatchPattern("pod", "{pod}"))


def test_own_signals_of_members_ask_for_each_of_them_alone() -> None:
    """Without `$match` every member would show the same number."""
    text = """nodes:
  pods:
    level: physical-form
    each: {label: pod, from: up}
    signals: {own: {query: own_total}}
"""
    assert told(text) == [(5, 28, "selectors-without-match")]


def test_labels_that_members_do_not_have_are_told() -> None:
    """In the templates used, in the title, and for `$match` in the search itself."""
    text = KINDS + (
        "defaults: {match: [pod]}\nnodes:\n  pods: {level: physical-form, use: service, "
        "each: {label: pod, from: 'up{$match}', title: '{host}'}}\n"
    )
    assert told(text) == [(14, 37, "missing-label"), (14, 71, "missing-label"), (14, 92, "missing-label")]


def test_a_search_that_cannot_be_done_says_what_is_missing() -> None:
    """What to look for, and what tells the findings apart."""
    text = "nodes:\n  n: {level: physical-form, each: %s}\n"
    assert told(text % "{}") == [(2, 29, "missing-key"), (2, 29, "missing-key")]
    assert told(text % "{from: up, label: a, labels: [b]}") == [(2, 46, "each-shape")]
    assert told(text % "{from: up, labels: []}") == [(2, 46, "empty-value")]
    assert told(text % "{from: up, label: a-b}") == [(2, 53, "label-name")]
    assert told(text % "{from: up, label: a, max: 0}") == [(2, 61, "out-of-range")]
    assert told(text % "{from: up, label: a, expect: 1.5}") == [(2, 64, "wrong-type")]
    assert told(text % "{from: 'up{', label: a}") == [(2, 42, "promql-syntax")]
    assert "add labels: [label, …]" in messages(text % "{from: up}")[0]
