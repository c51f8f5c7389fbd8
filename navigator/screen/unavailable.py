"""The screen when the hierarchy files can't be loaded: it starts, says so, and shows every problem."""

from __future__ import annotations

from dash import Dash, Input, Output, html
from flask import Blueprint
from werkzeug.wrappers import Response

from hierarchy.levels import LEVELS
from hierarchy.problems import render_text
from layouts import notices
from layouts.detail import SECTIONS
from layouts.scene import encode
from layouts.view_models import Scene, SourceView
from navigator.api.answers import json_answer
from navigator.screen.routes import NO_REVISION, no_model_json
from navigator.services import NoHierarchy

NOTHING = Scene(
    revision=NO_REVISION,
    at=0.0,
    as_of=0.0,
    window=(0.0, 3600.0),
    range="1h",
    step=15.0,
    refresh=15.0,
    mode="live",
    columns=6,
    rows=4,
    focus=None,
    states=(),
    cards=(),
    source=SourceView("none", None, "No source is read: there is no hierarchy."),
)


def unavailable_routes() -> Blueprint:
    """`screen/…` without a hierarchy: an empty model, so that the page's places stand."""
    routes = Blueprint("screen", __name__)

    @routes.get("/screen/model.json")
    def model() -> Response:
        return json_answer(no_model_json())

    @routes.get("/screen/timeline.json")
    def timeline() -> Response:
        bare: list[list[None]] = [[] for _ in LEVELS]
        empty = {"from": 0, "to": 3600, "step": 60, "times": [], "onsets": [], "pending": False}
        return json_answer({**empty, "levels": bare, "worst": bare})

    return routes


def register_unavailable(app: Dash, services: NoHierarchy) -> None:
    """One callback that always answers with the notice, and the problems in the detail."""
    notice = notices.no_hierarchy(services.problems)
    shown = encode(NOTHING) | {
        "notices": [{"id": notice.id, "severity": notice.severity, "text": notice.text}]
    }
    listed = [
        html.H1("The hierarchy could not be loaded"),
        html.P("Mend the files and start again; the command navigator check shows the same list."),
        html.Pre(render_text(services.problems), className="problems"),
    ]

    @app.callback(
        Output("scene", "data"),
        Output(f"detail-{SECTIONS[0]}", "children"),
        Input("place", "data"),
        prevent_initial_call=True,
    )
    def scene(query: object) -> tuple[object, object]:
        return shown | {"place": query if isinstance(query, str) else ""}, listed

    app.clientside_callback(  # type: ignore[no-untyped-call]
        "function(scene) { return window.navigatorMap.update(scene); }",
        Output("drawn", "data"),
        Input("scene", "data"),
        prevent_initial_call=True,
    )
