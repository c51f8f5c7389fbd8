"""Rules for changes that will never show one, or not at the nodes that they name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adapters.failures import SourceFailure
from adapters.live_checks.remark import Remark
from adapters.live_checks.view import LiveView
from adapters.prometheus.envelope import AnsweredSeries
from adapters.prometheus.searches import asked_of
from hierarchy.actions import ChangeKind, ChangeRule
from hierarchy.evidence.changes import Concerned
from hierarchy.queries import Query

FAILS, UNSEEN, UNMATCHED = "change-fails", "change-without-series", "change-matches-nothing"


def look(view: LiveView) -> Iterator[Remark]:
    """At most one remark per rule; what goes on only at times may well have no series now."""
    rules = [(rule, query) for rule in view.model.changes for query in (rule.during or rule.query,) if query]
    rules = [(rule, query) for rule, query in rules if query.source not in view.silent]
    asked = [asked_of(query) for _, query in rules]
    outcomes = view.source.ask([(one.source, one.query) for one in asked], view.at)
    for (rule, query), outcome in zip(rules, outcomes, strict=True):
        what = f"change '{rule.id}'"
        if isinstance(outcome, SourceFailure):
            hint = "run the query in the source's own page to see what it objects to"
            yield Remark(FAILS, f"{what}: {outcome.message}", hint, at=query.defined_at)
        elif outcome.series:
            yield from _matched(view, rule, query, outcome.series)
        elif rule.kind is not ChangeKind.WHILE:
            hint = "check the name of the metric, and that its exporter is scraped"
            yield Remark(UNSEEN, f"{what} has no series to see a change in", hint, at=query.defined_at)


def _matched(
    view: LiveView, rule: ChangeRule, query: Query, series: Sequence[AnsweredSeries]
) -> Iterator[Remark]:
    """The labels that a rule needs, and whether any series concerns a node."""
    needed = [*([rule.track] if rule.track else []), *rule.match]
    missing = next((name for name in needed if not any(one.labels.get(name) for one in series)), "")
    if missing:
        told = ", ".join(sorted({label for one in series for label in one.labels} - {"__name__"})[:6])
        hint = f"its series have {told}" if told else "its series have no labels at all"
        message = f"change '{rule.id}' needs the label '{missing}', which its series do not have"
        yield Remark(UNMATCHED, message, hint, at=query.defined_at)
        return
    concerned = Concerned(view.model)
    if rule.match and not any(concerned.by(one.labels, rule.match) for one in series):
        pairs = ", ".join(f"{theirs}: {ours}" for theirs, ours in rule.match.items())
        message = f"change '{rule.id}' concerns no node: by 'match: {{{pairs}}}' none of its series has one"
        hint = "match: {label of the series: label of the nodes}; or give the nodes that label"
        yield Remark(UNMATCHED, message, hint, at=query.defined_at)
