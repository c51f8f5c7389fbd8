"""Pyrra's ServiceLevelObjective: ratio, latency, latencyNative and bool_gauge indicators.

Source of the format: the API types of pyrra-dev/pyrra.
"""

from __future__ import annotations

from hierarchy.file.values import parse_duration
from navigator.interchange.draft import DECIDE, Draft, is_label, words
from navigator.interchange.foreign import Piece
from navigator.interchange.objectives import Promise, add_promise, percent, rolling
from navigator.interchange.promql_text import is_selector, parsed, tidied

_LABEL_PREFIX = "pyrra.dev/"  # labels of the resource that Pyrra puts on its rules
_OWNERS = ("team", "owner")


def read_pyrra(documents: list[Piece], draft: Draft) -> None:
    """Take the objectives of these documents into the draft as purposes."""
    for document in documents:
        if document.get("kind").text == "ServiceLevelObjective":
            add_promise(draft, _promise(document))
        elif document.get("kind").text in ("List", "ServiceLevelObjectiveList"):
            read_pyrra(document.get("items").items(), draft)
        else:
            kind = document.get("kind").text
            draft.lose(document, f"is {f'a {kind}' if kind else 'no resource'}, not a ServiceLevelObjective")


def _promise(document: Piece) -> Promise:
    metadata, spec = document.get("metadata"), document.get("spec")
    name = metadata.get("name").text
    entries = metadata.get("labels").entries()
    given = {key.removeprefix(_LABEL_PREFIX): value.text for key, value in entries}
    own = {key.removeprefix(_LABEL_PREFIX) for key, _ in entries if key.startswith(_LABEL_PREFIX)}
    promise = Promise(
        piece=document,
        name=name or "objective",
        title=words(name) or "Objective",
        description=spec.get("description").text,
        domain=metadata.get("namespace").text,
        owner=next((given[key] for key in _OWNERS if given.get(key)), ""),
        labels={key: given[key] for key in sorted(own) if is_label(key) and given[key]},
    )
    promise.target, promise.why_not = percent(spec.get("target"))
    if not promise.why_not:
        promise.window, promise.why_not = rolling(spec.get("window").text)
    if not promise.why_not:
        _measure(promise, spec.get("indicator"))
    return promise


def _measure(promise: Promise, indicator: Piece) -> None:
    if indicator.get("ratio"):
        kind, wanted = indicator.get("ratio"), (("bad", "errors"), ("total", "total"))
        promise.queries = _increases(promise, kind, wanted)
    elif indicator.get("latency"):
        kind, wanted = indicator.get("latency"), (("good", "success"), ("total", "total"))
        promise.queries = _increases(promise, kind, wanted)
    elif indicator.get("latencyNative"):
        kind = indicator.get("latencyNative")
        promise.queries = _native(promise, kind)
    elif indicator.get("bool_gauge"):
        kind = indicator.get("bool_gauge")
        gauge = _selector(promise, kind, "the gauge")
        promise.queries = {
            "good": f"sum(sum_over_time({gauge}[$window]))",
            "total": f"sum(count_over_time({gauge}[$window]))",
        }
    else:
        promise.why_not = "its indicator is none of ratio, latency, latencyNative and bool_gauge"
        return
    promise.segments = tuple(label.text for label in kind.get("grouping").items() if label.text)
    if promise.segments:
        promise.remarks.append(
            f"{DECIDE}Pyrra promises this for every {', '.join(promise.segments)} by itself; here it is "
            "promised for all of them together."
        )


def _increases(promise: Promise, kind: Piece, wanted: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Counters over the burn window, as Pyrra takes them: the sum of their increases."""
    selectors = {ours: _selector(promise, kind.get(theirs), theirs) for ours, theirs in wanted}
    return {ours: f"sum(increase({selector}[$window]))" for ours, selector in selectors.items()}


def _native(promise: Promise, kind: Piece) -> dict[str, str]:
    """A native histogram: the share of it that is faster, times how many there are."""
    seconds = parse_duration(kind.get("latency").text)
    if seconds is None:
        promise.why_not = "its latency is no length of time"
        return {}
    increase = f"sum(increase({_selector(promise, kind.get('total'), 'total')}[$window]))"
    total = f"histogram_count({increase})"
    return {"good": f"histogram_fraction(0, {seconds:g}, {increase}) * {total}", "total": total}


def _selector(promise: Promise, piece: Piece, called: str) -> str:
    selector = tidied(piece.get("metric").query)
    if not promise.why_not and not is_selector(parsed(selector)):
        promise.why_not = f"{called} is no metric with labels"
    return selector
