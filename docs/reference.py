"""Writes the tables of docs/hierarchy-files.md from the table of the format: `make reference`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from hierarchy.file.keys import FILE, OBJECTS
from hierarchy.file.library import PREFIX, library_names, library_text
from hierarchy.file.shapes import Key, ObjectKind, Shape

PAGE = Path(__file__).parent / "hierarchy-files.md"
MARK = "<!-- reference -->"
LIBRARY_MARK = "<!-- library -->"
_HELD = {
    Shape.OBJECT: "{of}",
    Shape.NAMED: "a mapping of ids, each to {of}",
    Shape.LIST: "{of}, or a list of them",
    Shape.TERMS: "a mapping of names, each to a query or {of}",
    Shape.REFERENCE: "an id, or {of}",
    Shape.REFERENCES: "an id, {of}, or a list of them",
    Shape.MATCH: "a list of labels, or a mapping of labels, each to a text or {of}",
}
_BY_NAME_TOO = {
    "a use of a template": "a name, {of}, or a list of them",
    "a group of means": "a list of ids and {of}",
}


def main() -> None:
    """Put the tables anew between their marks."""
    text = PAGE.read_text("utf-8")
    for mark, table in ((MARK, reference()), (LIBRARY_MARK, library())):
        before, _old, after = text.split(mark)
        text = f"{before}{mark}\n{table}{mark}{after}"
    PAGE.write_text(text, "utf-8")


def library() -> str:
    """The templates that come with the navigator, one a line, in Markdown."""
    lines = ["| `use:` | for | labels of the node | signals |", "|---|---|---|---|"]
    return "\n".join([*lines, *map(_template, library_names())]) + "\n"


def _template(name: str) -> str:
    text = library_text(name) or ""
    template: dict[str, Any] = yaml.safe_load(text)["templates"][name]
    match = template["match"]
    labels = match if isinstance(match, list) else [label.strip("{}") for label in match.values()]
    # The first line says what it is for; what follows the first stop repeats what the columns have.
    what = text.splitlines()[0].lstrip("# ").split(". ")[0].rstrip(".")
    signals = ", ".join(f"`{signal}`" for signal in template["signals"])
    return f"| `{PREFIX}{name}` | {_safe(what)} | {', '.join(f'`{label}`' for label in labels)} | {signals} |"


def reference() -> str:
    """Every kind of object with its keys, in Markdown."""
    return "## Every key\n\n" + "\n".join(_section(kind) for kind in OBJECTS)


def _section(kind: ObjectKind) -> str:
    lines = [f"### {_title(kind)}", ""]
    where = _where(kind)
    if where:
        lines += [f"Stands under {where}.", ""]
    lines += ["| key | holds | meaning |", "|---|---|---|"]
    lines += [f"| {_name(key)} | {_holds(key)} | {_safe(key.description)} |" for key in kind.keys.values()]
    return "\n".join(lines) + "\n"


def _title(kind: ObjectKind) -> str:
    return kind.called[0].upper() + kind.called[1:]


def _link(kind: ObjectKind) -> str:
    return f"[{kind.called}](#{kind.called.replace(' ', '-')})"


def _where(kind: ObjectKind) -> str:
    """The keys of other objects that hold it."""
    holding = [
        f"`{key.name}` of {_link(parent)}"
        for parent in OBJECTS
        for key in parent.keys.values()
        if key.of is kind and parent.called != "the names of the levels"
    ]
    if not holding and kind is not FILE:
        return "the id of each level"
    return " and ".join([", ".join(holding[:-1]), holding[-1]] if len(holding) > 1 else holding)


def _name(key: Key) -> str:
    return f"`{key.name}`, required" if key.required else f"`{key.name}`"


def _holds(key: Key) -> str:
    if key.choices:
        return " \\| ".join(f"`{word}`" for word in key.choices)
    if key.of is None:
        return key.shape.value
    return _BY_NAME_TOO.get(key.of.called, _HELD[key.shape]).format(of=_link(key.of))


def _safe(text: str) -> str:
    """As text in a table, where angle brackets, stars and bars would mean something."""
    return text.replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")


if __name__ == "__main__":
    main()
