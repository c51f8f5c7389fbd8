"""Every named state of the screen stands without a server, keeps its bounds, looks as it was accepted and can
be read by everybody: all of it on pages that are opened once.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from docs.gallery.keeping import KEPT, kept, shrunk
from docs.gallery.shooting import Shown, look, views_of
from docs.gallery.states import STATES
from docs.gallery.writing import write_gallery, written_gallery
from tests.browser.accessibility.findings import complaints, faint_texts
from tests.browser.gallery.comparing import difference, marked

pytestmark = pytest.mark.browser

PROBES = Path(__file__).with_name("probes.js").read_text(encoding="utf-8")
ACCEPT = "Look at the pictures; if they are as they should be: make screenshots"
NAMES = [state.name for state in STATES]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the gallery is, and what differs in pictures."""
    return tmp_path_factory.mktemp("gallery")


@pytest.fixture(scope="module")
def findings(request: pytest.FixtureRequest, folder: Path) -> Mapping[str, list[str]]:
    """What was found wrong with each state that a test of this run asks for, all looked at in one go."""
    asked = {item.callspec.params.get("name") for item in request.session.items if hasattr(item, "callspec")}
    states = [state for state in STATES if state.name in asked]

    def see(shown: Shown) -> list[str]:
        return [*_standing(shown), *_looking(shown, folder), *_reading(shown)]

    written = ((folder / "all", state) for state in written_gallery(folder / "all", states))
    found: dict[str, list[str]] = {state.name: [] for state in states}
    for view, wrong in look(written, see):
        found[view.state.name] += [f"{view.name}: {said}" for said in wrong]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_state_looks_as_accepted_and_can_be_read_by_everybody(
    findings: Mapping[str, list[str]], folder: Path, name: str
) -> None:
    """Light in its first size and dark in its last; what differs is laid out beside what was accepted. axe
    finds nothing in either, and every text has contrast enough, also where things lie over each other.
    """
    assert findings[name] == [], f"pictures in {folder}. {ACCEPT}"


def test_the_index_shows_the_state_that_is_chosen(browser: Browser, tmp_path: Path) -> None:
    """In the size and theme chosen, from disk, and nothing complains."""
    states = [state for state in STATES if state.world == "no-hierarchy"]
    write_gallery(tmp_path, states)
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    complaints: list[str] = []
    # A frame from disk may not take the keyboard to itself, and the browser says so.
    page.on("console", lambda m: None if "autofocus" in m.text else complaints.append(m.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((tmp_path / "index.html").as_uri())
    page.click("[data-value='1024x768']")
    page.click("[data-value='dark']")
    inside = page.frame_locator("#shown")
    inside.locator("html[data-theme=dark] body[data-gallery=ready]").wait_for(state="attached")
    assert page.locator("#name").inner_text() == "no-hierarchy"
    assert page.locator("#shown").get_attribute("width") == "1024"
    assert complaints == []
    page.close()


def _standing(shown: Shown) -> list[str]:
    """What keeps the state from being one, and what goes over its bounds."""
    ready = shown.page.evaluate("() => [document.body.dataset.gallery, document.body.dataset.galleryError]")
    found = [] if ready[0] == "ready" else [f"it did not come about: {ready[1]}"]
    bounds: list[str] = shown.page.evaluate(f"({PROBES})()")
    return [*found, *shown.complaints, *bounds]


def _looking(shown: Shown, folder: Path) -> list[str]:
    """That it looks otherwise than it was accepted, if it does."""
    name = f"{shown.view.name}.png"
    by = shown.view.shrunk_by
    now = shrunk(shown.picture(shown.view.state.part), by)
    if not (KEPT / name).is_file():
        now.save(folder / name)
        return ["nobody has accepted a picture of it yet"]
    before = kept(KEPT / name)
    if before.size != now.size:
        found = f"it is {now.size} and was {before.size}, at 1/{by} of the size"
    else:
        seen = difference(before, now, by)
        if not seen.is_there:
            return []
        found = f"{seen.strong} blocks look otherwise, the worst by {seen.worst:.0f} of 255"
        marked(now, seen).save(folder / f"{shown.view.name}.difference.png")
    before.save(folder / f"{shown.view.name}.accepted.png")
    now.save(folder / f"{shown.view.name}.now.png")
    return [found]


def _reading(shown: Shown) -> list[str]:
    """What keeps somebody from reading it. Contrast is nothing to be judged in the system's own colours: axe
    takes the ink that was written for it, and the ground that the system paints."""
    # axe waits now and then, which no page does any more where everything is stopped.
    shown.page.evaluate("() => { window.setTimeout = gallery.later; }")
    if shown.view.state.forced:
        return complaints(shown.page, but=("color-contrast",))
    return [*complaints(shown.page), *faint_texts(shown.page, (shown.view.theme,))]


def test_no_picture_is_kept_of_a_state_that_is_not_there_any_more() -> None:
    """And all of them together stay small."""
    known = {f"{view.name}.png" for view in views_of(STATES)}
    there = {file.name: file.stat().st_size for file in KEPT.glob("*.png")}
    assert there.keys() - known == set()
    assert sum(there.values()) <= 3_000_000


def test_names_of_states_are_told_once() -> None:
    """They are ids."""
    assert sorted(set(NAMES)) == sorted(NAMES)
