"""Makes the pictures of the README and those that tests compare with: `make screenshots [NAME…]`."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from docs.gallery.keeping import KEPT, keep, shrunk
from docs.gallery.shooting import FLAGS, Camera, views_of
from docs.gallery.states import STATES
from docs.gallery.writing import write_gallery

IMAGES = Path(__file__).parent / "images"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
# The README's pictures, each a state of the recorded incident.
README = {"focus-function-1440-light": "incident.png", "focus-mechanism-1440-dark": "incident-dark.png"}


def main() -> None:
    """Write the gallery into a folder of its own, look at every state, and keep what is seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="states to look at; all if none is named")
    names = parser.parse_args().names
    states = [state for state in STATES if not names or state.name in names]
    # Domains take in all that was asked for in a world, so that all of it is asked for here too.
    worlds = {state.world for state in states}
    with tempfile.TemporaryDirectory() as name, sync_playwright() as player:
        folder = Path(name)
        write_gallery(folder, [state for state in STATES if state.world in worlds])
        browser = player.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        with Camera(browser, folder) as camera:
            for shown in camera.show(states):
                if shown.page.locator("body").get_attribute("data-gallery") != "ready":
                    raise SystemExit(f"{shown.view.name} did not come about: {shown.complaints}")
                picture = shrunk(shown.picture(shown.view.state.part), shown.view.shrunk_by)
                keep(picture, KEPT / f"{shown.view.name}.png")
                if shown.view.name in README:
                    (IMAGES / README[shown.view.name]).write_bytes(shown.picture())
        browser.close()
    if not names:
        for left in set(KEPT.glob("*.png")) - {KEPT / f"{view.name}.png" for view in views_of(STATES)}:
            left.unlink()
    sys.stdout.write(f"{len(views_of(states))} pictures in {KEPT}\n")


if __name__ == "__main__":
    main()
