"""Is the process alive, is it ready: for supervisors and load balancers, independent of any source."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from navigator.api.answers import error, json_answer
from navigator.services import NoHierarchy, Services


def operation_routes(services: Services | NoHierarchy) -> Blueprint:
    """`/livez` answers while the process does; `/readyz` needs a hierarchy. Neither asks a source."""
    routes = Blueprint("operations", __name__)

    @routes.get("/livez")
    def livez() -> Response:
        return json_answer({"status": "alive"})

    @routes.get("/readyz")
    def readyz() -> Response:
        if isinstance(services, NoHierarchy):
            count = len(services.problems)
            return error(
                503, "no_hierarchy", f"The hierarchy has {count} problems.", "Run `navigator check`."
            )
        return json_answer({"status": "ready", "revision": services.model.revision})

    return routes
