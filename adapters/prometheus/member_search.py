"""Who is there: the searches for the members of nodes with `each`, asked together where that is safe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from adapters.prometheus.asking import Asking, PipelineAsk, instant, over, windows
from adapters.prometheus.envelope import Answer
from adapters.prometheus.grids import Moments
from adapters.prometheus.search_batches import batched
from adapters.prometheus.searches import Asked, found_over, number_at, searches_of
from adapters.prometheus.sharing import Outcome
from hierarchy.members import Found
from hierarchy.model import Model


class MemberSearch:
    """The searches of one model, and for which of them it is known how many there had been before."""

    def __init__(self, model: Model) -> None:
        self._searches = searches_of(model)
        self._recalled: set[str] = set()

    def renewed(self, model: Model) -> MemberSearch:
        """The same for a changed model; what was recalled for searches that stay is not asked again."""
        fresh = MemberSearch(model)
        same = {name for name, search in fresh._searches.items() if search == self._searches.get(name)}
        fresh._recalled = self._recalled & same
        return fresh

    def members(self, asking: Asking, at: float) -> Mapping[str, Found]:
        """Who is there as of Unix time `at`, by the id of the node.

        Without `expect` the first answer has the most that were there within the hour before.
        """
        moments = Moments(at, 1.0, 1)
        found = {name: one[0] for name, one in self._searched(asking, instant(at), moments).items()}
        recalled = {
            name: search.lately
            for name, search in self._searches.items()
            if search.lately is not None and name not in self._recalled and not found[name].failure
        }
        answers = _answers(asking, recalled.values(), instant(at)) if recalled else {}
        for name, asked in recalled.items():
            if isinstance(answers[asked], Answer):
                self._recalled.add(name)
                found[name] = replace(found[name], expected=number_at(answers[asked]))
        return found

    def capture(self, asking: Asking, start: float, end: float, step: float) -> Mapping[str, list[Found]]:
        """What `members` would have found at each moment of [start, end]: one entry per moment."""
        moments = Moments.over(start, end, step)
        spans = windows(moments)
        if len(spans) > 1:
            parts = [self.capture(asking, w.start, w.end, step) for w in spans]
            return {name: [one for part in parts for one in part[name]] for name in self._searches}
        return self._searched(asking, over(spans[0]), moments)

    def _searched(self, asking: Asking, ask: PipelineAsk, moments: Moments) -> Mapping[str, list[Found]]:
        wanted = [one for search in self._searches.values() for one in search.asked]
        answers = _answers(asking, wanted, ask)
        return {
            name: found_over([answers[one] for one in search.asked], moments)
            for name, search in self._searches.items()
        }


def _answers(asking: Asking, asked: Iterable[Asked], ask: PipelineAsk) -> Mapping[Asked, Outcome]:
    """What each of these gave; those that differ in labels only are asked together."""
    batches = batched(asked)
    answered = asking.together([batch.request for batch in batches], ask)
    shares = (batch.shares(outcome) for batch, (_, outcome) in zip(batches, answered, strict=True))
    return {one: outcome for share in shares for one, outcome in share.items()}
