"""Templates: what `$match` stands for, and the signals and links that every user of it gets."""

from __future__ import annotations

import re

from hierarchy.actions import Link
from hierarchy.file.drafts import Draft, LinkDraft, Pattern, SignalDraft, TemplateDraft
from hierarchy.file.fields import Fields, is_id, open_object
from hierarchy.file.findings import Findings
from hierarchy.file.keys import LINK, PATTERN, TEMPLATE
from hierarchy.file.located import Entry, MappingNode, Scalar, SequenceNode, Value, quoted
from hierarchy.file.queries import QueryChecks
from hierarchy.file.signals import build_signal, draft_signal
from hierarchy.problems import Position

LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*", re.ASCII)
PLACEHOLDER = re.compile(r"\{([a-zA-Z_][a-zA-Z0-9_]*)\}", re.ASCII)


def read_template(findings: Findings, queries: QueryChecks, entry: Entry, draft: Draft) -> None:
    """Add one template to the draft."""
    named = is_id(findings, entry.key, entry.at)
    fields = open_object(findings, TEMPLATE, entry.value, entry.at)
    if fields is None:
        return
    match = _read_match(fields, queries)
    signals = read_signals(fields)
    if signals and "match" not in fields:
        hint = "add match: [label, …]"
        findings.error(entry.at, "template-without-match", "nothing says what $match stands for", hint)
    built = {name: build_signal(findings, queries, signal, entry.key) for name, signal in signals.items()}
    template = TemplateDraft(
        name=entry.key,
        at=entry.at,
        match=match,
        signals=signals,
        built={name: signal for name, signal in built.items() if signal is not None},
        links=read_links(fields),
    )
    if named:
        draft.templates[entry.key] = template


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
        if re.match(r"https?://[^/\s{}]", url.text) is None:
            hint = "begin with https:// or http:// and a host"
            fields.findings.error(url.at, "link-url", f"{quoted(url.text)} is not an http(s) address", hint)
            continue
        links.append(LinkDraft(Link(link.text("title") or url.text, url.text), url.at))
    return tuple(links)


def _read_match(fields: Fields, queries: QueryChecks) -> tuple[Pattern, ...]:
    value = fields.value("match")
    if value is None:
        return ()
    found: list[Pattern | None] = []
    if isinstance(value, MappingNode):
        found = [_pattern(fields, queries, entry) for entry in value.entries.values()]
    elif isinstance(value, SequenceNode):
        found = [_same_name(fields, item) for item in value.items]
    else:
        fields.wrong("match", value, "write [label, …] or {label: '{node_label}'}")
        return ()
    if not found:
        hint = "name at least one label"
        fields.findings.error(fields.place("match"), "empty-value", "'match' matches everything", hint)
    return tuple(pattern for pattern in found if pattern is not None)


def _same_name(fields: Fields, item: Value) -> Pattern | None:
    if not isinstance(item, Scalar) or item.is_null:
        fields.wrong("match", item, "a list names labels: [cluster, namespace]")
        return None
    if not is_label(fields.findings, item.text, item.at):
        return None
    return Pattern(item.text, f"{{{item.text}}}", False, item.at)


def _pattern(fields: Fields, queries: QueryChecks, entry: Entry) -> Pattern | None:
    findings = fields.findings
    if not is_label(findings, entry.key, entry.at):
        return None
    if not isinstance(entry.value, MappingNode):
        if not isinstance(entry.value, Scalar) or not entry.value.text or entry.value.is_null:
            at = entry.at if isinstance(entry.value, Scalar) else entry.value.at
            hint = f"write {entry.key}: '{{{entry.key}}}'"
            findings.error(at, "wrong-type", f"a pattern must be text, this is {entry.value}", hint)
            return None
        return Pattern(entry.key, entry.value.text, False, entry.value.at)
    bare = _bare_placeholder(entry.value)
    if bare:
        message = f"YAML takes {{{bare}}} without quotes for a mapping"
        findings.error(entry.value.at, "wrong-type", message, f"write {entry.key}: '{{{bare}}}'")
        return None
    inner = open_object(findings, PATTERN, entry.value, entry.at)
    regex = inner.scalar("regex") if inner else None
    if regex is None:
        if inner and "regex" not in inner:
            findings.error(entry.value.at, "missing-key", "a match pattern needs 'regex'", "add regex: '…'")
        return None
    reason = queries.regex_error(PLACEHOLDER.sub("x", regex.text))
    if reason:
        findings.error(regex.at, "match-regex", f"not a regular expression: {reason}", "the syntax is RE2")
        return None
    return Pattern(entry.key, regex.text, True, regex.at)


def _bare_placeholder(value: MappingNode) -> str:
    """`job` where `{job}` stands without quotes, else an empty string."""
    only = list(value.entries.values())
    alone = len(only) == 1 and isinstance(only[0].value, Scalar) and only[0].value.is_null
    return only[0].key if alone and only[0].key not in PATTERN.keys else ""


def is_label(findings: Findings, text: str, at: Position) -> bool:
    """Whether a text may be a Prometheus label's name; reports it if not."""
    if LABEL.fullmatch(text):
        return True
    message = f"{quoted(text)} is not a label name"
    findings.error(at, "label-name", message, "letters, digits and '_' only, not beginning with a digit")
    return False
