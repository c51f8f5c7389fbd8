"""Every named state of the screen stands without a server, keeps its bounds, and looks as it was accepted."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from docs.gallery.keeping import KEPT, halved, kept
from docs.gallery.shooting import Camera, Shown, views_of
from docs.gallery.states import STATES
from tests.browser.gallery.comparing import difference, marked

pytestmark = pytest.mark.browser

PROBES = Path(__file__).with_name("probes.js").read_text(encoding="utf-8")
ACCEPT = "Look at the pictures; if they are as they should be: make screenshots"


def test_every_state_stands_keeps_its_bounds_and_looks_as_accepted(
    browser: Browser, gallery: Path, tmp_path: Path
) -> None:
    """In all sizes and themes it is looked at in; what differs is laid out beside what was accepted."""
    wrong: list[str] = []
    with Camera(browser, gallery) as camera:
        for shown in camera.show(views_of(STATES)):
            wrong += [
                f"{shown.view.name}: {said}" for said in (*_standing(shown), *_looking(shown, tmp_path))
            ]
    assert wrong == [], f"{len(wrong)} findings, pictures in {tmp_path}. {ACCEPT}"


def _standing(shown: Shown) -> list[str]:
    """What keeps the state from being one, and what goes over its bounds."""
    ready = shown.page.evaluate("() => [document.body.dataset.gallery, document.body.dataset.galleryError]")
    found = [] if ready[0] == "ready" else [f"it did not come about: {ready[1]}"]
    bounds: list[str] = shown.page.evaluate(f"({PROBES})()")
    return [*found, *shown.complaints, *bounds]


def _looking(shown: Shown, folder: Path) -> list[str]:
    """That it looks otherwise than it was accepted, if it does."""
    name = f"{shown.view.name}.png"
    now = halved(shown.picture(shown.view.state.part))
    if not (KEPT / name).is_file():
        now.save(folder / name)
        return ["nobody has accepted a picture of it yet"]
    before = kept(KEPT / name)
    if before.size != now.size:
        found = f"it is {now.size} and was {before.size}, at half the size"
    else:
        seen = difference(before, now)
        if not seen.is_there:
            return []
        found = f"{seen.strong} blocks look otherwise, the worst by {seen.worst:.0f} of 255"
        marked(before, now).save(folder / f"{shown.view.name}.difference.png")
    before.save(folder / f"{shown.view.name}.accepted.png")
    now.save(folder / f"{shown.view.name}.now.png")
    return [found]


def test_no_picture_is_kept_of_a_state_that_is_not_there_any_more() -> None:
    """And all of them together stay small."""
    known = {f"{view.name}.png" for view in views_of(STATES)}
    there = {file.name: file.stat().st_size for file in KEPT.glob("*.png")}
    assert there.keys() - known == set()
    assert sum(there.values()) <= 3_000_000


def test_names_of_states_are_told_once() -> None:
    """They are ids."""
    names = [state.name for state in STATES]
    assert sorted(set(names)) == sorted(names)
