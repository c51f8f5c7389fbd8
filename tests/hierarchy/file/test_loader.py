"""Loading whole hierarchies: what a model holds, and that nothing escapes as an exception."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hierarchy import Level, Loaded, Matcher, Model, Rule, Severity, Worse, load, load_text
from hierarchy.file.findings import Findings
from hierarchy.file.keys import FILE, OBJECTS
from hierarchy.file.located import MappingNode, SequenceNode, Value
from hierarchy.file.shapes import ObjectKind, Shape
from hierarchy.file.yaml_reader import read_tree
from hierarchy.model import Band, Impact
from hierarchy.problems import Position

_ROOT = Path(__file__).parents[3]


def loaded(text: str, **env: str) -> Loaded:
    """One file with the version line in front."""
    return load_text({"h.yaml": "version: 1\n" + text}, env)


def model_of(text: str, **env: str) -> Model:
    """The model of a file that must load."""
    result = loaded(text, **env)
    assert result.model is not None, result.problems
    return result.model


def ids(result: Loaded) -> list[str]:
    """Ids of the errors, in order."""
    return [p.id for p in result.problems if p.severity is Severity.ERROR]


@pytest.mark.parametrize("example", ["hierarchy.example.yaml", "examples/two-regions"])
def test_the_example_files_load_without_errors_or_warnings(example: str) -> None:
    """What the project hands out as an example is beyond reproach."""
    result = load([_ROOT / example], {})
    assert result.problems == ()
    assert result.model is not None
    assert {node.level for node in result.model.nodes.values()} == set(Level)


_NAMING = (Shape.NAMED, Shape.TERMS, Shape.MATCH)  # their keys are names, not words of the format


def _keys(value: Value, kind: ObjectKind) -> Iterator[tuple[str, str]]:
    """Every key of the format that stands in an object of this kind, as (object, key)."""
    for name, entry in value.entries.items() if isinstance(value, MappingNode) else ():
        key = kind.keys[name]
        yield kind.called, name
        inner = [entry.value]
        if isinstance(entry.value, SequenceNode):
            inner = list(entry.value.items)
        elif isinstance(entry.value, MappingNode) and key.shape in _NAMING:
            inner = [one.value for one in entry.value.entries.values()]
        for one in inner:
            yield from _keys(one, key.of) if key.of else ()


def test_the_examples_show_every_key_of_every_object() -> None:
    """A supported key that they lack would be found by nobody. `copies` need a file of their own."""
    example = _ROOT / "hierarchy.example.yaml"
    shown: set[tuple[str, str]] = set()
    for path in (example, *sorted((_ROOT / "examples" / "two-regions").glob("*.yaml"))):
        tree = read_tree(Findings(), path.name, path.read_text(encoding="utf-8"))
        assert tree is not None
        shown.update(_keys(tree, FILE))
    known = {(kind.called, name) for kind in OBJECTS for name in kind.keys}
    # A source takes one of the two ways to sign in; the other one stands beside it as a comment.
    assert "# basic_auth_file: " in example.read_text(encoding="utf-8")
    assert known - shown == {("a source", "basic_auth_file")}


def test_a_node_keeps_what_its_author_wrote() -> None:
    """Every plain key of a node arrives in the model under its name."""
    node = model_of(
        """
nodes:
  buy:
    {level: functional-purpose, title: Buy, description: D, for: Customers, owner: shop, domain: Pay,
     labels: {zone: no, shard: 007}, links: [{title: Wiki, url: 'https://wiki/{zone}?from={from}'}]}
"""
    ).nodes["buy"]
    assert (node.title, node.description, node.beneficiary, node.owner) == ("Buy", "D", "Customers", "shop")
    assert node.labels == {"zone": "no", "shard": "007"}
    assert node.domain == "Pay"
    assert node.links[0].url == "https://wiki/{zone}?from={from}"
    assert node.defined_at == Position("h.yaml", 4, 3, 3)


def test_links_may_be_written_at_either_end_or_at_both() -> None:
    """`why` and `how` are two spellings of one link; plain means and joining ones form one all_of."""
    nodes = model_of(
        """
nodes:
  buy: {level: functional-purpose, how: [pay]}
  pay: {level: abstract-function, why: [buy]}
  ship: {level: abstract-function, why: [buy]}
"""
    ).nodes
    assert [(g.rule, g.members) for g in nodes["buy"].how] == [(Rule.ALL_OF, ("pay", "ship"))]
    assert nodes["pay"].why == nodes["ship"].why == ("buy",)


def test_groups_keep_rule_number_impact_and_reason() -> None:
    """Each element of `how` becomes one group, bare ids together the first."""
    how = (
        model_of(
            """
nodes:
  pay:
    level: functional-purpose
    how:
      - any_of: [a, b]
        impact: degraded
      - {at_least: 2, of: [c, d, e]}
      - {node: f, because: Law}
      - {node: g}
      - h
"""
            + "".join(f"  {name}: {{level: abstract-function}}\n" for name in "abcdefgh")
        )
        .nodes["pay"]
        .how
    )
    assert [(g.rule, g.members, g.at_least, g.impact, g.because) for g in how] == [
        (Rule.ALL_OF, ("g", "h"), 0, Impact.FULL, ""),
        (Rule.ANY_OF, ("a", "b"), 0, Impact.DEGRADED, ""),
        (Rule.AT_LEAST, ("c", "d", "e"), 2, Impact.FULL, ""),
        (Rule.ALL_OF, ("f",), 0, Impact.FULL, "Law"),
    ]


def test_a_node_without_domain_stands_with_its_whole_and_else_with_its_first_end() -> None:
    """The column comes from the node, its top whole, or the first end that has one."""
    nodes = model_of(
        """
nodes:
  buy: {level: functional-purpose, domain: Pay}
  see: {level: functional-purpose}
  shop: {level: physical-function, why: [see, buy]}
  cart: {level: physical-function, part_of: shop}
  shelf: {level: physical-function, part_of: cart, domain: Own}
  lone: {level: physical-function}
"""
    ).nodes
    found = {name: node.domain for name, node in nodes.items()}
    assert found == {"buy": "Pay", "see": "", "shop": "Pay", "cart": "Pay", "shelf": "Own", "lone": ""}


_TEMPLATES = """
templates:
  service:
    match: {job: '{app}', pod: {regex: '{app}-[a-z0-9]{5}'}}
    signals:
      errors: {bad: 'sum(bad{$match})', total: 'sum(all{$match})', worse: higher, warning: 1%, critical: 5%}
      latency: {query: 'max(seconds{$match})', unit: seconds, worse: higher, warning: 1}
    links: [{title: Board, url: 'https://grafana/{app}'}]
  process:
    match: [app]
    signals: {latency: {query: 'max(other{$match})'}}
nodes:
"""


def test_a_template_is_filled_with_the_nodes_labels() -> None:
    """`$match` stays in the query; what it stands for is beside it, escaped inside regular expressions."""
    text = _TEMPLATES + "  cart: {level: physical-function, use: service, labels: {app: cart.v2}}\n"
    node = model_of(text).nodes["cart"]
    errors = node.signal("errors")
    assert errors is not None
    assert errors.match == (Matcher("job", "cart.v2"), Matcher("pod", r"cart\.v2-[a-z0-9]{5}", regex=True))
    assert (errors.bad, errors.template) == ("sum(bad{$match})", "service")
    assert (errors.unit, errors.warning, errors.critical) == ("ratio", 0.01, 0.05)
    assert [link.title for link in node.links] == ["Board"]


def test_a_node_changes_and_removes_the_signals_of_its_template() -> None:
    """Keys are merged by signal id, null removes a signal or a key, a new query replaces a ratio."""
    text = _TEMPLATES + (
        "  cart: {level: physical-function, use: [service], labels: {app: cart}, signals: "
        "{latency: {warning: null, critical: 2}, errors: {query: 'max(share{$match})'}, own: {query: up}}}\n"
        "  mail: {level: physical-function, use: [service], labels: {app: mail}, signals: {errors: null}}\n"
    )
    nodes = model_of(text).nodes
    latency, errors, own = (
        nodes["cart"].signals[1],
        nodes["cart"].signal("errors"),
        nodes["cart"].signal("own"),
    )
    assert (latency.id, latency.warning, latency.critical, latency.unit) == ("latency", None, 2.0, "seconds")
    assert errors is not None
    assert (errors.query, errors.bad, errors.total) == ("max(share{$match})", None, None)
    assert errors.match[0] == Matcher("job", "cart")
    assert own is not None
    assert (own.template, own.match) == (None, ())
    assert [signal.id for signal in nodes["mail"].signals] == ["latency"]


def test_the_same_signal_from_two_templates_needs_another_name() -> None:
    """A collision is an error; `as` resolves it by a prefix."""
    node = "  cart: {{level: physical-function, use: [service, {}], labels: {{app: cart}}}}\n"
    assert ids(loaded(_TEMPLATES + node.format("process"))) == ["signal-id-collision"]
    renamed = model_of(_TEMPLATES + node.format("{template: process, as: go}"))
    assert [s.id for s in renamed.nodes["cart"].signals] == ["errors", "latency", "go.latency"]


def test_limits_are_read_in_the_signals_unit() -> None:
    """Percentages are shares of a ratio and points of a percent; bands belong to `either`."""
    signals = (
        model_of(
            """
nodes:
  n:
    level: physical-form
    signals:
      ratio: {query: up, unit: ratio, worse: higher, warning: '80%', critical: 0.9}
      percent: {query: up, unit: percent, worse: higher, critical: 95%}
      clock: {query: up, unit: seconds, worse: either, critical: [-0.5, 5e-1]}
"""
        )
        .nodes["n"]
        .signals
    )
    assert [(s.warning, s.critical) for s in signals] == [(0.8, 0.9), (None, 95.0), (None, Band(-0.5, 0.5))]
    assert signals[2].worse is Worse.EITHER


def test_variables_are_filled_in_under_sources() -> None:
    """A set variable wins over the default; an empty one counts as not set."""
    keys = "type: prometheus, url: '${U:-http://a:1}/x/', tenant: '${T:-}', timeout: 1m30s"
    text = f"sources: {{default: {{{keys}}}}}\n"
    node = "nodes: {n: {level: physical-form}}\n"
    assert model_of(text + node).sources["default"].url == "http://a:1/x"
    source = model_of(text + node, U="https://b", T="shop").sources["default"]
    assert (source.url, source.tenant, source.timeout) == ("https://b/x", "shop", 90.0)


def test_a_secret_in_an_address_is_refused_and_shown_nowhere() -> None:
    """Neither message nor source line nor hint repeats it, also when it came from the environment."""
    text = "sources: {default: {type: prometheus, url: '${U}'}}\nnodes: {n: {level: physical-form}}\n"
    for url in ("http://me:hunter2@host", "hunter2 is no address"):
        result = loaded(text, U=url)
        assert ids(result) in (["secret-in-url"], ["source-url"])
        assert "hunter2" not in repr(result.problems)


def test_without_sources_the_default_is_prometheus_on_this_machine() -> None:
    """A node that measures something needs a source; the command line may replace it."""
    text = "nodes: {n: {level: physical-form, signals: {up: {query: up}}}}\n"
    assert model_of(text).sources["default"].url == "http://127.0.0.1:9090"
    assert model_of("nodes: {n: {level: physical-form}}").sources == {}


def test_the_revision_changes_with_the_meaning_and_with_nothing_else() -> None:
    """Comments, quotes, places and the order of labels are not meaning; a limit is."""
    base = (
        "nodes: {n: {level: physical-form, labels: {a: b, c: d}, "
        "signals: {up: {query: up, worse: lower, critical: 0}}}}"
    )
    same = (
        "# moved\n\nnodes:\n  n:\n    labels: {c: d, a: 'b'}\n    level: physical-form\n"
        "    signals: {up: {query: 'up', critical: 0, worse: lower}}\n"
    )
    assert model_of(base).revision == model_of(same).revision
    assert model_of(base).revision != model_of(base.replace("critical: 0", "critical: 1")).revision
    assert model_of(base).revision != model_of(base.replace("a: b", "a: x")).revision


def test_warnings_do_not_keep_a_hierarchy_from_loading() -> None:
    """They stay with the model, so that a screen can tell them."""
    result = loaded("nodes:\n  a: {level: functional-purpose}\n  b: {level: physical-form}\n")
    assert result.model is not None
    assert result.model.problems == result.problems
    assert [p.id for p in result.problems] == ["no-means", "no-ends"]


def test_empty_levels_count_neither_as_skipped_nor_as_missing() -> None:
    """A small system may do without some levels."""
    text = "nodes:\n  a: {level: functional-purpose}\n  b: {level: physical-function, why: [a]}\n"
    assert loaded(text).problems == ()
