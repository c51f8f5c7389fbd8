"""Opening the fixture page in the real Chromium, and asking it what it drew."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SETTLED = "body[data-settled=true]"

_RECORD_VIOLATIONS = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => {
  window.violations.push(event.violatedDirective + ' ' + event.blockedURI);
});
"""


@dataclass
class Screen:
    """One page with what it complained about."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def settle(self) -> None:
        """Waits until everything the last input caused has been drawn."""
        self.page.wait_for_selector(SETTLED, timeout=15000, state="attached")

    def press(self, *keys: str) -> None:
        """Presses keys one after the other, letting each settle."""
        for key in keys:
            self.page.keyboard.press(key)
            self.settle()

    def js(self, expression: str, argument: object = None) -> Any:
        """The value of an expression in the page."""
        return self.page.evaluate(expression, argument)

    def cards(self) -> list[dict[str, Any]]:
        """Every card that is part of the picture, with its box and its attributes."""
        cards: list[dict[str, Any]] = self.js("() => probe.cards()")
        return cards

    def card(self, key: str) -> dict[str, Any]:
        """The one card of a node."""
        (found,) = [card for card in self.cards() if card["key"] == key]
        return found

    def data(self, selector: str) -> list[dict[str, str]]:
        """The data attributes of all elements that match."""
        found: list[dict[str, str]] = self.js("(selector) => probe.data(selector)", selector)
        return found

    def go(self, node: str) -> None:
        """Moves the focus to a node and waits for the picture."""
        self.js("(id) => navigatorMap.app.place.go(id)", node)
        self.settle()

    def focus(self) -> str | None:
        """The node in focus, as the URL says."""
        found: str | None = self.js("() => new URLSearchParams(location.search).get('focus')")
        return found

    def violations(self) -> list[str]:
        """What the content security policy had to stop."""
        found: list[str] = self.js("() => window.violations")
        return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def screen(
    browser: Browser,
    url: str,
    *,
    size: tuple[int, int] = (1440, 900),
    scheme: Literal["light", "dark"] = "light",
    reduced: bool = False,
    forced: bool = False,
    settle: bool = True,
) -> Iterator[Screen]:
    """The page at a URL in a fresh context; closed again afterwards."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme,
        reduced_motion="reduce" if reduced else "no-preference",
        forced_colors="active" if forced else "none",
    )  # fmt: skip
    try:
        context.add_init_script(_RECORD_VIOLATIONS)
        page = context.new_page()
        opened = Screen(page)
        page.on(
            "console", lambda m: opened.complaints.append(m.text) if m.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        page.goto(url)
        if settle:
            opened.settle()
        yield opened
    finally:
        context.close()
