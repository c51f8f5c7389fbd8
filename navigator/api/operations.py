"""Is the process alive, is it ready: for supervisors and load balancers, independent of any source."""

from __future__ import annotations

from flask import Blueprint, make_response, request
from prometheus_client import CollectorRegistry
from werkzeug.wrappers import Response

from navigator.api.answers import json_answer
from navigator.api.serving import with_services
from navigator.desk import Desk
from navigator.metrics.exposition import exposition


def operation_routes(desk: Desk, registry: CollectorRegistry) -> Blueprint:
    """`/livez` answers while the process does; `/readyz` needs a hierarchy; `/metrics` tells what the app
    counts. None asks a source."""
    routes = Blueprint("operations", __name__)

    @routes.get("/livez")
    def livez() -> Response:
        return json_answer({"status": "alive"})

    @routes.get("/readyz")
    def readyz() -> Response:
        return with_services(
            desk, lambda services: json_answer({"status": "ready", "revision": services.model.revision})
        )

    @routes.get("/metrics")
    def metrics() -> Response:
        text, content_type = exposition(registry, request.headers.get("Accept", ""))
        response = make_response(text)
        response.headers["Content-Type"] = content_type
        response.headers["Cache-Control"] = "no-store"
        return response

    return routes
