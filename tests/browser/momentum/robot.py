"""The robot: makes a move in a real page as a person would, by mouse and keyboard, and keeps what it saw."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

import httpx
from playwright.sync_api import Browser, Page

from tests.browser.momentum.sample import Move
from tests.browser.momentum.snapshots import (
    Frame,
    Preview,
    Snapshot,
    Transition,
    Truth,
    read_frames,
    read_snapshot,
)

PROBE = Path(__file__).with_name("probe.js")
SETTLED = "body[data-settled=true]"
RECORD_MS = 900.0
OUTLINED_MS = 1_500.0  # outlines stay for a while after the input, and appear only with the picture
LATEST_MS = 6_000.0  # after which a picture that still moves is taken as it is
PREVIEW_SECONDS = 15.0
WAIT = 30_000
ARROWS = 60  # presses after which a card counts as out of the keyboard's reach
STANDS_SECONDS = 0.25
Hand = Literal["mouse", "keyboard"]


@dataclass(frozen=True, slots=True)
class Robot:
    """Works one page of the navigator at `base`; `reduced` says that the system asks for less motion."""

    page: Page
    base: str
    truth: Truth
    reduced: bool = False

    def open(self, focus: str | None) -> None:
        """The page at a focus (None: the whole system), as a link to it would open it, with its cues."""
        query = f"?{urlencode({'focus': focus})}" if focus else ""
        self.page.goto(f"{self.base}/{query}", timeout=WAIT)
        self.page.wait_for_selector("[data-kind=node][data-key]", timeout=WAIT, state="attached")
        self.settle(read=True)

    def settle(self, *, read: bool = False) -> None:
        """Waits until everything the last input caused is drawn and confirmed, with the lines on the cards,
        and until the picture stands still; with `read` until the detail and its cues are there as well."""
        done = "momentum.settled() && momentum.isRead()" if read else "momentum.settled()"
        self.page.wait_for_selector(SETTLED, timeout=WAIT, state="attached")
        before = None
        until = time.monotonic() + WAIT / 1000
        while time.monotonic() < until:
            now = self._ask(f"{done} ? momentum.signature() : null")
            if now and now == before:
                return
            before = now
            self.page.wait_for_timeout(60)

    def snapshot(self) -> Snapshot:
        """What is drawn now."""
        return read_snapshot(json.loads(self._ask("momentum.snapshot()")))

    def cues(self) -> dict[int, str]:
        """The numbered nodes as the detail lists them."""
        return {int(rank): key for rank, key in self._ask("momentum.cues()")}

    def transition(self, move: Move, before: Snapshot) -> Transition:
        """Preview by mouse and keyboard, the move itself, and back; the page stands at `before`, and does so
        again."""
        previews = self.preview(move)
        frames = self.commit(move)
        after = self.snapshot()
        self.back()
        again = self.snapshot()
        return Transition(
            move.target,
            self.truth,
            before,
            after,
            again,
            frames,
            previews["mouse"],
            previews["keyboard"],
            self.reduced,
        )

    def preview(self, move: Move) -> dict[Hand, Preview]:
        """What is shown while the pointer and the cursor are on the target; the hand that commits comes
        last."""
        hands: tuple[Hand, ...] = ("keyboard", "mouse") if move.gesture == "click" else ("mouse", "keyboard")
        found: dict[Hand, Preview] = {}
        for hand in hands:
            there = self._point(move.target) if hand == "mouse" else self._reach(move)
            found[hand] = self._read_preview(move.target) if there else Preview()
            if hand == "mouse" and hand != hands[-1]:
                self._away()
        return found

    def commit(self, move: Move) -> list[Frame]:
        """Makes the move and records every frame for 900 ms of the page's clock, and on until all stands."""
        how = [self.hand(move), not self.reduced]
        self.page.evaluate("([hand, freeze]) => momentum.begin(hand, freeze)", how)
        self.act(move)
        least = OUTLINED_MS if self.reduced else RECORD_MS
        until = time.monotonic() + 4 * LATEST_MS / 1000
        while time.monotonic() < until:
            self.page.wait_for_timeout(50)
            state = self._ask(
                "window.momentum ? [momentum.elapsed(), momentum.settled(), momentum.stands()] : null"
            )
            if state is None or state[0] > LATEST_MS or (state[0] > least and state[1] and state[2]):
                break
        frames = read_frames(json.loads(self._ask("momentum.end()")))
        self._away()
        self.settle()
        return frames

    def back(self) -> None:
        """Backspace, as a person goes back."""
        self.page.keyboard.press("Backspace")
        self.settle()

    def hand(self, move: Move) -> Hand:
        """What commits the move."""
        return "mouse" if move.gesture == "click" else "keyboard"

    def act(self, move: Move) -> None:
        """The one gesture that commits; the pointer or the cursor is on the target already."""
        if move.gesture == "click":
            self.page.mouse.down()
            self.page.mouse.up()
        elif move.gesture == "number":
            ranks = {node: rank for rank, node in self.cues().items()}
            if move.target in ranks:  # else nothing is pressed, and the transition is void
                self.page.keyboard.press(str(ranks[move.target]))
        else:
            self.page.keyboard.press("Enter")

    def _point(self, target: str) -> bool:
        """Lays the pointer on the target's card, or where it has none, on the cue that names it."""
        spot = self.page.evaluate("(target) => momentum.spotOf(target)", target)
        if spot is None:
            return False
        self.page.mouse.move(spot[0] - 3, spot[1])
        self.page.mouse.move(spot[0], spot[1])
        return True

    def _away(self) -> None:
        """The pointer goes where nothing is; and what was previewed under it."""
        self.page.mouse.move(3, 30)
        self.page.wait_for_timeout(60)

    def _reach(self, move: Move) -> bool:
        """Goes to the target's card with the arrow keys, and by lanes where no link leads on; where it has
        no card, to the cue by Tab's focus."""
        target, level = move.target, self.truth.level
        order = list(dict.fromkeys(level.values()))
        if not self.page.evaluate("(target) => momentum.isSeen(target)", target):
            return bool(self.page.evaluate("(target) => momentum.focusCue(target)", target))
        dry: set[str | None] = set()  # cards from which no link leads on
        for _ in range(ARROWS):
            at = self._ask("momentum.active()")
            if at == target:
                return True
            here = at or move.focus
            key = self._arrow(here, target, order)
            self.page.keyboard.press(key.replace("Arrow", "Page") if here in dry else key)
            if self._ask("momentum.active()") == at:
                dry.add(here)
        return False

    def _arrow(self, here: str | None, target: str, order: list[str]) -> str:
        if here is None:
            return "ArrowDown"
        rise = order.index(self.truth.level[target]) - order.index(self.truth.level[here])
        if rise:
            return "ArrowDown" if rise > 0 else "ArrowUp"
        boxes = self.page.evaluate("(keys) => keys.map(momentum.rankOf)", [here, target])
        return "ArrowLeft" if boxes[0] > boxes[1] else "ArrowRight"

    def _read_preview(self, target: str) -> Preview:
        """Waits until a preview of the target has stood for a while, and reads what of it can be seen."""
        begun = since = time.monotonic()
        seen: tuple[str | None, str] = (None, "")
        while time.monotonic() < begun + PREVIEW_SECONDS:
            now = tuple(self._ask("[momentum.previewing(), momentum.preview()]"))
            if now != seen or now[0] != target:
                since = time.monotonic()
            elif time.monotonic() - since > STANDS_SECONDS:
                break
            seen = (now[0], now[1])
            self.page.wait_for_timeout(40)
        listed = json.loads(seen[1])
        return Preview(listed["named"], listed["more"])

    def _ask(self, expression: str) -> Any:
        return self.page.evaluate(f"() => {expression}")


@contextmanager
def robot(browser: Browser, base: str, *, reduced: bool = False, script: str = "") -> Iterator[Robot]:
    """A robot on a fresh page, 1440 × 900, one device pixel a pixel; `script` runs before the page's own."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900},
        device_scale_factor=1,
        reduced_motion="reduce" if reduced else "no-preference",
    )
    try:
        context.add_init_script(path=PROBE)
        if script:
            context.add_init_script(script)
        yield Robot(context.new_page(), base, truth_of(base), reduced)
    finally:
        context.close()


def truth_of(base: str) -> Truth:
    """What the server says of its model and of the moment it stands at."""
    health = _get(base, "api/v1/health")
    model = _get(base, f"screen/model.json?revision={health['revision']}")
    nodes = model["nodes"]
    ids = [node["id"] for node in nodes]
    means: dict[str, list[str]] = {node: [] for node in ids}
    ends: dict[str, list[str]] = {node: [] for node in ids}
    for end, _, _, members in model["groups"]:
        for member in members:
            if ids[member] not in means[ids[end]]:
                means[ids[end]].append(ids[member])
                ends[ids[member]].append(ids[end])
    ranked = sorted(nodes, key=lambda node: int(node["l"]))
    states: Mapping[str, Mapping[str, Any]] = health["nodes"]
    return Truth(
        ends={node: tuple(found) for node, found in ends.items()},
        means={node: tuple(found) for node, found in means.items()},
        level={node["id"]: model["levels"][node["l"]]["id"] for node in ranked},
        domain={node["id"]: model["domains"][node["d"]] for node in nodes},
        state={node: str(one["state"]) for node, one in states.items()},
        own={node: str(one["own"] or "none") for node, one in states.items()},
    )


def _get(base: str, path: str) -> Any:
    answer = httpx.get(f"{base}/{path}", timeout=60, trust_env=False)
    answer.raise_for_status()
    return answer.json()
