"""One node object, as written: nothing it refers to is looked up here."""

from __future__ import annotations

from hierarchy.file.drafts import Draft, GroupDraft, NodeDraft, Ref, SignalDraft, UseDraft
from hierarchy.file.fields import Fields, is_id, open_object
from hierarchy.file.findings import Findings
from hierarchy.file.keys import GROUP, NODE, USE
from hierarchy.file.located import Entry, MappingNode, Scalar, Value
from hierarchy.file.signals import draft_signal
from hierarchy.file.templates import is_label, read_links
from hierarchy.levels import Level
from hierarchy.model import Impact, Rule
from hierarchy.problems import Position

_TEXTS = ("title", "description", "for", "owner", "domain")
_MEMBER_KEYS = ("all_of", "any_of", "at_least", "node")


def read_node(findings: Findings, entry: Entry, draft: Draft) -> None:
    """Add one node to the draft."""
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
        why=_distinct(fields, "why", tuple(link.ref for link in fields.linked("why"))),
        how=_read_how(fields),
        use=_read_use(fields),
        labels=_read_labels(fields),
        part_of=next((link.ref for link in fields.linked("part_of")), None),
        calls=_distinct(fields, "calls", tuple(link.ref for link in fields.linked("calls"))),
        signals={name: signal for name, (signal, _at) in signals.items()},
        signal_places={name: at for name, (_signal, at) in signals.items()},
        links=read_links(fields),
    )
    if named:
        draft.nodes[entry.key] = node


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


def _read_labels(fields: Fields) -> dict[str, str]:
    labels: dict[str, str] = {}
    for entry in fields.named("labels"):
        if not is_label(fields.findings, entry.key, entry.at):
            continue
        if not isinstance(entry.value, Scalar):
            message = f"label '{entry.key}' must be text, this is {entry.value}"
            fields.findings.error(entry.value.at, "wrong-type", message)
        elif entry.value.is_null or not entry.value.text:
            message = f"label '{entry.key}' is empty, which would match every series without that label"
            fields.findings.error(entry.at, "empty-label", message, "write its value or delete it")
        elif "${" in entry.value.text:
            message = "variables are filled in under 'sources' only"
            fields.findings.error(
                entry.value.at, "variable-outside-sources", message, "write the value itself"
            )
        else:
            labels[entry.key] = entry.value.text
    return labels


def _read_use(fields: Fields) -> tuple[UseDraft, ...]:
    uses: list[UseDraft] = []
    for item in fields.items("use"):
        if isinstance(item, Scalar) and not item.is_null:
            if is_id(fields.findings, item.text, item.at, naming=False):
                uses.append(UseDraft(Ref(item.text, item.at)))
            continue
        inner = open_object(fields.findings, USE, item, item.at)
        if inner is None:
            continue
        template, prefix = inner.reference("template"), inner.reference("as")
        if template is None:
            if "template" not in inner:
                hint = "add template: NAME"
                fields.findings.error(item.at, "missing-key", "a use of a template needs 'template'", hint)
            continue
        uses.append(UseDraft(template, prefix.id if prefix else ""))
    return tuple(uses)


def _read_how(fields: Fields) -> tuple[GroupDraft, ...]:
    groups: list[GroupDraft] = []
    plain: list[Ref] = []
    for item in fields.items("how"):
        if isinstance(item, Scalar) and not item.is_null:
            if is_id(fields.findings, item.text, item.at, naming=False):
                plain.append(Ref(item.text, item.at))
            continue
        group = _read_group(fields.findings, item)
        if group is not None and group.plain:
            plain.extend(group.members)
        elif group is not None:
            groups.append(group)
    if plain:
        groups.insert(0, GroupDraft(Rule.ALL_OF, tuple(plain), fields.place("how"), plain=True))
    _check_twice(fields.findings, [ref for group in groups for ref in group.members])
    return tuple(groups)


def _read_group(findings: Findings, item: Value) -> GroupDraft | None:
    fields = open_object(findings, GROUP, item, item.at)
    if fields is None or not isinstance(item, MappingNode):
        return None
    kinds = [name for name in _MEMBER_KEYS if name in fields]
    if len(kinds) != 1:
        what = "says nothing about its members" if not kinds else f"has both '{kinds[0]}' and '{kinds[1]}'"
        hint = "write one of all_of, any_of, at_least with of, node"
        if kinds or not (item.entries.keys() - GROUP.keys.keys()):
            findings.error(item.at, "group-shape", f"this group {what}", hint)
        return None
    impact = fields.choice("impact")
    meaning = Impact(impact) if impact else Impact.FULL
    because = fields.text("because")
    if kinds == ["node"]:
        node = fields.reference("node")
        bare = "impact" not in fields and "because" not in fields
        return GroupDraft(Rule.ALL_OF, (node,), item.at, 0, meaning, because, bare) if node else None
    if kinds == ["at_least"]:
        return _at_least(fields, meaning, because)
    members = fields.references(kinds[0])
    if not members:
        if not _bad_members(fields, kinds[0]):
            message = f"'{kinds[0]}' has no members"
            findings.error(fields.place(kinds[0]), "empty-group", message, "name at least one node")
        return None
    return GroupDraft(Rule(kinds[0]), members, item.at, 0, meaning, because)


def _bad_members(fields: Fields, name: str) -> bool:
    """Whether members are named that were reported for another reason."""
    return bool(fields.items(name)) or isinstance(fields.value(name), Scalar)


def _at_least(fields: Fields, impact: Impact, because: str) -> GroupDraft | None:
    members = fields.references("of")
    if not members:
        if "of" not in fields or not _bad_members(fields, "of"):
            message = "'at_least' has no members to count"
            fields.findings.error(fields.place("at_least"), "empty-group", message, "add of: [id, …]")
        return None
    count = fields.number("at_least", 1, 1_000_000)
    if count is None:
        return None
    return GroupDraft(Rule.AT_LEAST, members, fields.place("at_least"), count, impact, because)


def _check_twice(findings: Findings, refs: list[Ref]) -> None:
    first: dict[str, Position] = {}
    for ref in refs:
        if ref.id in first:
            message = f"'{ref.id}' stands twice among the means of this node"
            findings.error(ref.at, "member-twice", message, "keep one of the two", [first[ref.id]])
        else:
            first[ref.id] = ref.at


def _distinct(fields: Fields, name: str, refs: tuple[Ref, ...]) -> tuple[Ref, ...]:
    first: dict[str, Ref] = {}
    for ref in refs:
        if ref.id in first:
            message = f"'{ref.id}' stands twice under '{name}'"
            fields.findings.warning(ref.at, "named-twice", message, "delete one", [first[ref.id].at])
        first.setdefault(ref.id, ref)
    return tuple(first.values())
