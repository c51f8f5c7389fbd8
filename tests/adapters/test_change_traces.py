"""Where series show a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from adapters.prometheus.change_traces import begun_earlier, traces
from adapters.prometheus.grids import Column, Moments
from hierarchy.actions import ChangeKind, ChangeRule
from hierarchy.queries import Query

STEP = 60.0
DEPLOY = ChangeRule(
    "deploys", "Deploy {app}", ChangeKind.VALUE, Query("generation"), match={"app": "workload"}
)
IMAGE = ChangeRule("images", "{image}", ChangeKind.TRACK, Query("info"), track="image", match={"app": "app"})
WHILE = ChangeRule("work", "Work on {app}", ChangeKind.WHILE, during=Query("work"))


def column(row: Sequence[float | None], **labels: str) -> Column:
    return Column(labels, row)


def seen(rule: ChangeRule, *columns: Column) -> list[tuple[int, Mapping[str, str], int | None]]:
    moments = Moments(0.0, STEP, len(columns[0].values))
    return [(one.first, one.labels, one.last) for one in traces(rule, columns, moments)]


def firsts(rule: ChangeRule, *columns: Column) -> list[int]:
    return [first for first, _, _ in seen(rule, *columns)]


def test_every_other_value_of_a_series_is_a_change_at_the_first_moment_that_shows_it() -> None:
    """What is there at the very beginning has not changed."""
    assert seen(DEPLOY, column((3, 3, 4, 4, 2), app="cart")) == [
        (2, {"app": "cart"}, None),
        (4, {"app": "cart"}, None),
    ]


def test_a_gap_changes_nothing_unless_the_value_after_it_is_another() -> None:
    """A scrape that failed is no deployment; one that happened meanwhile is seen when it can be."""
    assert firsts(DEPLOY, column((3, None, None, 3, 3), app="cart")) == []
    assert firsts(DEPLOY, column((3, None, float("nan"), 4, 4), app="cart")) == [3]


def test_an_exporter_that_comes_back_under_another_name_has_deployed_nothing() -> None:
    """Only labels of the title and the match tell changes apart; the exporter's own come and go."""
    before = column((3, 3, 3, None, None, None), app="cart", pod="exporter-1")
    after = column((None, None, None, 3, 3, 3), app="cart", pod="exporter-2")
    later = column((None, None, None, 4, 4, 4), app="cart", pod="exporter-2")

    assert firsts(DEPLOY, before, after) == []
    assert firsts(DEPLOY, before, later) == [3]


def test_what_begins_is_a_change_only_where_the_metric_had_been_there() -> None:
    """A new workload is news; a metric that is scraped for the first time is not."""
    old = column((7,) * 8, app="cart")
    new = column((None,) * 6 + (1, 1), app="mail")
    early = column((None, 1, 1, 1, 1, 1, 1, 1), app="mail")

    assert seen(DEPLOY, old, new) == [(6, {"app": "mail"}, None)]
    assert firsts(DEPLOY, old, early) == []
    assert firsts(DEPLOY, new) == []


def test_replicas_of_an_exporter_show_one_change_and_not_two() -> None:
    """They are scraped at different moments, so the second follows a step later."""
    one = column((3, 3, 4, 4, 4), app="cart", pod="a")
    other = column((3, 3, 3, 4, 4), app="cart", pod="b")

    assert firsts(DEPLOY, one, other) == [2]


def test_a_label_changes_where_a_group_shows_a_value_that_it_did_not_have() -> None:
    """Pods come and go with the same image; the first pod with another one is the change."""
    v1 = column((1, 1, 1, 1, None, None), app="cart", pod="a", image="v1")
    scaled = column((None, 1, 1, 1, None, None), app="cart", pod="b", image="v1")
    v2 = column((None, None, None, 1, 1, 1), app="cart", pod="c", image="v2")

    assert seen(IMAGE, v1, scaled, v2) == [(3, {"app": "cart", "pod": "c", "image": "v2"}, None)]


def test_a_rollback_is_a_change_and_a_missed_scrape_is_not() -> None:
    """A value that was away for longer than a blink comes back as news; a gap makes nobody forget."""
    v2 = column((None, None, 1, 1, 1, 1, None, None), app="cart", image="v2")
    back = column((1, 1, None, None, None, None, 1, 1), app="cart", image="v1")
    blink = column((1, 1, None, 1, 1, 1, 1, 1), app="cart", image="v1")
    steady = column((1,) * 8, app="cart", image="v2")
    gap = column((1, 1, None, None, None, None, 1, 1), app="cart", image="v1")

    assert firsts(IMAGE, v2, back) == [2, 6]
    assert firsts(IMAGE, steady, blink) == []
    assert firsts(IMAGE, gap) == []


def test_a_group_that_was_not_there_before_has_changed_no_label() -> None:
    """The first image of a new workload replaces none; series without the label say nothing."""
    old = column((1,) * 8, app="cart", image="v1")
    new = column((None,) * 6 + (1, 1), app="mail", image="m1")

    assert firsts(IMAGE, old, new) == []
    assert firsts(IMAGE, replace(old, labels={"app": "cart"})) == []


def test_what_lasts_has_a_first_and_a_last_moment_over_all_series_of_its_group() -> None:
    """Zero and nothing are both an end."""
    a = column((0, 2, 2, None, 1, 0), app="cart", pod="a")
    b = column((None, None, 1, 1, None, 0), app="cart", pod="b")

    assert [(first, last) for first, _, last in seen(WHILE, a, b)] == [(1, 4)]
    assert [(f, last) for f, _, last in seen(WHILE, a)] == [(1, 2), (4, 4)]


def test_the_begin_of_what_goes_on_at_the_start_is_found_further_back() -> None:
    """Its own run, not that of others; where it goes on at the first moment too, that one."""
    moments = Moments(1000.0, STEP, 5)
    (trace,) = traces(WHILE, [column((1, 1), app="cart")], Moments(1240.0, STEP, 2))
    other = column((1, 1, 1, 1, 1), app="mail")

    assert begun_earlier(WHILE, trace, [other, column((1, 0, 0, 1, 1), app="cart")], moments) == 1180.0
    assert begun_earlier(WHILE, trace, [column((1,) * 5, app="cart")], moments) == 1000.0
    assert begun_earlier(WHILE, trace, [other], moments) == 1240.0


@pytest.mark.parametrize("kind", list(ChangeKind))
def test_no_series_show_no_change(kind: ChangeKind) -> None:
    """Whatever the kind of rule."""
    assert traces(replace(DEPLOY, kind=kind), [], Moments(0.0, STEP, 5)) == []
