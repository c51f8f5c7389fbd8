"""What a file alone can tell about its queries."""

import pytest

from hierarchy.file.findings import Findings
from hierarchy.file.located import Scalar
from hierarchy.file.queries import QueryChecks
from hierarchy.problems import Position


def told(query: str, *, in_template: bool) -> list[str]:
    """Ids of the problems with one query."""
    findings = Findings()
    scalar = Scalar(query, Position("h.yaml", 1, 1), plain=False, end=(1, 1))
    QueryChecks(findings).check(scalar, in_template=in_template)
    return [problem.id for problem in findings.sorted()]


@pytest.mark.parametrize(
    "query",
    [
        "a + {}",
        "sum by (x) (rate({}[5m]))",
        "(-{})",
        "topk(3, a) or max_over_time(rate({}[1m])[5m:10s])",
        "topk(scalar({}), a)",
        "label_replace({}, 'a', '$1', 'b', '(.*)')",
        "a * on (x) group_left (y) {}",
        "a offset 5m - {} offset 1h",
    ],
)
def test_a_selector_without_match_is_found_wherever_it_stands(query: str) -> None:
    """With $match everywhere the query passes; without it in one place it does not."""
    filled = query.replace("a ", "a{$match} ").replace("a)", "a{$match})")
    assert told(filled.replace("{}", "b{x='1',$match}"), in_template=True) == []
    assert told(filled.replace("{}", "b{x='1'}"), in_template=True) == ["selectors-without-match"]


def test_match_outside_templates_is_refused() -> None:
    """It would stand for nothing."""
    assert told("up{$match}", in_template=False) == ["match-without-template"]
    assert told("up{job='a'}", in_template=False) == []


@pytest.mark.parametrize("query", ["a[5m]", "(a[5m:1m])", "'text'", "", "raet(a[5m])", "a{b=~'('}"])
def test_what_gives_no_number_per_series_is_refused(query: str) -> None:
    """Ranges, texts, unknown functions and broken patterns are told before Prometheus is asked."""
    assert told(query, in_template=False) == ["promql-syntax"]


def test_backtick_strings_are_allowed_with_a_warning_where_they_can_not_be_verified() -> None:
    """Prometheus knows them, the parser only without backslashes; real errors beside them stay errors."""
    assert told("up{job=~`a`}", in_template=False) == []
    assert told(r"up{job=~`a\.b`}", in_template=False) == ["promql-backticks"]
    assert told(r"sum(up{job=~`a\.b`}", in_template=False) == ["promql-syntax"]
