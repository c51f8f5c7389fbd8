"""Asks the real app what the page would ask it, within one process and without a network."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask.testing import FlaskClient

from docs.gallery.warming import patiently, traffic_of, warm, warm_lines
from hierarchy.model import SignalKey
from navigator.app import create_app
from navigator.desk import Desk
from navigator.flights import Traffic
from navigator.services import Services
from navigator.settings import Settings

Json = dict[str, Any]
ORIGIN = {"Origin": "http://localhost"}
MOST_KEYS = 80
MOST_AHEAD = 16
_OUTPUT = re.compile(r"([\w-]+)\.([\w-]+)")


@dataclass(frozen=True, slots=True)
class View:
    """How much room the page has."""

    columns: int
    rows: int
    dark: bool = False


class Asking:
    """One page's questions to a desk."""

    def __init__(self, desk: Desk) -> None:
        self._services = desk.current if isinstance(desk.current, Services) else None
        self._client: FlaskClient = create_app(Settings(), desk).server.test_client()
        self._callbacks: list[Json] = [
            callback for callback in self.get("_dash-dependencies") if not callback["clientside_function"]
        ]

    def get(self, path: str) -> Any:
        """The JSON answered to `path`; raises RuntimeError for any status but 200."""
        answer = self._client.get(f"/{path}")
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}: {answer.get_data(as_text=True)[:300]}")
        return answer.get_json()

    def stores(self, place: str, view: View, only: str = "") -> Json:
        """What the callbacks write for a place, by `id.property`, once nothing is read any more; with `only`
        no more than what the callback that writes this needs, and what it writes."""
        seen = {"columns": view.columns, "rows": view.rows, "dark": view.dark}
        ticks = 0

        def once() -> tuple[Json, bool]:
            nonlocal ticks
            ticks += 1
            before = self._traffic()
            asked = {"place.data": place, "viewport.data": seen, "tick.data": ticks}
            found = self._round(asked | ({"scene.data": ticks} if only == "chart.data" else {}), only)
            # What was asked for by this round, or came while it went on, may be missing in it.
            return found, before.flying == 0 and self._traffic() == before and not _unfinished(found)

        return patiently(once, lambda found: found[1], f"the place {place!r}")[0]

    def _traffic(self) -> Traffic:
        return Traffic(0, 0) if self._services is None else traffic_of(self._services)

    def warm(self, place: str) -> None:
        """Has what a place shows read before it is asked for."""
        if self._services is not None:
            warm(self._services, place)

    def _round(self, known: Json, only: str) -> Json:
        changed = set(known)
        for callback in self._callbacks:
            if only and only not in callback["output"]:
                continue
            inputs = [f"{one['id']}.{one['property']}" for one in callback["inputs"]]
            if not changed.intersection(inputs):
                continue
            written = self._call(callback, known, [name for name in inputs if name in changed])
            known.update(written)
            changed.update(written)
        return known

    def _call(self, callback: Json, known: Json, changed: Sequence[str]) -> Json:
        def given(what: str) -> list[Json]:
            return [{**one, "value": known.get(f"{one['id']}.{one['property']}")} for one in callback[what]]

        found = _OUTPUT.findall(callback["output"])
        outputs = [{"id": id, "property": name} for id, name in found]
        asked = {
            "output": callback["output"],
            "outputs": outputs if callback["output"].startswith("..") else outputs[0],
            "inputs": given("inputs"),
            "state": given("state"),
            "changedPropIds": list(changed),
        }
        answer = self._client.post("/_dash-update-component", json=asked, headers=ORIGIN)
        if answer.status_code == 204:
            return {}
        if answer.status_code != 200:
            raise RuntimeError(f"{callback['output']}: {answer.get_data(as_text=True)[:300]}")
        response = answer.get_json()["response"]
        return {f"{id}.{name}": value for id, props in response.items() for name, value in props.items()}

    def model(self, scene: Json) -> Json:
        """Names, levels and links of the scene's revision."""
        found: Json = self.get(f"screen/model.json?revision={scene['revision']}")
        return found

    def sparks(self, scene: Json, keys: Sequence[str]) -> Json:
        """The series of `keys` in the scene's window."""
        start, end = scene["window"]
        whole: Json = {"from": start, "to": end, "step": 60, "sparks": {}, "pending": []}
        if self._services is not None:
            self._warm_lines(self._services, scene, keys)
        for first in range(0, len(keys), MOST_KEYS):
            some = keys[first : first + MOST_KEYS]
            asked = {"revision": scene["revision"], "keys": ",".join(some), "from": start, "to": end}
            found = self._complete(f"screen/sparks.json?{urlencode(asked)}")
            whole |= {"step": found["step"], "sparks": whole["sparks"] | found["sparks"]}
        return whole

    def _warm_lines(self, services: Services, scene: Json, keys: Sequence[str]) -> None:
        nodes = list(services.model.nodes.values())
        places = [(nodes[int(node)], int(signal)) for node, signal in (key.split(".") for key in keys)]
        named = [SignalKey(node.id, node.shown[place].id) for node, place in places]
        warm_lines(services, scene["place"], named)

    def timeline(self, scene: Json) -> Json:
        """The time bar of the scene's window."""
        start, end = scene["window"]
        asked = {"revision": scene["revision"], "from": start, "to": end}
        path = f"screen/timeline.json?{urlencode(asked)}"
        if scene["source"]["state"] == "unreachable":  # the rest will never come
            found: Json = self.get(path)
            return found
        return self._complete(path)

    def ahead(self, place: str, scene: Json, model: Json, view: View) -> Json:
        """The pictures that a move to each node would give, of the nodes linked with what is on stage."""
        ids = ["", *(model["nodes"][card[0]]["id"] for card in scene["cards"])]
        whole: Json = {}
        for first in range(0, len(ids), MOST_AHEAD):
            asked = [("revision", scene["revision"]), ("place", place), ("columns", view.columns)]
            asked += [("rows", view.rows), *(("focus", id) for id in ids[first : first + MOST_AHEAD])]
            found = self.get(f"screen/next.json?{urlencode(asked)}")
            whole = found | {"pictures": whole.get("pictures", {}) | found["pictures"]}
        return whole

    def _complete(self, path: str) -> Json:
        return patiently(lambda: self.get(path), lambda found: not found["pending"], path)


def _unfinished(found: Mapping[str, Any]) -> bool:
    scene = found["scene.data"] if isinstance(found["scene.data"], dict) else {}
    reading = {"loading", "moment-pending", "what-if-late"} & {one["id"] for one in scene.get("notices", ())}
    return bool(
        scene.get("filling")
        or scene.get("cuesPending")
        or (found.get("chart.data") or {}).get("pending")
        or reading
    )
