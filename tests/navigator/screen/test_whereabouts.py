"""Links to nodes that went, as the screen and the API answer them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from hierarchy.evidence.states import State
from hierarchy.model import Model, Node
from hierarchy.problems import Position, Problem, Severity
from navigator.app import create_app
from navigator.desk import Desk, ReloadStatus
from navigator.screen.url_state import decode, encode
from navigator.screen.whereabouts import hierarchy_notices, settle
from navigator.services import NoHierarchy, Services
from navigator.settings import Settings

NOW = 1_661_142_000.0
PROBLEM = Problem(Position("shop.yaml", 12, 5), "unknown-key", Severity.ERROR, "'wyh' is not a key here")


def _pruned(node: Node, gone: str) -> Node:
    how = tuple(
        replace(group, members=left)
        for group in node.how
        if (left := tuple(m for m in group.members if m != gone))
    )
    return replace(node, how=how, why=tuple(end for end in node.why if end != gone), calls=())


def _without(model: Model, gone: str) -> Model:
    nodes = {id: _pruned(node, gone) for id, node in model.nodes.items() if id != gone}
    return replace(model, revision="rev2", nodes=nodes)


@pytest.fixture
def after(services: Services, source: Any) -> Services:
    """Without the cart, and with "host" under another name."""
    smaller = _without(services.model, "cart")
    host = replace(smaller.nodes["host"], id="machine", formerly=("host",), why=(), title="Machine")
    nodes = {id: _pruned(node, "host") for id, node in smaller.nodes.items() if id != "host"}
    made = services.renewed(replace(smaller, nodes={**nodes, "machine": host}), source)
    made.poller.sweep_once()
    return made


def test_a_what_if_goes_with_a_node_that_was_renamed_and_not_to_the_end_of_one_that_went(
    after: Services,
) -> None:
    """What is assumed of a thing holds for that thing alone; what is left out is said."""
    place, _ = decode("focus=buy&if=host:critical&if=cart:ok&if=never:ok&if=pay:warning", NOW)
    settled, said = settle(after, place)
    assert settled.what_if == (("machine", State.CRITICAL), ("pay", State.WARNING))
    assert [notice.id for notice in said] == ["bad-url"]
    assert "“cart” and 1 more" in said[0].text


def test_what_is_opened_pinned_and_walked_through_goes_with_a_node_that_was_renamed(after: Services) -> None:
    """And nothing is said of that: it is the same thing."""
    place, _ = decode("focus=buy&open=host,pay,machine&pin=host/errors&via=host,cart,pay", NOW)
    settled, said = settle(after, place)
    assert settled.opened == ("machine", "pay")
    assert settled.pin == "machine/errors"
    assert settled.via == ("machine", "pay")
    assert said == ()


def test_what_is_opened_or_pinned_and_gone_is_told_once_and_calmly(after: Services) -> None:
    """One notice for all of it, that changes nothing else; of the way that was walked nothing is said."""
    place, _ = decode("focus=pay&open=cart,never&pin=cart/errors&via=never", NOW)
    settled, (notice,) = settle(after, place)
    assert (settled.focus, settled.opened, settled.pin, settled.via) == ("pay", (), None, ())
    assert (notice.id, notice.severity) == ("not-here", "info")
    assert "“cart” and 2 more" in notice.text


@pytest.mark.parametrize(
    ("pin", "becomes"), [("host", "machine"), ("pay/gone", "pay"), ("host/gone", "machine"), ("pay", "pay")]
)
def test_a_pin_keeps_its_node_where_its_signal_is_not_there(after: Services, pin: str, becomes: str) -> None:
    """Then what decides its state is shown."""
    settled, said = settle(after, decode(f"pin={pin}", NOW)[0])
    assert settled.pin == becomes
    assert [notice.id for notice in said] == (["not-here"] if "gone" in pin else [])


@pytest.fixture
def desk(services: Services, after: Services) -> Desk:
    """What was before is retired."""
    desk = Desk(services)
    desk.put(after)
    return desk


@pytest.fixture
def page(desk: Desk) -> FlaskClient:
    """Asks as the browser does."""
    client: FlaskClient = create_app(Settings(), desk).server.test_client()
    return client


def _scene(page: FlaskClient, place: str) -> dict[str, Any]:
    asked = {
        "output": "scene.data",
        "outputs": {"id": "scene", "property": "data"},
        "inputs": [
            {"id": "place", "property": "data", "value": place},
            {"id": "viewport", "property": "data", "value": None},
            {"id": "tick", "property": "data", "value": 1},
        ],
        "changedPropIds": ["place.data"],
    }
    answer = page.post("/_dash-update-component", json=asked, headers={"Origin": "http://localhost"})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.get_json()["response"]["scene"]["data"]
    return found


def test_a_focus_that_went_becomes_its_nearest_end_and_that_is_said(after: Services) -> None:
    """With both names; everything else of the place stays."""
    place, _ = decode("?focus=cart&range=3h&at=1661141000", NOW)
    settled, (notice,) = settle(after, place)
    assert (settled.focus, settled.moved_from) == ("pay", "cart")
    assert encode(settled) == encode(replace(place, focus="pay"))
    assert (notice.id, notice.severity) == ("focus-moved", "warning")
    assert "“Cart”" in notice.text
    assert "“Pay”" in notice.text


def test_a_focus_that_was_renamed_is_followed(after: Services) -> None:
    """That is no loss, and said as news only."""
    settled, (notice,) = settle(after, decode("?focus=host", NOW)[0])
    assert settled.focus == "machine"
    assert notice.severity == "info"


@pytest.mark.parametrize("query", ["", "?focus=pay", "?focus=nobody"])
def test_a_place_of_which_nothing_else_is_known_stays_as_it_is(after: Services, query: str) -> None:
    """A node that is there, none at all, and one that never was."""
    place, _ = decode(query, NOW)
    assert settle(after, place) == (place, ())


def test_the_scene_tells_the_browser_where_the_focus_went(page: FlaskClient, after: Services) -> None:
    """As the answer to the place that was asked for, so that it is drawn."""
    scene = _scene(page, "?focus=cart")
    assert scene["moved"] == ["cart", "pay"]
    assert scene["focus"] == after.index["pay"]
    assert scene["place"] == "?focus=cart"
    assert [notice["id"] for notice in scene["notices"]] == ["focus-moved"]
    assert "moved" not in _scene(page, "?focus=pay")


def test_a_scene_and_the_look_for_news_give_the_same_edition(page: FlaskClient, desk: Desk) -> None:
    """Until something changes."""
    edition = _scene(page, "")["edition"]
    assert page.get("/screen/edition.json").get_json() == {"edition": edition}
    desk.note(ReloadStatus(False, NOW, (PROBLEM,)))
    assert page.get("/screen/edition.json").get_json() != {"edition": edition}


def test_numbers_of_another_revision_are_never_answered_with_other_nodes(page: FlaskClient) -> None:
    """Those of the one just before are, with what they meant; all others are refused."""
    window = f"from={NOW - 900}&to={NOW}"
    for revision, status in (("rev2", 200), ("rev1", 200), ("rev0", 409), ("", 409)):
        for path in ("model.json?", f"sparks.json?keys=4.0&{window}&", f"timeline.json?{window}&"):
            assert page.get(f"/screen/{path}revision={revision}").status_code == status
    names = {
        r: page.get(f"/screen/model.json?revision={r}").get_json()["nodes"][4]["id"] for r in ("rev1", "rev2")
    }
    assert names == {"rev1": "cart", "rev2": "machine"}


def test_the_model_says_what_nodes_were_called(page: FlaskClient) -> None:
    """So that a card stays the same element."""
    nodes = page.get("/screen/model.json?revision=rev2").get_json()["nodes"]
    assert {node["id"]: node["was"] for node in nodes if "was" in node} == {"machine": ["host"]}


@pytest.mark.parametrize(
    ("node", "hint"), [("cart", "“pay”"), ("host", "“machine”"), ("nobody", "lists them")]
)
def test_the_api_names_the_successor_of_a_node_that_went(page: FlaskClient, node: str, hint: str) -> None:
    """It stays a 404: a program asked for that node."""
    answer = page.get(f"/api/v1/nodes/{node}")
    assert answer.status_code == 404
    assert hint in answer.get_json()["error"]["hint"]


def test_files_that_can_not_be_loaded_are_a_banner_with_the_place(desk: Desk, after: Services) -> None:
    """File, line, column and message of the first, how many more there are, and since when."""
    assert hierarchy_notices(desk, after) == ()
    desk.note(ReloadStatus(False, NOW, (PROBLEM, PROBLEM)))
    (notice,) = hierarchy_notices(desk, after)
    assert (notice.id, notice.severity) == ("not-reloaded", "warning")
    assert "shop.yaml:12:5: 'wyh' is not a key here" in notice.text
    assert "1 more" in notice.text
    assert "04:20 UTC" in notice.text


def test_members_that_could_not_be_looked_for_are_a_banner(desk: Desk, after: Services) -> None:
    """By the name of what they belong to."""
    desk.note_failures({"machine": "Connection refused.", "gone": "no"})
    (notice,) = hierarchy_notices(desk, after)
    assert "“Machine”" in notice.text
    assert "Connection refused." in notice.text


def test_one_reason_for_many_is_one_banner(desk: Desk, after: Services) -> None:
    """A source that is away takes the members of every node with it; what has another reason stands apart."""
    refused = dict.fromkeys(("machine", "pay", "orders"), "Connection refused.")
    desk.note_failures({**refused, "buy": "found twice"})
    many, one = hierarchy_notices(desk, after)
    assert "members of “Machine” and “Pay” and 1 more may be" in many.text
    assert "members of “Buy” may be others by now: found twice" in one.text


def test_without_a_hierarchy_a_scene_says_so_and_goes_on_with_the_first_that_loads(
    services: Services,
) -> None:
    """The page is the same one."""
    desk = Desk(NoHierarchy("Navigator", (PROBLEM,)))
    page = create_app(Settings(), desk).server.test_client()
    scene = _scene(page, "?focus=cart")
    assert (scene["revision"], scene["place"]) == ("none", "?focus=cart")
    assert [notice["id"] for notice in scene["notices"]] == ["no-hierarchy"]
    desk.put(services)
    assert _scene(page, "?focus=cart")["focus"] == services.index["cart"]
