"""Posting and listing changes over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from hierarchy.evidence.changes import Change, Changes
from navigator.api.changes import EARLY_SECONDS, LONGEST_TITLE, BadChangeError, new_change
from navigator.posted_changes import KEPT_SECONDS
from navigator.services import Services

NOW = 1_661_142_000.0
PATH = "/api/v1/changes"


def _post(client: FlaskClient, body: object, **headers: str) -> TestResponse:
    return client.post(PATH, json=body, headers={k.replace("_", "-"): v for k, v in headers.items()})


def _listed(client: FlaskClient, query: str = "") -> Any:
    answer = client.get(PATH + query)
    assert answer.status_code == 200
    return answer.get_json()


def test_a_posted_change_comes_back_with_the_nodes_that_it_concerns(client: FlaskClient) -> None:
    """201 with all of it; afterwards it is in the list and at its node, and at no other."""
    body = {
        "title": "  Deploy 4.2 ",
        "time": "2022-08-22T04:10:00Z",
        "labels": {"service": "cart", "version": "4.2"},
        "url": "https://ci.example/run/7?x=1",
    }
    answer = _post(client, body)
    assert answer.status_code == 201
    kept = answer.get_json()
    assert kept["id"]
    assert {name: kept[name] for name in kept if name != "id"} == {
        "title": "Deploy 4.2",
        "time": "2022-08-22T04:10:00Z",
        "until": None,
        "lasting": False,
        "origin": "posted",
        "rule": None,
        "labels": {"service": "cart", "version": "4.2"},
        "nodes": ["cart"],
        "everything": False,
        "url": "https://ci.example/run/7?x=1",
    }
    assert _listed(client)["changes"] == [kept]


def test_a_change_without_labels_concerns_everything_and_one_with_foreign_labels_nothing(
    client: FlaskClient,
) -> None:
    """What matches no node is kept and listed all the same: no link in the model."""
    everything = _post(client, {"title": "DNS moved"}).get_json()
    assert (everything["everything"], everything["nodes"]) == (True, [])
    assert everything["time"] == "2022-08-22T04:20:00Z"
    nothing = _post(client, {"title": "Other", "labels": {"service": "billing"}}).get_json()
    assert (nothing["everything"], nothing["nodes"]) == (False, [])
    assert {one["title"] for one in _listed(client)["changes"]} == {"DNS moved", "Other"}


def test_a_retry_with_the_same_key_is_kept_once(client: FlaskClient) -> None:
    """The same change comes back; another one under the same key is refused and not kept."""
    first = _post(client, {"title": "Deploy"}, Idempotency_Key="run-7")
    again = _post(client, {"title": "Deploy"}, Idempotency_Key="run-7")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    other = _post(client, {"title": "Rollback"}, Idempotency_Key="run-7")
    assert other.status_code == 409
    assert other.get_json()["error"]["code"] == "key_reused"
    assert [one["title"] for one in _listed(client)["changes"]] == ["Deploy"]
    _post(client, {"title": "Deploy"}, Idempotency_Key="run-8")
    assert len(_listed(client)["changes"]) == 2


def test_a_retry_may_say_its_time_as_before(client: FlaskClient, clock: Any) -> None:
    """Five minutes before the retry is another moment, and yet the same change."""
    first = _post(client, {"title": "Deploy", "time": "now-5m"}, Idempotency_Key="run-7")
    clock.time += 30
    again = _post(client, {"title": "Deploy", "time": "now-5m"}, Idempotency_Key="run-7")
    other = _post(client, {"title": "Deploy", "time": "now-6m"}, Idempotency_Key="run-7")
    assert (again.status_code, other.status_code) == (201, 409)
    assert again.get_json() == first.get_json()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ([], "must be an object"),
        ({}, "title is missing"),
        ({"title": " "}, "title is missing"),
        ({"title": 7}, "title is missing"),
        ({"title": "x" * 201}, "more than 200 characters"),
        ({"title": "two\nlines"}, "control characters"),
        ({"title": "evil \u202e txt"}, "control characters"),
        ({"title": "evil \u2067 txt"}, "control characters"),
        ({"title": "\u200b\ufeff\u3164"}, "nothing that can be seen"),
        ({"title": "x", "until": 5}, "“until” is not a field"),
        ({"title": "x", "time": "soonish"}, "is not a time"),
        ({"title": "x", "time": True}, "time must be"),
        ({"title": "x", "time": NOW + 3600}, "still to come"),
        ({"title": "x", "time": NOW - KEPT_SECONDS - 60}, "more than 7 days ago"),
        ({"title": "x", "labels": ["a"]}, "labels must be an object"),
        ({"title": "x", "labels": {"a": 1}}, "labels must be an object"),
        ({"title": "x", "labels": {"a-b": "1"}}, "“a-b” is not the name of a label"),
        ({"title": "x", "labels": {"a": ""}}, "the label a must have"),
        ({"title": "x", "labels": {f"l{i}": "v" for i in range(33)}}, "more than 32 labels"),
        ({"title": "x", "url": "javascript:alert(1)"}, "https:// or http://"),
        ({"title": "x", "url": "https://"}, "https:// or http://"),
        ({"title": "x", "url": "https://a b"}, "https:// or http://"),
        ({"title": "x", "url": "https://me:pw@ci.example/"}, "password"),
    ],
)
def test_what_is_no_change_is_refused_with_what_to_write_instead(
    client: FlaskClient, body: object, said: str
) -> None:
    """400 with a sentence and an example, and nothing is kept."""
    answer = _post(client, body)
    assert answer.status_code == 400
    problem = answer.get_json()["error"]
    assert problem["code"] == "bad_change"
    assert said in problem["message"]
    assert "title" in problem["hint"]
    assert _listed(client)["changes"] == []


_FIELDS = st.sampled_from(["title", "time", "labels", "url", "x"])
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
_JUNK = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_FIELDS | st.text(), inner),
    max_leaves=8,
)
_NEARLY = st.fixed_dictionaries(
    {"title": st.text()},
    optional={
        "time": st.floats() | st.integers() | st.text(),
        "labels": st.dictionaries(st.text(), st.text()),
        "url": st.text() | st.text().map("https://{}".format),
    },
)


@given(_JUNK | _NEARLY)
def test_whatever_is_posted_is_a_sound_change_or_refused(body: object) -> None:
    """No value makes anything else of it, and what is kept is bounded and can be sent again."""
    try:
        change = new_change(json.dumps(body).encode(), NOW)
    except BadChangeError:
        return
    assert 0 < len(change.title) <= LONGEST_TITLE
    assert change.at is None or NOW - KEPT_SECONDS <= change.at <= NOW + EARLY_SECONDS
    assert change.url == "" or change.url.lower().startswith(("https://", "http://"))
    for text in (change.title, change.url, *change.labels, *change.labels.values()):
        assert text.encode().decode() == text


def test_bodies_are_bounded_and_must_be_json(client: FlaskClient) -> None:
    """16 KiB, whatever is in them; what is no JSON gets a sentence, not a failure."""
    large = client.post(
        PATH, data=json.dumps({"title": "x", "url": "y" * 17_000}), content_type="application/json"
    )
    assert (large.status_code, large.get_json()["error"]["code"]) == (413, "too_large")
    torn = client.post(PATH, data=b'{"title": "x', content_type="application/json")
    assert torn.status_code == 400
    assert "not JSON" in torn.get_json()["error"]["message"]


def test_only_our_own_pages_and_programs_may_post(client: FlaskClient) -> None:
    """A form or a page of another site is refused; a program that sends JSON from this machine is not."""
    foreign = _post(client, {"title": "x"}, Origin="https://evil.example")
    assert foreign.status_code == 403
    form = client.post(PATH, data={"title": "x"})
    assert form.status_code == 415
    assert _listed(client)["changes"] == []
    assert _post(client, {"title": "x"}, User_Agent="curl/8").status_code == 201


def test_a_bad_key_is_refused(client: FlaskClient) -> None:
    """A key that could not be told from another one is no key."""
    answer = _post(client, {"title": "x"}, Idempotency_Key="a b")
    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.get_json()["error"]["message"]


def test_the_list_is_of_the_stretch_asked_for_and_says_why_it_may_be_short(
    client: FlaskClient, source: Any
) -> None:
    """Posted changes come with what rules saw, in time order; what a source could not say is said."""
    source.done = Changes(
        (Change("r1", "Config reloaded", NOW - 300, nodes=("cart",)),), ("Rule x: timed out.",)
    )
    for minutes in (1, 10, 200):
        _post(client, {"title": f"{minutes}", "time": NOW - 60 * minutes})
    answer = _listed(client, f"?from={NOW - 3600}&to={NOW}")
    assert [one["title"] for one in answer["changes"]] == ["10", "Config reloaded", "1"]
    assert answer["failures"] == ["Rule x: timed out."]
    assert answer["more"] == 0
    assert (answer["from"], answer["to"]) == ("2022-08-22T03:20:00Z", "2022-08-22T04:20:00Z")


def test_a_list_does_not_wait_for_a_source_that_hangs(
    client: FlaskClient, source: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not there yet is said, and what was posted is listed."""
    monkeypatch.setattr("navigator.api.waiting.LONGEST", 0.05)
    source.go.clear()
    _post(client, {"title": "Deploy"})
    answer = _listed(client)
    assert [one["title"] for one in answer["changes"]] == ["Deploy"]
    assert "still being read" in answer["failures"][0]


@pytest.mark.parametrize("query", ["?from=now&to=now-1h", "?from=now-8d&to=now", "?from=x"])
def test_a_list_of_no_stretch_or_one_too_long_is_refused(client: FlaskClient, query: str) -> None:
    """400 that says which parameter."""
    answer = client.get(PATH + query)
    assert answer.status_code == 400
    assert "from" in answer.get_json()["error"]["message"]


def test_a_node_tells_the_changes_that_concern_it(client: FlaskClient, services: Services) -> None:
    """Its own and those of everything, of the last day."""
    services.poller.sweep_once()
    _post(client, {"title": "Cart", "labels": {"service": "cart"}})
    _post(client, {"title": "All"})
    cart = [one["title"] for one in client.get("/api/v1/nodes/cart").get_json()["changes"]]
    host = [one["title"] for one in client.get("/api/v1/nodes/host").get_json()["changes"]]
    assert sorted(cart) == ["All", "Cart"]
    assert host == ["All"]
