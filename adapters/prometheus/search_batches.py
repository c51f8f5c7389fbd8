"""Searches that differ only in what stands for `$match`, as those of copies do, asked in one query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from adapters.failures import SourceFailure
from adapters.prometheus.batching import why_single
from adapters.prometheus.chunks import Values, cut
from adapters.prometheus.envelope import AnsweredSeries
from adapters.prometheus.pipeline import Outcome
from adapters.prometheus.plan import Request, for_nodes
from adapters.prometheus.searches import Asked
from adapters.prometheus.tokens import count_match


@dataclass(frozen=True, slots=True)
class Batch:
    """One request, and by the values of its labels what it is asked for; a request for one has no labels."""

    request: Request
    members: Mapping[Values, Asked]

    def shares(self, outcome: Outcome) -> dict[Asked, Outcome]:
        """The answer of each member: its own series, with the warnings of all; a failure is everyone's."""
        if isinstance(outcome, SourceFailure) or not self.request.labels:
            return dict.fromkeys(self.members.values(), outcome)
        parts: dict[Values, list[AnsweredSeries]] = {values: [] for values in self.members}
        for series in outcome.series:
            values = tuple(series.labels.get(label, "") for label in self.request.labels)
            if values in parts:
                parts[values].append(series)
        return {
            self.members[values]: replace(outcome, series=tuple(found)) for values, found in parts.items()
        }


def batched(asked: Iterable[Asked]) -> list[Batch]:
    """Every query once, and together what may safely be asked together."""
    groups: dict[tuple[str, str, tuple[str, ...]], dict[Values, Asked]] = {}
    for one in dict.fromkeys(asked):
        labels = tuple(matcher.label for matcher in one.matchers)
        apart = one.refused or any(m.regex for m in one.matchers) or why_single(one.template, labels)
        key = (one.source, one.query, ()) if apart else (one.source, one.template, labels)
        groups.setdefault(key, {})[tuple(m.value for m in one.matchers)] = one
    return [batch for (_, _, labels), members in groups.items() for batch in _batches(labels, members)]


def _batches(labels: tuple[str, ...], members: Mapping[Values, Asked]) -> Iterator[Batch]:
    first = next(iter(members.values()))
    if labels and len(members) > 1:
        places = count_match(first.template)
        for chunk in cut(list(members), places, len(first.template.encode()) + 64 * (places + 1)):
            its = {values: members[values] for values in chunk}
            whole = Request(first.source, "", labels, dict.fromkeys(chunk, ()), template=first.template)
            request = for_nodes(whole, chunk)
            if len(chunk) == 1 or request is None:
                yield from (_single(values, one) for values, one in its.items())
            else:
                yield Batch(request, its)
        return
    yield from (_single(values, one) for values, one in members.items())


def _single(values: Values, one: Asked) -> Batch:
    return Batch(Request(one.source, one.query, (), {}, refused=one.refused), {values: one})
