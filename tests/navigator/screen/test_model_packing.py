"""How the model of a revision is sent to the browser."""

from __future__ import annotations

import json

import brotli  # type: ignore[import-untyped]

from navigator.app import create_app
from navigator.desk import Desk
from navigator.services import Services
from navigator.settings import Settings


def test_the_model_is_packed_once_for_browsers_that_take_it_and_says_the_same(services: Services) -> None:
    """In Brotli's packing only where it is asked for, with the same content, and refused once it is known."""
    client = create_app(Settings(), Desk(services)).server.test_client()
    path = f"/screen/model.json?revision={services.model.revision}"
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert plain.headers.get("Content-Encoding") is None
    assert packed.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.data) < len(plain.data)
    assert json.loads(brotli.decompress(packed.data)) == plain.json
    known = {"Accept-Encoding": "br", "If-None-Match": packed.headers["ETag"]}
    assert client.get(path, headers=known).status_code == 304
    other = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert other.headers.get("Content-Encoding") != "br"
