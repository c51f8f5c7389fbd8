"""Where to look next, what stands above, and what would follow, over HTTP."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from hierarchy.evidence.assumptions import Mute, MuteKind
from hierarchy.model import MeansGroup, Model, Rule, SignalKey
from navigator.services import Services
from tests.navigator.api.rising import NOW, cart_rises, client_of


def test_cues_rank_what_lies_below_with_evidence(
    client: FlaskClient, services: Services, source: Any
) -> None:
    """The cart first, with the way to it and reasons in words and numbers."""
    cart_rises(source)
    services.poller.sweep_once()
    answer = client.get("/api/v1/cues?focus=buy&limit=3")
    assert answer.status_code == 200
    found = answer.get_json()
    assert (found["focus"], found["at"], found["note"]) == ("buy", "2022-08-22T04:20:00Z", None)
    first = found["cues"][0]
    assert (first["rank"], first["node"]) == (1, "cart")
    assert first["path"] == ["buy", "orders", "pay", "cart"]
    kinds = {one["kind"] for one in first["evidence"]}
    assert {"state", "deviation"} <= kinds
    assert all(one["text"] for one in first["evidence"])
    assert len(found["cues"]) <= 3
    again = client.get("/api/v1/cues?focus=buy&limit=3", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_health_tells_deviations_once_somebody_has_looked(
    client: FlaskClient, services: Services, source: Any
) -> None:
    """null until then: asking for health reads no history."""
    cart_rises(source)
    services.poller.sweep_once()
    before = client.get("/api/v1/health").get_json()["nodes"]["cart"]["signals"]["errors"]
    assert before["deviation"] is None
    client.get("/api/v1/cues?focus=buy")
    after = client.get("/api/v1/health").get_json()["nodes"]["cart"]["signals"]["errors"]
    assert after["deviation"] > 3
    assert (after["unit"], after["capacity"], after["momentary"], after["note"]) == ("ratio", None, None, "")


def test_of_a_moment_looked_back_at_only_its_own_deviations_are_told(
    client: FlaskClient, source: Any
) -> None:
    """As on screen: those of a minute before stand in for newer ones only where time runs on."""
    cart_rises(source)
    client.get(f"/api/v1/cues?focus=buy&at={NOW - 120}")

    known = client.get(f"/api/v1/health?at={NOW - 120}").get_json()["nodes"]["cart"]["signals"]["errors"]
    assert known["deviation"] > 3
    later = client.get(f"/api/v1/health?at={NOW - 60}").get_json()["nodes"]["cart"]["signals"]["errors"]
    assert later["deviation"] is None
    node = client.get(f"/api/v1/nodes/cart?at={NOW - 60}").get_json()["health"]["signals"]["errors"]
    assert node["deviation"] is None


def test_where_nothing_deviates_the_list_is_empty_and_says_so(
    client: FlaskClient, services: Services
) -> None:
    """No node is named for want of a better one."""
    services.poller.sweep_once()
    found = client.get("/api/v1/cues?focus=buy").get_json()
    assert found["cues"] == []
    assert found["note"]["code"] == "none_below"
    assert found["note"]["text"]


def test_cues_of_a_past_moment_are_of_that_moment(client: FlaskClient, source: Any) -> None:
    """`at` counts, and before something happened nothing had."""
    cart_rises(source)
    source.values[SignalKey("cart", "errors")] = 0.001
    found = client.get(f"/api/v1/cues?focus=buy&at={NOW - 1800}").get_json()
    assert found["at"] == "2022-08-22T03:50:00Z"
    assert found["note"]["code"] == "none_below"


def test_with_a_dead_source_there_is_a_note_and_no_failure(
    client: FlaskClient, services: Services, source: Any
) -> None:
    """What can't be judged is told as that: nothing is called fine."""
    source.gone = True
    source.values = dict.fromkeys(source.values, None)
    services.poller.sweep_once()
    answer = client.get("/api/v1/cues?focus=buy")
    assert answer.status_code == 200
    found = answer.get_json()
    assert found["note"]["code"] in ("no_data", "none_below")
    assert {one["kind"] for cue in found["cues"] for one in cue["evidence"]} <= {"unknown", "state"}


@pytest.mark.parametrize(
    ("path", "status", "code", "said"),
    [
        ("/api/v1/cues?focus=nope", 404, "unknown_node", "nope"),
        ("/api/v1/cues", 400, "bad_parameter", "focus"),
        ("/api/v1/cues?focus=buy&limit=0", 400, "bad_parameter", "limit"),
        ("/api/v1/cues?focus=buy&limit=x", 400, "bad_parameter", "limit"),
        ("/api/v1/cues?focus=buy&at=soonish", 400, "bad_parameter", "at"),
        ("/api/v1/impact", 400, "bad_parameter", "node"),
        ("/api/v1/impact?node=nope", 404, "unknown_node", "nope"),
        ("/api/v1/impact?node=host&if=host", 400, "bad_parameter", "ID:state"),
        ("/api/v1/health?if=host:broken", 400, "bad_parameter", "ID:state"),
        ("/api/v1/health?if=nope:ok", 404, "unknown_node", "nope"),
        ("/api/v1/nodes/host?if=nope:ok", 404, "unknown_node", "nope"),
        ("/api/v1/health?" + "&".join(f"if=n{i}:ok" for i in range(51)), 400, "bad_parameter", "50"),
    ],
)
def test_what_can_not_be_asked_says_what_is_wrong(
    path: str, status: int, code: str, said: str, client: FlaskClient, services: Services
) -> None:
    """One shape for every refusal, with the parameter or the node that it is about."""
    services.poller.sweep_once()
    answer = client.get(path)
    assert answer.status_code == status
    problem = answer.get_json()["error"]
    assert problem["code"] == code
    assert said in problem["message"]


def test_cues_that_are_not_there_yet_are_503_with_a_time_to_come_back(
    client: FlaskClient, services: Services, source: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No request waits for a source without end."""
    monkeypatch.setattr("navigator.api.waiting.LONGEST", 0.05)
    services.poller.sweep_once()
    source.go.clear()
    answer = client.get("/api/v1/cues?focus=buy")
    assert answer.status_code == 503
    assert answer.get_json()["error"]["code"] == "not_yet"
    assert answer.headers["Retry-After"] == "5"


def test_impact_is_everything_above_purposes_first(
    client: FlaskClient, services: Services, source: Any
) -> None:
    """With states and the way up to each."""
    source.values[SignalKey("cart", "errors")] = 0.2
    services.poller.sweep_once()
    found = client.get("/api/v1/impact?node=host").get_json()
    assert [level["level"] for level in found["levels"]] == [
        "functional-purpose",
        "abstract-function",
        "generalized-function",
        "physical-function",
    ]
    (buy,) = found["levels"][0]["nodes"]
    assert buy["id"] == "buy"
    assert buy["path"][0] == "host"
    assert buy["path"][-3:] == ["pay", "orders", "buy"]
    assert buy["relations"] == ["means"] * 4
    assert buy["steps"] == 4
    states = {node["id"]: node["state"] for level in found["levels"] for node in level["nodes"]}
    assert states["cart"] == "critical"
    assert set(states) == {"buy", "orders", "pay", "checkout", "cart"}
    assert found["state"] == "ok"
    assert client.get("/api/v1/impact?node=buy").get_json()["levels"] == []


def test_impact_goes_from_parts_to_their_wholes(model: Model, source: Any, clock: Any) -> None:
    """A whole feels its parts as an end does its means, and so do the ends of that whole."""
    disk = replace(model.nodes["host"], id="disk", why=(), part_of="host", signals=())
    host = replace(model.nodes["host"], parts=(MeansGroup(Rule.ALL_OF, ("disk",)),))
    services = Services.build(
        replace(model, nodes={**model.nodes, "host": host, "disk": disk}), source, clock
    )
    services.poller.sweep_once()
    found = client_of(services).get("/api/v1/impact?node=disk").get_json()
    services.close()
    assert found["wholes"] == ["host"]
    ways = {node["id"]: node for level in found["levels"] for node in level["nodes"]}
    assert ways["host"]["relations"] == ["part"]
    assert ways["cart"]["relations"] == ["part", "means"]
    assert "buy" in ways


def test_what_if_answers_what_would_follow_and_marks_it(client: FlaskClient, services: Services) -> None:
    """On health, on a node and on what stands above; without it nothing has changed."""
    services.poller.sweep_once()
    health = client.get("/api/v1/health?if=host:critical&if=cart:warning").get_json()
    assert health["assumed"] == {"host": "critical", "cart": "warning"}
    host = health["nodes"]["host"]
    assert (host["state"], host["assumed"], host["imagined"]) == ("critical", "critical", True)
    assert health["nodes"]["checkout"]["threat"] == "critical"
    assert health["nodes"]["checkout"]["imagined"] is True
    node = client.get("/api/v1/nodes/checkout?if=host:critical").get_json()
    assert node["health"]["threat"] == "critical"
    impact = client.get("/api/v1/impact?node=host&if=host:critical").get_json()
    assert impact["assumed"] == {"host": "critical"}
    assert impact["state"] == "critical"
    ways = {node["id"]: node for level in impact["levels"] for node in level["nodes"]}
    assert (ways["cart"]["threat"], ways["cart"]["imagined"]) == ("critical", True)
    real = client.get("/api/v1/health").get_json()
    assert real["assumed"] == {}
    assert real["nodes"]["host"]["state"] == "ok"
    assert not any(node["imagined"] for node in real["nodes"].values())


def test_what_if_works_for_a_past_moment(client: FlaskClient) -> None:
    """The moment is read as any other, and judged again."""
    health = client.get(f"/api/v1/health?at={NOW - 600}&if=host:unknown").get_json()
    assert health["at"] == "2022-08-22T04:10:00Z"
    assert health["nodes"]["host"]["state"] == "unknown"
    assert health["nodes"]["host"]["assumed"] == "unknown"


def test_mutes_are_told_with_reason_and_end(model: Model, source: Any, clock: Any) -> None:
    """Who, why and until when."""

    class Mutes:
        def at(self, _when: float, /) -> dict[str, Mute]:
            return {"host": Mute(MuteKind.ACKNOWLEDGED, "ada", "known", NOW + 60)}

    services = Services.build(model, source, clock, Mutes())
    services.poller.sweep_once()
    answer = client_of(services).get("/api/v1/health").get_json()["nodes"]
    services.close()
    assert answer["host"]["mute"] == {
        "kind": "acknowledged",
        "author": "ada",
        "reason": "known",
        "until": "2022-08-22T04:21:00Z",
    }
    assert answer["cart"]["mute"] is None


HOSTILE = (
    "", "%00", "%F0%9F%92%A9", "../../etc/passwd", "%22%3E%3Cscript%3E", "a" * 3000, "1e999", "-1", "nan",
    "cart%0d%0aX: y", "host:", ":critical", "::::", "host:critical:ok", "%ED%A0%80", "9" * 400, "now-9999w",
)  # fmt: skip


@pytest.mark.parametrize("path", ["cues", "impact", "changes", "health", "series"])
def test_no_parameter_makes_a_failure_of_ours(path: str, client: FlaskClient, services: Services) -> None:
    """Whatever is written there, the answer is one of those that the API has."""
    services.poller.sweep_once()
    names = ("focus", "node", "at", "limit", "if", "from", "to", "signal", "step")
    good = {"cues": "focus=buy&", "impact": "node=host&", "series": "signal=cart/errors&"}.get(path, "")
    for name in names:
        for value in HOSTILE:
            for before in ("", good):
                answer = client.get(f"/api/v1/{path}?{before}{name}={value}")
                assert answer.status_code in (200, 400, 404), (name, value, answer.get_data())
                if answer.status_code != 200:
                    assert set(answer.get_json()["error"]) == {"code", "message", "hint"}
