"""What a node says about other nodes, as written: why, how, part_of, calls, and the templates it uses."""

from __future__ import annotations

from hierarchy.file.drafts import CallDraft, GroupDraft, Ref, Tie, UseDraft
from hierarchy.file.fields import Fields, Linked, is_id, open_object
from hierarchy.file.findings import Findings
from hierarchy.file.keys import GROUP, USE
from hierarchy.file.located import MappingNode, Scalar, Value
from hierarchy.model import Impact, Rule
from hierarchy.problems import Position

_MEMBER_KEYS = ("all_of", "any_of", "at_least", "node")
_DETAILS = ("impact", "because", "same", "need")


def read_ties(fields: Fields, name: str) -> tuple[Tie, ...]:
    """The ends under `why`, or the whole under `part_of`."""
    ties = [_tie(link) for link in fields.linked(name)]
    first: dict[tuple[object, ...], Tie] = {}
    for tie in ties:
        key = (tie.ref.id, tie.same) if tie.ref.id == "*" else (tie.ref.id,)
        if key in first:
            message = f"'{tie.ref.id}' stands twice under '{name}'"
            fields.findings.warning(tie.ref.at, "named-twice", message, "delete one", [first[key].ref.at])
        first.setdefault(key, tie)
    return tuple(first.values())


def _tie(link: Linked) -> Tie:
    fields = link.fields
    if fields is None:
        return Tie(link.ref)
    impact = fields.choice("impact") if "impact" in fields.kind.keys else None
    return Tie(
        ref=link.ref,
        impact=Impact(impact) if impact else Impact.FULL,
        because=fields.text("because"),
        same=fields.pairs("same"),
        need=fields.need("need"),
        need_at=fields.place("need") if "need" in fields else None,
        plain=not any(name in fields for name in _DETAILS),
    )


def read_calls(fields: Fields) -> tuple[CallDraft, ...]:
    """What the node calls; the same node twice is told, since its signals would have the same ids."""
    first: dict[str, CallDraft] = {}
    for ref, inner in fields.linked("calls"):
        call = CallDraft(ref)
        if inner is not None:
            labels = {name: value.text for name, value in inner.named_text("labels").items()}
            call = CallDraft(ref, read_use(inner), labels, inner.text("because"))
        if ref.id in first:
            message = f"'{ref.id}' stands twice under 'calls'"
            fields.findings.warning(ref.at, "named-twice", message, "delete one", [first[ref.id].ref.at])
        first.setdefault(ref.id, call)
    return tuple(first.values())


def read_use(fields: Fields) -> tuple[UseDraft, ...]:
    """The templates that a node or a call uses."""
    uses: list[UseDraft] = []
    for item in fields.items("use"):
        if isinstance(item, Scalar) and not item.is_null:
            template = _template(fields.findings, item)
            uses += [UseDraft(template)] if template else []
            continue
        inner = open_object(fields.findings, USE, item, item.at)
        if inner is None:
            continue
        named, prefix = inner.scalar("template"), inner.reference("as")
        if "template" not in inner:
            hint = "add template: NAME"
            fields.findings.error(item.at, "missing-key", "a use of a template needs 'template'", hint)
        template = _template(fields.findings, named) if named else None
        uses += [UseDraft(template, prefix.id if prefix else "")] if template else []
    return tuple(uses)


def _template(findings: Findings, scalar: Scalar) -> Ref | None:
    """The name of a template; one of the library has its shelf in front, as std/NAME."""
    bare = scalar.text.replace("/", "-", 1) if scalar.text.strip("/") == scalar.text else scalar.text
    return Ref(scalar.text, scalar.at) if is_id(findings, bare, scalar.at, naming=False) else None


def read_how(fields: Fields) -> tuple[GroupDraft, ...]:
    """The groups of means; all bare ids together are the first of them."""
    groups: list[GroupDraft] = []
    plain: list[Ref] = []
    for item in fields.items("how"):
        if isinstance(item, Scalar) and not item.is_null:
            if is_id(fields.findings, item.text.removesuffix(".*"), item.at, naming=False):
                plain.append(Ref(item.text, item.at))
            continue
        group = _read_group(fields.findings, item)
        if group is not None and group.plain:
            plain.extend(group.members)
        elif group is not None:
            groups.append(group)
        else:
            fields.findings.links_unread = True  # who is in it is then no reason to complain elsewhere
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
    if "of" in fields and kinds != ["at_least"]:
        message = f"'of' names what 'at_least' counts, and this group has '{kinds[0]}'"
        findings.error(fields.place("of"), "group-shape", message, "keep one of the two")
    impact = fields.choice("impact")
    because, same, need = fields.text("because"), fields.pairs("same"), fields.need("need")
    members, rule, at, count = _members(fields, kinds[0])
    if not members:
        return None
    return GroupDraft(
        rule,
        members,
        at,
        count,
        Impact(impact) if impact else Impact.FULL,
        because,
        plain=kinds == ["node"] and not any(name in fields for name in _DETAILS),
        need=need,
        need_at=fields.place("need") if "need" in fields else None,
        same=same,
    )


def _members(fields: Fields, kind: str) -> tuple[tuple[Ref, ...], Rule, Position, int]:
    """Members, rule, place and number of a group; no members after reporting why there are none."""
    findings = fields.findings
    if kind == "at_least":
        members = fields.references("of", stars=True)
        if not members and ("of" not in fields or not _bad_members(fields, "of")):
            message = "'at_least' has no members to count"
            findings.error(fields.place("at_least"), "empty-group", message, "add of: [id, …]")
        count = fields.number("at_least", 1, 1_000_000) if members else None
        return members if count else (), Rule.AT_LEAST, fields.place("at_least"), count or 0
    if kind == "node":
        single = fields.reference(kind, stars=True)
        return (single,) if single else (), Rule.ALL_OF, fields.at, 0
    members = fields.references(kind, stars=True)
    if not members and not _bad_members(fields, kind):
        message = f"'{kind}' has no members"
        findings.error(fields.place(kind), "empty-group", message, "name at least one node")
    return members, Rule.ANY_OF if kind == "any_of" else Rule.ALL_OF, fields.at, 0


def _bad_members(fields: Fields, name: str) -> bool:
    """Whether members are named that were reported for another reason."""
    return bool(fields.items(name)) or isinstance(fields.value(name), Scalar)


def _check_twice(findings: Findings, refs: list[Ref]) -> None:
    first: dict[str, Position] = {}
    for ref in refs:
        if ref.id in first:
            message = f"'{ref.id}' stands twice among the means of this node"
            findings.error(ref.at, "member-twice", message, "keep one of the two", [first[ref.id]])
        else:
            first[ref.id] = ref.at
