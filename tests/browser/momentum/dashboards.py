"""The measure of how it is done today: a hop between two linked dashboards, seen by the same robot through a
map of selectors to nodes."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.momentum.robot import PROBE
from tests.browser.momentum.score import Score, judge
from tests.browser.momentum.snapshots import Preview, Snapshot, Transition, Truth, read_frames, read_snapshot

FOLDER = Path(__file__).with_name("baseline")
_MEANS = {"orders": ("checkout", "cart"), "pages": ("search", "cart"), "checkout": ("payment", "database"),
          "search": (), "cart": ("database",), "payment": (), "database": ()}  # fmt: skip
_LEVEL = {"orders": "purposes", "pages": "purposes", "checkout": "functions", "search": "functions",
          "cart": "functions", "payment": "mechanisms", "database": "mechanisms"}  # fmt: skip


def truth() -> Truth:
    """What both dashboards are about: checkout is failing, the database is shared with the cart."""
    state = {node: "critical" if node == "checkout" else "ok" for node in _MEANS}
    ends = {node: tuple(end for end, means in _MEANS.items() if node in means) for node in _MEANS}
    return Truth(ends, _MEANS, _LEVEL, dict.fromkeys(_MEANS, "shop"), state, state)


def hop(browser: Browser) -> tuple[Transition, Score]:
    """From the overview to the dashboard of the failing service by its link, and back by the browser's
    button."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, device_scale_factor=1)
    try:
        context.add_init_script(f"window.momentumMap = {(FOLDER / 'map.json').read_text(encoding='utf-8')};")
        context.add_init_script(path=PROBE)
        page = context.new_page()

        def see() -> Snapshot:
            return read_snapshot(json.loads(page.evaluate("() => momentum.snapshot()")))

        page.goto((FOLDER / "overview.html").as_uri())
        before = see()
        page.hover("#checkout-link")
        page.evaluate("() => momentum.begin('mouse', false)")
        page.click("#checkout-link")
        page.wait_for_selector("#title")
        frames = read_frames(json.loads(page.evaluate("() => momentum.end()")))
        after = see()
        page.go_back()
        page.wait_for_selector("#checkout-link")
        seen = Transition("checkout", truth(), before, after, see(), frames, Preview(), Preview())
        return seen, judge(seen)
    finally:
        context.close()
