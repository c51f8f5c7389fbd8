"""The Dash app: page, callbacks, routes, and the security middleware around all of it."""

from __future__ import annotations

from dash import Dash

from layouts.page import INDEX, page
from navigator.api.operations import operation_routes
from navigator.api.routes import api_routes
from navigator.desk import Desk
from navigator.resources import assets_folder
from navigator.screen.callbacks import register_callbacks
from navigator.screen.routes import screen_routes
from navigator.security import protect
from navigator.settings import Settings


def create_app(settings: Settings, desk: Desk) -> Dash:
    """One app, sharing nothing with another in the same process. `.server` is the WSGI app to serve,
    with `.server.wsgi_app` already inside the security middleware. What it shows is what is on the
    desk when it is asked."""
    app = Dash(
        "navigator",
        title=desk.title,
        update_title="",  # the page's title says what is in focus, and is the browser's part
        assets_folder=str(assets_folder()),
        url_base_pathname=settings.base_path,
        serve_locally=True,
        compress=True,
        index_string=INDEX,
        enable_mcp=False,
    )
    # So that the middleware answers for every failure, in the one shape and with an id.
    app.server.config["PROPAGATE_EXCEPTIONS"] = True
    app.layout = lambda: page(desk.title, settings.base_path)
    prefix = settings.base_path.rstrip("/")
    app.server.register_blueprint(operation_routes(desk))
    register_callbacks(app, desk)
    app.server.register_blueprint(screen_routes(desk), url_prefix=prefix or None)
    app.server.register_blueprint(api_routes(desk), url_prefix=f"{prefix}/api/v1")
    app.server.wsgi_app = protect(app.server.wsgi_app, settings, script_hashes=app.csp_hashes())
    return app
