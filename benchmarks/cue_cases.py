"""One labelled fault as a case for cues: what is known when one looks, and what would be right to name."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from adapters.source import Source
from benchmarks.incident_data import RAW, Day, Fault, faults, minutes
from hierarchy.evidence.cue import Cues
from hierarchy.evidence.cues import cues
from hierarchy.evidence.evaluate import Evaluator
from hierarchy.evidence.health import Health
from hierarchy.evidence.readings import Series
from hierarchy.evidence.states import SEVERITY, State
from hierarchy.graph import Graph
from hierarchy.levels import Level
from hierarchy.model import Model, SignalKey
from navigator.cueing import gather

KINDS = {
    "cpu_contention": "resource",
    "cpu_consumed": "resource",
    "network_delay": "network",
    "return": "code",
    "exception": "code",
}
MOST = 100  # cues asked for: all there are
_THIRD = 3
_BAD = (State.WARNING, State.CRITICAL)


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody looks at Unix time `at`; naming one of `right` would be right. `kind` is that of the fault.

    `injected` is when it began: known to nobody who looks, but to rankings that are told. `purpose` is where
    one looks from; empty: from the one that suffers most.
    """

    name: str
    kind: str
    at: float
    injected: float
    right: frozenset[str]
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """What somebody saw who looked: `purpose` suffers most, `cues` are those for it."""

    case: Case
    purpose: str
    cues: Cues
    health: Health

    @property
    def place(self) -> int | None:
        """The rank of the first cue that is right, None where none is."""
        return next((c.rank for c in self.cues.cues if c.node in self.case.right), None)

    @property
    def says_nothing_below(self) -> bool:
        """Whether the answer is that nothing lower deviates."""
        return self.cues.note is not None and self.cues.note.code == "none_below"


def cases_of(day: Day, model: Model) -> tuple[Case, ...]:
    """Every labelled fault of a day, looked at once its third sample is there, at the next full step.

    Right is every node of the service at fault, and the machine that it ran on.
    """
    known = minutes(RAW, day)
    return tuple(_case(fault, known, model) for fault in faults(RAW, day))


def _case(fault: Fault, known: Sequence[float], model: Model) -> Case:
    third = [time for time in known if time > fault.time][_THIRD - 1]
    right = frozenset(
        n.id
        for n in model.nodes.values()
        if n.labels.get("service") == fault.service or n.labels.get("node") == fault.node
    )
    at = math.ceil(third / model.step) * model.step
    return Case(f"{fault.service} {fault.kind}", KINDS[fault.kind], at, fault.time, right)


class Looking:
    """Looks at one hierarchy through one source, as the navigator does: sweep, states, purpose, cues."""

    def __init__(self, model: Model, source: Source) -> None:
        self.model = model
        self.graph = Graph(model)
        self._source = source
        self._evaluator = Evaluator(model)
        self._kept: dict[tuple[SignalKey, float, float, float], Series] = {}

    def look(self, case: Case) -> Looked:
        """What somebody sees at the moment of the case, with nothing but what was known by then."""
        health = self._evaluator.evaluate(self._source.sweep(case.at), case.at)
        asked = (case.purpose,) if case.purpose else self.purposes()
        found = {purpose: self.cues(purpose, health) for purpose in asked}
        purpose = max(found, key=lambda p: _suffering(p, health, found[p]))
        return Looked(case, purpose, found[purpose], health)

    def cues(self, focus: str, health: Health) -> Cues:
        """The cues of one focus."""
        facts = gather(self._fetch, self.model, self.graph, health, focus, health.at)
        return cues(facts, MOST)

    def purposes(self) -> Iterator[str]:
        """The purposes in the order of the file."""
        return (n.id for n in self.model.nodes.values() if n.level is Level.FUNCTIONAL_PURPOSE)

    def _fetch(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        missing = [k for k in keys if (k, start, end, step) not in self._kept]
        if missing:
            for key, series in self._source.series(missing, start, end, step).items():
                self._kept[key, start, end, step] = series
        return {key: self._kept[key, start, end, step] for key in keys}


def _suffering(purpose: str, health: Health, found: Cues) -> tuple[int, float]:
    """The worse state first, then the farther from usual."""
    state = health.nodes[purpose].state
    spreads = [d.spreads for key, d in found.deviations.items() if key.node == purpose]
    return SEVERITY[state] if state in _BAD else 0, max(spreads, default=0.0)
