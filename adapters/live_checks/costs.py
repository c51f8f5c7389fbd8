"""What reading costs a source: samples touched, by sweep, by picture and by signal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from adapters.prometheus.plan import build_plan
from adapters.prometheus.roles import AGES, COUNTS, VALUES, Role
from hierarchy.model import Model, SignalKey

POINTS = 60  # of a line of one hour: each evaluates its query anew
_OF_A_LINE = (VALUES - {Role.CAPACITY}) | AGES

Pictures = Mapping[str, Sequence[str]]
Samples = Callable[[Sequence[tuple[str, str]], float], Sequence[int | None]]


@dataclass(frozen=True, slots=True)
class Costs:
    """Samples that a source touches, as it tells itself; nothing of sources that do not tell (`silent`).

    `sweep` is one round of reading everything, `readings` what of it one signal is; `line` is the same
    signal drawn over an hour. `picture` is the dearest one: its focus, and the lines of its cards and all
    of its focus.
    """

    sweep: int = 0
    readings: Mapping[SignalKey, float] = field(default_factory=dict)
    lines: Mapping[SignalKey, float] = field(default_factory=dict)
    picture: tuple[str, float] = ("", 0.0)
    silent: frozenset[str] = frozenset()

    @property
    def dearest(self) -> tuple[SignalKey, ...]:
        """All signals of which something is known, the dearest line first."""
        return tuple(sorted(self.lines, key=lambda key: (-self.lines[key], key)))


def costs_of(model: Model, samples: Samples, at: float, pictures: Pictures) -> Costs:
    """Ask every query of a sweep once with its cost, as of Unix time `at`: as dear as one sweep.

    A query for many nodes is shared out among them evenly.
    """
    plan = [request for request in build_plan(model, roles=VALUES | AGES | COUNTS) if not request.refused]
    told = samples([(request.source, request.query) for request in plan], at)
    readings: dict[SignalKey, float] = {}
    lines: dict[SignalKey, float] = {}
    silent = {request.source for request, one in zip(plan, told, strict=True) if one is None}
    for request, touched in zip(plan, told, strict=True):
        targets = [target for some in request.targets.values() for target in some]
        for target in targets if touched is not None else ():
            share = (touched or 0) / len(targets)
            readings[target.key] = readings.get(target.key, 0.0) + share
            if target.role in _OF_A_LINE:
                lines[target.key] = lines.get(target.key, 0.0) + share * POINTS
    sweep = sum(one for one in told if one is not None)
    return Costs(sweep, readings, lines, _dearest(model, lines, pictures), frozenset(silent))


def _dearest(model: Model, lines: Mapping[SignalKey, float], pictures: Pictures) -> tuple[str, float]:
    """The picture whose lines cost most: one line a card, all of the focus."""
    all_of: dict[str, float] = {}
    one_of: dict[str, float] = {}
    for node in model.nodes.values():
        own = [lines.get(SignalKey(node.id, signal.id), 0.0) for signal in (*node.signals, *node.terms)]
        all_of[node.id], one_of[node.id] = sum(own), max(own, default=0.0)
    costs = {
        focus: all_of.get(focus, 0.0) + sum(one_of.get(card, 0.0) for card in cards if card != focus)
        for focus, cards in pictures.items()
    }
    return max(costs.items(), key=lambda one: one[1], default=("", 0.0))
