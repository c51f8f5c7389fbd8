"""The searches for members: what is asked for every node with `each`, and what the answers say."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from adapters.failures import SourceFailure
from adapters.prometheus.grids import Moments, values_over
from adapters.prometheus.pipeline import Outcome
from adapters.prometheus.promql import clause_of, fill, why_refused
from adapters.prometheus.tokens import count_match, normalize
from hierarchy.members import Found
from hierarchy.model import Model
from hierarchy.queries import Matcher, Query
from hierarchy.registry import SEEN_SECONDS

MOST_EXPECTED = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A query ready to be sent to a source, or why it must not be (`refused`).

    `template` is its text before `$match` was filled with `matchers`.
    """

    source: str
    query: str
    refused: str = ""
    template: str = ""
    matchers: tuple[Matcher, ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked for one node: who is there, and how many there should be (None: not asked).

    `lately` asks for the most that were there within the hour before, where nothing says how many there
    should be: asked once, so that those who went before the first search are missed too.
    """

    members: Asked
    expect: Asked | None = None
    lately: Asked | None = None

    @property
    def asked(self) -> tuple[Asked, ...]:
        """All its queries, that for the members first."""
        return (self.members,) if self.expect is None else (self.members, self.expect)


def searches_of(model: Model) -> Mapping[str, Search]:
    """One search for every node with `each`, by its id."""
    found: dict[str, Search] = {}
    for node in model.nodes.values():
        if node.each is not None:
            expect = node.each.expect
            query = node.each.query
            asked = asked_of(expect) if isinstance(expect, Query) else None
            found[node.id] = Search(
                asked_of(query), asked, asked_of(_lately(query)) if expect is None else None
            )
    return found


def found_over(outcomes: Sequence[Outcome], moments: Moments) -> list[Found]:
    """What the answers to the `asked` of a search say of each moment.

    An answer with warnings may lack members that are there, so nothing is learnt from it.
    """
    members = outcomes[0]
    if isinstance(members, SourceFailure):
        failure = Found(failure=f"its members could not be searched for: {members.message}")
        return [failure] * moments.count
    if members.warnings:
        failure = Found(failure=f"the answer to the search may be partial: {'; '.join(members.warnings)}")
        return [failure] * moments.count
    there = [(series.labels, values_over(series, moments)) for series in members.series]
    expected = _numbers(outcomes[1], moments) if len(outcomes) > 1 else [None] * moments.count
    return [
        Found(tuple(labels for labels, values in there if values[i] is not None), expected[i])
        for i in range(moments.count)
    ]


def asked_of(query: Query) -> Asked:
    """A query of the model, filled and checked."""
    text = normalize(query.text)
    matchers = query.match if count_match(text) else ()
    filled = fill(text, [clause_of(matcher) for matcher in matchers])
    refused = why_refused(matchers) or filled.refused
    return Asked(query.source, filled.query, refused, text, tuple(sorted(matchers, key=lambda m: m.label)))


def _lately(query: Query) -> Query:
    """The most members at one time within SEEN_SECONDS, looked at once a minute."""
    return replace(query, text=f"max_over_time(count({normalize(query.text)})[{int(SEEN_SECONDS)}s:60s])")


def number_at(outcome: Outcome) -> int | None:
    """The one number of an instant answer, None for anything else."""
    return _numbers(outcome, Moments(0.0, 1.0, 1))[0]


def _numbers(outcome: Outcome, moments: Moments) -> list[int | None]:
    """The one number that `expect` gave at each moment; None for a failure, for none or several, and
    for what is no count."""
    if isinstance(outcome, SourceFailure) or outcome.warnings:
        return [None] * moments.count
    columns = [values_over(series, moments) for series in outcome.series]
    return [_number([column[i] for column in columns]) for i in range(moments.count)]


def _number(found: Sequence[float | None]) -> int | None:
    numbers = [value for value in found if value is not None]
    if len(numbers) != 1 or not math.isfinite(numbers[0]):
        return None
    return min(MOST_EXPECTED, max(0, math.ceil(numbers[0])))
