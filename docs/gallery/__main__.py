"""`python -m docs.gallery [-o FOLDER] [NAME…]` writes the gallery, all of it or the states named."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from docs.gallery.states import STATES
from docs.gallery.writing import write_gallery


def main() -> None:
    """Write the gallery and say where it is."""
    parser = argparse.ArgumentParser(prog="python -m docs.gallery", description=__doc__)
    parser.add_argument("-o", "--out", type=Path, default=Path(".cache/gallery"), metavar="FOLDER")
    parser.add_argument("names", nargs="*", metavar="NAME", help="states to write; all if none is named")
    given = parser.parse_args()
    known = {state.name: state for state in STATES}
    unknown = [name for name in given.names if name not in known]
    if unknown:
        parser.error(f"there is no state {unknown[0]}; there are {', '.join(known)}")
    folder = given.out.resolve()
    write_gallery(folder, [known[name] for name in given.names] or STATES)
    sys.stdout.write(f"{len(given.names) or len(STATES)} states: {folder / 'index.html'}\n")


if __name__ == "__main__":
    main()
