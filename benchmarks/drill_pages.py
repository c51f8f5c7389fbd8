"""One page of a benchmark, walked by key presses: what each move cost, seen by a probe in the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.viewer import percentile
from tests.browser.renderer_fixture.pages import SETTLED

FRAME = 1000 / 60
PROBE = (Path(__file__).parent / "drill_probe.js").read_text(encoding="utf-8")
WARM_UP = 2  # moves that do not count: fonts, scripts and caches settle in them
CHECKED = 4  # moves more, in which the probe's cheap look is held to the boxes of everything
REST_MS = 2000
# Waiting for an expression needs the eval that the navigator's policy forbids: the probe marks the page.
_SEEN = "body[data-probe=done]"
_READY = {
    "plotly": ".scatterlayer .points path",
    "cytoscape": "#stage canvas",
    "children": "[data-kind=node]",
}
# A direct means where there is one, else an end: down to a resource and up again.
_TARGET = """(step) => {
  const drawn = [...document.querySelectorAll("[data-kind=node]:not([data-leaving])")];
  const by = (role) => drawn.filter((card) => card.dataset.role === role);
  const means = by("means"), ends = by("end"), any = [...by("peer"), ...by("context")];
  const way = Math.floor(step / 3) % 2 ? [ends, means, any] : [means, ends, any];
  const from = way.find((cards) => cards.length) || [];
  const card = from[(step * 7) % (from.length || 1)];
  if (card) card.focus({ preventScroll: true });
  return card ? card.dataset.key : null;
}"""


@dataclass(frozen=True)
class Drill:
    """The moves of one page; medians, times in ms from the key press.

    `dropped` is the share of 60 Hz frames of the motion that did not come, `rest` the same while nothing
    moves; `late` tasks of over 50 ms and `size` bytes as sent, per move. In `agreed` of `checked` moves
    the cheap and the full look saw the same first and last frame, give or take one; `walk` is where it went.
    """

    moves: int
    first: float
    first_p95: float
    settled: float
    frame: float
    frame_p95: float
    dropped: float
    rest: float
    late: float
    size: float
    stayed: int
    same: int
    dom: int
    agreed: int
    checked: int
    walk: tuple[str, ...]
    own_first: float | None
    own_scene: float | None


@contextmanager
def opened(browser: Browser, url: str, kind: str, slower: float = 1) -> Iterator[Page]:
    """A page of one kind, standing, with the probe in it; its processor `slower` times as slow."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        page = context.new_page()
        page.goto(url)
        page.wait_for_selector(_READY.get(kind, SETTLED), timeout=60_000, state="attached")
        page.wait_for_load_state("networkidle")
        page.evaluate(PROBE)
        if slower > 1:
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        yield page
    finally:
        context.close()


def drill(page: Page, kind: str, moves: int, walk: Sequence[str] = ()) -> Drill:
    """Make `moves` moves on an open page and say what was seen; along a walk where no card can be pressed."""
    rest = dropped(page.evaluate("(ms) => drillProbe.rest(ms)", REST_MS))
    steps = [
        _move(page, kind, step, walk, full=step >= moves + WARM_UP)
        for step in range(moves + WARM_UP + CHECKED)
    ]
    seen, checked = steps[WARM_UP : moves + WARM_UP], steps[moves + WARM_UP :]
    intervals = [ms for one in seen for ms in one["intervals"]] or [0.0]
    own = [one["own"] for one in seen if one["own"]]
    return Drill(
        moves=len(seen),
        first=median(one["first"] for one in seen),
        first_p95=percentile([one["first"] for one in seen], 0.95),
        settled=median(one["settled"] for one in seen),
        frame=median(intervals),
        frame_p95=percentile(intervals, 0.95),
        dropped=dropped(intervals),
        rest=rest,
        late=sum(one["tasks"] for one in seen) / len(seen),
        size=median(one["bytes"] for one in seen),
        stayed=sum(one["stayed"] for one in steps),
        same=sum(one["same"] for one in steps),
        dom=seen[-1]["dom"],
        agreed=sum(bool(one["agrees"]) for one in checked),
        checked=len(checked),
        walk=tuple(one["to"] for one in steps),
        own_first=median(one["first"] for one in own) if own else None,
        own_scene=median(one["scene"] for one in own) if own else None,
    )


def dropped(intervals: Sequence[float]) -> float:
    """The share of frames of a 60 Hz screen that did not come, from the intervals (ms) of those that did."""
    expected = sum(max(1, round(ms / FRAME)) for ms in intervals)
    return 1 - len(intervals) / expected if expected else 0.0


def _move(page: Page, kind: str, step: int, walk: Sequence[str], *, full: bool) -> dict[str, Any]:
    if walk:
        to = walk[step % len(walk)]
        page.evaluate("(id) => { window.rivalTarget = id; }", to)
    else:
        to = page.evaluate(_TARGET, step)
    if to is None:
        raise RuntimeError("there is no card to go to")
    page.wait_for_timeout(150)  # as long as a person looks: what comes with the cursor is not the move's
    page.evaluate("([kind, full]) => drillProbe.begin(kind, full)", [kind, full])
    page.keyboard.press("Enter")
    page.wait_for_selector(_SEEN, timeout=30_000, state="attached")
    if page.query_selector("body[data-settled]"):
        page.wait_for_selector(SETTLED, timeout=30_000, state="attached")
    found: dict[str, Any] = page.evaluate("drillProbe.result()")
    return {**found, "to": to}
