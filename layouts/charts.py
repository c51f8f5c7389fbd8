"""Plotly figures as plain dicts: the signals of one node over one shared time axis.

Plain dicts because building `go.Figure` costs an order of magnitude more per request. Plotly text is
HTML, so every string that comes from a model or a source is escaped here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hierarchy.quantities import format_quantity
from layouts.chart_marks import caption, flags, iso, marks, moved_on, plain
from layouts.theme import of_state, palette
from layouts.view_models import ChartView, Flag
from layouts.zones import IN_UTC, Zone

Figure = dict[str, object]

ROW_HEIGHT = 112
TITLE_HEIGHT = 32  # the title between half the text below it and half of that above
FOOT_HEIGHT = 34
ROW_GAP = 8  # a title stands nearer to its own row than to the one above
CAPTION_HEIGHT = 14

# Widths are reckoned from letters, for nobody can measure text here: Inter's are 5.8 px wide on average at
# 11 px, and 6.9 px at 12 px bold.
TICK_LETTER = 6.2
TICK_GAP = 4
TICK_HEIGHT = 12
LEFT_LEAST, LEFT_MOST = 40, 48
TICK_LETTERS = 7
TITLE_LETTERS = 32
UNIT_LETTERS = 12
NOTE_HEIGHT = 14
NOTE_LETTERS = 50  # at 10.5 px


def height(charts: Sequence[ChartView]) -> int:
    """Pixels that a figure of these rows takes."""
    rows = max(1, len(charts))
    return (ROW_HEIGHT + _noted(charts)) * rows + ROW_GAP * (rows - 1) + _foot(charts)


def _foot(charts: Sequence[ChartView]) -> int:
    """Pixels below the last row: its times and, under them, what the marks are."""
    return FOOT_HEIGHT + (CAPTION_HEIGHT * len(caption(charts)))


def _noted(charts: Sequence[ChartView]) -> int:
    """Pixels that each row needs for the line under its title; all rows are alike, so that they compare."""
    return NOTE_HEIGHT if any(chart.note for chart in charts) else 0


def figure(
    charts: Sequence[ChartView],
    window: tuple[float, float],
    at: float,
    theme: str | None,
    of: str = "",
    changes: Sequence[Flag] = (),
    zone: Zone = IN_UTC,
) -> Figure:
    """One figure with a row per chart, the first on top; `window` and `at` in Unix seconds.

    `of` is the node that it is about: the browser shows no figure under another node's name. `changes`
    in time order stand as lines through all rows. The axis has the offset that `zone` has at `at`
    throughout: time does not jump on it where clocks are put forward or back.
    """
    ahead = zone.offset(at)
    charts, changes = [moved_on(one, ahead) for one in charts], [replace(f, at=f.at + ahead) for f in changes]
    window, at = (window[0] + ahead, window[1] + ahead), at + ahead
    colours = palette(theme)
    tall, over, left = height(charts), TITLE_HEIGHT + _noted(charts), _left(charts)
    axes = [_axis(row) for row in range(len(charts))]
    lines, heads = flags(changes, window, axes, colours)
    layout = _empty(colours, tall, {"l": left, "r": 6, "t": over, "b": _foot(charts) - 8})
    layout |= {
        "meta": {"of": of, "scales": [[chart.scale, *chart.domain] for chart in charts]},
        "xaxis": _time_axis(window, zone.title, colours),
        "shapes": [*lines, _cursor(at, colours)],
        "annotations": [],
    }
    data: list[Figure] = []
    for row, chart in enumerate(charts):
        span = _span(row, len(charts), tall - _foot(charts) + 8, over)
        _add_row(layout, data, chart, row, span, colours)
        _list(layout, "annotations").append(_title(chart, span[1], left, colours))
    # After the titles, which are found by their place.
    _list(layout, "annotations").extend([*heads, *_captions(charts, left, colours)])
    return {"data": data, "layout": layout}


def _empty(colours: Mapping[str, str], tall: int, margin: Mapping[str, int]) -> Figure:
    """The layout before there is anything in it; sizes in pixels."""
    return {
        "height": tall,
        "margin": margin,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "Inter, system-ui, sans-serif", "size": 11, "color": colours["secondary"]},
        "showlegend": False,
        "hovermode": "x",
        "dragmode": False,
        "uirevision": "keep",
    }


def _add_row(
    layout: Figure,
    data: list[Figure],
    chart: ChartView,
    row: int,
    span: tuple[float, float],
    colours: Mapping[str, str],
) -> None:
    axis = _axis(row)
    layout[f"yaxis{'' if row == 0 else row + 1}"] = {
        "domain": list(span),
        "range": list(chart.domain),
        "tickvals": list(chart.domain),
        "ticktext": [plain(text) for text in _ticks(chart)],
        "fixedrange": True,
        "gridcolor": colours["line"],
        "zeroline": False,
        "automargin": False,
    }
    data.append(_line(chart, axis, colours))
    _list(layout, "shapes").extend(marks(chart, axis, colours))


def _axis(row: int) -> str:
    return "y" if row == 0 else f"y{row + 1}"


def _span(row: int, of: int, tall: int, over: int) -> tuple[float, float]:
    """Where a row lies between the margins of `tall` pixels, 0..1 from below: all rows are equally high, each
    but the first with room for its title above it and a gap over that."""
    inner, between = tall - over, over + ROW_GAP
    high = (inner - (of - 1) * between) / of
    top = inner - row * (high + between)
    return max(0.0, (top - high) / inner), min(1.0, top / inner)


def _ticks(chart: ChartView) -> list[str]:
    """What stands at the ends of the value axis. Where a unit does not fit beside its number, both ends go
    without, and the title says it (`_unit`); a number that is too long itself is rounded."""
    texts = [format_quantity(value, chart.unit) for value in chart.domain]
    if all(len(text) <= TICK_LETTERS for text in texts):
        return texts
    return [_short(value) for value in chart.domain]


def _short(value: float) -> str:
    """`28.2 k`, `-1.5 M`: three digits and a prefix; powers of ten where there is no prefix."""
    text = format_quantity(value, "count")
    return text if len(text) <= TICK_LETTERS else f"{value:.0e}".replace("e+0", "e").replace("e-0", "e-")


def _unit(chart: ChartView) -> str:
    """The unit that the axis has no room for, for the title; empty where the axis says it."""
    fits = all(len(format_quantity(value, chart.unit)) <= TICK_LETTERS for value in chart.domain)
    return "" if fits or chart.unit == "count" else chart.unit


def _left(charts: Sequence[ChartView]) -> int:
    """Pixels left of all rows: room for the longest text at an axis, and one time axis for all."""
    longest = max((len(text) for chart in charts for text in _ticks(chart)), default=0)
    return max(LEFT_LEAST, min(LEFT_MOST, round(TICK_LETTER * longest + TICK_GAP)))


def _line(chart: ChartView, axis: str, colours: Mapping[str, str]) -> Figure:
    name = plain(chart.title)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [iso(time) for time in chart.series.times],
        "y": list(chart.series.values),
        "text": ["" if v is None else plain(format_quantity(v, chart.unit)) for v in chart.series.values],
        "hovertemplate": "%{text}<extra></extra>",
        "name": name,
        "connectgaps": False,
        "xaxis": "x",
        "yaxis": axis,
        "line": {"color": of_state(chart.state, colours), "width": 1.6},
    }


def _title(chart: ChartView, top: float, left: int, colours: Mapping[str, str]) -> Figure:
    """The title above its row, from the figure's left edge on, over the line that says what is drawn;
    hovering tells what is left out of them."""
    unit = _unit(chart)
    whole = f"{chart.title}, {unit}" if unit else chart.title
    # A long unit would leave no letter of the title: it is told on hovering.
    short, note = _middle(whole if len(unit) <= UNIT_LETTERS else chart.title), chart.note
    if len(note) > NOTE_LETTERS:
        note = f"{note[: NOTE_LETTERS - 1].rstrip(' ·,')}…"
    cut = [text for text, shown in ((whole, short), (chart.note, note)) if text != shown]
    below = f'<br><span style="font-size:10.5px">{plain(note)}</span>' if note else ""
    return {
        "text": f"<b>{plain(short)}</b>{below}",
        "align": "left",
        "hovertext": "<br>".join(plain(text) for text in cut),
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


def _captions(charts: Sequence[ChartView], left: int, colours: Mapping[str, str]) -> list[Figure]:
    """What the marks of the rows are, under the times."""
    return [
        {
            "text": plain(text),
            "xref": "paper",
            "yref": "paper",
            "x": 0,
            "y": 0,
            "xshift": -left,
            "yshift": -FOOT_HEIGHT + 10 - CAPTION_HEIGHT * line,
            "xanchor": "left",
            "yanchor": "top",
            "showarrow": False,
            "font": {"size": 10.5, "color": colours["secondary"]},
        }
        for line, text in enumerate(caption(charts))
    ]


def _time_axis(window: tuple[float, float], zone: str, colours: Mapping[str, str]) -> Figure:
    return {
        "type": "date",
        "range": [iso(window[0]), iso(window[1])],
        "fixedrange": True,
        "gridcolor": colours["line"],
        "nticks": 4,
        "tickformat": "%H:%M",
        # Clear of the text at the lower end of the value axis, which reaches under the line.
        "ticklabelstandoff": 4,
        "hoverformat": f"%H:%M:%S {zone}",
        "anchor": "free",
        "position": 0,
    }


def _cursor(at: float, colours: Mapping[str, str]) -> Figure:
    line = {"color": colours["secondary"], "width": 1}
    return {
        "type": "line",
        "xref": "x",
        "x0": iso(at),
        "x1": iso(at),
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": line,
    }


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
