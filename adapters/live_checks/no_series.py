"""Signals for which the source has nothing: never, no longer, or only under other labels."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from adapters.live_checks.remark import Remark, called, named
from adapters.live_checks.view import LiveView, Selector, declared_together, one_metric, selectors_behind
from adapters.prometheus.envelope import Answer
from adapters.prometheus.plan import build_plan
from adapters.prometheus.query_shape import MatcherFact, selectors_of, shape_of
from adapters.prometheus.roles import AGES
from hierarchy.evidence.readings import Trust
from hierarchy.model import Signal, SignalKey
from hierarchy.problems import did_you_mean
from hierarchy.promql import quote

NEVER, GONE, LABELS, EMPTY = (
    "metric-never-existed",
    "metric-disappeared",
    "labels-match-nothing",
    "answers-nothing",
)
LOOKED_INTO = 40  # declared signals whose silence is looked into; each takes a handful of questions
_SHOWN = 4


def look(view: LiveView) -> Iterator[Remark]:
    """One remark per declared signal that no series answers at some node; those of a ready template,
    of which no exporter has all, are told together."""
    nodes = view.model.nodes
    silent = []
    for key, found in view.sweep.readings.items():
        lifetime = nodes[key.node].lifetime
        if found.trust in (Trust.ABSENT, Trust.NEVER) and (lifetime is None or lifetime.holds(view.at)):
            silent.append(key)
    ready: dict[tuple[str, str], list[Remark]] = {}
    for signal, keys in islice(declared_together(view.model, silent), LOOKED_INTO):
        remark = _reason(view, signal, keys)
        if (signal.template or "").startswith("std/") and remark.id == NEVER:
            ready.setdefault((signal.template or "", keys[0].node), []).append(remark)
        else:
            yield remark
    for (template, _), remarks in ready.items():
        yield _together(template, remarks)


def _together(template: str, remarks: list[Remark]) -> Remark:
    if len(remarks) == 1:
        return remarks[0]
    keys = remarks[0].keys
    ids = [remark.keys[0].signal for remark in remarks]
    shown = ", ".join(f"'{one}'" for one in ids[:_SHOWN]) + (", …" if len(ids) > _SHOWN else "")
    message = f"{len(ids)} signals of {template} {named(keys)} read metrics the source has not had: {shown}"
    hint = (
        f"check the labels and the exporter, or take away what it does not tell: signals: {{{ids[0]}: null}}"
    )
    return Remark(NEVER, message, hint, keys)


def _reason(view: LiveView, signal: Signal, keys: tuple[SignalKey, ...]) -> Remark:
    behind = list(selectors_behind(build_plan(view.model, keys[:1], AGES)))
    counts = view.answers([(s.source, f"count({s.text})") for s in behind])
    for selector, count in zip(behind, counts, strict=True):
        if selector.metric and count is not None and not count.series:
            return _of_selector(view, signal, keys, selector)
    message = f"{called(signal)} {named(keys)} has no answer, though every metric in it has series"
    hint = "the two sides of an operator may differ in their labels, or a comparison filters everything"
    return Remark(EMPTY, message, hint, keys)


def _of_selector(view: LiveView, signal: Signal, keys: tuple[SignalKey, ...], selector: Selector) -> Remark:
    metric = one_metric(selector.metric)
    now, lately = view.answers(
        [(selector.source, f"count({metric})"), (selector.source, f"count(last_over_time({metric}[1d]))")]
    )
    if now is not None and now.series:
        return _of_labels(view, signal, keys, selector)
    what = f"{called(signal)} {named(keys)} reads '{selector.metric}'"
    if lately is not None and lately.series:
        hint = "its exporter may be down, or an update renamed the metric"
        return Remark(GONE, f"{what}, which had series within a day and has none now", hint, keys)
    known = [name for source, name in view.kinds if source == selector.source]
    near = did_you_mean(selector.metric, known) if len(known) < 20_000 else ""
    hint = (
        near or "check the name, and that its exporter is scraped; zero_while, if it appears only at a fault"
    )
    return Remark(NEVER, f"{what}, which the source has not had within a day", hint, keys)


def _of_labels(view: LiveView, signal: Signal, keys: tuple[SignalKey, ...], selector: Selector) -> Remark:
    """The metric is there: which of the labels asked for keeps its series away?"""
    facts = selectors_of(shape_of(selector.text) or ())
    matchers = [m for m in (facts[0].matchers if facts else ()) if m[1] != "__name__"]
    metric = one_metric(selector.metric)
    alone = [f"count({{__name__={quote(selector.metric)},{_text(m)}}})" for m in matchers]
    counts = view.answers([(selector.source, query) for query in alone])
    what = f"{called(signal)} {named(keys)}: '{selector.metric}' has series"
    for matcher, count in zip(matchers, counts, strict=True):
        if count is not None and not count.series:
            (values,) = view.answers([(selector.source, f"count by ({matcher[1]}) ({metric})")])
            return Remark(LABELS, f"{what}, but none with {_text(matcher)}", _instead(matcher, values), keys)
    together = ", ".join(_text(m) for m in matchers)
    hint = "each of these labels has series, but no series has them all"
    return Remark(LABELS, f"{what}, but none with {together}", hint, keys)


def _text(matcher: MatcherFact) -> str:
    op, label, value = matcher
    return f"{label}{op}{quote(value)}"


def _instead(matcher: MatcherFact, answer: Answer | None) -> str:
    _, label, wanted = matcher
    values = sorted({s.labels.get(label, "") for s in answer.series} - {""}) if answer else []
    if not values:
        return f"its series have no label '{label}'"
    shown = ", ".join(values[:_SHOWN]) + (", …" if len(values) > _SHOWN else "")
    near = did_you_mean(wanted, values)
    return near or f"'{label}' is one of {shown}"
