"""Plotly figures as plain dicts: the signals of one node over one shared time axis.

Plain dicts because building `go.Figure` costs an order of magnitude more per request. Plotly text is
HTML, so every string that comes from a model or a source is escaped here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape

from hierarchy.model import Band, Limit
from hierarchy.quantities import format_quantity
from layouts.theme import of_state, palette
from layouts.view_models import ChartView

Figure = dict[str, object]

ROW_HEIGHT = 112
TITLE_HEIGHT = 24
FOOT_HEIGHT = 30


def height(charts: int) -> int:
    """Pixels that a figure of so many rows takes."""
    return ROW_HEIGHT * max(1, charts) + FOOT_HEIGHT


def figure(
    charts: Sequence[ChartView], window: tuple[float, float], at: float, theme: str | None, of: str = ""
) -> Figure:
    """One figure with a row per chart, the first on top; `window` and `at` in Unix seconds.

    `of` is the node that it is about: the browser shows no figure under another node's name.
    """
    colours = palette(theme)
    tall = height(len(charts))
    layout: Figure = {
        "height": tall,
        "meta": {"of": of},
        "margin": {"l": 40, "r": 6, "t": TITLE_HEIGHT, "b": FOOT_HEIGHT - 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "Inter, system-ui, sans-serif", "size": 11, "color": colours["secondary"]},
        "showlegend": False,
        "hovermode": "x",
        "dragmode": False,
        "uirevision": "keep",
        "xaxis": _time_axis(window, colours),
        "shapes": [_cursor(at, colours)],
        "annotations": [],
    }
    data: list[Figure] = []
    for row, chart in enumerate(charts):
        _add_row(layout, data, chart, row, len(charts), tall, colours)
    return {"data": data, "layout": layout}


def _add_row(
    layout: Figure,
    data: list[Figure],
    chart: ChartView,
    row: int,
    of: int,
    tall: int,
    colours: Mapping[str, str],
) -> None:
    inner = tall - TITLE_HEIGHT - FOOT_HEIGHT + 8
    top = 1 - row / of
    bottom = top - (1 / of) + (TITLE_HEIGHT / inner if row + 1 < of else 0)
    axis = "y" if row == 0 else f"y{row + 1}"
    layout[f"yaxis{'' if row == 0 else row + 1}"] = {
        "domain": [max(0.0, bottom), top],
        "range": list(chart.domain),
        "tickvals": list(chart.domain),
        "ticktext": [format_quantity(value, chart.unit) for value in chart.domain],
        "fixedrange": True,
        "gridcolor": colours["line"],
        "zeroline": False,
        "automargin": False,
    }
    data.append(_line(chart, axis, colours))
    _list(layout, "shapes").extend(_limits(chart, axis, colours))
    _list(layout, "annotations").append(_title(chart, top, colours))


def _line(chart: ChartView, axis: str, colours: Mapping[str, str]) -> Figure:
    name = _plain(chart.title)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [_iso(time) for time in chart.series.times],
        "y": list(chart.series.values),
        "text": ["" if v is None else _plain(format_quantity(v, chart.unit)) for v in chart.series.values],
        "hovertemplate": "%{text}<extra></extra>",
        "name": name,
        "connectgaps": False,
        "xaxis": "x",
        "yaxis": axis,
        "line": {"color": of_state(chart.state, colours), "width": 1.6},
    }


def _limits(chart: ChartView, axis: str, colours: Mapping[str, str]) -> list[Figure]:
    lines = []
    for name, limit in (("warning", chart.warning), ("critical", chart.critical)):
        for edge in _edges(limit):
            if chart.domain[0] <= edge <= chart.domain[1]:
                line = {"color": colours[name], "width": 1, "dash": "dot" if name == "warning" else "dash"}
                lines.append(
                    {
                        "type": "line",
                        "xref": "paper",
                        "x0": 0,
                        "x1": 1,
                        "yref": axis,
                        "y0": edge,
                        "y1": edge,
                        "line": line,
                    }
                )
    return lines


def _edges(limit: Limit | None) -> tuple[float, ...]:
    if limit is None:
        return ()
    return (limit.low, limit.high) if isinstance(limit, Band) else (limit,)


def _title(chart: ChartView, top: float, colours: Mapping[str, str]) -> Figure:
    return {
        "text": f"<b>{_plain(chart.title)}</b>",
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": top,
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 12, "color": colours["ink"]},
    }


def _time_axis(window: tuple[float, float], colours: Mapping[str, str]) -> Figure:
    return {
        "type": "date",
        "range": [_iso(window[0]), _iso(window[1])],
        "fixedrange": True,
        "gridcolor": colours["line"],
        "nticks": 4,
        "tickformat": "%H:%M",
        "hoverformat": "%H:%M:%S UTC",
        "anchor": "free",
        "position": 0,
    }


def _cursor(at: float, colours: Mapping[str, str]) -> Figure:
    line = {"color": colours["secondary"], "width": 1}
    return {
        "type": "line",
        "xref": "x",
        "x0": _iso(at),
        "x1": _iso(at),
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": line,
    }


def _iso(time: float) -> str:
    """Plotly shows what it is given: UTC without an offset stays UTC."""
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _list(layout: Figure, name: str) -> list[Figure]:
    found = layout[name]
    assert isinstance(found, list)
    return found


def _plain(text: str) -> str:
    """Text as Plotly must get it to show it letter by letter; it knows no name for quotes."""
    return escape(text, quote=False)
