"""The HTTP API and what the browser's part fetches."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from hierarchy.model import SignalKey
from navigator.screen.sparklines import in_words
from navigator.services import Services

NOW = 1_661_142_000.0


def test_health_says_state_threat_bounds_evidence_and_reasons(
    client: FlaskClient, services: Services, source: Any
) -> None:
    """The shape of the public surface, with values as they were read."""
    source.values[SignalKey("cart", "errors")] = 0.2
    services.poller.sweep_once()
    answer = client.get("/api/v1/health").get_json()
    assert answer["at"] == "2022-08-22T04:20:00Z"
    assert answer["source"] == {"state": "live", "age_seconds": 0.0, "warnings": []}
    cart = answer["nodes"]["cart"]
    assert (cart["state"], cart["own"], cart["threat"]) == ("critical", "critical", "ok")
    assert cart["bounds"] == ["critical", "critical"]
    assert cart["evidence"] == {"known": 2, "expected": 2, "oldest_seconds": 5.0}
    assert cart["signals"]["errors"]["value"] == 0.2
    assert cart["reasons"][0]["limit"] == 0.05
    assert answer["nodes"]["pay"]["threat"] == "critical"


def test_health_of_a_past_moment_is_read_at_that_moment(client: FlaskClient, source: Any) -> None:
    """`at` may be RFC 3339, Unix seconds or relative."""
    answer = client.get("/api/v1/health?at=2022-08-22T04:10:00Z").get_json()
    assert answer["at"] == "2022-08-22T04:10:00Z"
    assert source.sweeps == [NOW - 600]


def test_reads_carry_an_etag_and_cost_nothing_when_nothing_changed(
    client: FlaskClient, services: Services, source: Any
) -> None:
    """The same answer again is a 304, and no question to the source."""
    services.poller.sweep_once()
    first = client.get("/api/v1/health")
    again = client.get("/api/v1/health", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert len(source.sweeps) == 1


def test_a_node_comes_with_its_neighbours(client: FlaskClient, services: Services) -> None:
    """Ends, means, peers and calls, and its health."""
    services.poller.sweep_once()
    node = client.get("/api/v1/nodes/checkout").get_json()
    assert node["ends"] == ["pay"]
    assert node["means"] == ["host"]
    assert node["peers"] == ["cart"]
    assert node["calls"] == ["cart"]
    assert node["health"]["state"] == "ok"


def test_a_series_has_times_values_and_trust(client: FlaskClient) -> None:
    """The window is aligned, both ends included."""
    path = f"/api/v1/series?signal=cart/errors&from={NOW - 60}&to={NOW}&step=15s"
    answer = client.get(path).get_json()
    assert answer["times"] == [NOW - 60, NOW - 45, NOW - 30, NOW - 15, NOW]
    assert answer["values"] == [0.001] * 5
    assert (answer["unit"], answer["trust"]) == ("ratio", "live")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/v1/nodes/nope", 404, "unknown_node"),
        ("/api/v1/series?signal=cart/nope", 404, "unknown_signal"),
        ("/api/v1/series?signal=", 404, "unknown_signal"),
        ("/api/v1/health?at=tomorrowish", 400, "bad_parameter"),
        ("/api/v1/series?signal=cart/errors&from=now&to=now-1h", 400, "bad_parameter"),
        ("/api/v1/series?signal=cart/errors&from=0&to=now&step=1s", 400, "bad_parameter"),
        ("/api/v1/series?signal=cart/errors&step=-5", 400, "bad_parameter"),
        ("/api/v1/nothing/here", 404, "not_found"),
        ("/screen/sparks.json?revision=rev1&keys=0.0&from=x&to=y", 400, "bad_parameter"),
        ("/screen/sparks.json?revision=rev1&keys=0.99&from=1&to=900", 400, "bad_parameter"),
        ("/screen/sparks.json?revision=rev1&keys=../../x&from=1&to=900", 400, "bad_parameter"),
        ("/screen/timeline.json?revision=rev1&from=900&to=1", 400, "bad_parameter"),
        ("/screen/timeline.json?revision=rev1&from=nan&to=inf", 400, "bad_parameter"),
    ],
)
def test_every_error_has_the_one_shape(
    client: FlaskClient, services: Services, path: str, status: int, code: str
) -> None:
    """Code, message and hint; never a page, never a traceback."""
    services.poller.sweep_once()
    answer = client.get(path)
    assert answer.status_code == status
    assert set(answer.get_json()) == {"error"}
    assert set(answer.get_json()["error"]) == {"code", "message", "hint"}
    assert answer.get_json()["error"]["code"] == code


def test_the_hierarchy_lists_levels_nodes_links_and_calls(client: FlaskClient) -> None:
    """Enough to draw it elsewhere."""
    answer = client.get("/api/v1/hierarchy").get_json()
    assert next(level["id"] for level in answer["levels"]) == "functional-purpose"
    assert {"end": "pay", "means": "cart", "group": 0, "rule": "all_of", "impact": "full"} in answer["links"]
    assert answer["calls"] == [["checkout", "cart"]]


def test_sparks_answer_at_most_sixty_points_with_a_shared_domain(client: FlaskClient, source: Any) -> None:
    """Cards of one template signal compare."""
    source.values[SignalKey("cart", "errors")] = 0.2
    path = f"/screen/sparks.json?revision=rev1&keys=4.0,3.0&from={NOW - 3600}&to={NOW}"
    sparks = client.get(path).get_json()["sparks"]
    sparks = client.get(path).get_json()["sparks"]
    assert len(sparks["4.0"]["values"]) <= 61
    assert sparks["4.0"]["domain"] == sparks["3.0"]["domain"]
    assert "said" not in sparks["4.0"]
    said = client.get(f"{path}&words=1").get_json()["sparks"]["4.0"]["said"]
    assert said == in_words(sparks["4.0"]["values"], "ratio")


def test_a_line_in_words_says_how_far_it_went_and_where_it_ends() -> None:
    """What the eye takes from it; a gap at its end is no last value of now."""
    assert in_words([0.12, None, 0.97, 0.95], "ratio") == "from 12 % to 97 %, last 95 %"
    ended = in_words([0.12, 0.2, None, None, None], "ratio")
    assert ended == "from 12 % to 20 %, last 20 %, nothing known after that"
    assert in_words([None, None], "ratio") == "nothing known in this window"


def test_liveness_and_readiness_ask_no_source(client: FlaskClient, source: Any) -> None:
    """A dead source is no reason to restart the one tool that still shows what is known."""
    source.gone = True
    assert client.get("/livez").status_code == 200
    assert client.get("/readyz").status_code == 200
    assert source.sweeps == []


def test_a_fault_inside_answers_in_the_one_shape_without_a_traceback(
    client: FlaskClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The id leads an administrator to the log; the reader learns nothing about the inside."""

    def broken(_: float) -> None:
        raise RuntimeError("secret detail")

    services.poller.sweep_once()
    monkeypatch.setattr(services.history, "since_at", broken)
    answer = client.get("/api/v1/health")
    assert answer.status_code == 500
    assert set(answer.get_json()["error"]) == {"code", "message", "hint"}
    assert "secret detail" not in answer.get_data(as_text=True)
    assert "Traceback" not in answer.get_data(as_text=True)
