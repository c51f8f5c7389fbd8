"""`GET /api/v1/sources`: what the sources of a hierarchy are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.capabilities import Capabilities, Feature, Presence
from hierarchy.model import Model, SourceConfig
from navigator.app import create_app
from navigator.desk import Desk
from navigator.services import Services
from navigator.settings import Settings
from tests.navigator.conftest import HandClock, HandSource

VICTORIA = Capabilities(
    "VictoriaMetrics",
    "",
    {**dict.fromkeys(Feature, Presence.THERE), Feature.METADATA: Presence.EMPTY},
)


class DescribingSource(HandSource):
    """A source by hand that knows what is upstream."""

    def abouts(self) -> Mapping[str, Capabilities | SourceFailure]:
        return {"default": VICTORIA, "other": SourceFailure(FailureKind.REFUSED, "no connection to x:1")}


@pytest.fixture
def describing(model: Model, clock: HandClock) -> Iterator[FlaskClient]:
    """The whole app over two sources, one of which is away."""
    configs = {
        name: SourceConfig(name, "prometheus", "http://secret.example:1") for name in ("default", "other")
    }
    source = DescribingSource()
    services = Services.build(replace(model, sources=configs), source, clock)
    services.poller.sweep_once()
    yield create_app(Settings(), Desk(services)).server.test_client()
    services.close()


def test_each_source_says_what_it_is_and_what_there_is_less_of(describing: FlaskClient) -> None:
    """What is not known is null and not guessed; addresses are nobody's business here."""
    answer = describing.get("/api/v1/sources")
    known, away = answer.get_json()["sources"]
    assert (known["name"], known["product"], known["version"], known["state"]) == (
        "default",
        "VictoriaMetrics",
        None,
        "live",
    )
    assert known["features"] == {"targets": "there", "metadata": "empty", "rules": "there", "alerts": "there"}
    assert len(known["without"]) == 1
    assert (away["product"], away["features"], away["without"]) == (None, None, [])
    assert "secret.example" not in answer.get_data(as_text=True)


def test_a_recording_knows_of_no_products(client: FlaskClient) -> None:
    """And says so by saying nothing."""
    assert client.get("/api/v1/sources").get_json() == {"sources": []}
