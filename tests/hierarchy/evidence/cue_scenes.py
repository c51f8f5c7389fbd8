"""A small shop, an hour of readings by the minute, and what cues make of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hierarchy.evidence.cue import Cue, Cues
from hierarchy.evidence.cues import Facts, cues
from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.readings import Reading, Series, Sweep, Trust
from hierarchy.evidence.reference import usual_of
from hierarchy.evidence.usual import Usual
from hierarchy.graph import Graph
from hierarchy.levels import Level
from hierarchy.model import MeansGroup, Model, Node, Rule, Signal, SignalKey, Worse

AT = 1_700_000_000.0 // 60 * 60
MINUTES = 61
Values = Sequence[float | None]


def wait(id: str = "wait") -> Signal:
    """How long something takes, in seconds, without limits."""
    return Signal(id, "Waiting", unit="seconds", query="q", worse=Worse.HIGHER)


def cpu(id: str = "cpu") -> Signal:
    """CPU in percent of its limit, with the limits that everybody has."""
    return Signal(id, "CPU", unit="percent", query="q", worse=Worse.HIGHER, warning=80.0, critical=90.0)


def node(id: str, level: Level, signals: Iterable[Signal], how: Sequence[str] = (), **more: object) -> Node:
    """A node whose means carry it together."""
    groups = (MeansGroup(Rule.ALL_OF, tuple(how)),) if how else ()
    made = Node(id, level, f"The {id}", signals=tuple(signals), how=groups)
    return replace(made, **more)  # type: ignore[arg-type]


def shop() -> tuple[Node, ...]:
    """A purpose on two flows, each on its function, each on its pod; both pods stand on one host."""
    return (
        node("buy", Level.FUNCTIONAL_PURPOSE, [wait()], ["pay-flow", "cart-flow"]),
        node("pay-flow", Level.ABSTRACT_FUNCTION, [wait()], ["pay"]),
        node("cart-flow", Level.ABSTRACT_FUNCTION, [wait()], ["keep"]),
        node("pay", Level.GENERALIZED_FUNCTION, [wait()], ["pay-pod"]),
        node("keep", Level.GENERALIZED_FUNCTION, [wait()], ["cart-pod"]),
        node("pay-pod", Level.PHYSICAL_FUNCTION, [cpu(), wait("calls")], ["host"], calls=("cart-pod",)),
        node("cart-pod", Level.PHYSICAL_FUNCTION, [cpu()], ["host"]),
        node("host", Level.PHYSICAL_FORM, [cpu()]),
    )


def linked(nodes: Iterable[Node]) -> Model:
    """A model of the nodes, each with its ends."""
    found = {n.id: n for n in nodes}
    ends: dict[str, list[str]] = {id: [] for id in found}
    for one in found.values():
        for member in (m for group in one.how for m in group.members):
            ends[member].append(one.id)
    return Model("1", "Shop", {id: replace(n, why=tuple(ends[id])) for id, n in found.items()}, step=60.0)


def calm(base: float, count: int = MINUTES) -> list[float]:
    """Values that wander a little around `base`."""
    return [base * (1 + ((i * 7919) % 13 - 6) / 100) for i in range(count)]


def since(minutes: int, value: float, base: float) -> list[float]:
    """Calm until that many minutes ago, then `value`."""
    return [*calm(base)[: MINUTES - minutes], *[value] * minutes]


PAYING = {
    ("buy", "wait"): since(4, 0.9, 0.1),
    ("pay-flow", "wait"): since(4, 0.9, 0.1),
    ("pay", "wait"): since(5, 0.8, 0.1),
    ("pay-pod", "cpu"): since(5, 99.0, 20.0),
}


@dataclass
class Scene:
    """Readings of an hour; what is not said is calm. `lost` signals cannot be read at all."""

    nodes: tuple[Node, ...] = field(default_factory=shop)
    said: Mapping[tuple[str, str], Values] = field(default_factory=dict)
    lost: frozenset[tuple[str, str]] = frozenset()
    focus: str = "buy"
    base: Callable[[Signal], float] = lambda s: 20.0 if s.unit == "percent" else 0.1

    def facts(self, **more: object) -> Facts:
        """The facts of the scene at AT; `more` replaces some of them."""
        model = linked(self.nodes)
        signals = model.signals()
        recent = {key: self._series(key, signal) for key, signal in signals.items()}
        usual: dict[SignalKey, Usual] = {
            key: usual_of(signal, calm(self.base(signal), 122), "yesterday")
            for key, signal in signals.items()
        }
        readings = {key: self._reading(key, recent[key]) for key in signals}
        bare = replace(model, nodes={id: replace(n, reckoned=()) for id, n in model.nodes.items()})
        health = evaluate(bare, Sweep(AT, readings), AT)
        made = Facts(model, Graph(model), health, self.focus, AT, recent, usual)
        return replace(made, **more)  # type: ignore[arg-type]

    def look(self, **more: object) -> Cues:
        """The cues of the scene."""
        return cues(self.facts(**more))

    def _series(self, key: SignalKey, signal: Signal) -> Series:
        times = tuple(AT - 60.0 * (MINUTES - 1 - i) for i in range(MINUTES))
        if key in self.lost:
            return Series(times, (None,) * MINUTES, Trust.ERROR)
        return Series(times, tuple(self.said.get(key, calm(self.base(signal)))))

    def _reading(self, key: SignalKey, series: Series) -> Reading:
        if key in self.lost:
            return Reading(None, Trust.ERROR, detail="the query failed")
        return Reading(series.values[-1], Trust.LIVE, AT)


def named(found: Cues) -> list[str]:
    """The nodes of the cues, best first."""
    return [cue.node for cue in found.cues]


def cue_of(found: Cues, id: str) -> Cue:
    """The cue of one node; KeyError where it is none."""
    return {cue.node: cue for cue in found.cues}[id]


def texts(cue: Cue, kind: str) -> list[str]:
    """What the evidence of one kind says."""
    return [one.text for one in cue.evidence if one.kind == kind]
