"""Sources: where readings come from. The only place where environment variables are filled in."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from hierarchy.file.drafts import Draft
from hierarchy.file.fields import Fields, is_id, open_object
from hierarchy.file.findings import Findings
from hierarchy.file.keys import SOURCE
from hierarchy.file.located import Entry, MappingNode, Scalar
from hierarchy.model import SourceConfig

DEFAULT_URL = "http://127.0.0.1:9090"
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")
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
    if not is_id(findings, entry.key, entry.at) or not _readable_type(findings, entry):
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
    )


def _readable_type(findings: Findings, entry: Entry) -> bool:
    if not isinstance(entry.value, MappingNode):
        return True
    type_ = entry.value.entries.get("type")
    if type_ is None or not isinstance(type_.value, Scalar) or type_.value.text != "alertmanager":
        return True
    message = "sources of type alertmanager are part of the format, but this version does not read them yet"
    findings.error(
        type_.value.at, "not-supported-yet", message, "delete the source, or use a version that reads it"
    )
    return False


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
    """A text with ${VAR} and ${VAR:-default} filled in; a variable without value is reported, unless the
    text `may_lack` it and is empty then."""
    scalar = fields.scalar(name)
    if scalar is None:
        return ""
    if env is None:
        return scalar.text
    missing: list[str] = []

    def fill(found: re.Match[str]) -> str:
        value = env.get(found.group(1), "")
        if not value and found.group(2) is None:
            missing.append(found.group(1))
        return value or found.group(2) or ""

    text = _VARIABLE.sub(fill, scalar.text)
    for variable in () if may_lack else dict.fromkeys(missing):
        message = f"environment variable {variable} is not set"
        hint = f"set it, or give a default: ${{{variable}:-…}}"
        fields.findings.error(scalar.at, "variable-not-set", message, hint)
    return "" if missing else text
