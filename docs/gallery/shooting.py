"""Takes the pictures of the gallery's states in real Chromiums, each with one page used again and again.

Every state is looked at twice: light in the first of its sizes and dark in the last. What a size gets wrong
is wrong in either theme and the other way round, so that the two other views would cost as much again and
tell next to nothing; the gallery's index offers all four.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from docs.gallery.state import Size, State, Theme
from docs.gallery.writing import address

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
WAIT = 240_000  # milliseconds for one page, on a machine with other things to do
AT_ONCE = 2  # browsers
# What a machine has or lacks makes no difference to these pictures: letters are drawn in grey, unhinted.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-lcd-text", "--font-render-hinting=none",
    "--force-color-profile=srgb", "--hide-scrollbars",
)  # fmt: skip
_BOX = """(selector) => {
  const boxes = [...document.querySelectorAll(selector)].map((one) => one.getBoundingClientRect());
  const shown = boxes.filter(({ width, height }) => width && height);
  const [x, y] = [Math.min(...shown.map((b) => b.left)), Math.min(...shown.map((b) => b.top))];
  const [right, bottom] = [Math.max(...shown.map((b) => b.right)), Math.max(...shown.map((b) => b.bottom))];
  const [left, top] = [Math.max(0, Math.floor(x)), Math.max(0, Math.floor(y))];
  return { x: left, y: top, width: Math.min(innerWidth, Math.ceil(right)) - left,
           height: Math.min(innerHeight, Math.ceil(bottom)) - top };
}"""

_Seen = TypeVar("_Seen")


@dataclass(frozen=True, slots=True)
class View:
    """A state in one size and theme."""

    state: State
    size: Size
    theme: Theme

    @property
    def name(self) -> str:
        """What its picture is called."""
        return f"{self.state.name}-{self.size[0]}-{self.theme}"

    @property
    def is_first(self) -> bool:
        """Whether it is the one that the state is opened in."""
        return (self.size, self.theme) == (self.state.sizes[0], self.state.themes[0])

    @property
    def shrunk_by(self) -> int:
        """How small its picture is kept: the first one for people too, the others to be compared with."""
        return 2 if self.is_first else 4


@dataclass(slots=True)
class Shown:
    """A view that stands in a page, with what the page complained of meanwhile."""

    view: View
    page: Page
    complaints: list[str] = field(default_factory=list)

    def picture(self, part: str = "") -> bytes:
        """A PNG of `part` of the page, a selector; of all that is seen without one."""
        clip: Any = self.page.evaluate(_BOX, part) if part else None
        # What is stopped in its movement is to be seen there and not at its end.
        animations: Any = "allow" if self.view.state.holds else "disabled"
        return self.page.screenshot(animations=animations, caret="hide", clip=clip)


def views_of(states: Sequence[State]) -> list[View]:
    """The two views that every state is looked at in, in the order of the states."""
    return [view for state in states for view in _views(state)]


def _views(state: State) -> list[View]:
    """Light in the first size and dark in the last; where there is one theme, in both sizes all the same."""
    first = View(state, state.sizes[0], state.themes[0])
    return list(dict.fromkeys((first, View(state, state.sizes[-1], state.themes[-1]))))


class Camera:
    """A page of one browser; others for those who want no movement, or colours of the system's own."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._pages: dict[tuple[bool, bool], Page] = {}
        self._contexts: list[BrowserContext] = []
        self._complaints: list[str] = []

    def __enter__(self) -> Camera:
        return self

    def __exit__(self, *_: object) -> None:
        for context in self._contexts:
            context.close()

    def show(self, folder: Path, state: State) -> Iterator[Shown]:
        """Each view of a state, in the gallery in a folder, once its picture can be taken; what is yielded is
        another view's after the next one was asked for."""
        standing: Page | None = None
        for view in _views(state):
            if standing is None or not state.turns:
                standing = self._opened(folder, view)
            else:
                self._turned(standing, view)
            yield Shown(view, standing, self._complaints)

    def _opened(self, folder: Path, view: View) -> Page:
        kind = (view.state.reduced, view.state.forced)
        page = self._pages.get(kind) or self._pages.setdefault(kind, self._page(*kind))
        self._complaints = []
        page.bring_to_front()
        page.set_viewport_size({"width": view.size[0], "height": view.size[1]})
        page.goto(address(folder, view.state, view.theme), wait_until="commit", timeout=WAIT)
        page.wait_for_selector("body[data-gallery]", state="attached", timeout=WAIT)
        return page

    def _turned(self, page: Page, view: View) -> None:
        """The same page in another size and theme."""
        page.set_viewport_size({"width": view.size[0], "height": view.size[1]})
        page.evaluate("(theme) => gallery.turn(theme)", view.theme)

    def _page(self, reduced: bool, forced: bool) -> Page:
        context = self._browser.new_context(
            reduced_motion="reduce" if reduced else "no-preference",
            forced_colors="active" if forced else "none",
            timezone_id="Europe/Berlin",
            locale="en-GB",
        )
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: self._complain(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self._complain(str(error)))
        return page

    def _complain(self, text: str) -> None:
        self._complaints.append(text)


def look(written: Iterable[tuple[Path, State]], see: Callable[[Shown], _Seen]) -> list[tuple[View, _Seen]]:
    """What `see` says of each view of each state, in their order, looked at by a few browsers at once while
    further states are being written. The first exception of any of them is raised."""
    waiting: SimpleQueue[tuple[Path, State] | None] = SimpleQueue()

    def work() -> list[tuple[View, _Seen]]:
        with (
            sync_playwright() as player,
            player.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS)) as browser,
            Camera(browser) as camera,
        ):
            found = []
            while (one := waiting.get()) is not None:
                found += [(shown.view, see(shown)) for shown in camera.show(*one)]
            return found

    with ThreadPoolExecutor(AT_ONCE) as pool:
        workers = [pool.submit(work) for _ in range(AT_ONCE)]
        asked = []
        try:
            for one in written:
                asked.append(one[1])
                waiting.put(one)
        finally:
            for _ in workers:
                waiting.put(None)
        found = {view: said for worker in workers for view, said in worker.result()}
    return [(view, found[view]) for view in views_of(asked)]
