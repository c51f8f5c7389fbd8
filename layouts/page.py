"""The page's skeleton: fixed places, filled by the browser's part.

Nothing here is ever replaced: an element that stays is an element people can rely on. It comes as HTML, so
that the first picture waits for nothing but its own script and data; Dash, which carries all later ones, is
loaded after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.detail import CHART_ID, SECTIONS
from layouts.markup import aria, data, markup
from layouts.slots import Slot

STORES = (
    "place",
    "viewport",
    "tick",
    "scene",
    "drawn",
    "detail",
    "detail-drawn",
    "chart",
    "chart-drawn",
    "chart-retry",
)
_PAGE = """<!DOCTYPE html>
<html lang="en">
  <head>
    {metas}
    <title>{title}</title>
    <link rel="icon" href="{icon}">
    <link rel="stylesheet" href="{style}">
    {preloads}
  </head>
  <body data-settled="false">
    {skeleton}
    <div hidden>{app_entry}</div>
    {config}
    <script src="{script}"></script>
    <meta id="_dash-renderer" data-src="{dash}">
  </body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Files:
    """Addresses of what the page loads: its looks, script and fonts at once, Dash once the first picture
    stands, and the charts' library when something is to be charted."""

    style: str
    script: str
    dash: str
    charts: str
    fonts: Sequence[str] = ()
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What Dash has to say about the page, as HTML: its tags for the head, its entry and its settings."""

    metas: str
    title: str
    app_entry: str
    config: str


def slots() -> Component:
    """All that Dash lays out: the named places for data."""
    return Slot("slots", [Slot(name) for name in STORES])


def document(head: Head, files: Files, title: str, base_path: str, revision: str) -> str:
    """The whole page before the first scene; `title` is the hierarchy's, `revision` of the model that the
    first picture will most likely be of."""
    preloads = "".join(
        f'<link rel="preload" as="font" type="font/woff2" crossorigin href="{escape(font)}">'
        for font in files.fonts
    )
    return _PAGE.format(
        metas=head.metas,
        title=escape(head.title),
        icon=escape(files.icon),
        style=escape(files.style),
        preloads=preloads,
        skeleton=markup([skeleton(title, base_path, revision, files.charts)]),
        app_entry=head.app_entry,
        config=head.config,
        script=escape(files.script),
        dash=escape(files.dash),
    )


def skeleton(title: str, base_path: str, revision: str = "", charts: str = "") -> Component:
    """The places; `charts` is the address of the charts' library."""
    return html.Div(
        id="navigator",
        **data(base=base_path, revision=revision, charts=charts),
        children=[
            html.Header(
                id="nav-header",
                **_landmark("header"),
                children=[html.H1(title, id="nav-title")],
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
        ],
    )


def _detail() -> list[Component]:
    """Sections in the order of the design; each keeps its element, the browser writes what is in it."""
    parts: list[Component] = [html.Div(id="nav-pin", hidden=True)]
    for name in SECTIONS:
        if name == "chart":
            waiting = html.P("The charts are being read…", className="chart-wait")
            drawing = html.Div(html.Div(className="chart-figure"), id=CHART_ID)
            parts.append(html.Div([waiting, drawing], id="detail-chart-place", hidden=True))
        else:
            parts.append(html.Div(id=f"detail-{name}", className=f"detail-section detail-{name}"))
    return parts


def _landmark(key: str, label: str = "") -> dict[str, Any]:
    return data(kind="landmark", key=key) | (aria(label=label) if label else {})
