"""Templates: what `$match` stands for, and the signals and links that every user of it gets."""

from __future__ import annotations

from hierarchy.actions import Link
from hierarchy.file.drafts import Draft, LinkDraft, SignalDraft, TemplateDraft
from hierarchy.file.fields import Fields, is_id, open_object
from hierarchy.file.findings import Findings
from hierarchy.file.keys import FILE, LINK, TEMPLATE
from hierarchy.file.law_drafts import ADDRESS, read_levers
from hierarchy.file.library import PREFIX, library_text
from hierarchy.file.located import Entry, quoted
from hierarchy.file.patterns import read_match
from hierarchy.file.queries import QueryChecks
from hierarchy.file.signals import build_signal, draft_signal
from hierarchy.file.yaml_reader import read_tree


def read_template(
    findings: Findings, queries: QueryChecks, entry: Entry, draft: Draft, name: str = ""
) -> None:
    """Add one template to the draft, under another `name` than its own if one is given."""
    named = bool(name) or is_id(findings, entry.key, entry.at)
    name = name or entry.key
    fields = open_object(findings, TEMPLATE, entry.value, entry.at)
    if fields is None:
        return
    match = read_match(fields, queries)
    signals = read_signals(fields)
    if signals and "match" not in fields:
        hint = "add match: [label, …]"
        findings.error(entry.at, "template-without-match", "nothing says what $match stands for", hint)
    source = fields.reference("source")
    asked = source.id if source else ""
    built = {
        sid: build_signal(findings, queries, signal, name, source=asked) for sid, signal in signals.items()
    }
    template = TemplateDraft(
        name=name,
        at=entry.at,
        match=match,
        signals=signals,
        built={sid: signal for sid, signal in built.items() if signal is not None},
        links=read_links(fields),
        levers=read_levers(fields),
        symptoms=fields.texts("symptoms"),
        source=source,
    )
    if named:
        draft.templates[name] = template


def read_library(findings: Findings, queries: QueryChecks, draft: Draft) -> None:
    """Add the templates of the library that nodes or their calls use by std/NAME, each once."""
    uses = [use for node in draft.nodes.values() for use in node.use]
    uses += [use for node in draft.nodes.values() for call in node.calls for use in call.use]
    for name in dict.fromkeys(use.template.id for use in uses if use.template.id.startswith(PREFIX)):
        bare = name.removeprefix(PREFIX)
        text = library_text(bare)
        tree = read_tree(findings, name, text) if text is not None else None
        if tree is None or "templates" not in tree.entries:
            continue
        templates = Fields(findings, FILE, tree.entries, tree.at).named("templates")
        for entry in templates:
            if entry.key == bare:
                read_template(findings, queries, entry, draft, name)


def read_signals(fields: Fields) -> dict[str, SignalDraft]:
    """The signals of a template, by id."""
    drafts = (draft_signal(fields.findings, entry) for entry in fields.named("signals"))
    return {draft.id: draft for draft in drafts if draft is not None}


def read_links(fields: Fields) -> tuple[LinkDraft, ...]:
    """The links of a template or a node, with http(s) addresses only."""
    links: list[LinkDraft] = []
    for item in fields.items("links"):
        link = open_object(fields.findings, LINK, item, item.at)
        if link is None:
            continue
        url = link.scalar("url")
        if url is None:
            if "url" not in link:
                fields.findings.error(item.at, "missing-key", "a link needs 'url'", "add url: 'https://…'")
            continue
        if ADDRESS.match(url.text) is None:
            hint = "begin with https:// or http:// and a host"
            fields.findings.error(url.at, "link-url", f"{quoted(url.text)} is not an http(s) address", hint)
            continue
        links.append(LinkDraft(Link(link.text("title") or url.text, url.text), url.at))
    return tuple(links)
