"""What is asked to find members, and what the answers are taken to say."""

from __future__ import annotations

import pytest

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.envelope import Answer, AnsweredSeries
from adapters.prometheus.grids import Moments
from adapters.prometheus.search_batches import batched
from adapters.prometheus.searches import MOST_EXPECTED, Asked, found_over, searches_of
from hierarchy.levels import Level
from hierarchy.members import Found
from hierarchy.model import Each, Model, Node
from hierarchy.queries import Matcher, Query

NOW = Moments(1000.0, 1.0, 1)


def answer(*hosts: str, value: float = 1.0, warnings: tuple[str, ...] = ()) -> Answer:
    """One series for every host, as an instant query gives it."""
    return Answer(tuple(AnsweredSeries({"host": h}, ((1000.0, value),)) for h in hosts), warnings)


def asked(each: Each) -> tuple[Asked, ...]:
    """What is asked for one node."""
    node = Node("hosts", Level.PHYSICAL_FORM, "Hosts", each=each)
    return searches_of(Model("1", "m", {"hosts": node, "x": Node("x", Level.PHYSICAL_FORM, "x")}))[
        "hosts"
    ].asked


def test_match_is_filled_in_escaped_and_the_number_is_asked_beside_it() -> None:
    """As in signals; comments are left out, and a number written in the file is not asked for."""
    match = (Matcher("cluster", 'e"u'),)
    query = Query("up{$match}  # all", match, "other")
    (one,) = asked(Each(("host",), query, expect=12.0))
    assert (one.source, one.query, one.refused) == ("other", 'up{cluster="e\\"u"}', "")
    expect = asked(Each(("host",), query, expect=Query("count(hosts{$match})", match)))[1]
    assert (expect.source, expect.query) == ("default", 'count(hosts{cluster="e\\"u"})')


def test_an_empty_label_is_not_sent() -> None:
    """It would find members of everything that has no such label."""
    found = asked(Each(("host",), Query("up{$match}", (Matcher("cluster", ""),))))[0]
    assert "label 'cluster' is empty" in found.refused


def copies(text: str, *clusters: str, **match: bool) -> list[Asked]:
    """The searches of copies that differ in their cluster."""
    return [
        asked(Each(("host",), Query(text, (Matcher("cluster", c, **match),)), expect=1.0))[0]
        for c in clusters
    ]


def test_copies_are_searched_in_one_query_and_each_gets_its_own_series() -> None:
    """Series of other clusters are nobody's, and what has no series has an empty answer."""
    searches = copies("up{$match}", "eu", "us", "asia")
    (batch,) = batched([*searches, searches[0]])
    assert batch.request.query == 'up{cluster=~"asia|eu|us"}'
    series = [
        AnsweredSeries({"cluster": c, "host": h}, ((1000.0, 1.0),))
        for c, h in (("eu", "a"), ("us", "b"), ("x", "c"))
    ]
    shares = batch.shares(Answer(tuple(series), ("w",)))
    assert [shares[one] for one in searches] == [
        Answer((series[0],), ("w",)), Answer((series[1],), ("w",)), Answer((), ("w",)),
    ]  # fmt: skip
    gone = SourceFailure(FailureKind.TIMEOUT, "late")
    assert list(batch.shares(gone).values()) == [gone] * 3


def test_what_may_not_be_asked_together_is_asked_singly() -> None:
    """A query that could mix the copies, patterns, refused ones, and one that is alone."""
    for searches in (
        copies("topk(3, up{$match})", "eu", "us"),
        copies("up{$match}", "e.", "u.", regex=True),
        copies("up{$match}", "eu", ""),
    ):
        batches = batched(searches)
        assert [batch.request.query for batch in batches] == [one.query for one in searches]
        assert [batch.request.refused for batch in batches] == [one.refused for one in searches]
        answer = Answer(())
        assert [batch.shares(answer) for batch in batches] == [{one: answer} for one in searches]


def test_how_many_there_were_lately_is_asked_for_all_copies_at_once() -> None:
    """Counted within each."""
    nodes = {
        c: Node(
            c, Level.PHYSICAL_FORM, c, each=Each(("host",), Query("up{$match}", (Matcher("cluster", c),)))
        )
        for c in ("eu", "us")
    }
    searches = searches_of(Model("1", "m", nodes)).values()
    (batch,) = batched(search.lately for search in searches if search.lately is not None)
    assert batch.request.query == 'max_over_time(count by (cluster) (up{cluster=~"eu|us"})[3600s:60s])'


def test_every_series_of_an_answer_is_found_with_all_its_labels() -> None:
    """Whatever its value is: a search asks who is there, not how they are."""
    assert found_over([answer("a", "b", value=0.0)], NOW) == [Found(({"host": "a"}, {"host": "b"}))]
    assert found_over([Answer(())], NOW) == [Found()]


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (SourceFailure(FailureKind.REFUSED, "no connection to x"), "no connection to x"),
        (answer("a", warnings=("a store is down",)), "a store is down"),
    ],
)
def test_a_failure_and_an_answer_with_warnings_teach_nothing(
    outcome: SourceFailure | Answer, words: str
) -> None:
    """Who is missing from an answer that may be partial has not departed."""
    (found,) = found_over([outcome], NOW)
    assert (found.series, found.expected) == ((), None)
    assert words in found.failure


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (answer("", value=4.0), 4),
        (answer("", value=3.2), 4),
        (answer("", value=-1.0), 0),
        (answer("", value=1e300), MOST_EXPECTED),
        (answer("", value=float("nan")), None),
        (answer("", value=float("inf")), None),
        (answer("a", "b"), None),
        (Answer(()), None),
        (answer("", value=4.0, warnings=("w",)), None),
        (SourceFailure(FailureKind.TIMEOUT, "late"), None),
    ],
)
def test_the_number_expected_is_one_finite_count_or_not_known(
    outcome: SourceFailure | Answer, expected: int | None
) -> None:
    """What is no count is taken for no answer; the members are found all the same."""
    assert found_over([answer("a"), outcome], NOW) == [Found(({"host": "a"},), expected)]


def test_an_answer_over_time_finds_at_each_moment_who_had_a_sample_then() -> None:
    """One entry per moment, with the number of that moment."""
    moments = Moments(0.0, 60.0, 3)
    there = Answer(
        (
            AnsweredSeries({"host": "a"}, ((0.0, 1.0), (60.0, 1.0), (120.0, 1.0))),
            AnsweredSeries({"host": "b"}, ((60.0, 1.0),)),
        )
    )
    number = Answer((AnsweredSeries({}, ((0.0, 1.0), (120.0, 2.0))),))
    a, b = {"host": "a"}, {"host": "b"}
    assert found_over([there, number], moments) == [Found((a,), 1), Found((a, b)), Found((a,), 2)]
