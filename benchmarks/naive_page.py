"""What one writes first: a Dash callback that returns the cards of the same picture as `children`.

The same cards from the same code, drawn as plain buttons at the same slots. It is measured beside the
navigator to see what the navigator's own renderer is worth.
"""

from __future__ import annotations

from dash import Dash, Input, Output, dcc, html

from layouts.view_models import CardView
from navigator.screen.moments import look
from navigator.screen.url_state import decode
from navigator.screen.view_builder import Frame, build_scene
from navigator.services import Services
from navigator.wsgi import Environ, StartResponse, WSGIApplication

PATH = "/naive/"
_MOVE = """function(_) {
  if (!window.naiveListens) {
    window.naiveListens = true;
    document.addEventListener("click", (event) => {
      const card = event.target.closest("[data-key]");
      if (card) dash_clientside.set_props("place", {data: "?focus=" + card.dataset.key});
    });
  }
  return "?";
}"""


def add_naive_page(app: WSGIApplication, services: Services) -> WSGIApplication:
    """The app with the naive page of the same model under PATH."""
    naive: WSGIApplication = naive_app(services).server

    def both(environ: Environ, start_response: StartResponse) -> object:
        wanted = naive if str(environ.get("PATH_INFO", "")).startswith(PATH) else app
        return wanted(environ, start_response)

    return both  # type: ignore[return-value]


def naive_app(services: Services) -> Dash:
    """One callback, one container."""
    app = Dash("naive", url_base_pathname=PATH, serve_locally=True, compress=True, include_assets_files=False)
    app.layout = html.Div(
        [html.Div(id="stage"), dcc.Store(id="place"), dcc.Store(id="ready", data=1)],
        style={"position": "relative"},
    )
    app.clientside_callback(_MOVE, Output("place", "data"), Input("ready", "data"))  # type: ignore[no-untyped-call]

    @app.callback(Output("stage", "children"), Input("place", "data"), prevent_initial_call=True)
    def stage(query: object) -> list[html.Button]:
        return [_button(services, card) for card in shown(services, query)]

    return app


def shown(services: Services, query: object) -> tuple[CardView, ...]:
    """The cards that the navigator would draw for a place."""
    place, _ = decode(query, services.clock.now())
    moment, _ = look(services, place)
    frame = Frame(services.model, services.graph, services.order, services.index, 6, 4)
    return tuple(build_scene(frame, moment, place).cards)


def _button(services: Services, card: CardView) -> html.Button:
    node = list(services.model.nodes.values())[card.node]
    style = {
        "position": "absolute",
        "left": f"{card.x * 120}px",
        "top": f"{node.level.rank * 148 + card.row * 34}px",
        "width": f"{card.width * 112}px",
        "height": "32px",
        "overflow": "hidden",
        "transition": "left .35s, top .35s, width .35s",
    }
    data = {"data-key": node.id, "data-kind": "node", "data-role": str(card.role)}
    return html.Button(f"{node.title} {card.value}", style=style, **data)  # type: ignore[arg-type]
