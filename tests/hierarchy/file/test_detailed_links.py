"""Links that say more than a name: impact, because, need, same, `*`; parts and wholes."""

from hierarchy import Severity
from hierarchy.laws import Need
from hierarchy.model import Impact, MeansGroup, Rule
from tests.hierarchy.file.loading import messages, model_of, told

_SEARCH = "each: {label: host, from: up}"


def test_a_why_that_says_more_is_a_group_of_its_own() -> None:
    """Plain ones join the plain means; `same` turns round, since the group is the end's."""
    nodes = model_of(
        f"""
nodes:
  fn: {{level: generalized-function, how: [a]}}
  a: {{level: physical-function, labels: {{node: x}}}}
  b: {{level: physical-function, why: [fn]}}
  c: {{level: physical-function, why: {{node: fn, impact: degraded, because: Slower}}}}
  hosts: {{level: physical-form, {_SEARCH}, why: [{{node: a, need: 80%, same: {{node: host}}}}, b]}}
  disks: {{level: physical-form, why: [{{node: b, need: 2}}, {{node: c, need: all}}]}}
"""
    ).nodes
    assert nodes["fn"].how == (
        MeansGroup(Rule.ALL_OF, ("a", "b")),
        MeansGroup(Rule.ALL_OF, ("c",), impact=Impact.DEGRADED, because="Slower"),
    )
    assert nodes["a"].how == (
        MeansGroup(Rule.ALL_OF, ("hosts",), need=Need(share=0.8), same=(("host", "node"),)),
    )
    assert nodes["b"].how == (
        MeansGroup(Rule.ALL_OF, ("hosts",)),
        MeansGroup(Rule.ALL_OF, ("disks",), need=Need(count=2)),
    )
    assert nodes["c"].how == (MeansGroup(Rule.ALL_OF, ("disks",)),)
    assert nodes["hosts"].why == ("a", "b")


def test_a_why_may_say_more_about_a_means_that_its_end_lists_plainly() -> None:
    """The link is one; where both ends say more it is not clear who is right."""
    nodes = model_of(
        f"""
nodes:
  a: {{level: physical-function, how: [hosts, disk]}}
  hosts: {{level: physical-form, {_SEARCH}, why: [{{node: a, need: 1}}]}}
  disk: {{level: physical-form}}
"""
    ).nodes
    assert nodes["a"].how == (
        MeansGroup(Rule.ALL_OF, ("disk",)),
        MeansGroup(Rule.ALL_OF, ("hosts",), need=Need(count=1)),
    )
    text = """nodes:
  a: {level: physical-function, how: [{node: disk, because: One}]}
  disk: {level: physical-form, why: [{node: a, because: Two}]}
"""
    assert told(text) == [(3, 45, "link-said-twice")]


def test_a_why_to_an_end_with_choices_stays_ambiguous_whatever_it_says() -> None:
    """Only the end knows in which of its groups a means counts."""
    text = """nodes:
  a: {level: physical-function, how: [{any_of: [b, c]}]}
  b: {level: physical-form}
  c: {level: physical-form}
  d: {level: physical-form, why: [{node: a, impact: none}]}
"""
    assert told(text) == [(5, 42, "ambiguous-link")]


def test_groups_under_how_take_need_and_same() -> None:
    """There `same` pairs labels of the members with those of the node that writes it."""
    nodes = model_of(
        f"""
nodes:
  a: {{level: physical-function, labels: {{on: x}}, how: [{{node: hosts, need: 50%, same: {{host: on}}}}]}}
  hosts: {{level: physical-form, {_SEARCH}}}
"""
    ).nodes
    assert nodes["a"].how == (
        MeansGroup(Rule.ALL_OF, ("hosts",), need=Need(share=0.5), same=(("host", "on"),)),
    )


def test_more_can_be_needed_of_a_search_than_there_are_names() -> None:
    """How many members there will be is not known when the file is read."""
    text = f"""nodes:
  a: {{level: physical-function, how: [{{at_least: 2, of: [hosts]}}]}}
  hosts: {{level: physical-form, {_SEARCH}}}
"""
    assert model_of(text).nodes["a"].how == (MeansGroup(Rule.AT_LEAST, ("hosts",), at_least=2),)


def test_same_between_two_plain_nodes_is_decided_at_once() -> None:
    """Nodes whose labels differ are not linked; nobody finds out more about them later."""
    nodes = model_of(
        """
copies: {eu: {labels: {zone: a}}, us: {labels: {zone: b}}}
nodes:
  fn: {level: generalized-function}
  db: {level: physical-function, why: [{node: 'fn.*', same: [zone]}]}
"""
    ).nodes
    assert nodes["db.eu"].why == ("fn.eu",)
    assert nodes["fn.us"].how == (MeansGroup(Rule.ALL_OF, ("db.us",), same=(("zone", "zone"),)),)


def test_a_star_means_every_node_above_that_has_the_labels() -> None:
    """Labels of its own or of its members; not those beside it, and not those of another level for parts."""
    nodes = model_of(
        f"""
nodes:
  fn: {{level: generalized-function, labels: {{job: x}}}}
  jobs: {{level: physical-function, each: {{labels: [job], from: up}}}}
  one: {{level: physical-function, labels: {{job: x}}, part_of: {{node: '*', same: [job]}}}}
  bare: {{level: physical-function}}
  hosts: {{level: physical-form, labels: {{job: x}}, {_SEARCH}, why: {{node: '*', same: [job], need: 90%}}}}
"""
    ).nodes
    assert nodes["hosts"].why == ("fn", "jobs", "one")
    assert nodes["one"].part_of == "jobs"
    assert nodes["jobs"].parts == (
        MeansGroup(Rule.ALL_OF, ()),
        MeansGroup(Rule.ALL_OF, ("one",), same=(("job", "job"),), if_any=True),
    )


def test_a_star_needs_same_and_something_to_mean() -> None:
    """Alone it would mean everything; where no node has the label it means nothing."""
    alone = "nodes:\n  a: {level: physical-function}\n  b: {level: physical-form, why: ['*']}\n"
    assert told(alone) == [(3, 35, "star-without-same")]
    assert "add same: [label, …]" in messages(alone)[0]
    lacking = alone.replace("'*'", "{node: '*', same: [zone]}")
    assert told(lacking) == [(3, 42, "missing-label")]
    nothing = lacking.replace("why", "labels: {zone: east}, why")
    assert (3, 64, "star-means-nothing") in told(nothing, severity=Severity.WARNING)
    group = "nodes:\n  a: {level: physical-function, how: ['*']}\n  b: {level: physical-form}\n"
    assert told(group) == [(2, 39, "bad-id")]


def test_labels_that_same_needs_are_told_where_one_side_lacks_them() -> None:
    """A pair that can never agree would silently be no link."""
    text = f"""nodes:
  a: {{level: physical-function}}
  b: {{level: physical-function, labels: {{host: x}}}}
  c: {{level: physical-form, {_SEARCH}, why: [{{node: a, same: [host]}}, {{node: b, same: {{host: rack}}}}]}}
"""
    assert told(text) == [(4, 73, "missing-label"), (4, 98, "missing-label")]


def test_parts_are_groups_of_their_whole_with_what_it_needs() -> None:
    """All of them unless it says how many; a part that says more is counted for itself."""
    nodes = model_of(
        f"""
nodes:
  shop: {{level: physical-function, parts: 2}}
  a: {{level: physical-function, part_of: shop}}
  b: {{level: physical-function, part_of: {{node: shop}}}}
  pods:
    level: physical-function
    each: {{label: pod, from: up}}
    parts: 80%
    part_of: {{node: shop, need: 70%}}
  rack: {{level: physical-form}}
  hosts: {{level: physical-form, {_SEARCH}, part_of: rack}}
"""
    ).nodes
    assert nodes["shop"].parts == (
        MeansGroup(Rule.ALL_OF, ("a", "b"), need=Need(count=2)),
        MeansGroup(Rule.ALL_OF, ("pods",), need=Need(share=0.7)),
    )
    assert nodes["pods"].parts == (MeansGroup(Rule.ALL_OF, (), need=Need(share=0.8)),)
    assert nodes["rack"].parts == (MeansGroup(Rule.ALL_OF, ("hosts",)),)
    assert (nodes["a"].part_of, nodes["pods"].part_of, nodes["shop"].part_of) == ("shop", "shop", None)


def test_a_number_of_parts_without_parts_is_told() -> None:
    """It says something about nothing."""
    text = "nodes:\n  a: {level: physical-form, parts: 2}\n"
    assert told(text, severity=Severity.WARNING) == [(2, 29, "parts-without-parts")]


def test_a_need_of_a_wrong_shape_is_told_at_its_value() -> None:
    """Zero of something is no need, and neither is more than all."""
    text = "nodes:\n  a: {level: physical-form, parts: %s}\n"
    assert told(text % "0") == told(text % "0%") == told(text % "101%") == [(2, 36, "out-of-range")]
    assert told(text % "most") == told(text % "0.8") == [(2, 36, "wrong-type")]
    assert told(text % "[1]") == [(2, 36, "wrong-type")]


def test_a_same_that_leaves_nothing_of_a_link_is_told() -> None:
    """In whichever way it is written; not where it chooses among copies, or members have yet to be found."""
    differ = """
  a: {level: physical-function, labels: {zone: east}HOW}
  b: {level: physical-form, labels: {zone: west}WHY}
"""
    for how, why in ((", how: [{node: b, same: [zone]}]", ""), ("", ", why: [{node: a, same: [zone]}]")):
        text = "nodes:" + differ.replace("HOW", how).replace("WHY", why)
        assert [name for *_, name in told(text, severity=Severity.WARNING)].count("same-never-agrees") == 1
    chosen = """
copies: {eu: {labels: {zone: east}}, us: {labels: {zone: west}}}
nodes:
  fn: {level: physical-function, how: [{node: disk, same: [zone]}]}
"""
    alone = "nodes:\n  disk: {level: physical-form, labels: {zone: east}}\n"
    assert "same-never-agrees" not in [name for *_, name in told(chosen, alone, severity=Severity.WARNING)]


def test_a_star_that_means_something_in_one_copy_is_meant() -> None:
    """A node of one copy alone may have nobody to agree with."""
    text = """
copies: {eu: {labels: {zone: east}}, us: {labels: {zone: west}}}
nodes:
  pods: {level: physical-function, part_of: {node: '*', same: [zone]}}
"""
    alone = "nodes:\n  cart: {level: physical-function, labels: {zone: east}}\n"
    assert "star-means-nothing" not in [name for *_, name in told(text, alone, severity=Severity.WARNING)]
    assert model_of(text, alone).nodes["pods.eu"].part_of == "cart"
    assert model_of(text, alone).nodes["pods.us"].part_of is None


def test_a_need_of_a_single_node_is_told_at_either_end_and_at_parts() -> None:
    """Not where the link stands for the members of a search, or several share a group."""
    text = f"""nodes:
  a: {{level: physical-function, how: [{{node: b, need: 2}}, {{all_of: [e, f], need: 1}}]}}
  b: {{level: physical-form}}
  c: {{level: physical-form, why: [{{node: a, need: 50%}}], part_of: {{node: b, need: 1}}}}
  d: {{level: physical-form, {_SEARCH}, why: [{{node: a, need: 50%}}]}}
  e: {{level: physical-form}}
  f: {{level: physical-form}}
"""
    found = [
        (line, column)
        for line, column, name in told(text, severity=Severity.WARNING)
        if name == "need-of-one"
    ]
    assert found == [(2, 49), (4, 45), (4, 77)]
