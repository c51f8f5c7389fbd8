"""Filling `$match` in: whatever a value holds, the query means what was meant."""

from __future__ import annotations

import re

import promql_parser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.prometheus.batching import why_single
from adapters.prometheus.promql import Clause, fill, one_of, quote_regex, why_refused
from adapters.prometheus.query_shape import selectors_of, shape_of
from adapters.prometheus.tokens import add_grouping, normalize, replace_match
from hierarchy.queries import Matcher

RATIO = 'sum(rate(a{code=~"5..",$match}[5m])) / sum(rate(b{$match}[5m]))'
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12)


@given(st.lists(texts, min_size=1, max_size=5, unique=True))
def test_any_values_come_back_out_of_the_parsed_query_as_they_went_in(values: list[str]) -> None:
    """No value can end its string, add a matcher or change a grouping."""
    clause = one_of("service", values)
    filled = fill(RATIO, [clause], ["service"])
    assert filled.refused == ""
    shape = shape_of(filled.query)
    assert shape is not None
    found = [m for s in selectors_of(shape) for m in s.matchers if m[1] == "service"]
    assert found == [(clause.op, "service", clause.value)] * 2


@given(texts)
def test_a_quoted_value_as_regular_expression_matches_exactly_itself(value: str) -> None:
    """Only RE2's own characters are escaped, so Python agrees on plain texts."""
    assert re.fullmatch(quote_regex(value), value)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("sum(x)", "sum by (l) (x)"),
        ("SUM (x)", "SUM by (l)  (x)"),
        ("sum by (le) (x)", "sum by (le, l) (x)"),
        ("sum by () (x)", "sum by (l) (x)"),
        ("sum by (le,) (x)", "sum by (le,l) (x)"),
        ("sum(x) by (a)", "sum(x) by (a, l)"),
        ("sum by (l) (x)", "sum by (l) (x)"),
        ("sum without (a) (x)", "sum without (a) (x)"),
        ('max(x{a="sum(y)"})', 'max by (l) (x{a="sum(y)"})'),
        ("sum(count(x)) by (a)", "sum(count by (l) (x)) by (a, l)"),
        ("sum{a='b'} + max", "sum{a='b'} + max"),
        ("a / on(sum, count) b", "a / on(sum, count) b"),
        ("rate(x{count='1'}[5m])", "rate(x{count='1'}[5m])"),
        ("topk(3, avg by (a) (x))", "topk by (l) (3, avg by (a, l) (x))"),
    ],
)
def test_match_labels_are_added_to_every_grouping_and_nowhere_else(before: str, after: str) -> None:
    """Strings, selectors and label lists are left alone."""
    assert add_grouping(before, ["l"]) == after
    promql_parser.parse(after)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("x{$match}", 'x{l="v"}'),
        ('x{a="$match",$match}', 'x{a="$match",l="v"}'),
        ("x{$match} # $match", 'x{l="v"}'),
        ("x{a=~`\\d+`,$match}", 'x{a=~"\\\\d+",l="v"}'),
    ],
)
def test_only_the_word_match_outside_strings_and_comments_is_replaced(text: str, filled: str) -> None:
    """A string that looks like the word stays a string; a comment goes."""
    assert replace_match(normalize(text), 'l="v"') == filled


@pytest.mark.parametrize("text", ['x{a="b",$match}', 'x{$match,a="b"}', 'x{$match , a="b"}'])
def test_without_matchers_the_word_goes_together_with_its_comma(text: str) -> None:
    """What is left still parses, as if the word had not been there."""
    assert shape_of(replace_match(text, "")) == shape_of('x{a="b"}')


def test_a_fill_that_changes_the_meaning_is_refused() -> None:
    """The comparison is real: an operator that is not what it says does not pass."""
    hostile = Clause('a="1",b', "=", "2")
    assert fill("sum(x{$match})", [hostile]).refused != ""


def test_a_query_the_parser_does_not_know_is_sent_only_with_plain_values() -> None:
    """A function newer than the parser works, but then no value may need escaping."""
    newer = "brand_new_function(x{$match})"
    assert fill(newer, [Clause("l", "=", "plain-1")]).refused == ""
    assert "cannot be checked" in fill(newer, [Clause("l", "=", 'a"b')]).refused


def test_an_empty_value_and_a_strange_label_are_refused_with_the_reason() -> None:
    """`l=""` would match every series that lacks the label."""
    assert "'l' is empty" in why_refused([Matcher("l", "")])
    assert "not a label name" in why_refused([Matcher("a-b", "v")])
    assert why_refused([Matcher("l", "v")]) == ""


@pytest.mark.parametrize(
    "template",
    [
        "sum(rate(x{$match}[5m])) / sum(rate(y{$match}[5m]))",
        "histogram_quantile(0.9, sum by (le) (rate(x_bucket{$match}[5m])))",
        "max_over_time(x{$match}[1h:1m]) > 5",
        "sum without (pod) (x{$match})",
        "x{$match} / on(l, a) y{$match}",
        "clamp_max(x{$match} offset 5m, 1) * 100",
        "topk by (l) (1, x{$match})",
        'label_replace(x{$match}, "other", "$1", "pod", "(.*)")',
        "{__name__='x',$match}",
    ],
)
def test_queries_that_keep_nodes_apart_are_batched(template: str) -> None:
    """The whitelist."""
    assert why_single(template, ["l"]) == ""


@pytest.mark.parametrize(
    "template",
    [
        "absent(x{$match})",
        "absent_over_time(x{$match}[5m])",
        "x{$match} / scalar(sum(x{$match}))",
        "sum(x{$match}) / on() sum(x{$match})",
        "x{$match} / ignoring(l) y{$match}",
        "x{$match} * on(l) group_left(l) y{$match}",
        "topk(1, x{$match})",
        "sum(x{$match}) or vector(0)",
        'count_values("v", x{$match})',
        'label_replace(x{$match}, "l", "$1", "pod", "(.*)")',
        'label_join(x{$match}, "l", "-", "pod")',
        'rate({__name__=~"a|b",$match}[5m])',
        "sum without (l) (x{$match})",
        "x{$match} / y",
        "vector(1)",
        "5",
        "x{$match",
    ],
)
def test_queries_that_mix_nodes_run_singly_with_a_reason(template: str) -> None:
    """Everything that is not known to be safe."""
    assert why_single(template, ["l"]) != ""
