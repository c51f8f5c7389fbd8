"""The model as JSON: what `GET /api/v1/hierarchy` and `/nodes/ID` answer."""

from __future__ import annotations

from collections.abc import Sequence

from hierarchy.evidence.changes import Change
from hierarchy.model import Band, Limit, Node, Signal
from hierarchy.problems import Problem
from navigator.api.changes import change_json
from navigator.api.declared import change_rule_json, declared_of, laws_json
from navigator.screen.signal_rows import query_text
from navigator.services import Services

Json = dict[str, object]


def hierarchy_json(services: Services, problems: Sequence[Problem]) -> Json:
    """Levels, nodes, means-ends links, calls, and the warnings of the file."""
    model = services.model
    return {
        "revision": model.revision,
        "title": model.title,
        "description": model.description,
        "step_seconds": model.step,
        "levels": [{"id": i.level.value, "title": i.title, "question": i.question} for i in model.levels],
        "nodes": [_node(node) for node in model.nodes.values()],
        "links": [
            {
                "end": node.id,
                "means": member,
                "group": index,
                "rule": group.rule.value,
                "impact": group.impact.value,
            }
            for node in model.nodes.values()
            for index, group in enumerate(node.how)
            for member in group.members
        ],
        "calls": [[node.id, callee] for node in model.nodes.values() for callee in node.calls],
        "reference": {"ago_seconds": list(model.reference.ago), "window_seconds": model.reference.window},
        "changes": [change_rule_json(rule) for rule in model.changes],
        "problems": [_problem(problem) for problem in problems],
    }


def node_json(services: Services, id: str, changes: Sequence[Change] = ()) -> Json:
    """One node with its neighbours; peers share an end. `changes` are those that concern it."""
    graph, node = services.graph, services.model.nodes[id]
    return {
        **_node(node),
        "ends": list(graph.ends(id)),
        "means": list(graph.means(id)),
        "peers": list(graph.peers(id)),
        "parts": list(graph.parts(id)),
        "calls": list(graph.callees(id)),
        "called_by": list(graph.callers(id)),
        "links": [{"title": link.title, "url": link.url} for link in node.links],
        "wholes": list(graph.wholes(id)),
        "changes": [change_json(change) for change in changes],
    }


def _node(node: Node) -> Json:
    return {
        "id": node.id,
        "level": node.level.value,
        "title": node.title,
        "description": node.description,
        "for": node.beneficiary,
        "part_of": node.part_of,
        "owner": node.owner,
        "domain": node.domain,
        "labels": dict(node.labels),
        "signals": {signal.id: _signal(signal) for signal in node.shown},
        **laws_json(node),
    }


def _signal(signal: Signal) -> Json:
    return {
        "title": signal.title,
        "unit": signal.unit,
        "worse": signal.worse.value if signal.worse else None,
        "warning": _limit(signal.warning),
        "critical": _limit(signal.critical),
        "query": query_text(signal) or None,
        "source": signal.source,
        **declared_of(signal),
    }


def _limit(limit: Limit | None) -> object:
    return [limit.low, limit.high] if isinstance(limit, Band) else limit


def _problem(problem: Problem) -> Json:
    return {
        "where": str(problem.position),
        "id": problem.id,
        "severity": problem.severity.value,
        "message": problem.message,
        "hint": problem.hint,
    }
