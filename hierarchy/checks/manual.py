"""The manual of checks as Markdown, which reads well as plain text too."""

from __future__ import annotations

from collections.abc import Iterable

from hierarchy.checks.page import Page


def as_markdown(page: Page) -> str:
    """One page, ending in a line break."""
    parts = [f"# {page.id}", f"{page.severity.value}: {page.summary}."]
    parts += ["## Why", page.why, "## What to write instead", page.instead]
    if page.wrong:
        parts += ["## Wrong", _yaml(page.wrong), "## Right", _yaml(page.right)]
    return "\n\n".join(parts) + "\n"


def table(pages: Iterable[Page]) -> str:
    """A Markdown table of ids, severities and summaries, ending in a line break."""
    rows = [f"| `{page.id}` | {page.severity.value} | {page.summary} |" for page in pages]
    return "\n".join(["| id | severity | what it says |", "|---|---|---|", *rows]) + "\n"


def listing(pages: Iterable[Page]) -> str:
    """One line per page in columns, for a terminal; ends in a line break."""
    known = list(pages)
    widest = max((len(page.id) for page in known), default=0)
    return "".join(f"{page.id:<{widest}}  {page.severity.value:<7}  {page.summary}\n" for page in known)


def as_values(page: Page) -> dict[str, str]:
    """A page as values that JSON can hold; keys: id, severity, summary, why, instead, wrong, right."""
    return {
        "id": page.id,
        "severity": page.severity.value,
        "summary": page.summary,
        "why": page.why,
        "instead": page.instead,
        "wrong": page.wrong,
        "right": page.right,
    }


def _yaml(text: str) -> str:
    return f"```yaml\n{text}```"
