"""The URL codec: total, and its own inverse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hierarchy.evidence.states import State
from navigator.screen.url_state import (
    MOST_ASSUMED,
    MOST_OPENED,
    RANGES,
    Place,
    decode,
    encode,
    moved,
)

NOW = 1_661_142_000.0
_TIMES = st.none() | st.integers(0, 4_000_000_000).map(float)
_NAMES = st.sampled_from(["trail", "incident", "embed"])
# Ids of members hold percent signs; of commas, percent signs and slashes every mixture must survive.
_IDS = st.text(min_size=1, max_size=20) | st.text("a,%25C/ ", min_size=1, max_size=8)
_PLACES = st.builds(
    Place,
    focus=st.none() | st.from_regex(r"[a-z0-9._-]{1,30}", fullmatch=True),
    at=_TIMES,
    to=_TIMES,
    range=st.sampled_from(sorted(RANGES)),
    as_of=_TIMES,
    theme=st.sampled_from([None, "light", "dark"]),
    what_if=st.dictionaries(
        st.from_regex(r"[a-z0-9._/:-]{1,30}", fullmatch=True), st.sampled_from(State), max_size=5
    ).map(lambda d: tuple(d.items())),
    opened=st.lists(_IDS, max_size=12, unique=True).map(tuple),
    pin=st.none() | st.text(min_size=1, max_size=20),
    via=st.lists(_IDS, max_size=6).map(tuple),
    rest=st.dictionaries(_NAMES, st.text(min_size=1, max_size=20), max_size=3).map(
        lambda d: tuple(sorted(d.items()))
    ),
)


@given(_PLACES)
def test_a_place_survives_the_url(place: Place) -> None:
    """decode(encode(place)) is the place, without a notice."""
    assert decode(encode(place), NOW) == (place, ())


@given(st.text() | st.binary().map(str) | st.none() | st.integers() | st.lists(st.text()))
def test_junk_never_raises_and_falls_back(junk: object) -> None:
    """Whatever a client sends as the query, there is a place to show."""
    place, _ = decode(junk, NOW)
    assert place.range in RANGES


def test_a_bad_time_falls_back_to_the_present_and_says_so() -> None:
    """A link with a broken `at` shows the present, with a notice that names the parameter."""
    place, notices = decode("?focus=buy&at=yesterdayish", NOW)
    assert place.focus == "buy"
    assert place.at is None
    assert [notice.id for notice in notices] == ["bad-url"]
    assert "“at”" in notices[0].text


@pytest.mark.parametrize(("name", "said"), [("to", "charts end"), ("as", "order")])
def test_a_bad_time_beside_a_good_moment_does_not_claim_to_show_the_present(name: str, said: str) -> None:
    """What `at` names is still shown; the notice says what stands in for the parameter that is left out."""
    place, notices = decode(f"at=2022-08-22T04:10:00Z&{name}=yesterdayish", NOW)
    assert place.at == NOW - 600
    assert f"“{name}”" in notices[0].text
    assert said in notices[0].text
    assert "present" not in notices[0].text


@pytest.mark.parametrize("query", ["focus=buy&x=" + "y" * 4096, "focus=buy" + "&x=1" * 64])
def test_a_link_too_long_to_be_read_is_not_read_and_says_so(query: str) -> None:
    """Nobody is shown the present without being told that the link meant something else."""
    place, notices = decode(query, NOW)
    assert place == Place()
    assert [notice.id for notice in notices] == ["bad-url"]
    assert "nothing of it was read" in notices[0].text


def test_an_unknown_range_falls_back_and_names_the_known_ones() -> None:
    """The notice says what may be written instead."""
    place, notices = decode("range=99y", NOW)
    assert place.range == "1h"
    assert "15m" in notices[0].text


def test_relative_times_are_read_from_now() -> None:
    """`now-90m` is ninety minutes before the data's present."""
    assert decode("at=now-90m", NOW)[0].at == NOW - 5400


def test_parameters_of_later_versions_are_kept() -> None:
    """A link is never robbed of what this version does not read."""
    place, _ = decode("focus=a&incident=7&embed=1", NOW)
    assert dict(place.rest) == {"incident": "7", "embed": "1"}
    assert "incident=7" in encode(place)


def test_what_if_may_be_said_of_several_nodes_and_of_each_once() -> None:
    """The order of the link is kept, an id may hold a colon, and the first state of a node counts."""
    place, notices = decode("if=db:critical&if=a:b:ok&if=db:ok&focus=buy", NOW)
    assert place.what_if == (("db", State.CRITICAL), ("a:b", State.OK))
    assert notices == ()
    assert place.rest == ()


@pytest.mark.parametrize("bad", ["db", "db:", ":critical", "db:broken", "db:CRITICAL"])
def test_a_what_if_that_can_not_be_read_is_left_out_with_a_notice(bad: str) -> None:
    """The rest of the link counts, and one notice names what was left out and what it should be."""
    place, notices = decode(f"if={bad}&if=x:unknown&if={bad}&focus=buy", NOW)
    assert place.what_if == (("x", State.UNKNOWN),)
    assert place.focus == "buy"
    assert [notice.id for notice in notices] == ["bad-url"]
    assert f"“{bad}” (and 1 more)" in notices[0].text
    assert "ok, warning, critical, unknown" in notices[0].text


def test_what_ifs_are_bounded_with_a_notice() -> None:
    """No link makes the navigator judge for more assumptions than that."""
    query = "&".join(f"if=n{i}:critical" for i in range(MOST_ASSUMED + 5))
    place, notices = decode(query, NOW)
    assert len(place.what_if) == MOST_ASSUMED
    assert str(MOST_ASSUMED) in notices[0].text


def test_lists_are_read_as_the_browser_writes_them() -> None:
    """`encodeURIComponent` of an id that holds a comma or a percent sign, joined by commas, in a query."""
    place, notices = decode("?open=hosts,hosts%252Feu%25252C1,,hosts&via=a%252Cb,c,a%252Cb", NOW)
    assert place.opened == ("hosts", "hosts/eu%2C1")
    assert place.via == ("a,b", "c", "a,b")
    assert notices == ()
    assert decode("open=100%25,%25zz", NOW)[0].opened == ("100%", "%zz")


def test_more_open_groups_than_a_stage_can_hold_are_left_closed_with_a_notice() -> None:
    """The first of the link count; of the way walked the newest, without a word."""
    names = ",".join(f"n{i}" for i in range(20))
    place, notices = decode(f"open={names}&via={names}", NOW)
    assert place.opened == tuple(f"n{i}" for i in range(MOST_OPENED))
    assert place.via == tuple(f"n{i}" for i in range(14, 20))
    assert [notice.id for notice in notices] == ["bad-url"]
    assert str(MOST_OPENED) in notices[0].text


@pytest.mark.parametrize(
    ("place", "to", "via"),
    [
        ("", "a", ()),
        ("focus=a", "b", ("a",)),
        ("focus=c&via=a,b", "a", ("b", "c")),
        ("focus=g&via=a,b,c,d,e,f", "h", ("b", "c", "d", "e", "f", "g")),
        ("focus=a&via=b,a,b", "c", ("b", "a", "b", "a")),
        ("focus=c&via=a,b", None, ()),
        ("via=a,b", "b", ("a",)),
    ],
)
def test_a_move_adds_where_one_came_from_to_the_way(place: str, to: str | None, via: tuple[str, ...]) -> None:
    """The newest last, at most six, not where one is; the whole system begins a new way."""
    after = moved(decode(place + "&range=3h&as=1661141000&open=x&pin=y/z", NOW)[0], to)
    assert (after.focus, after.via, after.as_of) == (to, via, None)
    assert (after.range, after.opened, after.pin) == ("3h", ("x",), "y/z")
