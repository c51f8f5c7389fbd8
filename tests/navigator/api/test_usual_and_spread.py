"""What is usual for a signal, and how it is spread over instances, beside its series and sparklines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask.testing import FlaskClient

from hierarchy.evidence.breakdowns import Breakdown, Split
from hierarchy.model import Model, SignalKey
from navigator.series import Window
from navigator.services import Services
from tests.navigator.api.rising import NOW, cart_rises, client_of


def test_a_series_comes_with_what_is_usual(client: FlaskClient, source: Any) -> None:
    """Quartiles and what they were taken from; the spread only of signals that have one."""
    cart_rises(source)
    answer = client.get(f"/api/v1/series?signal=cart/errors&from={NOW - 900}&to={NOW}").get_json()
    reference = answer["reference"]
    assert reference["low"] <= reference["mid"] <= reference["high"] < 0.01
    assert reference["samples"] >= 10
    assert reference["basis"]
    assert answer["spread"] is None
    assert answer["values"][-1] == 0.2


def test_what_was_spread_over_instances_comes_with_the_one_far_from_the_rest(
    model: Model, source: Any, clock: Any
) -> None:
    """null while it is being read, then three lines and a name."""
    (signal,) = model.nodes["cart"].signals
    cart = replace(model.nodes["cart"], signals=(replace(signal, spread="pod"),))
    services = Services.build(replace(model, nodes={**model.nodes, "cart": cart}), source, clock)
    split = Split(SignalKey("cart", "errors"), "pod")
    pods = {f"pod-{i}": 0.001 + i * 0.0001 for i in range(8)} | {"pod-9": 0.5}
    source.split[split] = Breakdown("pod", pods)
    client = client_of(services)
    path = f"/api/v1/series?signal=cart/errors&from={NOW - 900}&to={NOW}"
    client.get(path)
    window = Window.of(NOW - 900, NOW, 240, 15.0)
    services.breakdowns.series((split,), window, 5)
    services.breakdowns.get((split,), NOW, 5)
    spread = client.get(path).get_json()["spread"]
    services.close()
    assert spread["label"] == "pod"
    assert (spread["low"][0], spread["high"][0]) == (0.001, 0.5)
    assert spread["outlier"]["name"] == "pod-9"


def test_sparklines_have_the_band_of_what_is_usual_once_it_is_known(
    client: FlaskClient, services: Services, source: Any
) -> None:
    """Left out until then; never waited for."""
    cart_rises(source)
    key = SignalKey("cart", "errors")
    window = Window.of(NOW - 3600, NOW, 60, 15.0)
    services.references.band((key,), window, 5)
    cart = f"{services.index['cart']}.0"
    path = f"/screen/sparks.json?revision=rev1&keys={cart}&from={NOW - 3600}&to={NOW}"
    spark = client.get(path).get_json()["sparks"][cart]
    low, mid, high = spark["band"]
    assert low <= mid <= high < 0.01
    assert spark["domain"][1] >= high
    assert len(spark["values"]) <= 61
