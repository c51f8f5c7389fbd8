"""Dash callbacks: decode, call a pure function, return. Registered inside `create_app` only."""

from __future__ import annotations

from dataclasses import replace

from dash import ClientsideFunction, Dash, Input, Output, State
from dash.development.base_component import Component

from layouts import scene as scenes
from layouts.charts import figure, height
from layouts.detail import SECTIONS, overview_sections, sections
from layouts.markup import trees
from layouts.view_models import Scene
from navigator.desk import Current, Desk
from navigator.screen.charting import charts_of
from navigator.screen.detail_builder import build_detail
from navigator.screen.moments import FASTEST_REFRESH, look
from navigator.screen.overview_builder import build_overview
from navigator.screen.pinned import pinned_node
from navigator.screen.surroundings import around_detail, around_scene
from navigator.screen.unavailable import no_detail, no_scene
from navigator.screen.url_state import Place, decode
from navigator.screen.view_builder import Frame, Moment, build_scene, cards_of
from navigator.screen.whereabouts import hierarchy_notices, settle
from navigator.services import NoHierarchy, Services

TEXT_SECTIONS = tuple(name for name in SECTIONS if name != "chart")

# What the browser's part draws, by the name of its function in assets/92-dash.js: inline scripts would need
# an exception in the policy.
DRAWN = (("scene", "drawn"), ("detail", "detail-drawn"), ("chart", "chart-drawn"))


def register_callbacks(app: Dash, desk: Desk) -> None:
    """Scene, detail and chart; each reads what the poller has, none waits for a source."""
    _register_scene(app, desk)
    _register_detail(app, desk)
    _register_chart(app, desk)
    for name, result in DRAWN:
        app.clientside_callback(  # type: ignore[no-untyped-call]
            ClientsideFunction("navigator", name),
            Output(result, "data"),
            Input(name, "data"),
            prevent_initial_call=True,
        )


def _register_scene(app: Dash, desk: Desk) -> None:
    @app.callback(
        Output("scene", "data"),
        Input("place", "data"),
        Input("viewport", "data"),
        Input("tick", "data"),
        prevent_initial_call=True,
    )
    def scene(query: object, viewport: object, _tick: object) -> object:
        return scene_json(desk, query, viewport)


def scene_json(desk: Desk, query: object, viewport: object) -> dict[str, object]:
    """The picture of a place, for a browser that has so much room (docs/screen-protocol.md)."""
    edition = desk.edition  # before the rest: a page with an older one than its picture looks again
    with desk.reading() as current:
        return {**scenes.encode(_scene(desk, current, query, viewport)), "edition": edition}


def _scene(desk: Desk, current: Current, query: object, viewport: object) -> Scene:
    if isinstance(current, NoHierarchy):
        return no_scene(current, query if isinstance(query, str) else "")
    asked, said = decode(query, current.clock.now())
    asked = seen_from(asked, viewport)
    place, moved = settle(current, asked)
    moment, more = look(current, place)
    frame = _frame(current, viewport)
    cards = cards_of(frame, moment, place)
    around = around_scene(current, moment, place, cards)
    if around.pending:
        moment = replace(moment, refresh=min(moment.refresh, FASTEST_REFRESH))
    notices = (*said, *moved, *more, *hierarchy_notices(desk, current, place.zone))
    return build_scene(frame, moment, place, notices, around, cards)


def _register_detail(app: Dash, desk: Desk) -> None:
    @app.callback(
        Output("detail", "data"),
        Input("scene", "data"),
        State("place", "data"),
        State("viewport", "data"),
        prevent_initial_call=True,
    )
    def detail(_scene: object, query: object, viewport: object) -> object:
        with desk.reading() as current:
            made = (
                no_detail(current) if isinstance(current, NoHierarchy) else _detail(current, query, viewport)
            )
            # The place that it answers: who has moved on meanwhile is not shown it.
            return made | {"place": query if isinstance(query, str) else ""}


def _detail(services: Services, query: object, viewport: object) -> dict[str, object]:
    place = _placed(services, query, viewport)
    moment, _ = look(services, place)
    health = moment.health
    shown = _sections(services, place, moment)
    # Not as children: Dash would make every element anew, and close what somebody opened to read.
    return {
        "node": place.focus or "",
        "at": health.at,
        "sections": {name: trees(shown[name]) for name in TEXT_SECTIONS},
    }


def _register_chart(app: Dash, desk: Desk) -> None:
    @app.callback(
        Output("chart", "data"),
        Input("scene", "data"),
        Input("chart-retry", "data"),
        State("place", "data"),
        State("viewport", "data"),
        prevent_initial_call=True,
    )
    def chart(_scene: object, _retry: object, query: object, viewport: object) -> object:
        with desk.reading() as current:
            if isinstance(current, NoHierarchy):
                return {"node": "", "expected": False, "pending": False}
            return _charts(current, query, viewport)


def _charts(services: Services, query: object, viewport: object) -> dict[str, object]:
    """Whether there is anything to chart, what of it is there by now, and whether more is being read."""
    place = _placed(services, query, viewport)
    health = look(services, place)[0].health
    drawn = charts_of(services, health, place)
    told = {"node": place.focus or "", "expected": drawn.expected, "pending": drawn.pending}
    if not drawn.charts:
        return told
    theme = theme_of(place, viewport)
    made = figure(drawn.charts, drawn.window, health.at, theme, place.focus or "", drawn.changes, place.zone)
    return {**told, "figure": made, "height": height(drawn.charts)}


def _placed(services: Services, query: object, viewport: object) -> Place:
    """Where the scene of the same query is."""
    place, _ = decode(query, services.clock.now())
    return settle(services, seen_from(place, viewport))[0]


def _sections(services: Services, place: Place, moment: Moment) -> dict[str, list[Component]]:
    model, focus, health = services.model, place.focus, moment.health
    around, since = around_detail(services, moment, place), moment.since or {}
    if focus is None or focus not in model.nodes:
        return overview_sections(build_overview(model, health, since, around, place.what_if))
    window = (health.at - place.seconds, health.at)
    pin, assumed, graph = pinned_node(model, place.pin), place.what_if, services.graph
    return sections(build_detail(model, graph, health, focus, since.get(focus), window, around, assumed, pin))


def seen_from(place: Place, viewport: object) -> Place:
    """The place as a browser sees it that tells the name of its own time zone."""
    here = viewport.get("tz") if isinstance(viewport, dict) else None
    return replace(place, here=here) if isinstance(here, str) else place


def theme_of(place: Place, viewport: object) -> str | None:
    """The theme of the link, else the one that the person's system asks for."""
    dark = isinstance(viewport, dict) and viewport.get("dark") is True
    return place.theme or ("dark" if dark else None)


def _frame(services: Services, viewport: object) -> Frame:
    """Six or four columns of two to four rows, as the browser has room; anything else is taken as wide."""
    asked = viewport if isinstance(viewport, dict) else {}
    columns = 4 if asked.get("columns") == 4 else 6
    rows = asked["rows"] if asked.get("rows") in (2, 3, 4) else 4
    return Frame(services.model, services.graph, services.order, services.index, columns, rows)
