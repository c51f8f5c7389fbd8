"""Manual pages as `navigator explain` prints them."""

from __future__ import annotations

import io

from hierarchy.checks.catalogue import PAGES
from hierarchy.checks.manual import as_markdown
from hierarchy.checks.page import Page
from hierarchy.problems import did_you_mean
from navigator.failures import CannotRunError


def find_page(check: str) -> Page:
    """The page of an id, also as it stands in messages: `error[unknown-key]` or `[unknown-key]`.

    Raises CannotRunError with the nearest id where there is none.
    """
    name = check.strip().partition("[")[2].rstrip("]") or check.strip()
    page = PAGES.get(name.lower())
    if page is None:
        near = did_you_mean(name.lower(), PAGES)
        more = near or "navigator explain lists all of them"
        raise CannotRunError(f"there is no check '{_shown(name)}'; {more}")
    return page


def explained(page: Page, *, terminal: bool) -> str:
    """A page as text: laid out and coloured for a terminal, as Markdown otherwise."""
    text = as_markdown(page)
    if not terminal:
        return text
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(file=io.StringIO(), force_terminal=True)
    with console.capture() as shown:
        console.print(Markdown(text, code_theme="ansi_dark"))
    return shown.get()


def _shown(name: str) -> str:
    """A name from the command line without anything that would move a cursor, and not too long."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in name)[:60]
