"""Sloth's service levels: the files of `prometheus/v1` and the resource PrometheusServiceLevel.

Source of the format: the API documentation of slok/sloth.
"""

from __future__ import annotations

from navigator.interchange.draft import Draft, labels_of, words
from navigator.interchange.foreign import Piece
from navigator.interchange.objectives import Promise, add_promise, mean_over_window, percent, ratio

_PERIOD = "30d"  # what Sloth takes unless it is told another when it is started
_OWNERS = ("owner", "team")
_QUERIES = (("bad", "error_query", "errorQuery"), ("total", "total_query", "totalQuery"))


def read_sloth(documents: list[Piece], draft: Draft) -> None:
    """Take the service levels of these documents into the draft as purposes."""
    for document in documents:
        if document.get("version").text == "prometheus/v1":
            _service(document, draft)
        elif document.get("kind").text == "PrometheusServiceLevel":
            _service(document.get("spec"), draft)
        else:
            draft.lose(document, "is neither a 'version: prometheus/v1' nor a PrometheusServiceLevel")
    if draft.nodes:
        draft.remark((), f"Sloth's files name no period; {_PERIOD} is the one that it takes by itself.")


def _service(spec: Piece, draft: Draft) -> None:
    service = spec.get("service").text
    if not spec.get("slos").items():
        draft.lose(spec, f"the service '{service}' has no slos")
    if spec.get("slo_plugins") or spec.get("sloPlugins"):
        draft.lose(spec, f"the plugins of '{service}' were not taken over; they change what Sloth generates")
    for slo in spec.get("slos").items():
        add_promise(draft, _promise(spec, service, slo))


def _promise(spec: Piece, service: str, slo: Piece) -> Promise:
    name = slo.get("name").text
    own = labels_of(spec.get("labels")) | labels_of(slo.get("labels"))
    owner = next((own[label] for label in _OWNERS if label in own), "")
    promise = Promise(
        piece=slo,
        name="-".join(part for part in (service, name) if part) or "objective",
        title=": ".join(words(part) for part in (service, name) if part) or "Objective",
        description=slo.get("description").text,
        domain=service,
        owner=owner,
        labels={label: value for label, value in own.items() if label not in _OWNERS},
        window=_PERIOD,
    )
    promise.target, promise.why_not = percent(slo.get("objective"))
    if not promise.why_not:
        _measure(promise, slo.get("sli"))
    return promise


def _measure(promise: Promise, sli: Piece) -> None:
    events, raw = sli.get("events"), sli.get("raw")
    if sli.get("plugin"):
        plugin = sli.get("plugin", "id").text
        promise.why_not = f"it is measured by Sloth's plugin '{plugin}'; write its queries"
    elif events:
        queries = {ours: events.get(one) or events.get(other) for ours, one, other in _QUERIES}
        promise.queries, remark, promise.why_not = ratio(queries)
        promise.remarks += [remark] if remark else []
    elif raw:
        given = raw.get("error_ratio_query") or raw.get("errorRatioQuery")
        query, promise.why_not = mean_over_window(given.query)
        promise.queries = {"bad": query} if query else {}
    else:
        promise.why_not = "it has neither events nor raw under sli"
