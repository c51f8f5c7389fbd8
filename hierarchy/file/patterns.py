"""`match`: what `$match` stands for, as written in a template or in the defaults of a file."""

from __future__ import annotations

from hierarchy.file.drafts import Pattern
from hierarchy.file.fields import Fields, is_label, open_object
from hierarchy.file.keys import PATTERN
from hierarchy.file.located import Entry, MappingNode, Scalar, SequenceNode, Value
from hierarchy.file.queries import QueryChecks
from hierarchy.patterns import PLACEHOLDER


def read_match(fields: Fields, queries: QueryChecks) -> tuple[Pattern, ...]:
    """The patterns of a `match`: a mapping of Prometheus labels to them, or a list of equal names."""
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
        if not isinstance(entry.value, Scalar) or not entry.value.text.strip() or entry.value.is_null:
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
