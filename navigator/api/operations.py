"""Is the process alive, is it ready: for supervisors and load balancers, independent of any source."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from navigator.api.answers import json_answer
from navigator.api.serving import with_services
from navigator.desk import Desk


def operation_routes(desk: Desk) -> Blueprint:
    """`/livez` answers while the process does; `/readyz` needs a hierarchy. Neither asks a source."""
    routes = Blueprint("operations", __name__)

    @routes.get("/livez")
    def livez() -> Response:
        return json_answer({"status": "alive"})

    @routes.get("/readyz")
    def readyz() -> Response:
        return with_services(
            desk, lambda services: json_answer({"status": "ready", "revision": services.model.revision})
        )

    return routes
