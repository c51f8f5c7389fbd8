"""Files of nearly the largest size that are made to be slow, or to need much memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from hierarchy.file.keys import LEVEL_IDS

_FULL = 940_000  # bytes; just below the largest file that is read at all


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


def _all_above(i: int) -> str:
    level = i // 140
    return ", ".join(f"n{k}" for k in range((level - 1) * 140, level * 140)) if level else ""


_START = "version: 1\nnodes:\n"
_SIGNALS = _START + "  n:\n    level: physical-form\n    signals:\n"
_EVERY = "{node: '*', same: [h]}"
_TEMPLATES = ", ".join(f"t{k}" for k in range(190))
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
    "everything agrees": (
        _START + "  top: {level: functional-purpose}\n",
        lambda i: f"  n{i}: {{level: physical-function, labels: {{h: x{i % 50}}}, part_of: {_EVERY}}}\n",
        5000,
    ),
    "everything agrees with everything": (
        _START + "".join(f"  e{k}: {{level: physical-function, labels: {{h: x}}}}\n" for k in range(400)),
        lambda i: f"  n{i}: {{level: physical-form, labels: {{h: x}}, why: {_EVERY}}}\n",
        400,
    ),
    "every level with every other": (
        _START,
        lambda i: f"  n{i}: {{level: {LEVEL_IDS[i // 140]}, why: [{_all_above(i)}]}}\n",
        700,
    ),
    "queries of copies": (
        "version: 1\ndefaults: {match: [r]}\n"
        + "copies: {"
        + ", ".join(f"c{k}: {{labels: {{r: x{k}}}}}" for k in range(300))
        + "}\nnodes:\n",
        lambda i: f"  n{i}: {{level: physical-function, signals: {{a: {{query: 'x{i}{{$match}}'}}}}}}\n",
        33,
    ),
    "mistakes of copies": (
        "version: 1\ncopies: {" + ", ".join(f"c{k}: {{}}" for k in range(300)) + "}\nnodes:\n",
        lambda i: f"  n{i}: {{level: physical-form, why: [z{i}], signals: {{a: {{query: sum(}}}}}}\n",
        33,
    ),
    "many templates at every node": (
        "version: 1\ntemplates:\n"
        + "".join(
            f"  t{k}: {{match: [a], signals: {{s{k}: {{query: 'x{{$match}}'}}}}}}\n" for k in range(190)
        )
        + "nodes:\n",
        lambda i: f"  n{i}: {{level: physical-form, labels: {{a: b}}, use: [{_TEMPLATES}]}}\n",
        180,
    ),
    "symptoms of a template": (
        "version: 1\ntemplates:\n  t:\n    match: [a]\n    symptoms:\n"
        + "".join(f"      - x{k}\n" for k in range(20_000))
        + "nodes:\n",
        lambda i: f"  n{i}: {{level: physical-form, use: t, labels: {{a: b}}}}\n",
        3000,
    ),
    "titles": (
        _START,
        lambda i: f"  n{i}: {{level: functional-purpose, title: 'kafka rate(sum {i} 99.9% < 300ms'}}\n",
        9000,
    ),
    "similar ids": (_START, lambda i: f"  service-number-{i:05d}: {{level: physical-form}}\n", 15_000),
    "signals that confirm each other": (
        _START,
        lambda i: (
            f"  n{i}: {{level: physical-form, signals: {{a: {{query: up, confirm_with: n{i + 1}/a}}}}}}\n"
        ),
        6000,
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
