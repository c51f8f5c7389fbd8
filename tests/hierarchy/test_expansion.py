"""Members in the place of the nodes that stand for them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from hierarchy.actions import Lever, Link
from hierarchy.graph import Graph
from hierarchy.laws import Need
from hierarchy.levels import Level
from hierarchy.members import Lifetime, Member, Membership
from hierarchy.membership import expanded
from hierarchy.model import (
    Each,
    Impact,
    MeansGroup,
    MemberSignal,
    Model,
    Node,
    Rule,
    Signal,
    SignalKey,
    Worse,
)
from hierarchy.queries import Matcher, MatchPattern, Query

HEAT = MemberSignal(
    Signal("heat", "Heat", query="heat{$match}", worse=Worse.HIGHER, warning=1.0),
    (MatchPattern("instance", "{host}:[0-9]+", regex=True), MatchPattern("cluster", "{cluster}")),
)
LOAD = MemberSignal(Signal("load", "Load", query="load{$match}", confirm_with=SignalKey("hosts", "heat")))
HOSTS = Node(
    "hosts",
    Level.PHYSICAL_FORM,
    "Hosts",
    description="All of them",
    owner="ops",
    domain="iron",
    labels={"cluster": "eu"},
    links=(Link("Runbook", "https://wiki.example/{host}"),),
    levers=(Lever("Restart", "https://ops.example"),),
    formerly=("boxes",),
    each=Each(("host",), Query("up"), "Host {host}", signals=(HEAT, LOAD)),
    parts=(MeansGroup(Rule.ALL_OF, (), need=Need(share=0.8)),),
)


def model(*nodes: Node) -> Model:
    return Model("base", "t", {n.id: n for n in nodes})


def service(*groups: MeansGroup, name: str = "api", **labels: str) -> Node:
    return Node(name, Level.PHYSICAL_FUNCTION, name, labels=labels, how=groups)


def members(
    *hosts: str, departed: tuple[str, ...] = (), expected: int = 0, label: str = "host"
) -> Membership:
    there = [Member({label: host}) for host in hosts]
    gone = [Member({label: host}, Lifetime(None, 100.0 + i)) for i, host in enumerate(departed)]
    return Membership((*there, *gone), expected or len(hosts))


def group(*ids: str, rule: Rule = Rule.ALL_OF, need: Need | None = None, same: str = "") -> MeansGroup:
    return MeansGroup(rule, ids, need=need, same=((same, same),) if same else ())


def test_a_member_is_a_node_with_everything_that_the_whole_says_of_it() -> None:
    """Id and title by its labels; level, owner, domain, links and levers of the whole; its own matchers."""
    found = expanded(model(HOSTS), {"hosts": members("a.b")}).nodes["hosts/a.b"]
    assert (found.title, found.level, found.owner, found.domain) == ("Host a.b", HOSTS.level, "ops", "iron")
    assert found.labels == {"cluster": "eu", "host": "a.b"}
    assert (found.links, found.levers, found.formerly) == (HOSTS.links, HOSTS.levers, ("boxes/a.b",))
    assert (found.member_of, found.part_of, found.lifetime) == ("hosts", "hosts", Lifetime())
    assert found.signals[0].match == (Matcher("instance", r"a\.b:[0-9]+", True), Matcher("cluster", "eu"))
    assert found.signals[1].confirm_with == SignalKey("hosts/a.b", "heat")


def test_a_member_without_a_title_is_called_by_its_values() -> None:
    """Where the file gives no title, the values of its labels are one."""
    untitled = replace(HOSTS, each=Each(("rack", "host"), Query("up")))
    membership = Membership((Member({"rack": "r1", "host": "a.b"}),), 1)
    found = expanded(model(untitled), {"hosts": membership})
    assert found.nodes["hosts/r1.a%2Eb"].title == "r1, a.b"


def test_members_stand_behind_their_whole_in_the_order_of_the_file() -> None:
    """The order of nodes is that of the file, and of the members among themselves."""
    base = model(service(name="api"), HOSTS, Node("disk", Level.PHYSICAL_FORM, "Disk"))
    found = expanded(base, {"hosts": members("a", "b")})
    assert list(found.nodes) == ["api", "hosts", "hosts/a", "hosts/b", "disk"]


def test_a_model_without_anything_known_stays_as_it_is() -> None:
    """No node with `each`, or none that was searched for: the very same model."""
    plain, unknown = model(service()), model(service(group("hosts")), HOSTS)
    assert expanded(plain, {"hosts": members("a")}) is plain
    assert expanded(unknown, {}) is unknown


def test_a_failed_first_search_leaves_the_whole_in_the_group() -> None:
    """Nothing is known yet, so that it is the whole that is unknown there; the sentence is kept."""
    failed = {"hosts": Membership(failure="timeout")}
    found = expanded(model(service(group("hosts")), HOSTS), failed)
    assert found.nodes["api"].how == (group("hosts"),)
    assert found.members == failed


def test_members_take_the_place_of_the_whole_and_the_whole_has_no_vote() -> None:
    """In the group stand all members; the whole is linked beside it, for walking only."""
    found = expanded(model(service(group("hosts")), HOSTS), {"hosts": members("a", "b", expected=3)})
    voting, aside = found.nodes["api"].how
    assert voting == replace(group("hosts/a", "hosts/b"), expected=3)
    assert aside == MeansGroup(Rule.ALL_OF, ("hosts",), impact=Impact.NONE)
    assert found.nodes["hosts/a"].why == ("api",)


def test_a_need_counts_against_those_expected() -> None:
    """80 % of the five that there should be are four, however many there are."""
    needing = service(group("hosts", need=Need(share=0.8)))
    found = expanded(model(needing, HOSTS), {"hosts": members("a", "b", expected=5)})
    assert found.nodes["api"].how[0] == MeansGroup(
        Rule.AT_LEAST, ("hosts/a", "hosts/b"), 4, need=Need(share=0.8), expected=5
    )


def test_a_share_is_of_those_expected_though_more_are_there() -> None:
    """Half of the two that there should be is one, with four of them as well."""
    needing = service(group("hosts", need=Need(share=0.5)))
    found = expanded(model(needing, HOSTS), {"hosts": members(*"abcd", expected=2)})
    assert found.nodes["api"].how[0].at_least == 1


def test_rules_stay_as_written_and_others_of_a_group_stay_in_it() -> None:
    """any_of of a plain node and of all members expects the sum of both."""
    disk = Node("disk", Level.PHYSICAL_FORM, "Disk")
    mixed = service(group("disk", "hosts", rule=Rule.ANY_OF))
    found = expanded(model(mixed, HOSTS, disk), {"hosts": members("a", "b", expected=3)}).nodes["api"].how[0]
    assert (found.rule, found.members, found.expected) == (Rule.ANY_OF, ("disk", "hosts/a", "hosts/b"), 4)


def test_same_takes_only_members_whose_labels_agree() -> None:
    """A node has those of its own host; one without the label, or without such a member, has none."""
    base = model(
        service(group("hosts", same="host"), name="one", host="a"),
        service(group("hosts", same="host"), name="other", host="z"),
        service(group("hosts", same="host"), name="nameless"),
        HOSTS,
    )
    found = expanded(base, {"hosts": members("a", "b")})
    assert found.nodes["one"].how[0] == replace(group("hosts/a"), expected=1)
    assert found.nodes["other"].how[0] == replace(group(), expected=0)
    assert found.nodes["nameless"].how[0].members == ()


def test_same_may_join_labels_of_different_names() -> None:
    """A pair names the member's label first, then that of the node that has the group."""
    pairing = MeansGroup(Rule.ALL_OF, ("hosts",), same=(("host", "node"),))
    found = expanded(model(service(pairing, node="b"), HOSTS), {"hosts": members("a", "b")})
    assert found.nodes["api"].how[0].members == ("hosts/b",)


PODS = Node(
    "pods",
    Level.PHYSICAL_FUNCTION,
    "Pods",
    each=Each(("pod", "host"), Query("pods"), "Pod {pod}"),
    how=(group("hosts", same="host"),),
)


def pods(*pairs: str) -> Membership:
    return Membership(tuple(Member({"pod": pair[0], "host": pair[1]}) for pair in pairs), len(pairs))


def test_a_paired_group_of_a_node_with_each_goes_to_its_members() -> None:
    """Each pod rests on its own host; the wholes are linked for walking only."""
    found = expanded(model(PODS, HOSTS), {"hosts": members("a", "b"), "pods": pods("1a", "2b", "3b")})
    assert found.nodes["pods/3.b"].how == (replace(group("hosts/b"), expected=1),)
    assert found.nodes["pods"].how == (MeansGroup(Rule.ALL_OF, ("hosts",), impact=Impact.NONE),)
    assert found.nodes["hosts/b"].why == ("pods/2.b", "pods/3.b")


def test_without_same_two_wholes_are_joined_as_wholes() -> None:
    """The members have no group of their own; a need counts the members one by one."""
    wholes = replace(PODS, how=(group("hosts"), group("hosts", need=Need(count=1))))
    found = expanded(model(wholes, HOSTS), {"hosts": members("a", "b"), "pods": pods("1a")})
    assert found.nodes["pods/1.a"].how == ()
    whole, counted = found.nodes["pods"].how
    assert whole == group("hosts")
    assert (counted.members, counted.at_least) == (("hosts/a", "hosts/b"), 1)


def test_the_whole_consists_of_its_members() -> None:
    """As many as its `parts` need; those missing are expected."""
    found = expanded(model(HOSTS), {"hosts": members(*"abcd", expected=5)}).nodes["hosts"].parts
    ids = tuple(f"hosts/{host}" for host in "abcd")
    assert found == (MeansGroup(Rule.AT_LEAST, ids, 4, need=Need(share=0.8), expected=5),)


def test_a_paired_part_of_makes_each_member_a_part_of_its_own_node() -> None:
    """Pods are parts of the workload that they run, as well as members of all pods."""
    workloads = [
        Node(
            name,
            Level.PHYSICAL_FUNCTION,
            name,
            labels={"host": name},
            parts=(group("pods", same="host", need=Need(share=0.7)),),
        )
        for name in ("a", "b")
    ]
    found = expanded(model(*workloads, replace(PODS, how=())), {"pods": pods("1a", "2a", "3a")})
    assert found.nodes["pods/1.a"].part_of == "a"
    assert found.nodes["a"].parts[0].at_least == 3
    assert found.nodes["a"].parts[0].members == ("pods/1.a", "pods/2.a", "pods/3.a")
    assert found.nodes["b"].parts[0].members == ()
    assert len(found.nodes["pods"].parts[0].members) == 3
    assert Graph(found).parts("a") == ("pods/1.a", "pods/2.a", "pods/3.a")


def test_who_departed_is_in_its_groups_and_missed_while_too_few_are_there() -> None:
    """Their lifetime decides when they count; of pairs those that departed last are still expected."""
    base = model(
        service(group("hosts", same="host"), name="early", host="b"),
        service(group("hosts", same="host"), name="late", host="c"),
        HOSTS,
    )
    found = expanded(base, {"hosts": members("a", departed=("b", "c"), expected=2)})
    assert found.nodes["hosts/b"].lifetime == Lifetime(None, 100.0)
    assert found.nodes["late"].how[0] == replace(group("hosts/c"), expected=1)
    assert found.nodes["early"].how[0] == replace(group("hosts/b"), expected=0)


def test_what_a_star_means_is_no_group_where_nobody_ever_agreed() -> None:
    """A node that never had such members needs none; one whose members have all gone misses them."""
    star = replace(group("hosts", need=Need(share=0.7), same="host"), if_any=True)
    nodes = (service(star, name=name, host=host) for name, host in (("a", "a"), ("b", "b"), ("never", "z")))
    found = expanded(model(*nodes, HOSTS), {"hosts": members("a", departed=("b",), expected=2)}).nodes
    assert found["a"].how[0].members == ("hosts/a",)
    assert (found["b"].how[0].members, found["b"].how[0].expected) == (("hosts/b",), 1)
    assert [g.members for g in found["never"].how] == [("hosts",)]


def test_the_revision_tells_structures_apart_and_nothing_else() -> None:
    """Another member, a departure or another need make another one; other times of departure do not."""
    base = model(service(group("hosts", need=Need(share=0.5))), HOSTS)

    def revision(membership: Membership) -> str:
        return expanded(base, {"hosts": membership}).revision

    first = revision(members("a", "b"))
    assert first != base.revision
    assert first == revision(members("a", "b"))
    different = {first, revision(members("a")), revision(members("a", departed=("b",), expected=2))}
    assert len({*different, revision(members("a", "b", expected=8))}) == 4
    gone = members("a", departed=("b",), expected=2)
    later = replace(gone, members=(gone.members[0], Member({"host": "b"}, Lifetime(5.0, 900.0))))
    assert revision(gone) == revision(later)


def test_an_end_that_does_not_list_the_whole_still_rests_on_all_its_members() -> None:
    """What is written at the lower node alone counts as all_of."""
    found = expanded(model(service(), replace(HOSTS, why=("api",))), {"hosts": members("a")})
    assert found.nodes["api"].how[0].members == ("hosts/a",)
    assert found.nodes["hosts/a"].why == ("api",)


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from("abcde")), st.sets(st.sampled_from("abcde")), st.integers(0, 9), st.booleans())
def test_every_link_of_an_expanded_model_leads_to_a_node_and_back(
    hosts: set[str], on: set[str], expected: int, need: bool
) -> None:
    """Whoever is found: members of groups are nodes, and each of them names the node it carries."""
    wanted = group("hosts", need=Need(share=0.5) if need else None)
    base = model(service(wanted), PODS, HOSTS)
    paired = pods(*(f"1{host}" for host in sorted(on)))
    found = expanded(base, {"hosts": members(*sorted(hosts), expected=expected), "pods": paired})
    for node in found.nodes.values():
        for one in node.how:
            for member in one.members:
                assert one.impact is Impact.NONE or node.id in found.nodes[member].why
        for part in (p for one in node.parts for p in one.members):
            assert part in found.nodes
    assert set(Graph(found).means("api")) >= {f"hosts/{host}" for host in hosts}
