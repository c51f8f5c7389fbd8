"""A walk outlives a renaming: what was called otherwise is the same thing, in the walk and on the map."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route

from tests.browser.renderer_fixture.models import small_model
from tests.browser.renderer_fixture.pages import chromium, screen
from tests.browser.renderer_fixture.site import serve

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for this file."""
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of the sixty-node model."""
    with serve(small_model()) as address:
        yield address


def _renaming(route: Route) -> None:
    """The model as it is after `before` was renamed to `l2-1`."""
    answer = route.fetch()
    model = answer.json()
    for node in model["nodes"]:
        if node["id"] == "l2-1":
            node["was"] = ["before"]
    route.fulfill(response=answer, json=model)


FOOTPRINTS = """() => {
  const { app } = navigatorMap;
  const drawn = [];
  const real = navigatorMap.cells.footprints;
  navigatorMap.cells.footprints = (c, cells, ...rest) => { drawn.push(...cells); real(c, cells, ...rest); };
  app.longshot.render(app.model, app.scene, app.stage.g);
  return drawn.map((cell) => Boolean(cell));
}"""


def test_what_was_renamed_stays_in_the_walk_under_its_new_name(browser: Browser, url: str) -> None:
    """One point for both names, at the place of the node; nobody says that it is gone."""
    visits = [{"id": id, "at": 1, "state": 0, "threat": 0} for id in ("before", "l2-0")]
    with screen(browser, url) as s:
        s.page.route("**/screen/model.json*", _renaming)
        s.js("(visits) => sessionStorage.setItem('navigator.visits', JSON.stringify(visits))", visits)
        s.page.goto(f"{url}/?focus=l2-1&trail=1")
        s.settle()
        assert [point["key"] for point in s.data(".trail-point")] == ["l2-1", "l2-0"]
        assert "no longer in the hierarchy" not in (s.page.locator("#nav-trail").text_content() or "")
        assert s.js(FOOTPRINTS) == [True, True, True]
