"""What a browser loads until the first cards stand, and how long that takes over a slow line.

`python -m benchmarks.first_view [--url URL] [--nodes 2000 …] [--requests]` prints per size the bytes over
the line, the requests and the milliseconds until the first cards are painted, at 10 Mbit/s with 40 ms and an
empty cache; with `--requests` also each of them in order. `first_view(browser, url)` measures one page.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, sync_playwright

from benchmarks.serving import made_navigator
from tests.browser.renderer_fixture.pages import CHROMIUM, FLAGS

BITS_PER_SECOND = 10e6
LATENCY_MS = 40.0
CARDS = "[data-kind=node]"  # what the page's first picture is made of
WAIT_MS = 60_000

_WATCH = """
new MutationObserver((_, watcher) => {
  if (window.firstCards || !document.querySelector("%s")) return;
  watcher.disconnect();
  window.firstCards = performance.now();
  requestAnimationFrame(() => setTimeout(() => { window.painted = performance.now(); }));
}).observe(document, { childList: true, subtree: true });
"""


@dataclass
class Asked:
    """One request: milliseconds from the first one on, bytes over the line with headers."""

    address: str
    begun: float
    ended: float | None = None
    size: int = 0
    packed: str = ""


@dataclass(frozen=True)
class FirstView:
    """A page load until the first cards: `painted` in ms from its start, of what was `asked` until then, and
    of everything until the page stood still."""

    painted: float
    asked: tuple[Asked, ...]
    until: tuple[Asked, ...] = field(default=())

    @property
    def bytes_first(self) -> int:
        """Bytes of what was asked for before the cards stood."""
        return sum(one.size for one in self.until)

    @property
    def bytes_all(self) -> int:
        """Bytes of everything until the page stood still, without what is only loaded for charts."""
        return sum(one.size for one in self.asked if "/charts." not in one.address)


def first_view(
    browser: Browser,
    url: str,
    *,
    cards: str = CARDS,
    settled: str = "body[data-settled=true]",
    slow: bool = True,
) -> FirstView:
    """One load with an empty cache, over a line of 10 Mbit/s and 40 ms if `slow`; `cards` and `settled` are
    selectors of the first things that count as a picture, and of a page that stands still."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        page = context.new_page()
        session = context.new_cdp_session(page)
        asked = _listen(session)
        if slow:
            rate = BITS_PER_SECOND / 8
            session.send(
                "Network.emulateNetworkConditions",
                {
                    "offline": False,
                    "latency": LATENCY_MS,
                    "downloadThroughput": rate,
                    "uploadThroughput": rate,
                },
            )
        page.add_init_script(_WATCH % cards)
        page.goto(url, wait_until="commit")
        page.wait_for_function("() => window.painted", timeout=WAIT_MS)
        painted = float(page.evaluate("() => window.painted"))
        page.wait_for_selector(settled, state="attached", timeout=WAIT_MS)
        page.wait_for_load_state("networkidle")
        found = tuple(sorted(asked.values(), key=lambda one: one.begun))
        return FirstView(painted, found, tuple(one for one in found if one.begun < painted))
    finally:
        context.close()


def _listen(session: CDPSession) -> dict[str, Asked]:
    """What is asked for, by the browser's name for it, filled in while the page loads."""
    asked: dict[str, Asked] = {}
    start: list[float] = []

    def sent(event: dict[str, Any]) -> None:
        if not start:
            start.append(float(event["timestamp"]))
        begun = (float(event["timestamp"]) - start[0]) * 1e3
        asked.setdefault(event["requestId"], Asked(event["request"]["url"], begun))

    def received(event: dict[str, Any]) -> None:
        headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
        asked[event["requestId"]].packed = headers.get("content-encoding", "")

    def finished(event: dict[str, Any]) -> None:
        one = asked[event["requestId"]]
        one.ended = (float(event["timestamp"]) - start[0]) * 1e3
        one.size = int(event["encodedDataLength"])

    session.send("Network.enable")
    session.on("Network.requestWillBeSent", sent)
    session.on("Network.responseReceived", received)
    session.on("Network.loadingFinished", finished)
    return asked


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def lines(name: str, view: FirstView, every: bool) -> list[str]:
    """The load in words; with `every` request in the order in which they were made."""
    told = [
        f"{name}: first cards after {view.painted:.0f} ms with {view.bytes_first / 1e3:.0f} kB in "
        f"{len(view.until)} requests; all without charts {view.bytes_all / 1e3:.0f} kB in {len(view.asked)}"
    ]
    for one in view.asked if every else ():
        ended = "      -" if one.ended is None else f"{one.ended:7.0f}"
        path = urlsplit(one.address)
        told.append(f"{one.begun:7.0f} {ended} {one.size:8d} {one.packed:5} {path.path}{path.query and '?…'}")
    return told


def _say(text: Sequence[str]) -> None:
    sys.stdout.write("\n".join(text) + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a page that runs already")
    parser.add_argument("--nodes", type=int, nargs="*", default=[500, 2000, 10_000])
    parser.add_argument("--requests", action="store_true")
    asked = parser.parse_args(arguments)
    with chromium() as browser:
        if asked.url:
            _say(lines(asked.url, first_view(browser, asked.url), asked.requests))
            return 0
        for nodes in asked.nodes:
            with made_navigator(nodes) as running:
                first_view(browser, running.url, slow=False)  # the first one waits for what is packed once
                view = first_view(browser, running.url)
                _say(lines(f"{nodes} nodes", view, asked.requests))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
