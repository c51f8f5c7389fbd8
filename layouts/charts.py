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
TITLE_HEIGHT = 32  # the title between half the text below it and half of that above
FOOT_HEIGHT = 30

# Widths are reckoned from letters, for nobody can measure text here: Inter's are 5.8 px wide on average at
# 11 px, and 6.9 px at 12 px bold.
TICK_LETTER = 6.2
TICK_GAP = 4
TICK_HEIGHT = 12
LEFT_LEAST, LEFT_MOST = 40, 84
TICK_LETTERS = 14
TITLE_LETTERS = 32


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
    left = _left(charts)
    layout: Figure = {
        "height": tall,
        "meta": {"of": of},
        "margin": {"l": left, "r": 6, "t": TITLE_HEIGHT, "b": FOOT_HEIGHT - 8},
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
        _list(layout, "annotations").append(_title(chart, 1 - row / len(charts), left, colours))
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
        "ticktext": [_plain(text) for text in _ticks(chart)],
        "fixedrange": True,
        "gridcolor": colours["line"],
        "zeroline": False,
        "automargin": False,
    }
    data.append(_line(chart, axis, colours))
    _list(layout, "shapes").extend(_limits(chart, axis, colours))


def _ticks(chart: ChartView) -> list[str]:
    """What stands at the ends of the value axis; the number is never cut, a long unit is."""
    texts = [format_quantity(value, chart.unit) for value in chart.domain]
    return [text if len(text) <= TICK_LETTERS else f"{text[: TICK_LETTERS - 1].rstrip()}…" for text in texts]


def _left(charts: Sequence[ChartView]) -> int:
    """Pixels left of all rows: room for the longest text at an axis, and one time axis for all."""
    longest = max((len(text) for chart in charts for text in _ticks(chart)), default=0)
    return max(LEFT_LEAST, min(LEFT_MOST, round(TICK_LETTER * longest + TICK_GAP)))


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


def _title(chart: ChartView, top: float, left: int, colours: Mapping[str, str]) -> Figure:
    """The title above its row, from the figure's left edge on; hovering tells what is left out of it."""
    short = _middle(chart.title)
    return {
        "text": f"<b>{_plain(short)}</b>",
        "hovertext": _plain(chart.title) if short != chart.title else "",
        "xshift": -left,
        "yshift": TICK_HEIGHT / 2,  # clear of the text at the upper end of the axis
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


def _middle(title: str) -> str:
    """What fits beside nothing else in the narrow column: names of one family differ at both ends."""
    if len(title) <= TITLE_LETTERS:
        return title
    end = TITLE_LETTERS * 2 // 5
    return f"{title[: TITLE_LETTERS - end - 1].rstrip()}…{title[-end:].lstrip()}"


def _plain(text: str) -> str:
    """Text as Plotly must get it to show it letter by letter; it knows no name for quotes."""
    return escape(text, quote=False)
