"""A real Prometheus says what it is."""

from __future__ import annotations

import pytest

from adapters.discovery import probe
from hierarchy.model import SourceConfig
from tests.live.prometheus_server import PrometheusServer


@pytest.mark.live
def test_a_real_prometheus_is_recognized_with_its_version(shop: PrometheusServer) -> None:
    """By its build information, and because it can calculate."""
    found = probe(SourceConfig("default", "prometheus", shop.url))
    assert found.usable
    assert found.name == "Prometheus"
    assert found.version[:1].isdigit()
