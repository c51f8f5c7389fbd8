"""What tests of cues and comparisons share: a cart whose failures leave what is usual."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask.testing import FlaskClient

from hierarchy.model import SignalKey
from navigator.app import create_app
from navigator.desk import Desk
from navigator.services import Services
from navigator.settings import Settings

NOW = 1_661_142_000.0


def client_of(services: Services) -> FlaskClient:
    client: FlaskClient = create_app(Settings(), Desk(services)).server.test_client()
    return client


def cart_rises(source: Any) -> None:
    """Failures of the cart leave what is usual ten minutes ago."""
    answer = source.series

    def series(keys: Any, start: float, end: float, step: float) -> Any:
        found = dict(answer(keys, start, end, step))
        for key in found:
            values = tuple(
                (0.2 if t >= NOW - 600 and key.node == "cart" else 0.001 + 0.0001 * (i % 3))
                for i, t in enumerate(found[key].times)
            )
            found[key] = replace(found[key], values=values)
        return found

    source.series = series
    source.values[SignalKey("cart", "errors")] = 0.2
