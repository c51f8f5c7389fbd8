"""What stands behind and across the line of a chart: usual band, spread, limits, capacity, onset, changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from html import escape

from hierarchy.evidence.breakdowns import SpreadSeries
from hierarchy.model import Band, Limit
from layouts.view_models import ChartView, Flag

Figure = dict[str, object]
Colours = Mapping[str, str]

MOST_FLAGS = 20
FLAG_LETTERS = 60


def marks(chart: ChartView, axis: str, colours: Colours) -> list[Figure]:
    """The shapes of one chart on its value axis, those behind the line first."""
    shapes = [*_spread(chart, axis, colours), *_band(chart, axis, colours), *_limits(chart, axis, colours)]
    if chart.capacity is not None and _inside(chart, chart.capacity):
        shapes.append(_level(axis, chart.capacity, colours["secondary"], "longdash", 1.4))
    if chart.onset is not None:
        line = {"color": colours["ink"], "width": 1, "dash": "dot"}
        shapes.append(_upright(chart.onset, line, axis, chart.domain))
    return shapes


def caption(charts: Sequence[ChartView]) -> tuple[str, ...]:
    """What the marks are, in up to two short lines: what is usual, taken from when, and what the dashes are.
    Empty where only lines are drawn."""
    bases = dict.fromkeys(c.usual.basis for c in charts if c.usual is not None and c.usual.mid is not None)
    usual = " or ".join(basis for basis in bases if basis)
    limited = any(
        _inside(chart, edge)
        for chart in charts
        for limit in (chart.warning, chart.critical)
        for edge in _edges(limit)
    )
    full = any(chart.capacity is not None and _inside(chart, chart.capacity) for chart in charts)
    across = ", ".join(name for name, drawn in (("limits", limited), ("capacity", full)) if drawn)
    upright = "left usual" if any(chart.onset is not None for chart in charts) else ""
    dashes = "; ".join(f"{way}: {what}" for way, what in (("across", across), ("upright", upright)) if what)
    return tuple(f"{name} {text}" for name, text in (("Band: usual,", usual), ("Dashes", dashes)) if text)


def flags(
    found: Sequence[Flag], window: tuple[float, float], axes: Sequence[str], colours: Colours
) -> tuple[list[Figure], list[Figure]]:
    """Changes as lines through every chart, and a flag on each that says what it was when pointed at; hollow
    where the model links it to nothing here. The newest MOST_FLAGS."""
    seen = [flag for flag in found if window[0] <= flag.at <= window[1]][-MOST_FLAGS:]
    lines, heads = [], []
    for flag in seen:
        colour = colours["secondary"] if flag.linked else colours["line"]
        line: Figure = {"color": colour, "width": 1, "dash": "solid" if flag.linked else "dot"}
        lines += [_upright(flag.at, line, f"{axis} domain") for axis in axes]
        heads.append(_head(flag, colours))
    return lines, heads


def moved_on(chart: ChartView, ahead: float) -> ChartView:
    """The chart with all its times `ahead` seconds later, as in a zone so far ahead of UTC."""
    series, spread, onset = chart.series, chart.spread, chart.onset
    return replace(
        chart,
        series=replace(series, times=tuple(time + ahead for time in series.times)),
        spread=None if spread is None else replace(spread, times=tuple(t + ahead for t in spread.times)),
        onset=None if onset is None else onset + ahead,
    )


def iso(time: float) -> str:
    """Plotly shows what it is given: UTC without an offset stays UTC."""
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def plain(text: str) -> str:
    """Text as Plotly must get it to show it letter by letter; it knows no name for quotes."""
    return escape(text, quote=False)


def _head(flag: Flag, colours: Colours) -> Figure:
    title = flag.title if len(flag.title) <= FLAG_LETTERS else f"{flag.title[: FLAG_LETTERS - 1].rstrip()}…"
    link = f" ({flag.about})" if flag.about else "" if flag.linked else " (no link in the model)"
    return {
        "text": "▼" if flag.linked else "▽",
        "hovertext": plain(f"{datetime.fromtimestamp(flag.at, UTC):%H:%M} {title}{link}"),
        "xref": "x",
        "x": iso(flag.at),
        "yref": "paper",
        "y": 1,
        "xanchor": "center",
        "yanchor": "middle",
        "showarrow": False,
        "font": {"size": 9, "color": colours["secondary"]},
    }


def _band(chart: ChartView, axis: str, colours: Colours) -> Iterator[Figure]:
    """What is usual: from the lower to the upper quartile, with a line at the median."""
    usual = chart.usual
    if usual is None or usual.mid is None or usual.low is None or usual.high is None:
        return
    low, high = max(usual.low, chart.domain[0]), min(usual.high, chart.domain[1])
    if low <= high:
        yield {
            "type": "rect",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "yref": axis,
            "y0": low,
            "y1": high,
            "line": {"width": 0},
            "fillcolor": colours["ok"],
            "opacity": 0.22,
            "layer": "below",
        }
    if _inside(chart, usual.mid):
        yield _level(axis, usual.mid, colours["ok"], "solid", 1, below=True)


def _spread(chart: ChartView, axis: str, colours: Colours) -> Iterator[Figure]:
    """From the lowest to the highest instance, one area for each stretch that is known."""
    if chart.spread is None:
        return
    for stretch in _stretches(chart.spread):
        low, high = chart.domain
        upper = [(time, min(high, max(low, top))) for time, _, top in stretch]
        lower = [(time, min(high, max(low, bottom))) for time, bottom, _ in reversed(stretch)]
        points = [f"{iso(time).replace('T', '_')},{value:.6g}" for time, value in (*upper, *lower)]
        yield {
            "type": "path",
            "path": f"M{'L'.join(points)}Z",
            "xref": "x",
            "yref": axis,
            "line": {"width": 0},
            "fillcolor": colours["secondary"],
            "opacity": 0.16,
            "layer": "below",
        }


def _stretches(spread: SpreadSeries) -> Iterator[list[tuple[float, float, float]]]:
    run: list[tuple[float, float, float]] = []
    for time, low, high in zip(spread.times, spread.low, spread.high, strict=True):
        if low is not None and high is not None:
            run.append((time, low, high))
            continue
        if len(run) > 1:
            yield run
        run = []
    if len(run) > 1:
        yield run


def _limits(chart: ChartView, axis: str, colours: Colours) -> Iterator[Figure]:
    for name, limit in (("warning", chart.warning), ("critical", chart.critical)):
        for edge in _edges(limit):
            if _inside(chart, edge):
                yield _level(axis, edge, colours[name], "dot" if name == "warning" else "dash", 1)


def _edges(limit: Limit | None) -> tuple[float, ...]:
    if limit is None:
        return ()
    return (limit.low, limit.high) if isinstance(limit, Band) else (limit,)


def _inside(chart: ChartView, value: float) -> bool:
    return chart.domain[0] <= value <= chart.domain[1]


def _level(axis: str, value: float, colour: str, dash: str, width: float, *, below: bool = False) -> Figure:
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "yref": axis,
        "y0": value,
        "y1": value,
        "line": {"color": colour, "width": width, "dash": dash},
        **({"layer": "below", "opacity": 0.5} if below else {}),
    }


def _upright(at: float, line: Figure, axis: str = "paper", span: tuple[float, float] = (0.0, 1.0)) -> Figure:
    return {
        "type": "line",
        "xref": "x",
        "x0": iso(at),
        "x1": iso(at),
        "yref": axis,
        "y0": span[0],
        "y1": span[1],
        "line": line,
    }
