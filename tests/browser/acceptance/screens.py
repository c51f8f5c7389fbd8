"""The real page in the real Chromium: keys, pictures, what it complained about, and what it asked whom."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, Page, Request, Response

SETTLED = "body[data-settled=true]"
PROBES = Path(__file__).with_name("probes.js")
PENDING = '.nav-notice[data-key="moment-pending"]'
WAIT = 20_000

Card = dict[str, Any]


@dataclass
class Screen:
    """One page; `base` is the navigator's address without the last slash."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    scene_bytes: list[int] = field(default_factory=list)

    def settle(self) -> None:
        """Waits until everything the last input caused has been drawn, also of a past moment that takes
        its time to be read: until then the picture is laid out without knowing any state."""
        self.page.wait_for_selector(SETTLED, timeout=WAIT, state="attached")
        self.page.wait_for_selector(PENDING, timeout=WAIT, state="detached")
        self.page.wait_for_selector(SETTLED, timeout=WAIT, state="attached")

    def press(self, *keys: str) -> None:
        """Presses keys one after the other, letting each settle."""
        for key in keys:
            self.page.keyboard.press(key)
            self.settle()

    def ask(self, name: str, argument: object = None) -> Any:
        """What the probe `name` answers (probes.js)."""
        return self.page.evaluate("([name, argument]) => acceptance[name](argument)", [name, argument])

    def picture(self) -> dict[str, tuple[object, ...]]:
        """What the picture is made of: role, place, state and value of every card by node."""
        return {c["key"]: (c["role"], *c["box"], c["state"], c["value"]) for c in self.cards()}

    def cards(self) -> list[Card]:
        """Every card of the picture with its attributes, box and value."""
        found: list[Card] = self.ask("cards")
        return found

    def focus(self) -> str | None:
        """The node in focus, as the URL says."""
        found: str | None = self.ask("focus")
        return found

    def health(self) -> dict[str, Any]:
        """What the API says of the moment that is on screen."""
        return api(self.base, "health", at=str(self.ask("at")))

    def detail_of(self, node: str) -> None:
        """Waits until the detail column is about `node` ("" for the whole system)."""
        self.page.wait_for_selector(f'#nav-detail[data-node="{node}"]', timeout=WAIT)

    def assert_clean(self) -> None:
        """Nothing complained, the policy stopped nothing, nobody else was asked for anything."""
        assert self.complaints == []
        assert self.page.evaluate("() => violations") == []
        assert self.foreign == []


@contextmanager
def screen(browser: Browser, base: str, place: str = "", *, settle: bool = True) -> Iterator[Screen]:
    """The page at `base`/`place` in a fresh context; closed again afterwards."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        context.add_init_script(path=PROBES)
        page = context.new_page()
        opened = Screen(page, base)
        _listen(opened)
        page.goto(f"{base}/{place}")
        if settle:
            opened.settle()
        yield opened
    finally:
        context.close()


def _listen(opened: Screen) -> None:
    own = urlsplit(opened.base).netloc

    def asked(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != own:
            opened.foreign.append(request.url)

    def answered(response: Response) -> None:
        is_answer = urlsplit(response.url).path.endswith("/_dash-update-component")
        sent = response.request.post_data if is_answer else None
        if sent and json.loads(sent)["output"] == "scene.data" and response.ok:
            opened.scene_bytes.append(len(response.body()))

    page = opened.page
    page.on("request", asked)
    page.on("requestfinished", lambda request: answered(_response(request)))
    page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    page.on("console", lambda m: opened.complaints.append(m.text) if m.type in ("error", "warning") else None)


def _response(request: Request) -> Response:
    response = request.response()
    assert response is not None
    return response


def api(base: str, what: str, **parameters: str) -> dict[str, Any]:
    """The API's answer to `GET /api/v1/WHAT`; raises on anything but 200."""
    answer = httpx.get(f"{base}/api/v1/{what}", params=parameters, timeout=20, trust_env=False)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found
