"""Which signals the detail charts, over which window, and what of them is there already."""

from __future__ import annotations

from dataclasses import dataclass

from hierarchy.evidence.health import Health
from hierarchy.evidence.readings import Series
from hierarchy.evidence.states import SEVERITY
from hierarchy.model import Model, SignalKey
from layouts.view_models import ChartView
from navigator.screen.url_state import Place
from navigator.series import Window
from navigator.services import Services

MOST_CHARTS = 4
CHART_POINTS = 240
CHART_WAIT = 0.25


@dataclass(frozen=True, slots=True)
class Drawn:
    """What can be drawn now; `expected` whether there is anything to chart, `pending` whether more comes."""

    charts: tuple[ChartView, ...]
    window: tuple[float, float]
    expected: bool
    pending: bool


def charts_of(services: Services, health: Health, place: Place) -> Drawn:
    """The charts of the focus (deciding signal first), or of the worst purposes when there is none."""
    end = place.to or place.at or health.at
    span = Window.of(end - place.seconds, end, CHART_POINTS, services.model.step)
    keys = charted(services.model, health, place.focus)
    if not keys:
        return Drawn((), (span.start, span.end), expected=False, pending=False)
    found, pending = services.series.get(keys, span, CHART_WAIT)
    charts = tuple(_chart(services, health, key, found[key], place) for key in keys if key in found)
    return Drawn(charts, (end - place.seconds, end), expected=True, pending=bool(pending))


def charted(model: Model, health: Health, focus: str | None) -> tuple[SignalKey, ...]:
    """The signals to chart, the one that decides the state first, at most MOST_CHARTS."""
    if focus is not None and focus in model.nodes:
        decides = health.nodes[focus].deciding
        signals = sorted(model.nodes[focus].signals, key=lambda s: (s.id != decides, not s.has_limits))
        return tuple(SignalKey(focus, signal.id) for signal in signals[:MOST_CHARTS])
    purposes = [node.id for node in model.nodes.values() if node.level.rank == 0]
    purposes.sort(key=lambda id: -SEVERITY[health.nodes[id].state])
    decided = ((id, health.nodes[id].deciding) for id in purposes)
    return tuple(SignalKey(id, signal) for id, signal in decided if signal)[:MOST_CHARTS]


def _chart(services: Services, health: Health, key: SignalKey, series: Series, place: Place) -> ChartView:
    node = services.model.nodes[key.node]
    signal = services.signals[key]
    title = signal.title if place.focus == key.node else f"{node.title}: {signal.title}"
    return ChartView(
        title=title,
        unit=signal.unit,
        state=health.nodes[key.node].signals[key.signal].state,
        series=series,
        domain=services.scales.domain(key, place.range, series.values),
        warning=signal.warning,
        critical=signal.critical,
    )
