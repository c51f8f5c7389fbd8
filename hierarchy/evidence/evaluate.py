"""From readings to health: every node of the model judged once, bottom-up. Pure, no clock, no I/O."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from hierarchy.evidence.accounts import account
from hierarchy.evidence.assumptions import NOTHING_ASSUMED, Assumptions
from hierarchy.evidence.coverage import Coverage
from hierarchy.evidence.gathering import Gathering, gathered
from hierarchy.evidence.groups import combine, felt, passed_up, worst
from hierarchy.evidence.health import Health, NodeHealth
from hierarchy.evidence.holds import Holds
from hierarchy.evidence.order import bottom_up, unlisted
from hierarchy.evidence.own import absent_own, judge_own, plan_of
from hierarchy.evidence.readings import SourceState, Sweep
from hierarchy.evidence.states import UNKNOWN
from hierarchy.evidence.verdicts import Felt, Verdict
from hierarchy.model import Model


def evaluate(model: Model, sweep: Sweep, now: float) -> Health:
    """`Evaluator(model).evaluate(sweep, now)`, for those who evaluate once."""
    return Evaluator(model).evaluate(sweep, now)


class Evaluator:
    """Judges one model again and again; holds no state between calls, safe in several threads."""

    def __init__(self, model: Model) -> None:
        self.model = model
        ordered = bottom_up(model)
        place = {n.id: i for i, n in enumerate(ordered)}
        extra = unlisted(model)
        self._plans = tuple(plan_of(n, model) for n in ordered)
        self._groups = tuple(
            (
                *gathered(model, (*n.how, *extra.get(n.id, ())), place),
                *gathered(model, n.parts, place, parts=True),
            )
            for n in ordered
        )
        self._mortal = [(i, n.lifetime) for i, n in enumerate(ordered) if n.lifetime is not None]
        self._places = [place[node_id] for node_id in model.nodes]
        means = [
            tuple({m for g in groups if not g.aside for m in g.members if m < i})
            for i, groups in enumerate(self._groups)
        ]
        self._coverage = Coverage(means, [len(plan.keys) for plan in self._plans])

    def evaluate(
        self,
        sweep: Sweep,
        now: float,
        *,
        explain: bool = True,
        holds: Holds | None = None,
        assumed: Assumptions = NOTHING_ASSUMED,
    ) -> Health:
        """The health of the whole model at Unix time `now` (seconds) from the readings of a sweep.

        Readings are aged to `now`; a signal without one is absent. Members that are not there at `now`
        do not count. `holds` is what is remembered of signals with `hold`, this sweep included
        (`Holds.advanced`); without it they have the state of the moment. With `explain` false the
        reasons are left out, which takes about half the time (for filling the history).
        """
        gone = {name for name, s in sweep.sources.items() if s.state is SourceState.UNREACHABLE}
        absent = {i for i, lifetime in self._mortal if not lifetime.holds(now)}
        memory = None if holds is None else holds.signals
        verdicts: list[Verdict] = []
        for i, plan in enumerate(self._plans):
            if i in absent:
                verdicts.append(Verdict(absent_own(plan, now), (), None, UNKNOWN))
                continue
            own = judge_own(plan, sweep, now, gone, memory)
            groups = tuple([_feel(group, verdicts, now, absent) for group in self._groups[i]])
            threat = worst([g.felt for g in groups if g.felt is not None])
            verdicts.append(Verdict(own, groups, threat, passed_up(own.bounds, threat)))
        return self._health(verdicts, absent, sweep, now, explain=explain)

    def _health(
        self, verdicts: Sequence[Verdict], absent: Collection[int], sweep: Sweep, now: float, *, explain: bool
    ) -> Health:
        evidence = self._coverage.evidence(
            [v.own.known for v in verdicts], [v.own.oldest for v in verdicts], absent
        )
        nodes: dict[str, NodeHealth] = {}
        for i in self._places:
            plan = self._plans[i]
            nodes[plan.node.id] = account(plan, verdicts[i], self._plans, verdicts, evidence[i], explain)
        return Health(at=now, revision=self.model.revision, nodes=nodes, sources=sweep.sources)


def _feel(group: Gathering, verdicts: Sequence[Verdict], now: float, absent: Collection[int]) -> Felt:
    there = group.at(now, absent)
    judged = len(verdicts)
    members = [verdicts[i].bounds if i < judged else UNKNOWN for i in there.members]
    bounds = combine(there.rule, there.at_least, members, there.missing)
    return Felt(group, there, bounds, felt(group.group.impact, bounds))
