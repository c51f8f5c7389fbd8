"""What fuzzing starts from: good files, broken ones, what was once found, and files made to be slow."""

from __future__ import annotations

import re
from pathlib import Path

from hierarchy.file.keys import OBJECTS

ROOT = Path(__file__).resolve().parents[2]
FOUND = Path(__file__).parent / "found"
_SIGNS = r"""[ ] { } , : - ? | > # & * ! % @ ` ' " ~ << --- ... {} [] null true no 0 -1 1e309 .inf 014 0x10
1:30 1_000 5% 100% 15s 1m30s 99999999999999999999 $match ${A} ${A:-b} [$window] {label} node.* std/x a.b é
"\0" up sum(up) rate(up[5m]) up{$match} http://a https://a/{from} all n 80%"""


def good_seeds() -> list[bytes]:
    """Files that load, alone or in their folders: the example that shows every key comes first."""
    files = [
        ROOT / "hierarchy.example.yaml",
        *sorted((ROOT / "examples").glob("*/hierarchy.yaml")),
        *sorted((ROOT / "tests" / "data" / "hierarchies").rglob("*.yaml")),
    ]
    return [*(file.read_bytes() for file in files), *(text.encode() for text in written_in_the_manual())]


def written_in_the_manual() -> list[str]:
    """The whole files among the examples of docs/hierarchy-files.md."""
    page = (ROOT / "docs" / "hierarchy-files.md").read_text("utf-8")
    return [text for text in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if "version: 1" in text]


def broken_seeds() -> list[bytes]:
    """Files with mistakes, and what fuzzing once found."""
    files = [
        *sorted((ROOT / "tests" / "broken_hierarchies").rglob("*.y*ml")),
        *sorted(FOUND.glob("*.yaml")),
    ]
    return [file.read_bytes() for file in files]


def names() -> list[str]:
    """Every key and every word of the format."""
    keys = [key for kind in OBJECTS for key in kind.keys.values()]
    return list(dict.fromkeys(name for key in keys for name in (key.name, *key.choices)))


def words() -> list[str]:
    """What tends to break readers of YAML, numbers and queries."""
    return [*_SIGNS.split(), "\u202e", " ", "\n", "\n  ", ": ", "- "]
