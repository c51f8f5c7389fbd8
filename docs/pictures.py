"""Makes the pictures of the README and those that tests compare with: `make screenshots [NAME…]`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from docs.gallery.keeping import KEPT, keep, shrunk
from docs.gallery.shooting import Shown, look, views_of
from docs.gallery.state import WIDE
from docs.gallery.states import STATES
from docs.gallery.writing import written_gallery

IMAGES = Path(__file__).parent / "images"
# The README's pictures, each a state of the recorded incident.
README = {
    ("focus-function", "light"): "incident.png",
    ("focus-mechanism", "dark"): "incident-dark.png",
}


def main() -> None:
    """Write the gallery into a folder of its own, look at every state, and keep what is seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="states to look at; all if none is named")
    names = parser.parse_args().names
    states = [state for state in STATES if not names or state.name in names]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        look(((folder, state) for state in written_gallery(folder, states)), _keep)
        # These are wide in either theme.
        wide = (
            replace(state, sizes=(WIDE,)) for state in states if state.name in {name for name, _ in README}
        )
        look(((folder, state) for state in wide), _illustrate)
    if not names:
        for left in set(KEPT.glob("*.png")) - {KEPT / f"{view.name}.png" for view in views_of(STATES)}:
            left.unlink()
    sys.stdout.write(f"{len(views_of(states))} pictures in {KEPT}\n")


def _keep(shown: Shown) -> None:
    if shown.page.locator("body").get_attribute("data-gallery") != "ready":
        raise SystemExit(f"{shown.view.name} did not come about: {shown.complaints}")
    picture = shrunk(shown.picture(shown.view.state.part), shown.view.shrunk_by)
    keep(picture, KEPT / f"{shown.view.name}.png")


def _illustrate(shown: Shown) -> None:
    file = README.get((shown.view.state.name, shown.view.theme))
    if file:
        (IMAGES / file).write_bytes(shown.picture())


if __name__ == "__main__":
    main()
