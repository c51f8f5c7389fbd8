"""The pictures of the navigator drawn by Plotly and by Cytoscape, each animated as well as it can be.

Same server, same data, the same cards as squares at the same places in the colours of their states, with
their titles and the links between them; Enter moves to `window.rivalTarget`. What is left out makes it easier
for the rivals: no values, no sparklines, no chips, no long shot, no detail. Cytoscape comes with
`dash-cytoscape` (the extra `rivals`), which is installed by `make bench` only.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dash import Dash, Input, Output, dcc, html

from benchmarks.naive_page import shown
from hierarchy.evidence.states import State
from navigator.services import Services
from navigator.wsgi import Environ, StartResponse, WSGIApplication

PATHS = {"plotly": "/plotly/", "cytoscape": "/cytoscape/"}
MISSING = "dash-cytoscape is not installed: make bench installs it where it can be had"
MOVE_MS = 350
_WIDTH, _LANE = 830, 148
_COLOURS = {
    State.OK: "#4f7f8f",
    State.WARNING: "#e8a200",
    State.CRITICAL: "#c4320a",
    State.UNKNOWN: "#9aa3ab",
}
_MOVE = """function(_) {
  if (!window.rivalListens) {
    window.rivalListens = true;
    addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !window.rivalTarget) return;
      dash_clientside.set_props("place", {data: "?focus=" + encodeURIComponent(window.rivalTarget)});
    });
  }
  return "?";
}"""


# A canvas does not show in the page that something is on it.
_DRAWN = """function(elements) {
  if (elements && elements.length && !document.getElementById("drawn")) {
    document.body.append(Object.assign(document.createElement("i"), {id: "drawn"}));
  }
  return dash_clientside.no_update;
}"""


@dataclass(frozen=True)
class Spot:
    """One node: the middle of its card in px, and its state's colour."""

    id: str
    title: str
    x: float
    y: float
    colour: str


def can_cytoscape() -> bool:
    """Whether dash-cytoscape is installed."""
    return importlib.util.find_spec("dash_cytoscape") is not None


def add_rival_pages(app: WSGIApplication, services: Services) -> WSGIApplication:
    """The app with the rivals' pages of the same model under their paths."""
    makers: dict[str, Callable[[Services], Dash]] = {"plotly": plotly_app}
    if can_cytoscape():
        makers["cytoscape"] = cytoscape_app
    pages: dict[str, WSGIApplication] = {PATHS[name]: make(services).server for name, make in makers.items()}

    def all_of_them(environ: Environ, start_response: StartResponse) -> object:
        path = str(environ.get("PATH_INFO", ""))
        wanted = next((page for base, page in pages.items() if path.startswith(base)), app)
        return wanted(environ, start_response)

    return all_of_them  # type: ignore[return-value]


def spots_of(services: Services, query: object) -> tuple[list[Spot], list[tuple[Spot, Spot]]]:
    """The cards of a place as spots, and the means-ends links between them, end first."""
    nodes = list(services.model.nodes.values())
    spots = {}
    for card in shown(services, query):
        node = nodes[card.node]
        x = (card.x + card.width / 2) * _WIDTH / 6
        y = node.level.rank * _LANE + 26 + (card.row + 0.5) * (_LANE - 31) / card.rows
        spots[node.id] = Spot(node.id, node.title, x, y, _COLOURS[card.shown])
    links = [(spots[end], spots[one]) for end in spots for one in services.graph.means(end) if one in spots]
    return list(spots.values()), links


def figure(spots: list[Spot], links: list[tuple[Spot, Spot]]) -> dict[str, Any]:
    """A Plotly figure whose markers keep their element and move, because they have `ids`."""
    xs = [x for end, one in links for x in (end.x, one.x, None)]
    ys = [y for end, one in links for y in (end.y, one.y, None)]
    axis = {"visible": False, "fixedrange": True}
    lines = {"type": "scatter", "mode": "lines", "x": xs, "y": ys, "line": {"width": 1, "color": "#9aa3ab"}}
    marks = {
        "type": "scatter", "mode": "markers+text", "ids": [spot.id for spot in spots],
        "x": [spot.x for spot in spots], "y": [spot.y for spot in spots],
        "text": [spot.title for spot in spots],
        "textposition": "bottom center",
        "marker": {"symbol": "square", "size": 22, "color": [spot.colour for spot in spots]},
    }  # fmt: skip
    layout = {
        "transition": {"duration": MOVE_MS, "easing": "cubic-in-out"}, "showlegend": False,
        "width": _WIDTH, "height": 5 * _LANE, "margin": dict.fromkeys("lrtb", 0), "uirevision": "same",
        "xaxis": {**axis, "range": [0, _WIDTH]}, "yaxis": {**axis, "range": [5 * _LANE, 0]},
    }  # fmt: skip
    return {"data": [lines, marks], "layout": layout}


def plotly_app(services: Services) -> Dash:
    """One callback, one figure."""
    app = _app("plotly", dcc.Graph(id="stage", config={"displayModeBar": False}))

    @app.callback(Output("stage", "figure"), Input("place", "data"), prevent_initial_call=True)
    def stage(query: object) -> dict[str, Any]:
        return figure(*spots_of(services, query))

    return app


def cytoscape_app(services: Services) -> Dash:
    """One callback; nodes move only if their positions are those of the layout, not of the elements."""
    import dash_cytoscape

    square = {"shape": "square", "width": 22, "height": 22, "background-color": "data(colour)"}
    label = {"label": "data(label)", "font-size": 11, "text-valign": "bottom"}
    line = {"width": 1, "line-color": "#9aa3ab", "curve-style": "bezier"}
    look = [{"selector": "node", "style": {**square, **label}}, {"selector": "edge", "style": line}]
    size = {"width": f"{_WIDTH}px", "height": f"{5 * _LANE}px"}
    graph = dash_cytoscape.Cytoscape(
        id="stage", elements=[], stylesheet=look, style=size, layout={"name": "preset"}, zoom=1
    )
    app = _app("cytoscape", graph)
    seen = Output("drawn-by", "data"), Input("stage", "elements")
    app.clientside_callback(_DRAWN, *seen)  # type: ignore[no-untyped-call]

    @app.callback(
        Output("stage", "elements"),
        Output("stage", "layout"),
        Input("place", "data"),
        prevent_initial_call=True,
    )
    def stage(query: object) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        spots, links = spots_of(services, query)
        nodes = [{"data": {"id": one.id, "label": one.title, "colour": one.colour}} for one in spots]
        edges = [{"data": {"id": f"{a.id}>{b.id}", "source": a.id, "target": b.id}} for a, b in links]
        places = {one.id: {"x": one.x, "y": one.y} for one in spots}
        moving = {"animate": True, "animationDuration": MOVE_MS, "animationEasing": "ease-in-out-cubic"}
        return [*nodes, *edges], {"name": "preset", "positions": places, "fit": False, **moving}

    return app


def _app(name: str, stage: Any) -> Dash:
    app = Dash(
        name, url_base_pathname=PATHS[name], serve_locally=True, compress=True, include_assets_files=False
    )
    stores = [dcc.Store(id="place"), dcc.Store(id="drawn-by"), dcc.Store(id="ready", data=1)]
    app.layout = html.Div([stage, *stores])
    app.clientside_callback(_MOVE, Output("place", "data"), Input("ready", "data"))  # type: ignore[no-untyped-call]
    return app
