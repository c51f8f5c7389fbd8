"""A thousand edits, half of them mistakes, while fifty people read."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.browser.acceptance.running import navigator
from tests.browser.acceptance.scraped import scraped
from tests.live.conftest import Exporter

PEOPLE = 50
ROUNDS = 25
EDITS = 40  # a round
REACHED_WITHIN = 30.0  # seconds, before anybody else looks
LOOKS = 40  # that everybody may take at most until an edit is shown, however long they take on this machine
PAUSE = 0.25  # seconds between the looks of one reader
SERVICES = ("shop", "flow", "pay", "cart", "bank", "host")

HEAD = """\
version: 1
title: Shop %s
step: 2s
templates:
  service:
    match: [service]
    signals:
      lost: {title: Lost orders, query: 'max(lost_orders{$match})', worse: higher, warning: 1, critical: 5}
nodes:
  buy: {level: functional-purpose, title: Buy, use: service, labels: {service: shop}}
  orders: {level: abstract-function, title: Orders, use: service, labels: {service: flow}, why: [buy]}
  pay: {level: generalized-function, title: Charge, use: service, labels: {service: pay}, why: [orders]}
"""
EXTRA = "  extra-%d: {level: %s, title: Extra, use: service, labels: {service: bank}, why: [pay]}\n"
TAIL = """\
  cart: {level: physical-function, title: Cart, use: service, labels: {service: cart}, why: [pay]}
  host: {level: physical-form, title: Host, use: service, labels: {service: host}, why: [cart]}
"""


def _text(edit: int) -> str:
    """Every second one is broken. Before the cart stand other nodes each time, so its number changes."""
    level = f"nowhere-{edit}" if edit % 2 else "physical-function"
    extras = "".join(EXTRA % (number, level) for number in range(edit % 7 + 1))
    return HEAD % edit + extras + TAIL


@dataclass
class Seen:
    """What the readers were told."""

    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    revisions: set[str] = field(default_factory=set)
    mistakes: set[str] = field(default_factory=set)


class Reader(threading.Thread):
    """Somebody who looks at the cart: scene after scene with what belongs to it."""

    def __init__(self, base: str, seen: Seen, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self._client = httpx.Client(base_url=base, trust_env=False, timeout=120)
        self._seen = seen
        self._stop_reading = stop
        self._carts: dict[str, int] = {}
        self.looks = 0

    def run(self) -> None:
        """Read until told to stop; whatever goes wrong is written down."""
        try:
            with self._client:
                while not self._stop_reading.wait(PAUSE):
                    self._look()
                    self.looks += 1
        except Exception as error:
            self._seen.wrong.append(repr(error))

    def _look(self) -> None:
        scene = self._scene()
        revision = scene["revision"]
        self._seen.revisions.add(revision)
        self._seen.mistakes.update(n["text"] for n in scene["notices"] if n["id"] == "not-reloaded")
        window = {"revision": revision, "from": scene["window"][0], "to": scene["window"][1]}
        if revision not in self._carts:
            model = self._get("/screen/model.json", revision=revision)
            if model is None:
                return
            self._carts[revision] = next(i for i, node in enumerate(model["nodes"]) if node["id"] == "cart")
        cart = self._carts[revision]
        if scene["focus"] != cart:
            self._seen.wrong.append(f"the focus of {revision} is {scene['focus']} and not {cart}")
        card = next(card for card in scene["cards"] if card[0] == cart)
        if card[8] != 2:
            self._seen.wrong.append(f"the cart is {card[8]} in {revision}: {card}")
        self._get("/screen/sparks.json", keys=f"{cart}.0", **window)
        self._get("/screen/timeline.json", **window)
        health = self._get("/api/v1/health")
        if health is None or health["nodes"]["cart"]["state"] != "critical":
            self._seen.wrong.append(f"the API says of the cart: {health}")

    def _get(self, path: str, **given: Any) -> Any:
        """The answer; None where its revision is gone already, which the next scene mends."""
        answer = self._client.get(path, params=given)
        self._seen.answers[f"{answer.status_code} {path}"] += 1
        return None if answer.status_code == 409 and "revision" in given else self._whole(answer)

    def _scene(self) -> Any:
        place = {"id": "place", "property": "data", "value": "?focus=cart&range=15m"}
        others = [{"id": id, "property": "data", "value": None} for id in ("viewport", "tick")]
        asked = {
            "output": "scene.data",
            "outputs": {"id": "scene", "property": "data"},
            "inputs": [place, *others],
            "changedPropIds": ["place.data"],
        }
        answer = self._client.post("/_dash-update-component", json=asked)
        self._seen.answers[f"{answer.status_code} scene"] += 1
        return self._whole(answer)["response"]["scene"]["data"]

    def _whole(self, answer: httpx.Response) -> Any:
        answer.raise_for_status()
        return answer.json()


@pytest.fixture
def base(tmp_path: Path) -> Iterator[str]:
    """A navigator on the file that is edited, against a Prometheus in which the cart is critical."""
    exporter = Exporter()
    exporter.lines = [f'lost_orders{{service="{name}"}} {9 if name == "cart" else 0}' for name in SERVICES]
    (tmp_path / "shop.yaml").write_text(_text(0))
    with (
        scraped(tmp_path, exporter) as server,
        navigator("serve", str(tmp_path / "shop.yaml"), "--prometheus", server.url) as address,
    ):
        yield address
    exporter.close()


def _save(file: Path, edit: int) -> None:
    """In one go, piece by piece, or by deleting it first: as different editors do."""
    text = _text(edit)
    if edit % 5 == 0:
        file.unlink()
    if edit % 3 == 0:
        with file.open("w") as opened:
            for start in range(0, len(text), 400):
                opened.write(text[start : start + 400])
                opened.flush()
        return
    fresh = file.with_suffix(".fresh")
    fresh.write_text(text)
    fresh.replace(file)


def _reached(seen: Seen, base: str, edit: int) -> bool:
    """Whether people are told of this edit: its title, or that what it says can't be loaded."""
    if edit % 2:
        return any(f"'nowhere-{edit}'" in text for text in set(seen.mistakes))
    with httpx.Client(base_url=base, trust_env=False, timeout=120) as client:
        hierarchy = client.get("/api/v1/hierarchy").json()
        return bool(hierarchy["title"] == f"Shop {edit}")


def _await(seen: Seen, base: str, edit: int, readers: Sequence[Reader]) -> None:
    begun = _least(readers)
    while not _reached(seen, base, edit):
        assert _least(readers) - begun < LOOKS, f"edit {edit} was never shown"
        assert seen.wrong == []
        time.sleep(0.05)


def _least(readers: Sequence[Reader]) -> int:
    """How often everybody has looked."""
    return min(reader.looks for reader in readers)


def _let_look(seen: Seen, readers: Sequence[Reader]) -> None:
    """Until everybody has looked once more: nobody looks for longer than revisions are answered for."""
    before = [reader.looks for reader in readers]
    while any(reader.looks == looks for reader, looks in zip(readers, before, strict=True)):
        assert seen.wrong == []
        time.sleep(0.02)


def test_a_thousand_edits_under_fifty_readers_fail_no_request_and_lose_no_focus(
    base: str, tmp_path: Path
) -> None:
    """Every state in which the file comes to rest is reached; nothing known turns unknown on the way."""
    _warm(base)
    seen, stop = Seen(), threading.Event()
    readers = [Reader(base, seen, stop) for _ in range(PEOPLE)]
    for reader in readers:
        reader.start()
    edit = 0
    for number in range(ROUNDS):
        for _ in range(EDITS):
            edit += 1
            _save(tmp_path / "shop.yaml", edit)
        if edit % 2 != number % 2:
            edit += 1
            _save(tmp_path / "shop.yaml", edit)
        _await(seen, base, edit, readers)
        _let_look(seen, readers)
    stop.set()
    for reader in readers:
        reader.join(120)
    assert edit >= ROUNDS * EDITS == 1000
    assert seen.wrong == []
    assert len(seen.revisions) >= ROUNDS // 2
    assert len(seen.mistakes) >= ROUNDS // 2
    assert seen.answers["200 scene"] > PEOPLE * 10
    refused = {what: count for what, count in seen.answers.items() if not what.startswith("200 ")}
    assert refused == {}


def _warm(base: str) -> None:
    until = time.monotonic() + REACHED_WITHIN
    with httpx.Client(base_url=base, trust_env=False, timeout=120) as client:
        while client.get("/api/v1/health").json().get("nodes", {}).get("cart", {}).get("state") != "critical":
            assert time.monotonic() < until
            time.sleep(0.2)
