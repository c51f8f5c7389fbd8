"""Asks a navigator in this process as the browser does: for scenes, and for pictures ahead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from flask.testing import FlaskClient

from hierarchy.model import Model
from navigator.app import create_app
from navigator.desk import Desk
from navigator.services import Services
from navigator.settings import Settings

SLOT = slice(0, 6)  # node, role, x, width, row and rows of a card


class StepClock:
    """Data time set by the test, of a recording or of the present."""

    ended = False

    def __init__(self, time: float, *, replay: bool = False) -> None:
        self.time = time
        self.speed = 0.0 if replay else 1.0
        self.replay = replay

    @property
    def horizon(self) -> float:
        """An hour of a recording lies ahead; nothing of the present does."""
        return self.time + 3600 * self.replay

    def now(self) -> float:
        """As set."""
        return self.time


@dataclass
class Page:
    """A page that shows a navigator on a stage of so many columns and rows."""

    services: Services
    client: FlaskClient
    columns: int = 6
    rows: int = 4

    @classmethod
    def of(cls, services: Services, columns: int = 6, rows: int = 4) -> Page:
        """A page of an app of its own."""
        return cls(services, create_app(Settings(), Desk(services)).server.test_client(), columns, rows)

    @property
    def model(self) -> Model:
        """The hierarchy that is shown."""
        return self.services.model

    def scene(self, place: str) -> dict[str, Any]:
        """The scene of a query string."""
        viewport = {"columns": self.columns, "rows": self.rows, "dark": False}
        asked = {
            "output": "scene.data",
            "outputs": {"id": "scene", "property": "data"},
            "inputs": [
                {"id": "place", "property": "data", "value": place},
                {"id": "viewport", "property": "data", "value": viewport},
                {"id": "tick", "property": "data", "value": 1},
            ],
            "changedPropIds": ["place.data"],
        }
        answer = self.client.post(
            "/_dash-update-component", json=asked, headers={"Origin": "http://localhost"}
        )
        assert answer.status_code == 200, answer.get_data(as_text=True)
        found: dict[str, Any] = answer.get_json()["response"]["scene"]["data"]
        return found

    def ahead(self, place: str, focuses: Iterable[str]) -> dict[str, Any]:
        """The pictures that moves from a place would give."""
        asked = [("revision", self.model.revision), ("place", place)]
        asked += [("columns", str(self.columns)), ("rows", str(self.rows))]
        asked += [("focus", focus) for focus in focuses]
        answer = self.client.get(f"/screen/next.json?{urlencode(asked)}")
        assert answer.status_code == 200, answer.get_data(as_text=True)
        found: dict[str, Any] = answer.get_json()
        return found


def gone(place: str, focus: str, as_of: float) -> str:
    """The query string after a move, as assets/48-walk.js and 50-place.js write it."""
    query = dict(parse_qsl(place.lstrip("?")))
    others = [pair for pair in parse_qsl(place.lstrip("?")) if pair[0] not in ("focus", "via", "as")]
    via = [*filter(None, query.get("via", "").split(",")), *filter(None, [query.get("focus", "")])]
    via = [id for id in via if id != focus][-6:] if focus else []
    pairs = [*([("focus", focus)] if focus else []), *others, *([("via", ",".join(via))] if via else [])]
    return "?" + urlencode([*pairs, ("as", f"{as_of:g}" if as_of % 1 else str(int(as_of)))], quote_via=quote)


def slots(picture: dict[str, Any]) -> Sequence[Sequence[object]]:
    """What stands where."""
    return [card[SLOT] for card in picture["cards"]]
