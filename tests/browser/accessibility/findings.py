"""What axe and our own judgement of contrast find on a page, in words that name the place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

JUDGING = Path(__file__).with_name("judging.js")
# WCAG 2.2, levels A and AA, and what axe holds to be good practice.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# axe leaves this undecided where things lie over each other; `faint_texts` decides it.
JUDGED = {"color-contrast"}
# Finding selectors takes as long as all else: they are asked for where there is something to point at.
_RUN = (
    "([tags, off, selectors]) => axe.run(document, {runOnly: {type: 'tag', values: tags}, selectors,"
    # Only audio and turning of phones would want assets loaded again; there is neither.
    " preload: false, rules: Object.fromEntries(off.map((id) => [id, {enabled: false}])),"
    " resultTypes: ['violations', 'incomplete']})"
)
_TOUCH = "(theme) => { document.documentElement.dataset.theme = theme; }"

_ASKED = "() => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')"


def complaints(page: Page, but: Sequence[str] = ()) -> list[str]:
    """Every violation, and everything that axe could not decide and nobody else does; `but` are rules that
    don't hold here."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(Axe().axe_script)
    if not _found(page, but, selectors=False):
        return []
    return [_sentence(*one) for one in _found(page, but, selectors=True)]


def _found(page: Page, but: Sequence[str], *, selectors: bool) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    found = page.evaluate(_RUN, [TAGS, list(but), selectors])
    undecided = [rule for rule in found["incomplete"] if rule["id"] not in JUDGED]
    return [(rule, node) for rule in found["violations"] + undecided for node in rule["nodes"]]


def _sentence(rule: dict[str, Any], node: dict[str, Any]) -> str:
    why = "; ".join(check["message"] for check in node["any"] + node["all"] + node["none"])
    return f"{rule['id']}: {node['target']} {node['html'][:120]} ({why[:200]})"


def faint_texts(page: Page, themes: Sequence[str] = ("light", "dark")) -> list[str]:
    """Texts with a contrast under 4.5 (3 where they are large) in each of the themes.

    Fails by AssertionError where there is hardly a text to judge, for then nothing was judged.
    """
    if not page.evaluate("() => Boolean(window.access && access.faintTexts)"):
        page.evaluate(JUDGING.read_text(encoding="utf-8"))
    said = []
    before = page.evaluate("() => document.documentElement.dataset.theme || ''")
    drawn = before or page.evaluate(_ASKED)
    for theme in themes:
        page.evaluate(_TOUCH, theme)
        judged = page.evaluate("(charts) => access.faintTexts(charts)", theme == drawn)
        assert judged["count"] > 8, judged
        said += [f"{theme}: {text}" for text in judged["faint"]]
    page.evaluate(
        "(theme) => { if (theme) document.documentElement.dataset.theme = theme;"
        " else delete document.documentElement.dataset.theme; }",
        before,
    )
    return said
