"""The graph for Graphviz: a rank for every level, means-ends links downwards."""

from __future__ import annotations

from hierarchy.model import Node
from navigator.interchange.graph_parts import GraphParts


def graph_dot(parts: GraphParts) -> str:
    """A digraph in the DOT language; links are solid, parts dotted, calls dashed and without rank."""
    lines = [
        f"digraph {_quoted(parts.title)} {{",
        "  graph [rankdir=TB, newrank=true, fontname=Helvetica];",
        "  node [shape=box, style=rounded, fontname=Helvetica];",
        "  edge [fontname=Helvetica, fontsize=10];",
    ]
    names = []
    for info, nodes in parts.lanes:
        if nodes:
            # No id of a node holds a blank, so this can't be one.
            names.append(_quoted(f"level {info.level.value}"))
            lines.append(f"  subgraph {_quoted(f'lane {info.level.value}')} {{")
            lines.append("    rank=same;")
            lines.append(f"    {names[-1]} [label={_quoted(info.title)}, shape=plaintext];")
            lines += [f"    {_quoted(node.id)} [{_looks(node, parts.focus)}];" for node in nodes]
            lines.append("  }")
    if len(names) > 1:
        lines.append(f"  {' -> '.join(names)} [style=invis];")
    for link in parts.links:
        looks = f" [label={_quoted(link.words)}]" if link.words else ""
        lines.append(f"  {_quoted(link.end)} -> {_quoted(link.means)}{looks};")
    for whole, part in parts.parts:
        looks = "style=dotted, arrowhead=none, arrowtail=odiamond, dir=both, constraint=false"
        lines.append(f"  {_quoted(whole)} -> {_quoted(part)} [{looks}];")
    for caller, called in parts.calls:
        lines.append(f"  {_quoted(caller)} -> {_quoted(called)} [style=dashed, constraint=false];")
    return "\n".join([*lines, "}"]) + "\n"


def _looks(node: Node, focus: str | None) -> str:
    label = f"label={_quoted(node.title)}, tooltip={_quoted(node.id)}"
    peripheries = ", peripheries=2" if node.each is not None else ""
    return label + peripheries + (", penwidth=3" if node.id == focus else "")


def _quoted(text: str) -> str:
    """A quoted string of DOT. A backslash is doubled: `\\N` and the like would be replaced in labels."""
    flat = " ".join(text.split())
    return '"' + flat.replace("\\", "\\\\").replace('"', '\\"') + '"'
