"""Plain hierarchies of the two recorded systems, made from who calls whom and what runs where.

Five levels as somebody draws them who knows the system and none of its faults: what users feel, the
flows of calls, what each service does, its pod, and the machine and network under it. The only limits are
those that everybody starts with: what users may wait, 80 and 90 % of a CPU limit, 90 and 95 % of memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from benchmarks.incident_data import BOUTIQUE, RAW, TRAIN_TICKET, Day, calls, placements
from hierarchy.file.loader import load_text
from hierarchy.model import Model

Entry = dict[str, Any]
_TEMPLATES = Path(__file__).parent / "plain_templates.yaml"
_HIGHER = {"unit": "seconds", "worse": "higher"}
_DOORS = {BOUTIQUE: "frontend", TRAIN_TICKET: "ts-gateway-service"}


def plain_model(day: Day, url: str) -> Model:
    """The checked model of a day's plain hierarchy against the Prometheus at `url`.

    Raises ValueError that lists the problems when it does not load.
    """
    loaded = load_text({"plain.yaml": plain_text(day, url)}, {})
    if loaded.model is None:
        raise ValueError("\n".join(str(problem) for problem in loaded.problems))
    return loaded.model


def plain_text(day: Day, url: str) -> str:
    """The plain hierarchy of a day as the text of a hierarchy file."""
    edges = calls(RAW, day)
    services = _reachable(_DOORS[day], edges)
    nodes = {
        **_purposes(day, edges),
        **(_call_flows(edges) if day.calls else _journeys(day, edges)),
        **{
            _function(s): _node("generalized-function", f"Do the work of {s}", "function", [s], s)
            for s in services
        },
        **_pods(day, services, edges),
        **_resources(day, services, edges),
    }
    document = {
        "version": 1,
        "title": f"Plain hierarchy of {day.prefix}",
        "step": "60s",
        "sources": {"default": {"type": "prometheus", "url": url}},
        "templates": yaml.safe_load(_TEMPLATES.read_text(encoding="utf-8")),
        "nodes": nodes,
    }
    return json.dumps(document, ensure_ascii=False, indent=1)  # which is YAML, and has no anchors


def _purposes(day: Day, edges: Iterable[tuple[str, str]]) -> dict[str, Entry]:
    """What users feel: that it is fast, and where that is published that it works."""
    flows = [_flow(day, *edge) for edge in edges] if day.calls else [_journey(s) for s in _first(day, edges)]
    flows = list(dict.fromkeys([_flow(day, "", _DOORS[day]), *flows]))
    found = {"quick": _purpose("Answers come quickly", flows, _quick(day))}
    if day.calls:
        found["sound"] = _purpose("Pages, not errors", flows, _sound(day))
    return found


def _purpose(title: str, flows: list[str], signals: Entry) -> Entry:
    # each its own list: the file format has no anchors
    return {"level": "functional-purpose", "title": title, "how": list(flows), "signals": signals}


def _quick(day: Day) -> Entry:
    def takes(title: str, quantile: float, **limits: float) -> Entry:
        query = f'{day.front}_latency_seconds{{quantile="{quantile}"}}'
        return {"title": title, "query": query, **_HIGHER, **limits}

    return {
        "typical": takes("An answer takes", 0.5, warning=0.5, critical=1),
        "slow": takes("One in ten takes", 0.9, warning=1, critical=2),
        "slowest": takes("One in a hundred takes", 0.99),
    }


def _sound(day: Day) -> Entry:
    query = f"100 - {day.front}_success_percent"
    limits = {"unit": "percent", "worse": "higher", "warning": 1, "critical": 5}
    return {"failed": {"title": "Pages that fail", "query": query, **limits}}


def _call_flows(edges: Iterable[tuple[str, str]]) -> dict[str, Entry]:
    found = {
        _flow(BOUTIQUE, caller, callee): {
            "level": "abstract-function",
            "title": f"{caller} asks {callee}",
            "labels": {"caller": caller, "callee": callee},
            "use": "call",
            "how": [_function(callee)],
        }
        for caller, callee in edges
    }
    door = _DOORS[BOUTIQUE]
    return {_flow(BOUTIQUE, "", door): _door(door, [_function(door)]), **found}


def _journeys(day: Day, edges: Iterable[tuple[str, str]]) -> dict[str, Entry]:
    """One flow for each service behind the door: all the functions that it needs, its own first."""
    edges = tuple(edges)
    door = _DOORS[day]
    found = {_flow(day, "", door): _door(door, [_function(door)])}
    for service in _first(day, edges):
        found[_journey(service)] = {
            "level": "abstract-function",
            "title": f"What {service} is asked for comes back",
            "labels": {"service": service},
            "use": "journey",
            "how": [_function(s) for s in _reachable(service, edges)],
        }
    return found


def _door(service: str, how: list[str]) -> Entry:
    entry = _node("abstract-function", f"Users ask {service}", "journey", [], service)
    return {**entry, "how": how}


def _pods(day: Day, services: Iterable[str], edges: Iterable[tuple[str, str]]) -> dict[str, Entry]:
    machines = placements(RAW, day)
    found = {}
    for service in services:
        how = [machines[service], *([f"path-{service}"] if _is_called(day, service, edges) else [])]
        callees = [_pod(b) for a, b in edges if a == service]
        found[_pod(service)] = {
            "level": "physical-function",
            "title": f"Pod of {service}",
            "labels": {"service": service},
            "use": "pod",
            "how": how,
            **({"calls": callees} if callees else {}),
        }
    return found


def _resources(day: Day, services: Iterable[str], edges: Iterable[tuple[str, str]]) -> dict[str, Entry]:
    machines = placements(RAW, day)
    paths: dict[str, Entry] = {
        f"path-{s}": {
            "level": "physical-form",
            "title": f"Network to {s}",
            "labels": {"service": s},
            "use": "path",
        }
        for s in services
        if _is_called(day, s, edges)
    }
    hosts: dict[str, Entry] = {
        m: {"level": "physical-form", "title": f"Machine {m}", "labels": {"node": m}, "use": "machine"}
        for m in sorted({machines[s] for s in services})
    }
    return {**paths, **hosts}


def _node(level: str, title: str, template: str, means: Iterable[str], service: str) -> Entry:
    how = [_pod(s) for s in means]
    return {
        "level": level,
        "title": title,
        "labels": {"service": service},
        "use": template,
        **({"how": how} if how else {}),
    }


def _is_called(day: Day, service: str, edges: Iterable[tuple[str, str]]) -> bool:
    """Whether calls to it are measured at both ends, so that the way between them is known."""
    return day.calls and any(b == service for _, b in edges)


def _reachable(start: str, edges: Iterable[tuple[str, str]]) -> list[str]:
    """`start` and every service that it calls, or those call, nearest first."""
    edges = tuple(edges)
    found = [start]
    for service in found:
        found += [b for a, b in edges if a == service and b not in found]
    return found


def _first(day: Day, edges: Iterable[tuple[str, str]]) -> list[str]:
    return [b for a, b in edges if a == _DOORS[day]]


def _flow(day: Day, caller: str, callee: str) -> str:
    return f"users-{callee}" if callee == _DOORS[day] else f"{caller}-{callee}"


def _journey(service: str) -> str:
    return f"journey-{service}"


def _function(service: str) -> str:
    return f"do-{service}"


def _pod(service: str) -> str:
    return f"pod-{service}"


def services_of(model: Model) -> Mapping[str, str]:
    """The service that each node of a hierarchy stands for, by node id; nodes of several have none."""
    found = {n.id: n.labels.get("service") or n.labels.get("callee", "") for n in model.nodes.values()}
    return {node: service for node, service in found.items() if service}
