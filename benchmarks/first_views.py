"""The first view over a slow line, beside the same picture drawn by Plotly and by Cytoscape: table rows.

    python -m benchmarks.first_views [--nodes 2000]

10 Mbit/s with 40 ms and an empty cache, as in `benchmarks.first_view`; a page is loaded once before that.
"""

from __future__ import annotations

import argparse
import sys
from statistics import median

from playwright.sync_api import Browser

from benchmarks import rival_pages
from benchmarks.first_view import CARDS, FirstView, first_view
from benchmarks.serving import made_navigator
from benchmarks.table import Row
from tests.browser.renderer_fixture.pages import chromium

COMMAND = "python -m benchmarks.first_views"
NODES = (2000, 10000)
LOADS = 3
# What counts as the first things of a picture in each page; Cytoscape's are on a canvas, so its page says so.
FIRST = {"plotly": ".scatterlayer .points path", "cytoscape": "#drawn"}


def load(
    browser: Browser, url: str, first: str = CARDS, settled: str = "body[data-settled=true]"
) -> FirstView:
    """The load whose first view was the middle one of so many."""
    first_view(browser, url, cards=first, settled=settled, slow=False)
    views = [first_view(browser, url, cards=first, settled=settled) for _ in range(LOADS)]
    middle = median(view.painted for view in views)
    return min(views, key=lambda view: abs(view.painted - middle))


def rows(nodes: tuple[int, ...] = NODES) -> list[Row]:
    """Measure every size; prints each page as it is done."""
    found = []
    with chromium() as browser:
        for count in nodes:
            with made_navigator(count) as running:
                ours = load(browser, running.url)
                found.append(_row(f"First view, {count:,} nodes", ours, None, count))
                for kind, first in FIRST.items():
                    name = f"First view drawn by {kind.capitalize()}, {count:,} nodes"
                    if kind == "cytoscape" and not rival_pages.can_cytoscape():
                        row = Row(name, "not measured", rival_pages.MISSING, f"{COMMAND} --nodes {count}")
                    else:
                        view = load(browser, running.url + rival_pages.PATHS[kind], first, first)
                        row = _row(name, ours, view, count)
                    found.append(row)
    return found


def _row(name: str, ours: FirstView, other: FirstView | None, nodes: int) -> Row:
    view = other or ours
    ratio = ""
    if other is not None:
        ratio = (
            f"the navigator: {ours.painted / other.painted:.2f} x the time, "
            f"{ours.bytes_first / other.bytes_first:.2f} x the bytes"
        )
    measured = (
        f"first nodes after {view.painted:.0f} ms with {view.bytes_first / 1e3:.0f} kB in {len(view.until)} "
        f"requests, at 10 Mbit/s with 40 ms; {view.bytes_all / 1e3:.0f} kB until it stands"
    )
    sys.stdout.write(f"{name}: {ratio or '-'}; {measured}\n")
    sys.stdout.flush()
    return Row(name, ratio, measured, f"{COMMAND} --nodes {nodes}")


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--nodes", type=int, nargs="+", default=list(NODES))
    rows(tuple(parser.parse_args().nodes))


if __name__ == "__main__":
    main()
