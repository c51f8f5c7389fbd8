"""A spread or segments over a label that the series do not have, or that a query cannot be split by."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.live_checks.remark import Remark, called, named
from adapters.live_checks.view import LiveView, Selector, declared_together
from adapters.prometheus.breaking_down import split_plan
from hierarchy.evidence.breakdowns import Split, splits_of
from hierarchy.laws import Segment
from hierarchy.model import SignalKey
from hierarchy.problems import Position

SPREAD, SEGMENT, UNSPLIT = "spread-label-missing", "segment-label-missing", "cannot-be-split"

_Place = tuple[str, Position | None]  # what a remark is told once for


def look(view: LiveView) -> Iterator[Remark]:
    """One remark per declared signal with `spread`, and per segment, that cannot be shown as it is meant."""
    signals = view.model.asked()
    spread: dict[str, list[SignalKey]] = {}
    segments: dict[_Place, tuple[Segment, list[SignalKey]]] = {}
    for node in view.model.nodes.values():
        for key, label in splits_of(node):
            segment = next((one for one in node.segments if one.label == label), None)
            if signals[key].spread == label or segment is None:
                spread.setdefault(label, []).append(key)
            else:
                place = label, segment.defined_at or node.defined_at
                segments.setdefault(place, (segment, []))[1].append(key)
    for label, keys in spread.items():
        yield from _spread(view, label, keys)
    for segment, keys in segments.values():
        yield from _segment(view, segment, keys)


def _spread(view: LiveView, label: str, keys: list[SignalKey]) -> Iterator[Remark]:
    together = list(declared_together(view.model, keys))
    lacking = _lacking(view, [(own[0], label) for _, own in together])
    for signal, own in together:
        what = f"{called(signal)} {named(own)} is to be spread over '{label}'"
        refused = _refused(view, own[0], label)
        if refused:
            hint = "keep the label in every aggregation of the query, or delete 'spread'"
            yield Remark(UNSPLIT, f"{what}, but {refused}", hint, own)
        elif own[0] in lacking:
            message = f"{what}, which its series do not have"
            yield Remark(SPREAD, message, "name a label of the series, or delete 'spread'", own)


def _segment(view: LiveView, segment: Segment, keys: list[SignalKey]) -> Iterator[Remark]:
    """Told at the segment, for the first signal that it does not work for."""
    together = [own for _, own in declared_together(view.model, keys)]
    lacking = _lacking(view, [(own[0], segment.label) for own in together])
    for own in together:
        what = f"who of '{segment.label}' is hurt {named(own)} cannot be told by '{own[0].signal}'"
        refused = _refused(view, own[0], segment.label)
        hint = "name a label that every series under the objective has, or delete the segment"
        if refused:
            yield Remark(UNSPLIT, f"{what}: {refused}", hint, own, at=segment.defined_at)
        elif own[0] in lacking:
            message = f"{what}: its series have no such label"
            yield Remark(SEGMENT, message, hint, own, at=segment.defined_at)
        else:
            continue
        return


def _refused(view: LiveView, key: SignalKey, label: str) -> str:
    """Why the query cannot be split at all, or an empty string."""
    plan = split_plan(view.model, [key], label)
    return next((request.refused for request in plan if request.refused), "")


def _lacking(view: LiveView, splits: list[tuple[SignalKey, str]]) -> set[SignalKey]:
    """The signals that have series, none of which has the label."""
    behind: dict[SignalKey, Selector] = {}
    for selector in view.selectors:
        for key in selector.keys if selector.series else ():
            behind.setdefault(key, selector)
    known = [Split(key, label) for key, label in splits if key in behind]
    questions = [(behind[key].source, f"count by ({label}) ({behind[key].text})") for key, label in known]
    answers = zip(known, view.answers(questions), strict=True)
    return {
        split.key
        for split, answer in answers
        if answer is not None and not any(series.labels.get(split.label) for series in answer.series)
    }
