"""Takes the pictures of the gallery's states in a real Chromium, one after the other in a few pages.

A page that stands is given another theme, and another size where that is the same as opening it anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from docs.gallery.state import Size, State, Theme
from docs.gallery.writing import address

WAIT = 240_000  # milliseconds for one page, on a machine with other things to do
AHEAD = 2  # pages that are loading while one is looked at
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
        return self.page.screenshot(animations="disabled", caret="hide", clip=clip)


def views_of(states: Sequence[State]) -> list[View]:
    """Every state in every size and theme that it is looked at in, by page."""
    return [view for state in states for group in _pages(state) for view in group]


def _pages(state: State) -> list[list[View]]:
    """The views that one page can be given one after the other, as few changes as possible between them."""
    themes = (state.themes, state.themes[::-1])
    by_size = [
        [View(state, size, theme) for theme in themes[i % 2 if state.stretches else 0]]
        for i, size in enumerate(state.sizes)
    ]
    if not state.turns:
        return [[view] for views in by_size for view in views]
    return [[view for views in by_size for view in views]] if state.stretches else by_size


class Camera:
    """A few pages of one browser, used again and again."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser = browser
        self._folder = folder
        self._contexts: dict[tuple[bool, bool], BrowserContext] = {}
        self._free: dict[tuple[bool, bool], list[Page]] = {}
        self._shown: dict[Page, Shown] = {}

    def __enter__(self) -> Camera:
        return self

    def __exit__(self, *_: object) -> None:
        for context in self._contexts.values():
            context.close()

    def show(self, states: Sequence[State]) -> Iterator[Shown]:
        """Each view of each state once its picture can be taken; the next pages are loading meanwhile. What
        is yielded is another view's after the next one was asked for. Where everything is stopped, a page
        that nobody looks at may get no frame any more: those come last, alone and in front."""
        under_way: list[tuple[Shown, list[View]]] = []
        for first, *others in (group for state in states if state.turns for group in _pages(state)):
            under_way.append((self._opened(first), others))
            if len(under_way) > AHEAD:
                yield from self._finished(*under_way.pop(0))
        while under_way:
            yield from self._finished(*under_way.pop(0))
        for (view,) in (group for state in states if not state.turns for group in _pages(state)):
            yield from self._finished(self._opened(view), ())

    def _opened(self, view: View) -> Shown:
        kind = (view.state.reduced, view.state.forced)
        free = self._free.setdefault(kind, [])
        page = free.pop() if free else self._page(kind)
        page.set_viewport_size({"width": view.size[0], "height": view.size[1]})
        if not view.state.turns:
            page.bring_to_front()
        shown = self._shown[page] = Shown(view, page)
        page.goto(address(self._folder, view.state, view.theme), wait_until="commit", timeout=WAIT)
        return shown

    def _page(self, kind: tuple[bool, bool]) -> Page:
        page = self._context(kind).new_page()

        def complain(text: str) -> None:
            self._shown[page].complaints.append(text)

        page.on("console", lambda m: complain(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complain(str(error)))
        return page

    def _finished(self, shown: Shown, others: Sequence[View]) -> Iterator[Shown]:
        page = shown.page
        page.wait_for_selector("body[data-gallery]", state="attached", timeout=WAIT)
        page.bring_to_front()
        yield shown
        for view in others:
            shown = self._shown[page] = self._turned(shown, view)
            yield shown
        self._free[(shown.view.state.reduced, shown.view.state.forced)].append(page)

    def _turned(self, shown: Shown, view: View) -> Shown:
        """The same page in another size and theme."""
        if view.size != shown.view.size:
            shown.page.set_viewport_size({"width": view.size[0], "height": view.size[1]})
        shown.page.evaluate("(theme) => gallery.turn(theme)", view.theme)
        return Shown(view, shown.page)

    def _context(self, kind: tuple[bool, bool]) -> BrowserContext:
        if kind not in self._contexts:
            reduced, forced = kind
            self._contexts[kind] = self._browser.new_context(
                reduced_motion="reduce" if reduced else "no-preference",
                forced_colors="active" if forced else "none",
                timezone_id="Europe/Berlin",
                locale="en-GB",
            )
        return self._contexts[kind]
