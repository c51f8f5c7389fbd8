"""Two ids that people take for one another at night."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hierarchy.checks.page import WARNING, Check, page
from hierarchy.checks.written import nodes_written
from hierarchy.file.drafts import NodeDraft
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined

PAGE = page(
    "look-alike-ids",
    WARNING,
    "the ids of two nodes look alike",
    why="""`checkout-svc` and `checkout_svc` are told apart by a machine. People name the wrong one, in
    links as well as on the phone; often the second was meant to be the first.""",
    instead="""Rename one so that it says what is different (`formerly: [old-id]` keeps links alive), or
    make them one node.""",
    wrong="""
        version: 1
        nodes:
          checkout-svc: {level: physical-function}
          checkout_svc: {level: physical-function}
        # ^^^^^^^^^^^^
    """,
    right="""
        version: 1
        nodes:
          checkout: {level: physical-function}
          checkout-worker: {level: physical-function}
    """,
)
_BETWEEN_LETTERS = re.compile(r"(?<=[a-z])-(?=[a-z])")
_SAME_LOOK = str.maketrans({"_": "-", ".": "-"})
_SHORTEST = 6  # of ids in which two letters that changed places are taken for a slip


def look(findings: Findings, joined: Joined) -> None:
    """Separators, signs of one look (0 and o, 1 and l), and two neighbouring letters that changed places."""
    looks: dict[str, NodeDraft] = {}
    letters: dict[str, list[NodeDraft]] = {}
    for node in nodes_written(joined):
        other = looks.setdefault(_look_of(node.written), node)
        if other is node:
            bucket = letters.setdefault("".join(sorted(node.written)), [])
            other = next((one for one in bucket[:50] if _swapped(one.written, node.written)), node)
            bucket.append(node)
        if other is not node:
            message = (
                f"'{node.written}' looks like '{other.written}' (line {other.at.line} of {other.at.file})"
            )
            hint = "rename one so that it says what is different, or make them one node"
            findings.warning(node.at, "look-alike-ids", message, hint, [other.at])


def _look_of(name: str) -> str:
    plain = _BETWEEN_LETTERS.sub("", name.translate(_SAME_LOOK))
    return "".join(_signs(plain))


def _signs(name: str) -> Iterator[str]:
    """Digits inside words as the letters that they look like; numbers stay numbers."""
    for at, sign in enumerate(name):
        beside = name[at - 1 : at] + name[at + 1 : at + 2]
        inside = len(beside) == 2 and beside.isalpha()
        yield {"0": "o", "1": "l"}.get(sign, sign) if inside else sign


def _swapped(one: str, other: str) -> bool:
    if len(one) != len(other) or len(one) < _SHORTEST:
        return False
    apart = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return len(apart) == 2 and apart[1] == apart[0] + 1 and one[apart[0] : apart[1] + 1].isalpha()


CHECK = Check(PAGE, look)
