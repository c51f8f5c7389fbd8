"""Alert rules as signals: the same limit, the same direction, one series."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from navigator.interchange.imports import Imported, import_files

RULES = Path(__file__).parents[2] / "data" / "imports" / "rules.yaml"


def of_rules(text: bytes) -> Imported:
    """What comes of a rule file."""
    return import_files("prometheus-rules", {"rules.yaml": text})


def signals(outcome: Imported) -> dict[str, dict[str, Any]]:
    """Every signal by `node/signal`, as it is written."""
    nodes = yaml.safe_load(outcome.text)["nodes"] if outcome.text else {}
    return {f"{node}/{id}": signal for node, body in nodes.items() for id, signal in body["signals"].items()}


def signal(expression: str, **labels: str) -> dict[str, Any]:
    """The one signal that comes of an alert with this expression."""
    rule = {"alert": "A", "expr": expression, "labels": {"severity": "critical"} | labels}
    outcome = of_rules(yaml.safe_dump({"groups": [{"name": "g", "rules": [rule]}]}).encode())
    assert not outcome.notes, outcome.notes
    return next(iter(signals(outcome).values()))


def test_alerts_of_one_expression_with_two_severities_are_one_signal() -> None:
    """With both limits; where the times differ the shorter one is taken, and told."""
    outcome = of_rules(RULES.read_bytes())
    assert signals(outcome)["node/node-filesystem-almost-out-of-space"] == {
        "title": "Node filesystem almost out of space",
        "query": 'min(node_filesystem_avail_bytes{job="node"} / node_filesystem_size_bytes{job="node"} '
        "* 100)",
        "worse": "lower",
        "warning": 5.5,
        "critical": 3.5,
        "hold": "15m",
    }
    assert "there it is warning after 30m, critical after 15m." in outcome.text


def test_alerts_stand_at_what_they_are_about() -> None:
    """The rule's own labels say it, else what all selectors ask for, else the group."""
    outcome = of_rules(RULES.read_bytes())
    assert list(signals(outcome)) == [
        "node/node-filesystem-almost-out-of-space",
        "node/node-down",
        "checkout/many-errors",
        "checkout/three-down",
        "shop/any-restart",
        "shop/not-leader",
        "shop/slow-queries",
    ]
    assert yaml.safe_load(outcome.text)["nodes"]["checkout"]["owner"] == "payments"


@pytest.mark.parametrize(
    ("expression", "query", "worse", "limit"),
    [
        ("sum(x) / sum(y) > 0.05", "sum(x) / sum(y)", "higher", 0.05),
        ("sum by (a) (x) > 0.05", "max(sum by (a) (x))", "higher", 0.05),
        ("x < 0.5", "min(x)", "lower", 0.5),
        ("0.5 > x", "min(x)", "lower", 0.5),
        ("(x >= 10)", "max(x)", "higher", 10),
        ("x <= 5 * 60", "min(x)", "lower", 300),
        ("count(x) > 2", "count(x)", "higher", 3),
        ("sum(changes(x[5m])) < 2", "sum(changes(x[5m]))", "lower", 1),
        ("rate(x[5m]) > 0", "max(rate(x[5m]))", "higher", 1e-9),
        ("x < 0", "min(x)", "lower", -1e-9),
        ("up == 0", "min(up)", "lower", 0),
        ("x == 0", "max((x) == bool 0)", "higher", 1),
        ("x != 1", "max((x) != bool 1)", "higher", 1),
        ("x > 80", "max(x)", "higher", 80),
        ('x{a="> 1"} > 1.5 # or so', 'max(x{a="> 1"})', "higher", 1.5),
    ],
)
def test_a_signal_is_wrong_when_its_alert_fires(
    expression: str, query: str, worse: str, limit: float
) -> None:
    """The worst series counts; limits hold from the number on, so `> 0` must not hold at 0."""
    found = signal(expression)
    assert (found["query"], found["worse"], found["critical"]) == (query, worse, limit)


NO_NUMBER = "there is no number that it is held against"
TWO_QUERIES = "it compares two queries, or gives 0 and 1 by 'bool'"


@pytest.mark.parametrize(
    ("expression", "difference"),
    [
        ("x", NO_NUMBER),
        ("absent(x)", NO_NUMBER),
        ("x - y", NO_NUMBER),
        ("x > y", TWO_QUERIES),
        ("x > on (a) y", TWO_QUERIES),
        ("x > bool 1", TWO_QUERIES),
        ("x > 1 and y > 2", "it joins conditions by 'and'"),
        ("(x > 1 unless on (a) y)", "it joins conditions by 'unless'"),
        ("x > 1 > 2", "it compares twice"),
    ],
)
def test_what_is_no_query_against_a_number_is_told_with_its_name(expression: str, difference: str) -> None:
    """Never half of it: a signal of `x > 1 and y > 2` would say something else."""
    rule = {"alert": "Odd", "expr": expression, "labels": {"severity": "critical"}}
    outcome = of_rules(yaml.safe_dump({"groups": [{"name": "g", "rules": [rule]}]}).encode())
    assert outcome.text == ""
    reason = f"its expression is not of the shape QUERY > NUMBER: {difference}"
    assert [str(note) for note in outcome.notes] == [f"rules.yaml:4: alert Odd: {reason}"]


def test_what_could_not_be_taken_over_is_told_with_name_line_and_reason() -> None:
    """Recording rules too, by group."""
    assert [str(note) for note in of_rules(RULES.read_bytes()).notes] == [
        "rules.yaml:24: alert NodeClockNotSynchronising: its expression is not of the shape QUERY > NUMBER: "
        "it joins conditions by 'and'",
        "rules.yaml:3: recording rules of group 'node.alerts', which stay there: instance:node_cpu:ratio",
        "rules.yaml:44: alert Gone: its expression is not of the shape QUERY > NUMBER: "
        "there is no number that it is held against",
        "rules.yaml:47: alert BuildInfo: its severity is 'info', which is no state",
        "rules.yaml:50: alert Broken: the query does not parse: unclosed left parenthesis",
    ]


def test_questions_stand_above_what_they_are_about() -> None:
    """An unknown severity, a strict limit, a query that may yield nothing."""
    text = of_rules(RULES.read_bytes()).text
    assert "# DECIDE: its severity is 'P1' there: warning or critical?\n" in text
    assert "# The alert fires above 100; a limit holds from 100 on.\n" in text
    assert text.startswith(
        "# An alert with > or < fires beyond its number; a limit holds from the number on.\n"
    )
    assert "# DECIDE: the query leaves series out, so it may yield nothing while all is well.\n" in text


def test_alerts_whose_limits_contradict_their_severities_stay_two_signals() -> None:
    """Critical before warning is no order that one signal can have."""
    rules = [
        {"alert": "A", "expr": "x > 9.5", "labels": {"severity": "warning"}},
        {"alert": "A", "expr": "x > 4.5", "labels": {"severity": "critical"}},
    ]
    found = signals(of_rules(yaml.safe_dump({"groups": [{"name": "g", "rules": rules}]}).encode()))
    assert {id: (s.get("warning"), s.get("critical")) for id, s in found.items()} == {
        "g/a": (9.5, None),
        "g/a-2": (None, 4.5),
    }


def test_the_resource_of_the_operator_is_read_like_a_file() -> None:
    """PrometheusRule holds the same groups under spec."""
    inner = yaml.safe_load(RULES.read_text())
    wrapped = yaml.safe_dump({"kind": "PrometheusRule", "spec": inner}).encode()
    assert signals(of_rules(wrapped)) == signals(of_rules(RULES.read_bytes()))
