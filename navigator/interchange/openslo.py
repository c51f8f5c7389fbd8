"""OpenSLO v1 objectives with indicators that Prometheus measures; also their form before version 1.

Source of the format: the specification in OpenSLO/OpenSLO.
"""

from __future__ import annotations

from collections.abc import Iterator

from navigator.interchange.draft import DECIDE, Draft, words
from navigator.interchange.foreign import Piece
from navigator.interchange.objectives import Promise, add_promise, mean_over_window, percent, ratio, rolling
from navigator.interchange.promql_text import tidied, why_unusable

_PROMETHEUS = ("prometheus", "thanos", "mimir", "cortex", "victoriametrics", "amp", "amazonprometheus")
_OPERATORS = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
_UNITS = {"minute": "m", "hour": "h", "day": "d", "week": "w", "month": "M", "quarter": "Q", "year": "Y"}
_SIDES = ("good", "bad", "total")
_OTHER_KINDS = ("AlertPolicy", "AlertCondition", "AlertNotificationTarget")


def read_openslo(documents: list[Piece], draft: Draft) -> None:
    """Take the objectives of these documents into the draft as purposes."""
    known = _Known(documents)
    for document in documents:
        kind = document.get("kind").text
        if kind == "SLO":
            _slo(document, known, draft)
        elif kind in _OTHER_KINDS:
            name = document.get("metadata", "name").text
            draft.lose(document, f"{kind} '{name}': alerting stays where it is")
        elif kind not in ("SLI", "Service", "DataSource"):
            draft.lose(document, f"is {f'a {kind}' if kind else 'no OpenSLO object'}, not an SLO")


class _Known:
    """What objectives refer to by name, from all the documents that were given."""

    def __init__(self, documents: list[Piece]) -> None:
        self._named: dict[tuple[str, str], Piece] = {}
        for document in documents:
            key = (document.get("kind").text, document.get("metadata", "name").text)
            self._named.setdefault(key, document)

    def named(self, kind: str, name: str) -> Piece | None:
        """The document of that kind and name."""
        return self._named.get((kind, name)) if name else None


def _slo(document: Piece, known: _Known, draft: Draft) -> None:
    spec = document.get("spec")
    objectives = spec.get("objectives").items()
    if not objectives:
        promise = _promise(document, known, spec)
        promise.why_not = "it has no objectives"
        add_promise(draft, promise)
    for position, objective in enumerate(objectives):
        promise = _promise(document, known, objective)
        if len(objectives) > 1:
            called = objective.get("displayName").text
            promise.name = f"{promise.name}-{called or position + 1}"
            promise.title = f"{promise.title}: {called or position + 1}"
        _judge(promise, document, objective, known)
        add_promise(draft, promise)


def _promise(document: Piece, known: _Known, piece: Piece) -> Promise:
    metadata, spec = document.get("metadata"), document.get("spec")
    name, service = metadata.get("name").text, spec.get("service").text
    described = known.named("Service", service)
    title = "" if described is None else described.get("metadata", "displayName").text
    return Promise(
        piece=piece,
        name=name or "objective",
        title=metadata.get("displayName").text or words(name) or "Objective",
        description=spec.get("description").text,
        domain=title or service,
    )


def _judge(promise: Promise, document: Piece, objective: Piece, known: _Known) -> None:
    spec = document.get("spec")
    if objective.get("target") or not objective.get("targetPercent"):
        promise.target, promise.why_not = percent(objective.get("target"), share=True)
    else:
        promise.target, promise.why_not = percent(objective.get("targetPercent"))
    if not promise.why_not:
        _window(promise, spec)
    if promise.why_not:
        return
    indicator, problem = _indicator(spec, objective, known)
    if problem:
        promise.why_not = problem
        return
    if spec.get("budgetingMethod").text not in ("", "Occurrences"):
        promise.remarks.append(
            f"{DECIDE}budgeted by {spec.get('budgetingMethod').text} there, by the share of events here."
        )
    promise.description = promise.description or indicator.get("description").text
    _measure(promise, indicator, objective, known)


def _window(promise: Promise, spec: Piece) -> None:
    windows = (spec.get("timeWindow") or spec.get("timeWindows")).items()
    if not windows:
        promise.why_not = "it names no time window"
        return
    window = windows[0]
    if window.get("unit"):  # before version 1: {count: 30, unit: Day}
        text = window.get("count").text + _UNITS.get(window.get("unit").text.lower(), "?")
    else:
        text = window.get("duration").text
    promise.window, promise.why_not = rolling(text)
    if window.get("calendar") or window.get("isRolling").value is False:
        promise.remarks.append(f"{DECIDE}the window follows the calendar there ({text}); here it rolls.")


def _indicator(spec: Piece, objective: Piece, known: _Known) -> tuple[Piece, str]:
    """The `spec` of the indicator: the objective's own, the SLO's, or one that is named."""
    for holder in (objective, spec):
        if holder.get("indicator"):
            inner = holder.get("indicator")
            return (inner.get("spec") or inner), ""
        name = holder.get("indicatorRef").text
        if name:
            found = known.named("SLI", name)
            if found is None:
                return spec, f"its indicator '{name}' is in none of the files"
            return found.get("spec"), ""
    if objective.get("ratioMetrics"):
        return objective, ""
    return spec, "it has no indicator"


def _measure(promise: Promise, indicator: Piece, objective: Piece, known: _Known) -> None:
    metric = indicator.get("ratioMetric") or indicator.get("ratioMetrics")
    threshold = indicator.get("thresholdMetric")
    promise.why_not = next(_foreign_sources(metric or threshold, known), "")
    if promise.why_not:
        return
    if metric.get("raw"):
        _raw(promise, metric)
    elif metric:
        counter = (metric.get("counter") or metric.get("incremental")).value
        said = counter if isinstance(counter, bool) else _said(metric)
        queries = {side: _query(metric.get(side)) for side in _SIDES if metric.get(side)}
        promise.queries, remark, promise.why_not = ratio(queries, counter=said)
        promise.remarks += [remark] if remark else []
        if not promise.why_not and len(queries) != 2:
            promise.queries, promise.why_not = {}, "it needs total with one of good and bad"
    elif threshold:
        _threshold(promise, threshold, objective)
    else:
        promise.why_not = "its indicator is neither a ratioMetric nor a thresholdMetric"


def _said(metric: Piece) -> bool | None:
    """`counter: false` is a value too, though it counts as nothing above."""
    return False if metric.get("counter").value is False or metric.get("incremental").value is False else None


def _raw(promise: Promise, metric: Piece) -> None:
    """A ratio that is there already: its mean over the window, turned round where it is of successes."""
    query, problem = mean_over_window(_query(metric.get("raw")).query)
    kind = metric.get("rawType").text
    if kind not in ("success", "failure"):
        problem = problem or "rawType must say whether the ratio is of success or failure"
    promise.why_not = problem
    promise.queries = {} if problem else {"bad": query if kind == "failure" else f"1 - ({query})"}


def _threshold(promise: Promise, threshold: Piece, objective: Piece) -> None:
    """The share of time in which the value is not as it should be."""
    operator, value = objective.get("op").text, objective.get("value").value
    query = tidied(_query(threshold).query)
    problem = why_unusable(query)
    if operator not in _OPERATORS or isinstance(value, bool) or not isinstance(value, (int, float)):
        problem = problem or "a threshold needs op (lt, lte, gt, gte) and a value"
    if problem:
        promise.why_not = problem
        return
    good = f"({query}) {_OPERATORS[operator]} bool {value!r}"
    promise.queries = {"bad": f"1 - avg_over_time(({good})[$window:])"}
    promise.remarks.append(f"The share of time in which it is not {_OPERATORS[operator]} {value}.")


def _query(side: Piece) -> Piece:
    """Where the query of a metric source stands: under spec.query, in spec itself, or at the source."""
    spec = side.get("metricSource", "spec")
    for choice in (spec.get("query"), spec.get("promql"), spec, side.get("query")):
        if choice.query:
            return choice
    return side.get("query")


def _foreign_sources(metric: Piece, known: _Known) -> Iterator[str]:
    """What measures it, where that is no Prometheus."""
    for _, side in [("", metric), *metric.entries()]:
        source = side.get("metricSource")
        kind = source.get("type").text or side.get("source").text
        reference = source.get("metricSourceRef").text
        if reference and not kind:
            found = known.named("DataSource", reference)
            kind = "" if found is None else found.get("spec", "type").text
        if kind and kind.lower().replace("-", "").replace(" ", "") not in _PROMETHEUS:
            yield f"it is measured by {kind}, not by Prometheus"
