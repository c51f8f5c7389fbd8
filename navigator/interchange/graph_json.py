"""The graph as JSON, with the names of the HTTP API's hierarchy where both say the same."""

from __future__ import annotations

import json

from hierarchy.model import Node
from navigator.interchange.graph_parts import GraphParts, Link


def graph_json(parts: GraphParts) -> str:
    """`{revision, title, focus, levels: [{id, title, question}], nodes: [{id, level, title, description,
    for, owner, domain, part_of, labels, found_by_query}], links: [{end, means, group, rule, at_least,
    impact, because}], parts: [[whole, part]], calls: [[caller, called]]}`.

    Nodes come lane by lane, from left to right, as on the screen; `focus` may be null; `at_least` is
    null but for that rule; `found_by_query` marks a node that stands for members which a query finds.
    """
    document = {
        "revision": parts.revision,
        "title": parts.title,
        "focus": parts.focus,
        "levels": [
            {"id": info.level.value, "title": info.title, "question": info.question}
            for info, _ in parts.lanes
        ],
        "nodes": [_node(node) for node in parts.nodes],
        "links": [_link(link) for link in parts.links],
        "parts": [list(pair) for pair in parts.parts],
        "calls": [list(pair) for pair in parts.calls],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _node(node: Node) -> dict[str, object]:
    return {
        "id": node.id,
        "level": node.level.value,
        "title": node.title,
        "description": node.description,
        "for": node.beneficiary,
        "owner": node.owner,
        "domain": node.domain,
        "part_of": node.part_of,
        "labels": dict(node.labels),
        "found_by_query": node.each is not None,
    }


def _link(link: Link) -> dict[str, object]:
    return {
        "end": link.end,
        "means": link.means,
        "group": link.group,
        "rule": link.rule.value,
        "at_least": link.at_least or None,
        "impact": link.impact.value,
        "because": link.because,
    }
