"""The page's skeleton: fixed places, filled by the browser's part and by callbacks.

Nothing here is ever replaced: an element that stays is an element people can rely on.
"""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from layouts.detail import CHART_ID, SECTIONS
from layouts.markup import aria, data

STORES = (
    "place",
    "viewport",
    "tick",
    "scene",
    "drawn",
    "detail",
    "detail-drawn",
    "chart-shown",
    "chart-wanted",
    "chart-retry",
)
INDEX = """<!DOCTYPE html>
<html lang="en">
  <head>
    {%metas%}
    <title>{%title%}</title>
    {%favicon%}
    {%css%}
  </head>
  <body data-settled="false">
    {%app_entry%}
    <footer>{%config%}{%scripts%}{%renderer%}</footer>
  </body>
</html>
"""


def page(title: str, base_path: str) -> Component:
    """The whole page before the first scene; `title` is the hierarchy's."""
    return html.Div(
        id="navigator",
        **data(base=base_path),
        children=[
            html.Header(
                id="nav-header",
                **_landmark("header"),
                children=[html.Span(title, id="nav-title")],
            ),
            html.Div(
                id="nav-strip", role="region", **_landmark("strip", "What became abnormal, newest first")
            ),
            html.Div(id="nav-notices", role="status"),
            html.Nav(id="nav-longshot", **_landmark("long-shot", "Whole system")),
            html.Main(id="nav-stage", **_landmark("stage", "Five levels")),
            html.Aside(id="nav-detail", children=_detail(), **_landmark("detail", "Detail")),
            html.Div(id="nav-time", role="region", **_landmark("time", "Time")),
            html.Div(id="nav-live", role="log", className="visually-hidden", **aria(live="polite")),
            *(dcc.Store(id=name) for name in STORES),
        ],
    )


def _detail() -> list[Component]:
    """Sections in the order of the design; each keeps its element, callbacks fill the children."""
    parts: list[Component] = [html.Div(id="nav-pin", hidden=True)]
    for name in SECTIONS:
        if name == "chart":
            parts.append(html.Div(id="detail-chart-place", children=[_chart()], hidden=True))
        else:
            parts.append(html.Div(id=f"detail-{name}", className=f"detail-section detail-{name}"))
    return parts


def _chart() -> Component:
    return dcc.Graph(
        id=CHART_ID,
        config={"displayModeBar": False, "responsive": True, "staticPlot": False, "scrollZoom": False},
        figure={"data": [], "layout": {"height": 142}},
        animate=False,
    )


def _landmark(key: str, label: str = "") -> dict[str, Any]:
    return data(kind="landmark", key=key) | (aria(label=label) if label else {})
