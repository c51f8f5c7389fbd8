"""A person's browser as the server sees it: the requests of one move, over a kept connection."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Answer:
    """`data` as sent, `ms` until it was there, `size` in bytes as sent over the wire."""

    data: Any
    ms: float
    size: int


class Viewer:
    """Asks one navigator; close it after use."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, trust_env=False, timeout=30)

    def scene(self, query: str, tick: int = 0) -> Answer:
        """The scene of a place (`?focus=…`), by the callback that the page calls."""
        place = {"id": "place", "property": "data", "value": query}
        viewport = {"id": "viewport", "property": "data", "value": {"columns": 6, "rows": 4}}
        ticks = {"id": "tick", "property": "data", "value": tick}
        body = {
            "output": "scene.data",
            "outputs": {"id": "scene", "property": "data"},
            "inputs": [place, viewport, ticks],
            "changedPropIds": ["place.data"],
        }
        answer = self._ask("POST", "/_dash-update-component", json=body)
        return Answer(answer.data["response"]["scene"]["data"], answer.ms, answer.size)

    def model(self) -> Answer:
        """The model of the scene that is shown now."""
        revision = self.scene("").data["revision"]
        return self._ask("GET", "/screen/model.json", params={"revision": revision})

    def sparks(self, scene: dict[str, Any], start: float, end: float) -> Answer:
        """The sparklines of a scene's cards."""
        span = {"from": str(start), "to": str(end), "revision": scene["revision"]}
        return self._ask("GET", "/screen/sparks.json", params={"keys": spark_keys(scene), **span})

    def wait_filled(self, query: str, seconds: float) -> bool:
        """Whether the history of the place's window was read within so many seconds."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            scene = self.scene(query).data
            if scene["cards"] and not scene["filling"]:
                return True
            time.sleep(1)
        return False

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def _ask(self, method: str, path: str, **kwargs: Any) -> Answer:
        begun = time.perf_counter()
        with self._client.stream(method, path, **kwargs) as response:
            response.read()
            size = response.num_bytes_downloaded
        took = (time.perf_counter() - begun) * 1000
        response.raise_for_status()
        return Answer(response.json(), took, size)


def spark_keys(scene: dict[str, Any]) -> str:
    """The deciding signals of a scene's cards, as the page asks for them."""
    return ",".join(f"{card[0]}.{card[10]}" for card in scene["cards"] if card[10] >= 0)


def percentile(values: list[float], share: float) -> float:
    """The value under which `share` of them lie, nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
