"""Who is there: members that come, go, return, are too many, or cannot be told apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from hierarchy.levels import Level
from hierarchy.members import Found, Lifetime, Membership
from hierarchy.membership import KEPT_SECONDS, SEEN_SECONDS, Registry
from hierarchy.model import Each, Model, Node, SourceConfig
from hierarchy.queries import Query

START = 1_700_000_000.0
EACH = Each(("host",), Query("up"))


def model(each: Each = EACH, name: str = "hosts", **more: object) -> Model:
    node = Node(name, Level.PHYSICAL_FORM, "Hosts", each=each)
    return Model("r", "t", {name: replace(node, **more)})  # type: ignore[arg-type]


def found(*hosts: str, **more: object) -> dict[str, Found]:
    return {"hosts": Found(tuple({"host": host, "job": "node"} for host in hosts), **more)}  # type: ignore[arg-type]


def lifetimes(members: Mapping[str, Membership]) -> dict[str, Lifetime]:
    return {m.labels["host"]: m.lifetime for m in members["hosts"].members}


def test_nothing_is_known_before_the_first_search() -> None:
    """A node that was never searched for has no membership at all."""
    assert Registry(model()).members == {}


def test_those_found_at_first_were_there_before_and_later_ones_begin_when_they_are_seen() -> None:
    """The first answer opens lifetimes to the past, every later newcomer begins at its search."""
    registry = Registry(model())
    assert lifetimes(registry.update(found("b", "a"), START)) == {"a": Lifetime(), "b": Lifetime()}
    assert lifetimes(registry.update(found("a", "b", "c"), START + 15))["c"] == Lifetime(START + 15)


def test_a_failed_first_search_does_not_make_the_next_ones_members_new() -> None:
    """Only an answer begins the record, so what is then there was there before."""
    registry = Registry(model())
    first = registry.update({"hosts": Found(failure="connection refused")}, START)
    assert first["hosts"] == Membership(failure="connection refused")
    assert lifetimes(registry.update(found("a"), START + 15)) == {"a": Lifetime()}


def test_what_an_answer_does_not_have_departs_and_is_forgotten_after_a_day() -> None:
    """It stays with the time of its departure, for as long as the longest range on screen."""
    registry = Registry(model())
    registry.update(found("a", "b"), START)
    assert lifetimes(registry.update(found("a"), START + 15))["b"] == Lifetime(None, START + 15)
    assert "b" in lifetimes(registry.update(found("a"), START + 15 + KEPT_SECONDS))
    assert "b" not in lifetimes(registry.update(found("a"), START + 16 + KEPT_SECONDS))


def test_what_comes_back_is_the_same_member() -> None:
    """Its lifetime goes on from where it began."""
    registry = Registry(model())
    registry.update(found("a"), START)
    registry.update(found("a", "b"), START + 15)
    registry.update(found("a"), START + 30)
    assert lifetimes(registry.update(found("a", "b"), START + 45))["b"] == Lifetime(START + 15)


def test_a_failed_search_keeps_everyone_and_says_why_until_the_next_answer() -> None:
    """No answer is no departure."""
    registry = Registry(model())
    before = registry.update(found("a", "b"), START)["hosts"]
    failed = registry.update({"hosts": Found(failure="timeout")}, START + 15)["hosts"]
    assert failed == replace(before, failure="timeout")
    assert registry.update(found("a", "b"), START + 30)["hosts"] == before


def test_an_empty_answer_is_an_answer() -> None:
    """All depart, and all of them are still expected."""
    registry = Registry(model())
    registry.update(found("a", "b"), START)
    after = registry.update(found(), START + 15)["hosts"]
    assert all(m.lifetime.until == START + 15 for m in after.members)
    assert after.expected == 2


def test_without_expect_the_most_seen_within_an_hour_are_expected() -> None:
    """A loss is missed for an hour after the last time that all were there."""
    registry = Registry(model())
    for at, hosts, expected in (
        (0, "abc", 3),
        (15, "ab", 3),
        (30, "abc", 3),
        (45, "a", 3),
        (30 + SEEN_SECONDS, "a", 3),
        (46 + SEEN_SECONDS, "a", 1),
    ):
        assert registry.update(found(*hosts), START + at)["hosts"].expected == expected, at


def test_what_the_source_remembers_of_the_hour_before_is_expected_for_an_hour() -> None:
    """So that those who went before the first search are missed too."""
    registry = Registry(model())
    assert registry.update(found("a", expected=3), START)["hosts"].expected == 3
    assert registry.update(found("a"), START + SEEN_SECONDS)["hosts"].expected == 3
    assert registry.update(found("a"), START + SEEN_SECONDS + 1)["hosts"].expected == 1


def test_expect_as_a_number_counts_those_that_were_never_seen() -> None:
    """It is what the file says, with fewer as with more of them."""
    registry = Registry(model(replace(EACH, expect=3.0)))
    assert registry.update(found("a"), START)["hosts"].expected == 3
    assert registry.update(found(*"abcd"), START + 15)["hosts"].expected == 3


def test_expect_as_a_query_keeps_its_last_answer() -> None:
    """Until it has answered once, the most seen lately are expected; after that its newest answer."""
    registry = Registry(model(replace(EACH, expect=Query("count(up)"))))
    assert registry.update(found("a"), START)["hosts"].expected == 1
    assert registry.update(found("a", expected=5), START + 15)["hosts"].expected == 5
    assert registry.update(found("a"), START + 30)["hosts"].expected == 5
    assert registry.update(found("a", expected=2), START + 45)["hosts"].expected == 2
    assert registry.update(found("a", "b", "c", expected=0), START + 60)["hosts"].expected == 3
    assert registry.update(found(expected=0), START + 75)["hosts"].expected == 0


def test_two_series_with_the_same_labels_are_one_member_and_are_said() -> None:
    """The sentence names the values, and the label that could tell them apart."""
    answer = {"hosts": Found(({"host": "a", "port": "1"}, {"host": "a", "port": "2"}))}
    membership = Registry(model()).update(answer, START)["hosts"]
    assert [m.labels for m in membership.members] == [{"host": "a"}]
    assert membership.failure == '`each` is not unique: 2 series have host="a"; they differ in port'


def test_a_series_without_the_label_is_no_member_and_is_said() -> None:
    """An empty value would match every series without that label."""
    membership = Registry(model()).update({"hosts": Found(({"job": "node"}, {"host": "a"}))}, START)["hosts"]
    assert [m.labels for m in membership.members] == [{"host": "a"}]
    assert membership.failure == "one series was found without a value for label 'host'"


def test_more_than_max_are_not_taken_in_but_all_are_expected() -> None:
    """The first ones by label are members, the rest is missing, and none of those left out has departed."""
    registry = Registry(model(replace(EACH, most=2)))
    registry.update(found("c", "d"), START)
    membership = registry.update(found(*"abcd"), START + 15)["hosts"]
    assert [m.labels["host"] for m in membership.members] == ["a", "b"]
    assert (membership.expected, membership.failure) == (
        4,
        "4 members were found, more than max: 2; the rest is left out",
    )


def test_no_more_departed_members_are_kept_than_members_are_allowed() -> None:
    """Those that departed last stay, so that a node whose members change all the time does not grow."""
    registry = Registry(model(replace(EACH, most=2)))
    for i in range(9):
        registry.update(found(f"h{i}"), START + i)
    assert list(lifetimes(registry.members)) == ["h6", "h7", "h8"]


def test_looking_at_an_earlier_time_leaves_no_lifetime_that_ends_before_it_begins() -> None:
    """A replay may be set back: what is found at a time was there at that time."""
    registry = Registry(model())
    registry.update(found("a"), START)
    registry.update(found("a", "b"), START + 100)
    registry.update(found("b"), START + 200)
    back = lifetimes(registry.update(found("b"), START + 50))
    assert back["b"].holds(START + 50)
    assert not back["a"].holds(START + 50)


def test_after_an_edit_members_stay_with_nodes_that_tell_them_apart_by_the_same_labels() -> None:
    """Another title, limit or id (with `formerly`) keeps them; other labels begin anew."""
    registry = Registry(model())
    known = registry.update(found("a"), START)["hosts"]
    assert registry.rebased(model(replace(EACH, most=7))).members == {"hosts": known}
    assert registry.rebased(model(name="boxes", formerly=("hosts",))).members == {"boxes": known}
    assert registry.rebased(model(replace(EACH, labels=("job",)))).members == {}
    rebased = registry.rebased(model())
    rebased.update(found("a", "b"), START + 15)
    assert lifetimes(rebased.members)["b"] == Lifetime(START + 15)
    assert registry.members == {"hosts": known}


def test_those_that_a_changed_search_does_not_find_are_no_members_rather_than_departed() -> None:
    """Until it has answered the members are those of the search before, and that is said."""
    registry = Registry(model())
    registry.update(found("a", "b", "c"), START)
    registry.update(found("a", "b"), START + 15)
    assert registry.unasked == frozenset()
    elsewhere = SourceConfig("default", "prometheus", "http://other:9090")
    changed = (
        model(replace(EACH, query=Query('up{zone="a"}'))),
        replace(model(), sources={"default": elsewhere}),
    )
    for after in changed:
        rebased = registry.rebased(after)
        assert rebased.unasked == {"hosts"}
        waiting = rebased.members["hosts"]
        assert waiting.members == registry.members["hosts"].members
        assert waiting.failure == "the search for its members was changed and has not been answered yet"
        assert rebased.rebased(after).unasked == {"hosts"}
        rebased.update({"hosts": Found(failure="gone")}, START + 30)
        assert rebased.members["hosts"].failure == "gone"
        assert rebased.unasked == frozenset()
        answered = rebased.update(found("b", "d"), START + 45)
        assert lifetimes(answered) == {"b": Lifetime(), "d": Lifetime()}
        assert (answered["hosts"].expected, answered["hosts"].failure) == (2, "")
        assert lifetimes(rebased.update(found("b"), START + 60))["d"] == Lifetime(None, START + 60)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sets(st.sampled_from("abcdef")), st.booleans()), min_size=1, max_size=12))
def test_everyone_of_the_last_answer_is_there_and_nobody_else(searches: list[tuple[set[str], bool]]) -> None:
    """Whatever came before, failures included; by default no fewer are expected than are there."""
    registry = Registry(model())
    last: set[str] = set()
    for i, (hosts, fails) in enumerate(searches):
        answer = {"hosts": Found(failure="gone")} if fails else found(*hosts)
        membership = registry.update(answer, START + 60 * i)["hosts"]
        last = last if fails else hosts
        there = {m.labels["host"] for m in membership.members if m.lifetime.until is None}
        assert there == last
        assert membership.expected >= len(there)
        assert all((m.lifetime.since or 0) <= (m.lifetime.until or START * 2) for m in membership.members)
