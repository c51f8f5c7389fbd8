"""What all nodes of one file have in common: its `defaults`, and the `copies` that it is made for."""

from __future__ import annotations

from collections.abc import Mapping

from hierarchy.file.drafts import CopyDraft, Frame
from hierarchy.file.fields import Fields, is_id, open_object
from hierarchy.file.keys import COPY
from hierarchy.file.located import Entry
from hierarchy.file.patterns import read_match
from hierarchy.file.queries import QueryChecks
from hierarchy.file.variables import fill_variables


def read_frame(file: Fields, queries: QueryChecks, env: Mapping[str, str] | None) -> Frame:
    """The frame of one file; `env` fills ${VAR} in the labels of copies (None: they are never asked for)."""
    copies = tuple(_copy(file, entry, env) for entry in file.named("copies"))
    defaults = file.object("defaults")
    known = tuple(copy for copy in copies if copy is not None)
    if defaults is None:
        return Frame(file.at.file, copies=known)
    match = read_match(defaults, queries) if "match" in defaults else None
    return Frame(
        file=file.at.file,
        owner=defaults.text("owner"),
        source=defaults.reference("source"),
        labels={name: value.text for name, value in defaults.named_text("labels").items()},
        match=match or None,
        copies=known,
    )


def _copy(file: Fields, entry: Entry, env: Mapping[str, str] | None) -> CopyDraft | None:
    findings = file.findings
    named = is_id(findings, entry.key, entry.at)
    fields = open_object(findings, COPY, entry.value, entry.at)
    if fields is None:
        return None
    labels = {
        name: fill_variables(findings, value, env)
        for name, value in fields.named_text("labels", variables=True).items()
    }
    filled = {name: text for name, text in labels.items() if text}
    title, source = fields.text("title") or entry.key, fields.reference("source")
    return CopyDraft(entry.key, title, filled, source) if named else None
