"""The Dash app: page, callbacks, routes, and the security middleware around all of it."""

from __future__ import annotations

from collections.abc import Callable

from dash import Dash
from werkzeug.wrappers import Response

from layouts.page import Head, document, slots
from navigator.api.answers import error
from navigator.api.operations import operation_routes
from navigator.api.routes import api_routes
from navigator.desk import Desk
from navigator.metrics.answers import Answers, measured
from navigator.metrics.exposition import registry_of
from navigator.metrics.viewers import Viewers
from navigator.packing import accepting
from navigator.resources import assets_folder
from navigator.screen.callbacks import register_callbacks
from navigator.screen.first_scene import first_scene_routes
from navigator.screen.packed import PackedFiles, packed_routes
from navigator.screen.routes import screen_routes
from navigator.security import protect
from navigator.settings import Settings


class _App(Dash):
    """Dash with a page of ours: places as HTML, one style, one script, and Dash's own scripts after it."""

    page: Callable[[Head], str]

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]
        """The page; what Dash would put in, as HTML by its names, without its styles and scripts."""
        names = ("metas", "title", "app_entry", "config")
        return self.page(Head(**{name: parts[name] for name in names}))


def create_app(settings: Settings, desk: Desk) -> Dash:
    """One app, sharing nothing with another in the same process. `.server` is the WSGI app to serve,
    with `.server.wsgi_app` already inside the security middleware. What it shows is what is on the
    desk when it is asked."""
    packed = PackedFiles(assets_folder())
    app = _App(
        "navigator",
        title=desk.title,
        update_title="",  # the page's title says what is in focus, and is the browser's part
        assets_folder=str(assets_folder()),
        url_base_pathname=settings.base_path,
        serve_locally=True,
        compress=True,
        include_assets_files=False,
        enable_mcp=False,
    )
    app.page = lambda head: document(
        head, packed.files(settings.base_path), desk.title, settings.base_path, desk.revision
    )
    # So that the middleware answers for every failure, in the one shape and with an id.
    app.server.config["PROPAGATE_EXCEPTIONS"] = True
    app.layout = slots
    prefix = settings.base_path.rstrip("/")
    viewers, answers = Viewers(), Answers()
    registry = registry_of(desk, viewers, answers)
    app.server.register_blueprint(operation_routes(desk, registry))
    register_callbacks(app, desk)
    app.server.register_blueprint(packed_routes(packed, _missing), url_prefix=prefix or None)
    app.server.register_blueprint(screen_routes(desk, viewers), url_prefix=prefix or None)
    app.server.register_blueprint(first_scene_routes(desk), url_prefix=prefix or None)
    app.server.register_blueprint(api_routes(desk), url_prefix=f"{prefix}/api/v1")
    protected = protect(accepting(app.server.wsgi_app), settings, script_hashes=app.csp_hashes())
    app.server.wsgi_app = measured(protected, answers, settings.base_path)
    return app


def _missing() -> Response:
    message = "There is no file of that name any more."
    return error(404, "not_found", message, "Reload the page; it asks for those that there are.")
