"""The first picture comes by a plain request, and the page asks for all that it needs in as few as can be."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient

from navigator.app import create_app
from navigator.desk import Desk
from navigator.screen.callbacks import scene_json
from navigator.services import Services
from navigator.settings import Settings

ROOM = {"columns": 6, "rows": 4}


@pytest.fixture
def desk(services: Services) -> Desk:
    """A small shop to be served."""
    return Desk(services)


@pytest.fixture
def page(desk: Desk) -> FlaskClient:
    """Asks as the browser does."""
    client: FlaskClient = create_app(Settings(base_path="/map/"), desk).server.test_client()
    return client


@pytest.mark.parametrize("place", ["", "?focus=pay", "?focus=nobody&range=3h"])
def test_the_first_picture_is_the_one_that_every_later_way_gives(
    page: FlaskClient, desk: Desk, place: str
) -> None:
    """Nothing is laid out anew when the rest of the page has come."""
    answer = page.get("/map/screen/scene.json", query_string={"place": place, **ROOM})
    assert answer.status_code == 200
    told, later = answer.get_json(), scene_json(desk, place, ROOM)
    for one in (told, later):
        one.pop("source")  # tells how long ago it answered
    assert told["cards"]
    same = ("cards", "states", "place", "edition", "focus")
    assert [told[name] for name in same] == json.loads(json.dumps([later[name] for name in same]))


@pytest.mark.parametrize(
    "wrong", [{"columns": "5"}, {"rows": "9"}, {"columns": "x"}, {"rows": ""}, {"place": "x" * 5000}]
)
def test_room_that_no_screen_has_is_refused(page: FlaskClient, wrong: dict[str, str]) -> None:
    """With the one shape of errors."""
    given = {"place": "", "columns": "6", "rows": "4", **wrong}
    answer = page.get("/map/screen/scene.json", query_string=given)
    assert answer.status_code == 400
    assert answer.get_json()["error"]["code"] == "bad_parameter"


def test_the_page_needs_one_style_one_script_and_nothing_inline(page: FlaskClient) -> None:
    """Dash and the charts' library are named and not loaded; no script of the page needs an exception."""
    text = page.get("/map/").get_data(as_text=True)
    assert re.findall(r"<script src=\"([^\"]+)\"", text) == re.findall(r"/map/packed/page\.\w+\.js", text)[:1]
    assert len(re.findall(r"rel=\"stylesheet\"", text)) == 1
    assert re.search(r"<script(?![^>]*(?:src=|application/json))", text) is None
    for name in ("dash-renderer", "charts"):
        (address,) = re.findall(rf"=\"(/map/packed/{name}\.\w+\.js)\"", text)
        assert page.get(address).status_code == 200
    assert "plotly.min" not in text


def test_what_a_hierarchy_is_called_is_text_on_the_page(services: Services) -> None:
    """A name is no markup, wherever it stands."""

    class Named(Desk):
        title = "<script>alert(1)</script>\"'{0}"

    text = create_app(Settings(), Named(services)).server.test_client().get("/").get_data(as_text=True)
    assert "<script>alert" not in text
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;{0}") == 2
