"""The screen when the hierarchy files can't be loaded: it starts, says so, and shows every problem."""

from __future__ import annotations

from dash import Dash, Input, Output, html

from hierarchy.problems import render_text
from layouts import notices
from layouts.detail import SECTIONS
from layouts.scene import encode
from layouts.view_models import Scene, SourceView
from navigator.services import NoHierarchy

NOTHING = Scene(
    revision="none",
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
    source=SourceView("unreachable", None, "No source is read: there is no hierarchy"),
)


def register_unavailable(app: Dash, services: NoHierarchy) -> None:
    """One callback that always answers with the notice, and the problems in the detail."""
    notice = notices.no_hierarchy(services.problems)
    shown = encode(NOTHING) | {
        "notices": [{"id": notice.id, "severity": notice.severity, "text": notice.text}]
    }
    listed = [
        html.H2("The hierarchy could not be loaded", className="detail-title"),
        html.P("Mend the files and start again; `navigator check` shows the same list."),
        html.Pre(render_text(services.problems), className="problems"),
    ]

    @app.callback(
        Output("scene", "data"),
        Output(f"detail-{SECTIONS[0]}", "children"),
        Input("place", "data"),
        prevent_initial_call=True,
    )
    def scene(_place: object) -> tuple[object, object]:
        return shown, listed

    app.clientside_callback(  # type: ignore[no-untyped-call]
        "function(scene) { return window.navigatorMap.update(scene); }",
        Output("drawn", "data"),
        Input("scene", "data"),
        prevent_initial_call=True,
    )
