"""Prometheus alert rules as signals with limits, where a rule holds a query against a number.

Rule files (`groups:`) and the resource PrometheusRule. An alert fires for every series beyond the
number; the signal is the worst of these series, so both tell the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, count

import promql_parser

from adapters.prometheus.tokens import tokenize
from hierarchy.file.values import parse_duration
from hierarchy.promql import parts
from navigator.interchange.draft import DECIDE, Draft, filled, identifier, is_address, words
from navigator.interchange.foreign import Piece
from navigator.interchange.promql_text import (
    COMPARISONS,
    Comparison,
    comparison,
    filters,
    is_one_series,
    is_whole_number,
    other_shape,
    tidied,
    why_unusable,
)

_GROUPING = ("service", "job", "component", "app")  # labels that say what a rule is about
_OWNERS = ("team", "owner")
_CRITICAL = frozenset(("critical", "crit", "page", "emergency", "fatal", "disaster", "error", "high"))
_WARNING = frozenset(("warning", "warn", "ticket", "minor", "medium"))
_NO_LIMIT = frozenset(("info", "none", "informational", "debug"))
_LONGEST_HOLD = 86400.0
_ABOVE_ZERO = 1e-9  # the limit for `> 0`: limits are inclusive, and 0 itself is fine
_ZERO_OR_ONE = ("up", "probe_success")


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert rule of the right shape. `severity` is warning or critical, `limit` inclusive; `widened`
    where the alert does not fire at the limit itself."""

    piece: Piece
    name: str
    node: str
    query: str
    worse: str
    limit: float
    severity: str
    hold: float
    remarks: tuple[str, ...] = ()
    widened: bool = False


def read_rules(documents: list[Piece], draft: Draft) -> None:
    """Take the alerts of these documents into the draft as signals; the others are told."""
    found: dict[str, list[Alert]] = {}
    for document in documents:
        holder = document.get("spec") if document.get("kind").text == "PrometheusRule" else document
        groups = holder.get("groups").items()
        if not groups:
            draft.lose(document, "holds no groups of rules")
        for group in groups:
            _group(group, draft, found)
    for node, alerts in found.items():
        _add_node(draft, node, alerts)
    if any(alert.widened for alerts in found.values() for alert in alerts):
        draft.remark((), "An alert with > or < fires beyond its number; a limit holds from the number on.")


def _group(group: Piece, draft: Draft, found: dict[str, list[Alert]]) -> None:
    name, recorded = group.get("name").text, []
    for rule in group.get("rules").items():
        if rule.get("record"):
            recorded.append(rule.get("record").text)
            continue
        alert, reason = _alert(rule, name)
        if alert is None:
            draft.lose(rule, f"alert {rule.get('alert').text or '(without a name)'}: {reason}")
        else:
            found.setdefault(alert.node, []).append(alert)
    if recorded:
        draft.lose(group, f"recording rules of group '{name}', which stay there: {', '.join(recorded)}")


def _alert(rule: Piece, group: str) -> tuple[Alert | None, str]:
    """The alert, or None and why it can't be a signal."""
    name, expr = rule.get("alert").text, tidied(rule.get("expr").query or rule.get("expr").text)
    problem = why_unusable(expr)
    if problem or not name:
        return None, problem or "it has no name"
    compared = comparison(expr)
    if compared is None:
        return None, f"its expression is not of the shape QUERY > NUMBER: {other_shape(expr)}"
    if _is_comparison(compared.expression):
        return None, "its expression is not of the shape QUERY > NUMBER: it compares twice"
    severity = rule.get("labels", "severity").text.lower()
    if severity in _NO_LIMIT:
        return None, f"its severity is '{severity}', which is no state"
    remarks = []
    if severity not in _CRITICAL | _WARNING:
        shown = f"'{rule.get('labels', 'severity').text}'" if severity else "not named"
        remarks.append(f"{DECIDE}its severity is {shown} there: warning or critical?")
    hold = parse_duration(rule.get("for").text or "0s")
    if hold is None or hold > _LONGEST_HOLD:
        remarks.append(f"{DECIDE}'for: {rule.get('for').text}' was not taken over as 'hold'.")
        hold = 0.0
    if rule.get("keep_firing_for"):
        remarks.append(f"'keep_firing_for: {rule.get('keep_firing_for').text}' was not taken over.")
    query, worse, limit, more = _signal(compared)
    return Alert(
        piece=rule,
        name=name,
        node=_about(rule, compared.expression) or group or "alerts",
        query=query,
        worse=worse,
        limit=limit,
        severity="critical" if severity in _CRITICAL else "warning",
        hold=hold,
        remarks=(*remarks, *more),
        widened=compared.operator in ("<", ">") and limit == compared.number,
    ), ""


def _signal(compared: Comparison) -> tuple[str, str, float, list[str]]:
    """Query of one series, direction, inclusive limit, and remarks, saying what the alert says."""
    left, operator, number = compared.left, compared.operator, compared.number
    remarks = []
    if filters(compared.expression):
        remarks.append(f"{DECIDE}the query leaves series out, so it may yield nothing while all is well.")
    if operator == "==" and number == 0 and _is_zero_or_one(compared.expression):
        return f"min({left})", "lower", 0.0, remarks
    if operator in ("==", "!="):
        return f"max(({left}) {operator} bool {_number(number)!r})", "higher", 1.0, remarks
    higher = operator.startswith(">")
    if not is_one_series(compared.expression):
        left = f"{'max' if higher else 'min'}({left})"
    return left, "higher" if higher else "lower", _inclusive(compared, remarks), remarks


def _inclusive(compared: Comparison, remarks: list[str]) -> float:
    """The limit from which on it is wrong, for an alert beyond a number."""
    operator, number = compared.operator, compared.number
    sign = 1 if operator.startswith(">") else -1
    if operator in (">=", "<=") or not number.is_integer():
        return number
    if is_whole_number(compared.expression):
        return number + sign
    if number == 0:
        return sign * _ABOVE_ZERO
    beyond = "above" if sign > 0 else "below"
    remarks.append(f"The alert fires {beyond} {number:g}; a limit holds from {number:g} on.")
    return number


def _add_node(draft: Draft, name: str, alerts: list[Alert]) -> None:
    owners = {_first(alert.piece.get("labels"), _OWNERS) for alert in alerts}
    body: dict[str, object] = {"level": "physical-function", "title": words(name)}
    if len(owners) == 1:
        body["owner"] = next(iter(owners))
    node = draft.add(
        name,
        filled(body),
        f"{DECIDE}what is it, at which level does it stand, and which ends does it serve (why)?",
    )
    links = _runbooks(draft, alerts)
    if links:
        draft.nodes[node]["links"] = links
    signals: dict[str, object] = {}
    for together in _merged(alerts):
        id = _free(identifier(_without_severity(together)).replace(".", "-"), signals)
        signals[id] = _drawn_up(draft, ("nodes", node, "signals", id), together)
    draft.nodes[node]["signals"] = signals


def _merged(alerts: list[Alert]) -> list[list[Alert]]:
    """Alerts about the same query and direction with different severities, which make one signal."""
    signals: list[list[Alert]] = []
    alone: dict[tuple[str, str], list[list[Alert]]] = {}
    for alert in alerts:
        waiting = alone.setdefault((_spaceless(alert.query), alert.worse), [])
        other = next((known for known in waiting if _agree(known[0], alert)), None)
        if other is None:
            waiting.append([alert])
            signals.append(waiting[-1])
        else:
            other.append(alert)
            waiting.remove(other)
    return signals


def _agree(one: Alert, other: Alert) -> bool:
    """Whether the critical one of two alerts is the one further out, so that a signal can have both."""
    warning, critical = sorted((one, other), key=lambda alert: alert.severity == "critical")
    further = critical.limit > warning.limit if one.worse == "higher" else critical.limit < warning.limit
    return warning.severity != critical.severity and further


def _spaceless(query: str) -> str:
    return "".join(token.text for token in tokenize(query) if token.kind != "space")


def _drawn_up(draft: Draft, path: tuple[str, ...], alerts: list[Alert]) -> dict[str, object]:
    first = alerts[0]
    annotations = first.piece.get("annotations")
    summary = _plain(annotations.get("summary").text) if len(alerts) == 1 else ""
    description = annotations.get("description").text
    holds = {alert.hold for alert in alerts}
    if len(holds) > 1:
        told = ", ".join(f"{alert.severity} after {_duration(alert.hold)}" for alert in alerts)
        draft.remark(path, f"{DECIDE}one 'hold' stands for both; there it is {told}.")
    names = dict.fromkeys(alert.name for alert in alerts)
    draft.remark(path, f"Alert {' and '.join(names)}.", *(r for alert in alerts for r in alert.remarks))
    if description and not _plain(description):
        draft.remark(path, "Its description has placeholders and was left out.")
    return filled(
        {
            "title": summary or words(_without_severity(alerts)),
            "description": _plain(description),
            "query": first.query,
            "worse": first.worse,
            **{alert.severity: _number(alert.limit) for alert in alerts},
            "hold": _duration(min(holds)) if min(holds) else "",
        }
    )


def _runbooks(draft: Draft, alerts: list[Alert]) -> list[dict[str, str]]:
    found: dict[str, str] = {}
    for alert in alerts:
        url = alert.piece.get("annotations", "runbook_url").text
        if is_address(url):
            found.setdefault(url, f"Runbook: {alert.name}")
        elif url:
            draft.lose(alert.piece, f"alert {alert.name}: its runbook_url is no plain http(s) address")
    return [{"title": title, "url": url} for url, title in found.items()]


def _about(rule: Piece, expression: promql_parser.Expr) -> str:
    """What a rule is about by its labels, or by what all selectors of its query ask for."""
    named = _first(rule.get("labels"), _GROUPING)
    if named:
        return named
    selectors = [p for p in parts(expression) if isinstance(p, promql_parser.VectorSelector)]
    for label in _GROUPING:
        values = {_equal(selector, label) for selector in selectors}
        if len(values) == 1 and (value := next(iter(values))):
            return value
    return ""


def _equal(selector: promql_parser.VectorSelector, label: str) -> str:
    matchers = selector.matchers.matchers
    return next((m.value for m in matchers if m.name == label and str(m.op) == "MatchOp.Equal"), "")


def _first(labels: Piece, names: tuple[str, ...]) -> str:
    texts = (labels.get(name).text for name in names)
    return next((text for text in texts if text and "{{" not in text), "")


def _is_comparison(expression: promql_parser.Expr) -> bool:
    return isinstance(expression, promql_parser.BinaryExpr) and str(expression.op) in COMPARISONS


def _is_zero_or_one(expression: promql_parser.Expr) -> bool:
    metric = (expression.name or "") if isinstance(expression, promql_parser.VectorSelector) else ""
    return metric in _ZERO_OR_ONE or metric.endswith("_up")


def _without_severity(alerts: list[Alert]) -> str:
    name = alerts[0].name
    for word in ("Critical", "Warning"):
        if len(alerts) > 1 and name.removesuffix(word):
            name = name.removesuffix(word)
    return name


def _plain(text: str) -> str:
    return "" if "{{" in text else text


def _free(id: str, taken: Mapping[str, object]) -> str:
    choices = chain((id,), (f"{id}-{n}" for n in count(2)))
    return next(choice for choice in choices if choice not in taken)


def _number(value: float) -> object:
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _duration(seconds: float) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds and seconds % size == 0:
            return f"{seconds / size:.0f}{unit}"
    return f"{seconds:g}s" if seconds == int(seconds) else f"{seconds * 1000:.0f}ms"
