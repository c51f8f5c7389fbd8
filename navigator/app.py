"""The Dash app: page, callbacks, routes, and the security middleware around all of it."""

from __future__ import annotations

from dash import Dash

from layouts.page import INDEX, page
from navigator.api.operations import operation_routes
from navigator.api.routes import api_routes
from navigator.resources import assets_folder
from navigator.screen.callbacks import register_callbacks
from navigator.screen.routes import screen_routes
from navigator.screen.unavailable import register_unavailable, unavailable_routes
from navigator.security import protect
from navigator.services import NoHierarchy, Services
from navigator.settings import Settings


def create_app(settings: Settings, services: Services | NoHierarchy) -> Dash:
    """One app, sharing nothing with another in the same process. `.server` is the WSGI app to serve,
    with `.server.wsgi_app` already inside the security middleware."""
    title = services.title if isinstance(services, NoHierarchy) else services.model.title
    app = Dash(
        "navigator",
        title=title,
        update_title=title,
        assets_folder=str(assets_folder()),
        url_base_pathname=settings.base_path,
        serve_locally=True,
        compress=True,
        index_string=INDEX,
        enable_mcp=False,
    )
    # So that the middleware answers for every failure, in the one shape and with an id.
    app.server.config["PROPAGATE_EXCEPTIONS"] = True
    app.layout = page(title, settings.base_path)
    prefix = settings.base_path.rstrip("/")
    app.server.register_blueprint(operation_routes(services))
    if isinstance(services, NoHierarchy):
        register_unavailable(app, services)
        app.server.register_blueprint(unavailable_routes(), url_prefix=prefix or None)
    else:
        register_callbacks(app, services)
        app.server.register_blueprint(screen_routes(services), url_prefix=prefix or None)
        app.server.register_blueprint(api_routes(services), url_prefix=f"{prefix}/api/v1")
    app.server.wsgi_app = protect(app.server.wsgi_app, settings, script_hashes=app.csp_hashes())
    return app
