"""Every source that a signal names exists; `default` always does."""

from __future__ import annotations

from hierarchy.checks.page import Check
from hierarchy.checks.pages_links import PAGES
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined

PAGE = next(page for page in PAGES if page.id == "dangling-link")


def look(findings: Findings, joined: Joined) -> None:
    """At the name, for every place where a source is named."""
    known = {*joined.draft.sources, "default"}
    nodes, templates = joined.draft.nodes.values(), joined.draft.templates.values()
    drafts = [signal for template in templates for signal in template.signals.values()]
    drafts += [signal for node in nodes for signal in node.signals.values() if signal is not None]
    for signal in drafts:
        entry = signal.entries.get("source")
        name = getattr(entry.value, "text", None) if entry else None
        if entry is not None and name and name not in known:
            hint = findings.suggest(name, known) or "define it under 'sources:'"
            message = f"'source' names '{name}', but there is no such source"
            findings.error(entry.value.at, "dangling-link", message, hint)


CHECK = Check(PAGE, look)
