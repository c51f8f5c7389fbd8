"""A lever must work while what it repairs does not."""

from __future__ import annotations

from hierarchy.checks.page import WARNING, Check, page
from hierarchy.checks.written import nodes_written
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined

PAGE = page(
    "lever-needs-what-it-repairs",
    WARNING,
    "a lever needs the node that it stands at, or something that rests on that node",
    why="""When the node fails, whatever rests on it fails too, and with it the lever that should help. That
    is how people are locked out of their own repair.""",
    instead="""Name under `needs` what the lever really needs, and look for a way that does without the
    node. If it is so, the warning is true: keep another lever beside it.""",
    wrong="""
        version: 1
        nodes:
          deploy: {level: generalized-function, how: [cluster]}
          cluster:
            level: physical-function
            signals: {up: {query: cluster_up, worse: lower, critical: 1}}
            levers: [{title: Roll back, url: 'https://ops.example/undo', needs: [deploy]}]
        #                                                                        ^^^^^^
    """,
    right="""
        version: 1
        nodes:
          deploy: {level: generalized-function, how: [cluster]}
          console: {level: physical-function, why: [deploy]}
          cluster:
            level: physical-function
            signals: {up: {query: cluster_up, worse: lower, critical: 1}}
            levers: [{title: Roll back, url: 'https://ops.example/undo', needs: [console]}]
    """,
)


def look(findings: Findings, joined: Joined) -> None:
    """What rests on a node are its ends, its wholes, and theirs."""
    for node in nodes_written(joined):
        if not any(lever.needs for lever in node.laws.levers):
            continue
        above = _resting_on(joined, node.id)
        for lever in node.laws.levers:
            for ref in lever.needs:
                here = f"{ref.id}.{node.copy.id}" if node.copy else ref.id
                if here in above or ref.id in above:
                    what = "the node that it stands at" if ref.id == node.written else f"'{ref.id}'"
                    rests = "" if ref.id == node.written else f", which rests on '{node.written}'"
                    message = f"the lever '{lever.title}' needs {what}{rests}"
                    hint = "name what it really needs, or add a lever that does without"
                    findings.warning(ref.at, "lever-needs-what-it-repairs", message, hint)


def _resting_on(joined: Joined, node: str) -> set[str]:
    found, waiting = {node}, [node]
    while waiting:
        below = waiting.pop()
        wholes = [tie.ref.id for tie in joined.wholes.get(below, ())]
        fresh = [above for above in (*joined.why.get(below, ()), *wholes) if above not in found]
        found.update(fresh)
        waiting.extend(fresh)
    return found


CHECK = Check(PAGE, look)
