"""`defaults` and `copies`: what the nodes of one file have in common, and every node once per copy."""

from hierarchy import Severity, load_text
from hierarchy.queries import Matcher
from tests.hierarchy.file.loading import KINDS, messages, model_of, told

_COPIES = """
copies:
  eu: {title: EU, labels: {cluster: "${EU:-prod-eu}"}}
  us: {labels: {cluster: prod-us}, source: west}
sources:
  west: {type: prometheus, url: 'http://west'}
nodes:
"""


def test_defaults_are_what_a_node_does_not_say_itself() -> None:
    """Owner, source, and labels one by one; other files are not touched."""
    nodes = model_of(
        """
sources: {far: {type: prometheus, url: 'http://far'}}
defaults: {owner: shop, source: far, labels: {namespace: shop, zone: a}}
nodes:
  cart: {level: physical-function, labels: {zone: b, app: x}, signals: {up: {query: up}}}
  lake: {level: physical-function, owner: data, source: default, signals: {up: {query: up}}}
""",
        "nodes: {other: {level: physical-function, signals: {up: {query: up}}}}",
    ).nodes
    assert nodes["cart"].labels == {"namespace": "shop", "zone": "b", "app": "x"}
    assert (nodes["cart"].owner, nodes["lake"].owner, nodes["other"].owner) == ("shop", "data", "")
    assert [nodes[n].signals[0].source for n in ("cart", "lake", "other")] == ["far", "default", "default"]


def test_every_node_of_the_file_is_there_once_per_copy() -> None:
    """Ids and titles carry the copy; labels, variables filled in, and the source come from it."""
    nodes = model_of(
        _COPIES + "  cart: {level: physical-function, title: Cart, signals: {up: {query: 'up{$match}'}}}",
        EU="e1",
    ).nodes
    assert list(nodes) == ["cart.eu", "cart.us"]
    assert [n.title for n in nodes.values()] == ["Cart · EU", "Cart · us"]
    assert [n.labels for n in nodes.values()] == [{"cluster": "e1"}, {"cluster": "prod-us"}]
    assert [n.signals[0].source for n in nodes.values()] == ["default", "west"]
    assert [n.signals[0].match for n in nodes.values()] == [
        (Matcher("cluster", "e1"),),
        (Matcher("cluster", "prod-us"),),
    ]


def test_without_an_environment_only_defaults_of_variables_are_filled_in() -> None:
    """A recording replays on a machine that knows nothing of the one it was made on."""
    text = "version: 1\ncopies: {eu: {labels: {a: '${A}', b: '${B:-x}'}}}\nnodes: {n: {level: physical-form}}"
    model = load_text({"h.yaml": text}, resolve_sources=False).model
    assert model is not None
    assert model.nodes["n.eu"].labels == {"a": "${A}", "b": "x"}


def test_a_variable_without_value_is_told_at_the_label() -> None:
    """An empty label would match every series without it."""
    text = "copies: {eu: {labels: {cluster: '${EU_CLUSTER}'}}}\nnodes: {n: {level: physical-form}}"
    assert told(text) == [(1, 33, "variable-not-set")]


def test_variables_are_filled_in_nowhere_else() -> None:
    """Defaults are not surroundings."""
    text = "defaults: {labels: {cluster: '${EU}'}}\nnodes: {n: {level: physical-form}}"
    assert told(text, EU="x") == [(1, 30, "variable-outside-sources")]


def test_ids_mean_the_same_copy_first_and_then_any_node() -> None:
    """`NODE.*` are all copies, from inside and from outside."""
    nodes = model_of(
        _COPIES
        + "  pay: {level: generalized-function, why: [buy]}\n"
        + "  cart: {level: physical-function, why: [pay], calls: ['pay-gate.*']}\n"
        + "  pay-gate: {level: physical-function, why: ['pay.*']}\n",
        "nodes:\n  buy: {level: functional-purpose}\n"
        "  all: {level: functional-purpose, how: ['pay.*']}\n"
        "  one: {level: functional-purpose, how: [pay.us]}\n",
    ).nodes
    assert nodes["cart.eu"].why == ("pay.eu",)
    assert nodes["cart.us"].calls == ("pay-gate.eu", "pay-gate.us")
    assert nodes["pay-gate.eu"].why == ("pay.eu", "pay.us")
    assert nodes["pay.us"].why == ("buy", "all", "one")
    assert nodes["all"].how[0].members == ("pay.eu", "pay.us")


def test_all_copies_are_all_others_and_none_twice() -> None:
    """A node is no means and no callee of itself; what is named stays where it is named."""
    nodes = model_of(
        _COPIES + "  db: {level: physical-function, calls: ['db.*']}\n",
        "nodes:\n  a: {level: functional-purpose, how: [{all_of: ['db.*'], need: 1}, db.us]}\n",
    ).nodes
    assert nodes["db.eu"].calls == ("db.us",)
    assert [group.members for group in nodes["a"].how] == [("db.us",), ("db.eu",)]


def test_names_that_lead_nowhere_are_told_once_with_what_to_write() -> None:
    """A copied node needs its copy from outside, one without copies has no `.*`."""
    files = (
        _COPIES + "  cart: {level: physical-function, why: [nowhere]}",
        "nodes:\n  buy: {level: functional-purpose, how: [cart]}\n"
        "  see: {level: functional-purpose, how: ['buy.*']}",
    )
    assert told(*files) == [(8, 42, "dangling-link"), (2, 42, "dangling-link"), (3, 42, "dangling-link")]
    assert "write cart.eu for one, or cart.* for all" in messages(*files)[1]
    assert "write 'buy'" in messages(*files)[2]


def test_a_problem_of_every_copy_is_told_once() -> None:
    """The line is wrong once, however often it is used."""
    text = KINDS + _COPIES + "  cart: {level: physical-function, use: service}\n"
    assert told(text) == [(19, 41, "missing-label")]


def test_an_id_that_a_copy_takes_is_told_with_both_places() -> None:
    """`cart` in the copy `eu` and a node that is written `cart.eu` are one id."""
    text = "copies: {eu: {}}\nnodes: {cart: {level: physical-form}}"
    problems = load_text(
        {"a.yaml": "version: 1\n" + text, "b.yaml": "version: 1\nnodes: {cart.eu: {level: physical-form}}"},
        {},
    ).problems
    assert [(p.position.file, p.position.column, p.id) for p in problems] == [("b.yaml", 9, "defined-twice")]
    assert [place.file for place in problems[0].related] == ["a.yaml"]


def test_match_in_own_queries_is_that_of_the_defaults_before_that_of_the_copy() -> None:
    """Patterns are filled with all labels of the node, its own before those of the copy."""
    nodes = model_of(
        "defaults: {match: {job: '{app}', zone: '{zone}'}}\ncopies: {eu: {labels: {zone: a, other: x}}}\n"
        "nodes:\n  n: {level: physical-form, labels: {app: web}, signals: {up: {query: 'up{$match}'}}}\n"
    ).nodes
    assert nodes["n.eu"].signals[0].match == (Matcher("job", "web"), Matcher("zone", "a"))


def test_match_that_means_nothing_or_lacks_a_label_is_told_where_it_stands() -> None:
    """Without defaults and copies there is nothing to stand for; a node that uses it needs the labels."""
    node = "nodes:\n  n: {level: physical-form, signals: {up: {query: 'up{$match}'}}}\n"
    assert told(node) == [(2, 51, "match-without-template")]
    assert told("copies: {eu: {}}\n" + node) == [(3, 51, "match-without-template")]
    assert told("defaults: {match: [zone]}\n" + node) == [(3, 51, "missing-label")]
    unused = "defaults: {match: [zone]}\nnodes: {n: {level: physical-form, signals: {up: {query: up}}}}"
    assert told(unused) == []


def test_more_copies_than_memory_holds_are_refused() -> None:
    """A small file may ask for a hundred million nodes."""
    copies = "copies:\n" + "".join(f"  c{i}: {{}}\n" for i in range(300))
    nodes = "nodes:\n" + "".join(f"  n{i}: {{level: physical-form}}\n" for i in range(300))
    assert [problem for *_place, problem in told(copies + nodes)] == ["too-many-nodes"]


def test_an_id_of_former_times_goes_with_its_copy_and_is_no_living_one() -> None:
    """Old links lead to one node."""
    text = _COPIES + "  cart: {level: physical-function, formerly: [basket]}\n"
    nodes = model_of(text).nodes
    assert [node.formerly for node in nodes.values()] == [("basket.eu",), ("basket.us",)]
    lost = "nodes:\n  a: {level: physical-form, formerly: [b]}\n  b: {level: physical-form, formerly: [c]}\n"
    assert told(lost) == [(2, 40, "former-id-in-use")]
    assert told(lost.replace("formerly: [b]", "formerly: [c]")) == [(3, 40, "former-id-in-use")]


def test_what_belongs_to_the_whole_stands_in_one_file() -> None:
    """Two files can't both say what the levels are called or what is usual."""
    one = (
        "levels: {physical-form: {title: Things}}\nreference: {ago: [1d]}\nnodes: {n: {level: physical-form}}"
    )
    assert told(one, one.replace("n:", "m:")) == [(1, 1, "defined-twice"), (2, 1, "defined-twice")]
    assert told(one, severity=Severity.WARNING) == []
