"""The graph for Mermaid, as READMEs and wikis draw it."""

from __future__ import annotations

import re

from navigator.interchange.graph_parts import GraphParts

MOST_EDGES = 500  # what Mermaid draws unless its maxEdges says more

# Signs that are neither special to Mermaid nor to the HTML that it makes.
_PLAIN = re.compile(r"[A-Za-z0-9 .,:/_()+=!?'*-]|[^\x00-\x7f]")


def graph_mermaid(parts: GraphParts) -> str:
    """A flowchart from top to bottom with a box around every level; calls are dotted lines."""
    names = {node.id: f"n{i}" for i, node in enumerate(parts.nodes)}
    lines = ["---", f"title: {_title(parts.title)}", "---", "flowchart TB"]
    levels = []
    for info, nodes in parts.lanes:
        if nodes:
            levels.append(f"level{info.level.rank}")
            lines.append(f'  subgraph {levels[-1]}["{_text(info.title)}"]')
            lines += [f'    {names[node.id]}["{_text(node.title)}"]' for node in nodes]
            lines.append("  end")
    for link in parts.links:
        words = f'|"{_text(link.words)}"|' if link.words else ""
        lines.append(f"  {names[link.end]} -->{words} {names[link.means]}")
    lines += [f"  {names[whole]} --o {names[part]}" for whole, part in parts.parts]
    lines += [f"  {names[caller]} -.-> {names[called]}" for caller, called in parts.calls]
    if parts.focus is not None:
        lines.append(f"  style {names[parts.focus]} stroke-width:4px")
    return "\n".join(lines) + "\n"


def edges(parts: GraphParts) -> int:
    """How many lines the flowchart has between its nodes."""
    return len(parts.links) + len(parts.parts) + len(parts.calls)


def _text(text: str) -> str:
    """A label between double quotes: what is special stands as the number of its sign, as in #35;."""
    flat = " ".join(text.split())
    return "".join(sign if _PLAIN.fullmatch(sign) else f"#{ord(sign)};" for sign in flat)


def _title(text: str) -> str:
    """A YAML text in single quotes."""
    return "'" + " ".join(text.split()).replace("'", "''") + "'"
