"""What fuzzing starts from: good files, broken ones, what was once found, and files made to be slow."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from hierarchy.file.keys import OBJECTS

ROOT = Path(__file__).resolve().parents[2]
FOUND = Path(__file__).parent / "found"
_FULL = 940_000  # bytes; just below the largest file that is read at all
_SIGNS = r"""[ ] { } , : - ? | > # & * ! % @ ` ' " ~ << --- ... {} [] null true no 0 -1 1e309 .inf 014 0x10
1:30 1_000 5% 100% 15s 1m30s 99999999999999999999 $match ${A} ${A:-b} [$window] {label} node.* std/x a.b é
"\0" up sum(up) rate(up[5m]) up{$match} http://a https://a/{from} all n 80%"""


def good_seeds() -> list[bytes]:
    """Files that load: the example that shows every key first, then recorded incidents and the manual's."""
    files = [ROOT / "hierarchy.example.yaml", *sorted((ROOT / "examples").glob("*/hierarchy.yaml"))]
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


def slow_files() -> Iterator[tuple[str, bytes]]:
    """Files of nearly the largest size, each of which makes one thing as expensive as it gets."""
    for name, query in _SLOW_QUERIES.items():
        yield name, _filled(_SIGNALS, partial(_signal, query))
    for name, (head, line, most) in _SLOW_LINES.items():
        yield name, _filled(head, line, most)


def _signal(query: Callable[[int], str], i: int) -> str:
    return f"      s{i}: {{query: '{query(i)}'}}\n"


def _filled(head: str, line: Callable[[int], str], most: int = 10**6) -> bytes:
    lines, size = [head], len(head)
    for i in range(most):
        lines.append(line(i))
        size += len(lines[-1].encode())
        if size > _FULL:
            break
    return "".join(lines).encode()


_START = "version: 1\nnodes:\n"
_SIGNALS = _START + "  n:\n    level: physical-form\n    signals:\n"
_SLOW_QUERIES: dict[str, Callable[[int], str]] = {
    "operators": lambda i: f"up{i}" + "+up" * 249,
    "brackets": lambda i: "(" * 47 + f"up{i}" + ")" * 47,
    "functions": lambda i: "abs(" * 40 + f"up{i}" + ")" * 40,
    "classes": lambda i: f'up{i}{{a=~"' + r"\\p{L}" * 900 + '"}',
    "words": lambda i: f'up{i}{{a=~"' + r"\\w" * 100 + '"}',
    "repeats": lambda i: f'up{i}{{a=~"' + "a{100}" * 20 + '"}',
    "nested repeats": lambda i: f'up{i}{{a=~"(((a{{10}}){{10}}){{10}}){{9}}"}}',
    "folding": lambda i: f'up{i}{{a=~"(?i)' + "[\x20-\U0010fffd]" * 20 + '"}',
    "backticks": lambda i: f"up{i}{{a=~`" + r"\\w" * 50 + "`}",
    "open quotes": lambda i: f'up{i} "' + '\\\\"' * 2000,
    "small": lambda i: f"up{i}",
}
_SLOW_LINES: dict[str, tuple[str, Callable[[int], str], int]] = {
    "nodes": (_START, lambda i: f"  n{i}: {{level: physical-form}}\n", 19_000),
    "chain of parts": (_START, lambda i: f"  n{i}: {{level: physical-form, part_of: n{i + 1}}}\n", 13_000),
    "circle": (_START, lambda i: f"  n{i}: {{level: physical-form, why: [n{(i + 1) % 10_000}]}}\n", 10_000),
    "dense links": (
        _START + "".join(f"  a{k}: {{level: functional-purpose}}\n" for k in range(300)),
        lambda i: f"  n{i}: {{level: physical-form, why: [{', '.join(f'a{k}' for k in range(300))}]}}\n",
        250,
    ),
    "copies": (
        "version: 1\ncopies: {" + ", ".join(f"c{k}: {{}}" for k in range(9000)) + "}\nnodes:\n",
        lambda i: f"  n{i}: {{level: physical-form}}\n",
        9000,
    ),
    "users of a large template": (
        "version: 1\ntemplates:\n  t:\n    match: [a]\n    signals:\n"
        + "".join(f"      s{k}: {{query: 'up{{$match}}'}}\n" for k in range(300))
        + "nodes:\n",
        lambda i: f"  n{i}: {{level: physical-form, use: t, labels: {{a: b}}}}\n",
        4000,
    ),
    "unknown keys": (_START + "  a:\n", lambda i: f"    key-{i}: 1\n", 40_000),
    "bad ids": (_START, lambda i: f"  Ä{i}: 1\n", 30_000),
    "placeholders": (
        _START + "  a:\n    level: physical-form\n    links:\n",
        lambda _i: "      - url: 'https://a/{x}{y}{z}'\n",
        15_000,
    ),
    "brackets without end": ("[", lambda _i: "[", 900_000),
    "long texts": (_START, lambda i: f"  n{i}: {{level: physical-form, title: {'x' * 60_000}}}\n", 15),
}
