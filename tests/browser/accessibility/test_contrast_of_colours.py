"""The colours of the sheet in pairs as they meet: text 4.5, marks with a meaning 3, in both themes."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.accessibility.findings import JUDGING

pytestmark = pytest.mark.browser

TOKENS = (Path(__file__).resolve().parents[3] / "assets" / "00-tokens.css").read_text(encoding="utf-8")
_PAIR = re.compile(r"--([a-z-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)")
_USUAL, _MORE = TOKENS.split("@media (prefers-contrast: more)")
COLOURS = {name: (light, dark) for name, light, dark in _PAIR.findall(_USUAL)}
STRONGER = COLOURS | {name: (light, dark) for name, light, dark in _PAIR.findall(_MORE)}

GROUNDS = ("paper", "band", "band-focus", "card", "raised")
TEXTS = [(ink, ground) for ink in ("ink", "secondary", "accent") for ground in GROUNDS] + [
    ("ink", "warning-tint"), ("ink", "critical-tint"), ("ink", "unknown-tint"), ("ink", "hatch"),
    ("ink", "accent-soft"), ("secondary", "unknown-tint"), ("secondary", "warning-tint"),
    ("secondary", "critical-tint"), ("warning-text", "warning-tint"), ("critical-text", "critical-tint"),
    ("warning-text", "raised"), ("critical-text", "raised"), ("on-accent", "accent"),
    ("on-imagined", "imagined"), ("on-critical", "critical"), ("imagined", "card"), ("past", "card"),
    ("past", "raised"), ("paper", "ink"),
]  # fmt: skip
# What is drawn: edges of cards, bars, glyphs, lines, cells, links, rings of the keyboard.
EVERYWHERE = ("critical-line", "warning-line", "unknown", "accent", "ink")
MARKS = [(mark, ground) for mark in EVERYWHERE for ground in GROUNDS] + [
    ("critical", "card"), ("critical", "paper"), ("critical", "band"), ("ok", "card"), ("ok", "raised"),
    ("stale", "card"), ("line-strong", "card"), ("line-strong", "paper"), ("imagined", "card"),
    ("imagined", "paper"), ("imagined", "band"), ("past", "raised"), ("ok-cell", "paper"),
    ("ok-cell", "band"),
    ("warning-line", "warning-tint"), ("critical-line", "critical-tint"), ("unknown", "unknown-tint"),
    ("warning-line", "usual"), ("critical-line", "usual"), ("ok", "usual"),
]  # fmt: skip


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    """An empty page that can reckon contrasts."""
    opened = browser.new_page()
    opened.evaluate(JUDGING.read_text(encoding="utf-8"))
    return opened


def _too_faint(page: Page, pairs: list[tuple[str, str]], least: float) -> list[str]:
    found = []
    for known, (theme, name) in product((COLOURS, STRONGER), enumerate(("light", "dark"))):
        for ink, ground in pairs:
            colours = [known[ink][theme], known[ground][theme]]
            ratio = page.evaluate("([ink, ground]) => access.contrast(ink, ground)", colours)
            if ratio < least:
                found.append(f"{name}{', more' if known is STRONGER else ''}: {ink} on {ground} {ratio:.2f}")
    return found


def test_texts_can_be_read_on_every_ground_that_they_stand_on(page: Page) -> None:
    """4.5 to 1 for all text (WCAG 1.4.3); the names on canvas are of these colours too."""
    assert _too_faint(page, TEXTS, 4.5) == []


def test_marks_that_carry_a_meaning_are_seen_on_every_ground(page: Page) -> None:
    """3 to 1 for what is drawn (WCAG 1.4.11), the rings of focus, cursor and keyboard among it."""
    assert _too_faint(page, MARKS, 3.0) == []


def test_contrast_is_reckoned_as_the_standard_says(page: Page) -> None:
    """Black on white is 21, the same colour 1, and #767676 on white just passes."""
    ask = "([ink, ground]) => access.contrast(ink, ground)"
    assert page.evaluate(ask, ["#000000", "#ffffff"]) == pytest.approx(21)
    assert page.evaluate(ask, ["#123456", "#123456"]) == pytest.approx(1)
    assert page.evaluate(ask, ["#767676", "#ffffff"]) == pytest.approx(4.54, abs=0.01)
