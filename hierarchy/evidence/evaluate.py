"""From readings to health: every node of the model judged once, bottom-up. Pure, no clock, no I/O."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

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
from hierarchy.evidence.states import UNKNOWN, State, known
from hierarchy.evidence.verdicts import Felt, Own, Scene, Verdict
from hierarchy.model import Model

T = TypeVar("T")


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
        self._coverage = Coverage(means, [plan.expected for plan in self._plans])
        self._place = place
        self._company: dict[str, list[int]] = {}
        for i, node in enumerate(ordered):
            if node.member_of is not None:
                self._company.setdefault(node.member_of, []).append(i)
        self._ends = {
            place[n.id]: tuple(place[end] for end in n.priority if end in place)
            for n in ordered
            if n.priority
        }

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

        With what-ifs in `assumed` a node is taken to be in a state whatever is read of it, and its ends
        are judged by that; its own state stays what it is, and every node that is shown otherwise than
        without any what-if is marked as imagined. Muted nodes keep their state and are left out of the
        groups that they are in, as if these had been written without them: of `at_least` n no more are
        wanted than remain, a share is needed of those who remain, and a group of which nobody remains
        has no vote. What is said of a node with `each` is said of all its members, unless something else
        is said of one. Assumptions about nodes that the model does not have count for nothing.
        """
        gone = {name for name, s in sweep.sources.items() if s.state is SourceState.UNREACHABLE}
        absent = {i for i, lifetime in self._mortal if not lifetime.holds(now)}
        memory = None if holds is None else holds.signals
        owns = [
            judge_own(plan, sweep, now, gone, memory) if i not in absent else absent_own(plan, now)
            for i, plan in enumerate(self._plans)
        ]
        mutes, states = self._placed(assumed.mutes), self._placed(assumed.states)
        verdicts = self._verdicts(owns, now, absent, mutes, states)
        real = self._verdicts(owns, now, absent, mutes, {}) if states else verdicts
        scene = Scene(self._plans, verdicts, real, mutes, self._ends)
        return self._health(scene, absent, sweep, now, explain=explain)

    def _placed(self, said: Mapping[str, T]) -> dict[int, T]:
        """What is assumed of nodes, by their places, members of a node with `each` included."""
        found = {i: what for n, what in said.items() for i in self._company.get(n, ())}
        return found | {self._place[n]: what for n, what in said.items() if n in self._place}

    def _verdicts(
        self,
        owns: Sequence[Own],
        now: float,
        absent: Collection[int],
        muted: Collection[int],
        states: Mapping[int, State],
    ) -> list[Verdict]:
        """Every node bottom-up, with the states that are assumed by place."""
        verdicts: list[Verdict] = []
        for i, own in enumerate(owns):
            if i in absent:
                verdict = Verdict(own, (), None, UNKNOWN)
            else:
                groups = tuple([_feel(group, verdicts, now, absent, muted) for group in self._groups[i]])
                threat = worst([g.felt for g in groups if g.felt is not None])
                verdict = Verdict(own, groups, threat, passed_up(own.bounds, threat))
            if i in states:
                verdict = verdict._replace(bounds=known(states[i]), assumed=states[i])
            verdicts.append(verdict)
        return verdicts

    def _health(
        self, scene: Scene, absent: Collection[int], sweep: Sweep, now: float, *, explain: bool
    ) -> Health:
        owns = [verdict.own for verdict in scene.verdicts]
        evidence = self._coverage.evidence([own.known for own in owns], [own.oldest for own in owns], absent)
        nodes: dict[str, NodeHealth] = {}
        for i in self._places:
            nodes[self._plans[i].node.id] = account(scene, i, evidence[i], explain)
        return Health(at=now, revision=self.model.revision, nodes=nodes, sources=sweep.sources)


def _feel(
    group: Gathering,
    verdicts: Sequence[Verdict],
    now: float,
    absent: Collection[int],
    muted: Collection[int],
) -> Felt:
    there = group.at(now, absent, muted)
    judged = len(verdicts)
    members = [verdicts[i].bounds if i < judged else UNKNOWN for i in there.members]
    bounds = combine(there.rule, there.at_least, members, there.missing)
    return Felt(group, there, bounds, felt(group.group.impact, bounds) if there.has_vote else None)
