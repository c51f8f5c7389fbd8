"""Changes: queries that show what people or machines did."""

from __future__ import annotations

from hierarchy.actions import ChangeKind, ChangeRule
from hierarchy.file.fields import Fields, is_id, is_label, open_object
from hierarchy.file.findings import Findings
from hierarchy.file.keys import CHANGE
from hierarchy.file.located import Entry, Scalar
from hierarchy.file.queries import QueryChecks
from hierarchy.queries import Query


def read_change(findings: Findings, queries: QueryChecks, entry: Entry, source: str) -> ChangeRule | None:
    """One change; None if nothing tells when it happens. `source` is asked unless it names another.

    With `while` it has a begin and an end, and its `query` tells more exactly when it began.
    """
    named = is_id(findings, entry.key, entry.at)
    fields = open_object(findings, CHANGE, entry.value, entry.at)
    if fields is None:
        return None
    own = fields.reference("source")
    asked = own.id if own else source
    query, during = (_query(fields, queries, name, asked) for name in ("query", "while"))
    track, title = fields.label("track"), fields.text("title")
    match = _match(fields)
    if not _shape(fields) or not named or (query is None and during is None):
        return None
    kind = ChangeKind.WHILE if during else ChangeKind.TRACK if track else ChangeKind.VALUE
    return ChangeRule(entry.key, title or entry.key, kind, query, during, track, match)


def _query(fields: Fields, queries: QueryChecks, name: str, source: str) -> Query | None:
    scalar = fields.scalar(name)
    if scalar is None:
        return None
    queries.check(scalar, in_template=False, what="change")
    return Query(scalar.text, source=source, defined_at=scalar.at)


def _match(fields: Fields) -> dict[str, str]:
    """Labels of the series by those of the nodes. Empty: the change concerns everything."""
    named = fields.named_text("match")
    return {name: text.text for name, text in named.items() if _is_label(fields, text)}


def _is_label(fields: Fields, text: Scalar) -> bool:
    return is_label(fields.findings, text.text, text.at)


def _shape(fields: Fields) -> bool:
    findings = fields.findings
    if "query" not in fields and "while" not in fields:
        hint = "write query: '…' (a change where the value changes), or while: '…'"
        if "track" in fields:
            hint = "add query: '…', the series that have this label"
        findings.error(fields.at, "change-without-query", "nothing says how to see this change", hint)
        return False
    if "track" in fields and "while" in fields:
        message = "both 'track' and 'while': a change is seen by a label or lasts while something holds"
        findings.error(fields.place("track"), "change-shape", message, "keep one of the two")
        return False
    return True
