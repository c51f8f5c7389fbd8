"""The first picture, for a page that has only its own script so far: all later ones come through Dash."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from navigator.api.answers import bad_request, json_answer
from navigator.desk import Desk
from navigator.screen.callbacks import scene_json

LONGEST_PLACE = 4096


def first_scene_routes(desk: Desk) -> Blueprint:
    """The blueprint of `screen/scene.json?place=…&columns=6&rows=4&tz=Europe/Berlin`."""
    routes = Blueprint("first-scene", __name__)

    @routes.get("/screen/scene.json")
    def scene() -> Response:
        place = request.args.get("place", "")
        columns, rows = request.args.get("columns", ""), request.args.get("rows", "")
        if len(place) > LONGEST_PLACE or columns not in ("4", "6") or rows not in ("2", "3", "4"):
            return bad_request("place must be a query string, columns 4 or 6, rows 2 to 4")
        viewport = {"columns": int(columns), "rows": int(rows), "tz": request.args.get("tz", "")}
        return json_answer(scene_json(desk, place, viewport))

    return routes
