"""Sources: where readings come from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from hierarchy.file.drafts import Draft, Ref
from hierarchy.file.fields import Fields, is_id, open_object
from hierarchy.file.findings import Findings
from hierarchy.file.keys import SOURCE
from hierarchy.file.located import Entry, MappingNode, Scalar, SequenceNode, Value
from hierarchy.file.shapes import ObjectKind, Shape
from hierarchy.file.variables import fill_variables
from hierarchy.model import SourceConfig

DEFAULT_URL = "http://127.0.0.1:9090"
_TEXTS = ("tenant", "bearer_token_file", "basic_auth_file", "headers_file", "ca_file")
_SHORTEST, _LONGEST = 0.1, 120.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around the files. `env` fills ${VAR}; None leaves addresses and paths as written, for
    a hierarchy whose sources are never asked. The addresses of the sources `readdressed` are
    replaced by the caller, so theirs may lack a value."""

    env: Mapping[str, str] | None
    readdressed: Collection[str] = ()


def read_source(findings: Findings, entry: Entry, around: Surroundings, draft: Draft) -> None:
    """Add one source to the draft."""
    if not is_id(findings, entry.key, entry.at):
        return
    fields = open_object(findings, SOURCE, entry.value, entry.at)
    if fields is None:
        return
    moved = entry.key in around.readdressed
    for name in ("type", "url"):
        if name not in fields and not (moved and name == "url"):
            hint = "add type: prometheus" if name == "type" else f"add url: '{DEFAULT_URL}'"
            findings.error(entry.at, "missing-key", f"source '{entry.key}' needs '{name}'", hint)
    type_ = fields.choice("type")
    if entry.key == "default" and type_ == "alertmanager":
        message = "'default' is what all queries ask that name no source, and an Alertmanager answers none"
        findings.error(fields.place("type"), "source-type", message, "give it another name")
    url = _url(fields, around.env, may_lack=moved)
    texts = {name: _filled(fields, name, around.env) for name in _TEXTS}
    timeout = fields.duration("timeout", _SHORTEST, _LONGEST) if "timeout" in fields else None
    concurrency = fields.number("max_concurrency", 1, 20)
    draft.sources[entry.key] = SourceConfig(
        name=entry.key,
        type=type_ or "prometheus",
        url=url or ("" if moved else DEFAULT_URL),
        **texts,
        timeout=10.0 if timeout is None else timeout,
        max_concurrency=3 if concurrency is None else concurrency,
        compression=fields.choice("compression") or "none",
    )


def source_names(value: Value, kind: ObjectKind) -> Iterator[Ref]:
    """Every place under an object of this kind where a source is named, in the order of the file.

    What is no mapping, or not a key of the format, is passed over: it is reported where it is read.
    """
    for name, entry in value.entries.items() if isinstance(value, MappingNode) else ():
        key = kind.keys.get(name)
        if key is None:
            continue
        if name == "source" and isinstance(entry.value, Scalar) and not entry.value.is_null:
            yield Ref(entry.value.text, entry.value.at)
        if key.of is not None:
            for inner in _inside(entry.value, named=key.shape in (Shape.NAMED, Shape.TERMS)):
                yield from source_names(inner, key.of)


def check_source_names(findings: Findings, sources: Mapping[str, SourceConfig], names: Iterable[Ref]) -> None:
    """Every source that is named exists, `default` always does, and it answers queries."""
    known = {*sources, "default"}
    for name in names:
        if name.id not in known:
            hint = findings.suggest(name.id, known) or "define it under 'sources:'"
            message = f"'source' names '{name.id}', but there is no such source"
            findings.error(name.at, "dangling-link", message, hint)
        elif name.id in sources and sources[name.id].type != "prometheus":
            message = f"'{name.id}' is an Alertmanager, which answers no queries"
            findings.error(name.at, "source-type", message, "name a source of type prometheus")


def _inside(value: Value, *, named: bool) -> Iterable[Value]:
    if isinstance(value, SequenceNode):
        return value.items
    if named and isinstance(value, MappingNode):
        return [entry.value for entry in value.entries.values()]
    return [value]


def _url(fields: Fields, env: Mapping[str, str] | None, *, may_lack: bool) -> str:
    text = _filled(fields, "url", env, may_lack=may_lack).rstrip("/")
    if not text or env is None:
        return text
    scalar = fields.value("url")
    place = scalar.at if scalar is not None else fields.at
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not host or re.search(r"\s", text):
        # The filled-in text may come from a secret variable, so only what is in the file is shown.
        fields.findings.error(place, "source-url", "not an http(s) address", f"such as '{DEFAULT_URL}'")
        return ""
    if parts.username is not None or parts.password is not None:
        hint = "put 'user:password' into a file and name it under basic_auth_file"
        message = "user name and password do not belong into the address"
        fields.findings.error(place, "secret-in-url", message, hint, show_line=False)
        return ""
    return text


def _filled(fields: Fields, name: str, env: Mapping[str, str] | None, *, may_lack: bool = False) -> str:
    """A text with its variables filled in; as it is written where nothing is ever asked."""
    scalar = fields.scalar(name)
    if scalar is None:
        return ""
    return scalar.text if env is None else fill_variables(fields.findings, scalar, env, may_lack=may_lack)
