"""Which signals the detail charts, over which window, and what of them is there already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hierarchy.evidence.below import below
from hierarchy.evidence.breakdowns import Breakdown, Split, SpreadSeries
from hierarchy.evidence.health import Health, SignalHealth
from hierarchy.evidence.limits import scaled
from hierarchy.evidence.outliers import outlier
from hierarchy.evidence.readings import Series
from hierarchy.evidence.states import SEVERITY
from hierarchy.evidence.usual import Deviation, Usual
from hierarchy.graph import Graph
from hierarchy.model import Model, Signal, SignalKey
from hierarchy.quantities import format_quantity
from hierarchy.terms import BUDGET
from layouts.view_models import ChartView, Flag
from layouts.zones import IN_UTC, Zone
from navigator.screen.pinned import far_link, pinned_node
from navigator.screen.scales import reaching
from navigator.screen.surroundings import CHART_POINTS, FINE_POINTS, window_of
from navigator.screen.url_state import Place
from navigator.screen.usual_words import usual_range
from navigator.services import Services

MOST_CHARTS = 3
CHART_WAIT = 0.25
WIDER = "scale wider than on cards"
_ROOMY = 2.5  # times the highest value: a capacity further up would press the line to the ground


@dataclass(frozen=True, slots=True)
class Drawn:
    """What can be drawn now; `expected` whether there is anything to chart, `pending` whether more comes."""

    charts: tuple[ChartView, ...]
    window: tuple[float, float]
    expected: bool
    pending: bool
    changes: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """What is known of the charted signals besides their series."""

    usual: Mapping[SignalKey, Usual] = field(default_factory=dict)
    deviations: Mapping[SignalKey, Deviation] = field(default_factory=dict)
    spreads: Mapping[Split, SpreadSeries] = field(default_factory=dict)
    breakdowns: Mapping[Split, Breakdown] = field(default_factory=dict)


def charts_of(services: Services, health: Health, place: Place) -> Drawn:
    """The charts of the focus (deciding signal first), or of the worst purposes when there is none."""
    end = place.to or place.at or health.at
    span = window_of(services, health, place, CHART_POINTS)
    keys = charted(services.model, health, place.focus)
    if not keys:
        return Drawn((), (span.start, span.end), expected=False, pending=False)
    found, pending = services.series.get(keys, span, CHART_WAIT)
    signals = services.signals
    splits = [Split(key, signals[key].spread) for key in keys if signals[key].spread]
    compared = Compared(
        services.references.band(keys, window_of(services, health, place, FINE_POINTS), 0.0),
        services.cues.deviations(health.at, exact=place.at is not None),
        services.breakdowns.series(splits, span, CHART_WAIT) if splits else {},
        services.breakdowns.get(splits, health.at, 0.0) if splits else {},
    )
    charts = tuple(_chart(services, health, key, found[key], place, compared) for key in keys if key in found)
    window = (end - place.seconds, end)
    done = flags_of(services, place.focus, window, pinned_node(services.model, place.pin))
    return Drawn(charts, window, expected=True, pending=bool(pending), changes=done)


def charted(model: Model, health: Health, focus: str | None) -> tuple[SignalKey, ...]:
    """The signals to chart, the one that decides the state first, at most MOST_CHARTS."""
    if focus is not None and focus in model.nodes:
        judged = health.nodes[focus]
        shown = (signal for signal in model.nodes[focus].shown if signal.id != BUDGET)
        known = [signal for signal in shown if signal.id in judged.signals]
        known.sort(key=lambda s: (s.id != judged.deciding, not s.has_limits))
        return tuple(SignalKey(focus, signal.id) for signal in known[:MOST_CHARTS])
    purposes = [node.id for node in model.nodes.values() if node.level.rank == 0]
    purposes.sort(key=lambda id: -SEVERITY[health.nodes[id].state])
    decided = ((id, health.nodes[id].deciding) for id in purposes)
    return tuple(SignalKey(id, signal) for id, signal in decided if signal)[:MOST_CHARTS]


def flags_of(
    services: Services, focus: str | None, window: tuple[float, float], pin: str | None = None
) -> tuple[Flag, ...]:
    """The changes of the window in time order, and which of them the model links to the focus or to the
    pinned node `pin`."""
    found = services.changes.between(*window).found
    near = _near(services.graph, focus) if focus in services.model.nodes else None
    far = frozenset[str]() if near is None else _near(services.graph, pin)
    flags = []
    for one in sorted(found, key=lambda one: one.at):
        here = one.everything or bool(one.nodes if near is None else near.intersection(one.nodes))
        there = not here and bool(far.intersection(one.nodes))
        about = far_link(services.model, pin) if there and pin is not None else ""
        flags.append(Flag(one.at, one.title, here or there, about))
    return tuple(flags)


def _near(graph: Graph, focus: str | None) -> frozenset[str]:
    return (
        frozenset() if focus is None else frozenset({focus, *graph.above(focus), *below(graph, focus).nodes})
    )


def _chart(
    services: Services, health: Health, key: SignalKey, series: Series, place: Place, compared: Compared
) -> ChartView:
    node, signal = services.model.nodes[key.node], services.signals[key]
    judged = health.nodes[key.node].signals[key.signal]
    drawn = scaled(signal, judged.capacity)
    usual, deviation = compared.usual.get(key), compared.deviations.get(key)
    split = Split(key, signal.spread)
    spread = compared.spreads.get(split)
    end = place.to or place.at or health.at
    cards = services.scales.domain(
        key, place.range, series.values, services.poller.current, (end - place.seconds, end)
    )
    seen = [*series.values, *_edges(usual), *(spread.low + spread.high if spread is not None else ())]
    capacity = judged.capacity
    if capacity is not None and capacity <= _ROOMY * max((v for v in seen if v is not None), default=0.0):
        seen.append(capacity)
    domain = reaching(cards, seen)
    note = note_of(signal, judged, usual, deviation, compared.breakdowns.get(split), place.zone)
    return ChartView(
        title=signal.title if place.focus == key.node else f"{node.title}: {signal.title}",
        unit=signal.unit,
        state=judged.state,
        series=series,
        scale=services.scales.name(key),
        domain=domain,
        warning=drawn.warning,
        critical=drawn.critical,
        usual=usual,
        spread=spread,
        capacity=capacity,
        onset=None if deviation is None else deviation.onset,
        note=note if domain == cards else " · ".join(part for part in (WIDER, note) if part),
    )


def note_of(
    signal: Signal,
    judged: SignalHealth,
    usual: Usual | None,
    deviation: Deviation | None,
    breakdown: Breakdown | None,
    zone: Zone = IN_UTC,
) -> str:
    """What the picture shows, in a line: `912 ms · usually 290–320 ms until 02:47 · light: every pod`,
    and the value beside its capacity: `28 k of 28.2 k`."""
    value = "" if judged.value is None else format_quantity(judged.value, signal.unit)
    room = "" if judged.capacity is None else format_quantity(judged.capacity, signal.unit)
    parts = [f"{value} of {room}" if value and room else value or (room and f"capacity {room}")]
    until = ""
    if deviation is not None and deviation.onset is not None:
        until = f" until {zone.clock(deviation.onset)}"
    parts.append(f"{stated}{until}" if (stated := usual_range(signal, usual)) else "")
    far = None if breakdown is None else outlier(breakdown, signal.worse, unit=signal.unit)
    if far is not None:
        parts.append(f"{far.name} {format_quantity(far.value, signal.unit)}")
    if signal.spread:
        parts.append(f"light: every {signal.spread}")
    return " · ".join(part for part in parts if part)


def _edges(usual: Usual | None) -> tuple[float | None, ...]:
    return () if usual is None else (usual.low, usual.high)
