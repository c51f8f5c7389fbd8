"""Levels are different views of a system, not a longer way to write one name."""

from __future__ import annotations

from hierarchy.checks.means_cycle import means_of
from hierarchy.checks.page import HINT, Check, page
from hierarchy.checks.written import nodes_written
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined

PAGE = page(
    "one-to-one-chain",
    HINT,
    "four or more nodes hang together one by one, like beads on a string",
    why="""Where every end has one means, and every means one end, nothing branches: the chain may be one
    thing under several names. Functions mostly serve several values, mechanisms carry several
    functions.""",
    instead="""Look whether a means serves other ends too, or an end rests on something more. If it is so,
    leave it; this is only a thought.""",
    wrong="""
        version: 1
        nodes:
          mail: {level: functional-purpose, how: [mail-flow]}
        # ^^^^
          mail-flow: {level: abstract-function, priority: [mail], how: [send-mail]}
          send-mail: {level: generalized-function, how: [mail-service]}
          mail-service: {level: physical-function, signals: {up: {query: mail_up, worse: lower, critical: 1}}}
          queue: {level: physical-function, part_of: mail-service}
    """,
    right="""
        version: 1
        nodes:
          mail: {level: functional-purpose, how: [mail-flow]}
          mail-flow: {level: abstract-function, priority: [mail], how: [send-mail, keep-mail]}
          send-mail: {level: generalized-function, how: [mail-service]}
          keep-mail: {level: generalized-function, how: [mail-service]}
          mail-service: {level: physical-function, signals: {up: {query: mail_up, worse: lower, critical: 1}}}
    """,
)
_LONG = 4  # nodes


def look(findings: Findings, joined: Joined) -> None:
    """Told at the uppermost node; silent while links are broken, and where the whole file is one chain."""
    if joined.broken or findings.links_unread or findings.any_error:
        return
    means = means_of(joined)
    nodes = joined.draft.nodes
    written = sum(1 for _node in nodes_written(joined))
    only = {
        end: below[0] for end, below in means.items() if len(below) == 1 and len(joined.why[below[0]]) == 1
    }
    inner = set(only.values())
    for top in nodes.values():
        if top.id not in only or top.id in inner:
            continue
        chain = [top.id]
        while chain[-1] in only and len(chain) <= len(nodes):
            chain.append(only[chain[-1]])
        if _LONG <= len(chain) < written:
            message = f"one by one: {' – '.join(nodes[one].written for one in chain)}"
            hint = "look whether one of them serves, or rests on, something else too"
            findings.hint(top.at, "one-to-one-chain", message, hint)


CHECK = Check(PAGE, look)
