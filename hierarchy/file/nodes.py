"""One node object, as written: nothing it refers to is looked up here."""

from __future__ import annotations

from collections.abc import Iterator

from hierarchy.file.drafts import Draft, Frame, NodeDraft, SignalDraft
from hierarchy.file.each import read_each
from hierarchy.file.fields import Fields, is_id, open_object
from hierarchy.file.findings import Findings
from hierarchy.file.keys import NODE
from hierarchy.file.law_drafts import read_laws
from hierarchy.file.links import read_calls, read_how, read_ties, read_use
from hierarchy.file.located import Entry, MappingNode, Scalar, Value
from hierarchy.file.queries import uses_match
from hierarchy.file.signals import draft_signal
from hierarchy.file.templates import read_links
from hierarchy.levels import Level
from hierarchy.problems import Position

_TEXTS = ("title", "description", "for", "owner", "domain")
_ASKING = ("objective", "balance", "capacity", "each")


def read_node(findings: Findings, entry: Entry, frame: Frame, draft: Draft) -> None:
    """Add one node of the file of `frame` to the draft."""
    named = is_id(findings, entry.key, entry.at)
    fields = open_object(findings, NODE, entry.value, entry.at)
    if fields is None:
        return
    if "level" not in fields:
        hint = "add level: " + " | ".join(level.value for level in Level)
        findings.error(entry.at, "missing-key", f"node '{entry.key}' needs 'level'", hint)
    level = fields.choice("level")
    signals = _read_overrides(fields)
    node = NodeDraft(
        id=entry.key,
        at=entry.at,
        level=Level(level) if level else None,
        texts={name: fields.text(name) for name in _TEXTS if name in fields},
        why=read_ties(fields, "why"),
        how=read_how(fields),
        use=read_use(fields),
        labels={name: value.text for name, value in fields.named_text("labels").items()},
        part_of=next(iter(read_ties(fields, "part_of")), None),
        calls=read_calls(fields),
        signals={name: signal for name, (signal, _at) in signals.items()},
        signal_places={name: at for name, (_signal, at) in signals.items()},
        links=read_links(fields),
        laws=read_laws(fields),
        frame=frame,
        written=entry.key,
        parts=fields.need("parts"),
        parts_at=fields.place("parts") if "parts" in fields else None,
        each=read_each(fields),
        source=fields.reference("source"),
        match_at=_match_at(fields),
    )
    if named:
        draft.nodes[entry.key] = node


def _match_at(fields: Fields) -> Position | None:
    """Where the first of the node's own queries uses `$match`; the signals of a search are its members'."""
    names = _ASKING if "each" in fields else (*_ASKING, "signals")
    return next((at for name in names for at in _matches(fields.value(name))), None)


def _matches(value: Value | None) -> Iterator[Position]:
    """Where `$match` stands in a value or in anything inside it (which the gate keeps shallow)."""
    if isinstance(value, Scalar):
        if uses_match(value.text):
            yield value.at
    elif isinstance(value, MappingNode):
        for entry in value.entries.values():
            yield from _matches(entry.value)
    elif value is not None:
        for item in value.items:
            yield from _matches(item)


def _read_overrides(fields: Fields) -> dict[str, tuple[SignalDraft | None, Position]]:
    """Own signals and changes to the templates' by id; None where null removes one."""
    found: dict[str, tuple[SignalDraft | None, Position]] = {}
    for entry in fields.named("signals"):
        if isinstance(entry.value, Scalar) and entry.value.is_null:
            found[entry.key] = (None, entry.at)
            continue
        signal = draft_signal(fields.findings, entry)
        if signal is not None:
            found[entry.key] = (signal, entry.at)
    return found
