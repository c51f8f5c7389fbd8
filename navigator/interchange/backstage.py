"""Backstage's software catalog as mechanisms, resources and functions.

| in the catalog | in the hierarchy |
|---|---|
| Component | physical function; libraries and documentation run nowhere and are left out |
| Resource | physical form if one stands on it (host, cluster, disk, network …), physical function if it works (database, cache, queue, bucket …) |
| System | generalized function, which its components and resources serve |
| Domain, also of a system | `domain`, the column |
| dependsOn, dependencyOf | `calls` on the same level, `how` to a lower one |
| consumesApis | `calls` to whoever provides the API |
| subcomponentOf | `part_of` |
| owner | `owner` |

Source of the format: the descriptor format in the documentation of backstage/backstage.
"""  # noqa: E501

from __future__ import annotations

import re
from dataclasses import dataclass, field

from navigator.interchange.draft import DECIDE, Draft, filled, is_address, labels_of, words
from navigator.interchange.foreign import Piece

Ref = tuple[str, str, str]  # kind, namespace, name, in small letters as the catalog compares them

_FUNCTION, _MECHANISM, _RESOURCE = "generalized-function", "physical-function", "physical-form"
_RANK = {_FUNCTION: 2, _MECHANISM: 3, _RESOURCE: 4}
_RUN_NOWHERE = frozenset(("library", "documentation", "docs", "template"))
_STOOD_ON = re.compile(
    r"host|server|vm|virtual-?machine|machine|instance|node|cluster|kubernetes|namespace|network|subnet|vpc|"
    r"disk|volume|dns|ip|address|zone|region|rack|data-?cent(?:er|re)|hardware|certificate"
)
_WORKS = re.compile(
    r"database|db|postgres\w*|mysql|mongo\w*|redis|memcached|cache|queue|topic|broker|kafka|rabbitmq|stream|"
    r"bucket|storage|object-?store|search|index|elasticsearch|function|lambda|gateway|proxy|cdn|load-?balancer"
)
_NO_PART = frozenset(("group", "user", "location", "template"))
_REF = re.compile(r"(?:(?P<kind>[^:/]+):)?(?:(?P<namespace>[^:/]+)/)?(?P<name>[^:/]+)")


@dataclass(slots=True)
class _Entity:
    """A component, resource or system that becomes the node `id` at `level`."""

    ref: Ref
    piece: Piece
    level: str
    id: str = ""
    calls: dict[str, str] = field(default_factory=dict)
    how: dict[str, None] = field(default_factory=dict)

    @property
    def spec(self) -> Piece:
        return self.piece.get("spec")


class _Catalog:
    """Every entity of the files, and the draft that they go to."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.entities: dict[Ref, _Entity] = {}
        self.others: dict[Ref, Piece] = {}
        self.providers: dict[Ref, list[_Entity]] = {}

    def wanted(self, holder: _Entity, piece: Piece, kind: str) -> Ref | None:
        """What a reference means, where one without a kind is to `kind`; None after telling."""
        match = _REF.fullmatch(piece.text)
        if match is None:
            self.draft.lose(piece, f"'{holder.id}': '{piece.text}' is no reference to an entity")
            return None
        namespace = match["namespace"] or holder.ref[1]
        return ((match["kind"] or kind).lower(), namespace.lower(), match["name"].lower())

    def referred(self, holder: _Entity, piece: Piece, kind: str) -> _Entity | None:
        """The node that a reference means; None after telling that there is none."""
        ref = self.wanted(holder, piece, kind)
        if ref is None:
            return None
        found = self.entities.get(ref)
        if found is None:
            missing = "is no node of a hierarchy" if ref in self.others else "is in none of the files"
            self.draft.lose(piece, f"'{holder.id}' refers to '{piece.text}', which {missing}")
        return found


def read_backstage(documents: list[Piece], draft: Draft) -> None:
    """Take the entities of these documents into the draft as nodes."""
    catalog = _Catalog(draft)
    for document in documents:
        _register(catalog, document)
    for entity in catalog.entities.values():
        _add_node(catalog, entity)
    for entity in catalog.entities.values():
        _provide(catalog, entity)
    for entity in catalog.entities.values():
        _depend(catalog, entity)
        _consume(catalog, entity)
    rested_on = {id for entity in catalog.entities.values() for id in entity.how}
    for entity in catalog.entities.values():
        _join(catalog, entity, rests=entity.id in rested_on)
    for entity in catalog.entities.values():
        _write_links(draft, entity)
    for ref, api in catalog.others.items():
        if ref[0] == "api" and ref not in catalog.providers:
            draft.lose(api, f"nobody in these files provides the API '{ref[2]}'")
    if draft.nodes:
        draft.remark(
            (),
            f"{DECIDE}a catalog knows no purposes. Add what people need (functional-purpose) and what must "
            "balance (abstract-function), and let the functions serve them (why).",
        )


def _register(catalog: _Catalog, document: Piece) -> None:
    kind, metadata = document.get("kind").text.lower(), document.get("metadata")
    name = metadata.get("name").text
    ref = (kind, (metadata.get("namespace").text or "default").lower(), name.lower())
    level = _level(kind, document.get("spec", "type").text.lower())
    if not kind or not name:
        catalog.draft.lose(document, "is no catalog entity: it has no kind or no metadata.name")
    elif ref in catalog.entities or ref in catalog.others:
        catalog.draft.lose(document, f"{kind} '{name}' is there a second time; the first one counts")
    elif level:
        catalog.entities[ref] = _Entity(ref, document, level)
    else:
        catalog.others[ref] = document
        if kind == "component":
            type = document.get("spec", "type").text
            catalog.draft.lose(document, f"component '{name}' is a {type}, which runs nowhere by itself")
        elif kind in _NO_PART:
            catalog.draft.lose(document, f"{kind} '{name}' is no part of a hierarchy")
        elif kind not in ("api", "domain"):
            catalog.draft.lose(document, f"kind '{kind}' is not known; '{name}' was left out")


def _level(kind: str, type: str) -> str:
    if kind == "system":
        return _FUNCTION
    if kind == "component":
        return "" if type in _RUN_NOWHERE else _MECHANISM
    if kind == "resource":
        return _MECHANISM if _is_type(_WORKS, type) else _RESOURCE
    return ""


def _is_type(pattern: re.Pattern[str], type: str) -> bool:
    """Whether one of the words of a type, such as `s3-bucket` or `google-sql-database`, is known."""
    return bool(pattern.fullmatch(type)) or any(
        pattern.fullmatch(word) for word in re.split(r"[-_ /.]", type)
    )


def _add_node(catalog: _Catalog, entity: _Entity) -> None:
    draft, metadata = catalog.draft, entity.piece.get("metadata")
    kind, namespace, _ = entity.ref
    name = metadata.get("name").text
    type = entity.spec.get("type").text
    links = []
    for link in metadata.get("links").items():
        url = link.get("url").text
        if is_address(url):
            links.append(filled({"title": link.get("title").text, "url": url}))
        elif url:
            draft.lose(link, f"the link '{url[:60]}' of '{name}' is no plain http(s) address")
    body = filled(
        {
            "level": entity.level,
            "title": metadata.get("title").text or words(name),
            "description": metadata.get("description").text,
            "owner": entity.spec.get("owner").text.rpartition("/")[2].rpartition(":")[2],
            "domain": _domain(catalog, entity),
            "labels": labels_of(metadata.get("labels")),
            "links": links,
        }
    )
    remarks = []
    if kind == "resource" and not _is_type(_WORKS, type.lower()) and not _is_type(_STOOD_ON, type.lower()):
        remarks.append(f"{DECIDE}a resource of type '{type}': does it work (physical-function)?")
    if kind == "system":
        remarks.append(f"{DECIDE}which purposes does it serve (why)? Does it need everything below it?")
    wanted = name if namespace == "default" else f"{namespace}.{name}"
    entity.id = draft.add(wanted, body, *remarks, kind=kind)


def _domain(catalog: _Catalog, entity: _Entity) -> str:
    """The column: a system's domain, or the system itself where it is in none of the files."""
    given = entity.spec.get("domain" if entity.ref[0] == "system" else "system")
    ref = (
        catalog.wanted(entity, given, "domain" if entity.ref[0] == "system" else "system") if given else None
    )
    if ref is None or ref in catalog.entities:
        return ""
    known = catalog.others.get(ref)
    return (known.get("metadata", "title").text if known else "") or words(ref[2])


def _depend(catalog: _Catalog, entity: _Entity) -> None:
    for piece in entity.spec.get("dependsOn").items():
        other = catalog.referred(entity, piece, "component")
        if other is not None:
            _link(catalog, piece, entity, other)
    for piece in entity.spec.get("dependencyOf").items():
        other = catalog.referred(entity, piece, "component")
        if other is not None:
            _link(catalog, piece, other, entity)


def _link(catalog: _Catalog, piece: Piece, upper: _Entity, lower: _Entity, because: str = "") -> None:
    """`upper` depends on `lower`: it calls it at the same level, and rests on it at a lower one."""
    if upper is lower:
        catalog.draft.lose(piece, f"'{upper.id}' depends on itself")
    elif upper.level == lower.level:
        upper.calls.setdefault(lower.id, because)
    elif _RANK[upper.level] < _RANK[lower.level]:
        upper.how[lower.id] = None
    else:
        text = f"'{upper.id}' ({upper.level}) depends on '{lower.id}', which stands above it ({lower.level})"
        catalog.draft.lose(piece, text)


def _provide(catalog: _Catalog, entity: _Entity) -> None:
    for piece in entity.spec.get("providesApis").items():
        ref = catalog.wanted(entity, piece, "api")
        if ref is not None:
            catalog.providers.setdefault(ref, []).append(entity)


def _consume(catalog: _Catalog, entity: _Entity) -> None:
    """Whoever consumes an API calls those who provide it."""
    for piece in entity.spec.get("consumesApis").items():
        ref = catalog.wanted(entity, piece, "api")
        if ref is None:
            continue
        providers = catalog.providers.get(ref, [])
        if not providers:
            text = f"'{entity.id}' consumes the API '{piece.text}', which nobody in these files provides"
            catalog.draft.lose(piece, text)
        api = catalog.others.get(ref)
        title = (api.get("metadata", "title").text if api else "") or ref[2]
        for provider in providers:
            if provider is not entity:
                _link(catalog, piece, entity, provider, f"It consumes the API {title}.")


def _join(catalog: _Catalog, entity: _Entity, *, rests: bool) -> None:
    """Where an entity belongs: to a whole (subcomponentOf) and to a system that it serves.

    What stands at the bottom and carries something already (`rests`) serves the system through that.
    """
    body, whole = catalog.draft.nodes[entity.id], entity.spec.get("subcomponentOf")
    if whole:
        other = catalog.referred(entity, whole, "component")
        if other is not None and (other.level != entity.level or _is_within(catalog, other, entity)):
            catalog.draft.lose(whole, f"'{entity.id}' can't be a part of '{other.id}'")
        elif other is not None:
            body["part_of"] = other.id
    system = entity.spec.get("system")
    ref = catalog.wanted(entity, system, "system") if system else None
    found = catalog.entities.get(ref) if ref is not None else None
    if found is not None and found is not entity and not (entity.level == _RESOURCE and rests):
        body["why"] = [found.id]


def _is_within(catalog: _Catalog, inner: _Entity, outer: _Entity) -> bool:
    """Whether `inner` already is `outer` or a part of it, so that a loop would come about."""
    seen: set[str] = set()
    id: object = inner.id
    while isinstance(id, str) and id not in seen:
        if id == outer.id:
            return True
        seen.add(id)
        id = catalog.draft.nodes[id].get("part_of")
    return False


def _write_links(draft: Draft, entity: _Entity) -> None:
    body = draft.nodes[entity.id]
    if entity.how:
        body["how"] = list(entity.how)
    if entity.calls:
        plain = all(not because for because in entity.calls.values())
        body["calls"] = (
            list(entity.calls)
            if plain
            else [filled({"node": id, "because": why}) if why else id for id, why in entity.calls.items()]
        )
