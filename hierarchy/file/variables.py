"""${VAR} and ${VAR:-default}: environment variables in addresses and in the labels of copies."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hierarchy.file.findings import Findings
from hierarchy.file.located import Scalar

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")


def fill_variables(
    findings: Findings, scalar: Scalar, env: Mapping[str, str] | None, *, may_lack: bool = False
) -> str:
    """The text with every variable filled in. One without value is reported, unless the text `may_lack` it,
    and the text is empty then.

    Without `env` only defaults are filled in, and a variable that has none stays as it is written.
    """
    missing: list[str] = []

    def fill(found: re.Match[str]) -> str:
        value = (env or {}).get(found.group(1), "") or found.group(2) or ""
        if not value and found.group(2) is None:
            missing.append(found.group(1))
            return found.group(0)
        return value

    text = _VARIABLE.sub(fill, scalar.text)
    for variable in () if env is None or may_lack else dict.fromkeys(missing):
        message = f"environment variable {variable} is not set"
        hint = f"set it, or give a default: ${{{variable}:-…}}"
        findings.error(scalar.at, "variable-not-set", message, hint)
    return "" if missing and env is not None else text
