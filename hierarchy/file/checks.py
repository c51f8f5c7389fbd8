"""Checks of the whole: what no single node can know. `CHECKS` is the list that the loader runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from hierarchy.file.drafts import Ref
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined, top_whole


def check_means_cycles(findings: Findings, joined: Joined) -> None:
    """Following how from a node must never lead back to it."""
    for cycle in find_cycles(_means(joined)):
        joined.broken = True
        steps = _steps(cycle)
        wrong = next((step for step in steps if not _goes_down(joined, *step)), steps[-1])
        path = " -> ".join([*cycle, cycle[0]])
        others = [joined.links[step] for step in steps if step != wrong]
        message = f"means and ends run in a circle: {path}"
        hint = "delete the link that does not say how the upper node is achieved"
        if len(cycle) == 1:
            hint = "delete it; nothing is its own means"
        elif not _goes_down(joined, *wrong):
            hint = f"'{wrong[1]}' is no means of '{wrong[0]}', which stands no higher; delete this link"
        findings.error(joined.links[wrong], "means-cycle", message, hint, others[:5])


def check_link_levels(findings: Findings, joined: Joined) -> None:
    """A means stands lower than its end, and on the next level that the hierarchy uses."""
    used = {node.level for node in joined.draft.nodes.values()}
    in_circle = {step for cycle in find_cycles(_means(joined)) for step in _steps(cycle)}
    for (end, means), at in joined.links.items():
        upper, lower = joined.draft.nodes[end].level, joined.draft.nodes[means].level
        if upper is None or lower is None:
            continue
        if lower.rank <= upper.rank:
            if (end, means) in in_circle:
                continue  # told as a circle
            where = "at the same level as" if lower is upper else "above"
            message = f"'{means}' ({lower.value}) stands {where} its end '{end}' ({upper.value})"
            hint = "use 'part_of' or 'calls' at one level" if lower is upper else "exchange why and how"
            findings.error(at, "link-direction", message, hint)
            joined.broken = True
            continue
        skipped = [level for level in used if level and upper.rank < level.rank < lower.rank]
        if skipped:
            names = ", ".join(level.value for level in sorted(skipped, key=lambda level: level.rank))
            message = f"the link from '{end}' to '{means}' skips {names}"
            findings.warning(at, "skipped-level", message, "put what connects them in between")


def check_part_of(findings: Findings, joined: Joined) -> None:
    """A part stands at its whole's level and is not, over any number of steps, a part of itself."""
    wholes = {node: [ref.id] for node, ref in joined.part_of.items()}
    for cycle in find_cycles({node: wholes.get(node, []) for node in joined.draft.nodes}):
        path = " -> ".join([*cycle, cycle[0]])
        at = max(joined.part_of[node].at for node in cycle)
        message = f"parts and wholes run in a circle: {path}"
        findings.error(at, "part-cycle", message, "delete 'part_of' at the outermost whole")
    for node, ref in joined.part_of.items():
        _same_level(findings, joined, node, ref, "part_of")


def check_calls(findings: Findings, joined: Joined) -> None:
    """Calls are topology inside one level; what a call is needed for is said by why and how."""
    for node, refs in joined.calls.items():
        for ref in refs:
            _same_level(findings, joined, node, ref, "calls")


def check_loose_ends(findings: Findings, joined: Joined) -> None:
    """A node without ends or means is probably unfinished; parts may have them from their whole.

    Silent while a reference leads nowhere or the wrong way, since what is loose then is a consequence.
    """
    if joined.broken or findings.links_unread:
        return
    used = [node.level.rank for node in joined.draft.nodes.values() if node.level is not None]
    highest, lowest = min(used, default=0), max(used, default=0)
    with_means = {end for end, _means in joined.links}
    connected_below = with_means | {top_whole(joined, node) for node in with_means}
    for node in joined.draft.nodes.values():
        if node.level is None:
            continue
        whole = top_whole(joined, node.id)
        if node.level.rank > highest and not joined.why[node.id] and not joined.why[whole]:
            message = f"'{node.id}' serves no end, so no way from a purpose leads to it"
            findings.warning(node.at, "no-ends", message, "add why: [id, …]")
        below = with_means if node.id != whole else connected_below
        if node.level.rank < lowest and node.id not in below and whole not in with_means:
            message = f"'{node.id}' has no means, so nothing below explains its state"
            findings.warning(node.at, "no-means", message, "add how: [id, …], or 'why' at what it needs")


def check_group_sizes(findings: Findings, joined: Joined) -> None:
    """A group can't need more members than it has."""
    for node in joined.draft.nodes.values():
        for group in node.how:
            size = len(group.members)
            if group.at_least > size:
                hint = f"write a number from 1 to {size}" if size > 1 else "write the id alone"
                message = f"at least {group.at_least} of {size} can never be"
                findings.error(group.at, "at-least-out-of-range", message, hint)


def check_sources(findings: Findings, joined: Joined) -> None:
    """Every source that a signal names exists; `default` always does."""
    known = {*joined.draft.sources, "default"}
    nodes, templates = joined.draft.nodes.values(), joined.draft.templates.values()
    drafts = [signal for template in templates for signal in template.signals.values()]
    drafts += [signal for node in nodes for signal in node.signals.values() if signal is not None]
    for signal in drafts:
        entry = signal.entries.get("source")
        name = getattr(entry.value, "text", None) if entry else None
        if entry is not None and name and name not in known:
            hint = findings.suggest(name, known) or "define it under 'sources:'"
            message = f"'source' names '{name}', but there is no such source"
            findings.error(entry.value.at, "dangling-link", message, hint)


CHECKS: tuple[Callable[[Findings, Joined], None], ...] = (
    check_means_cycles,
    check_link_levels,
    check_part_of,
    check_calls,
    check_group_sizes,
    check_sources,
    check_loose_ends,
)


def find_cycles(graph: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """One cycle for every edge that closes one in a depth-first walk, without repeating nodes' cycles.

    Iterative; linear in nodes and edges. A node takes part in at most one of the cycles returned.
    """
    state: dict[str, int] = {}  # 1 on the path, 2 done
    cycles: list[list[str]] = []
    told: set[str] = set()
    for start in graph:
        if start in state:
            continue
        path, trail = [start], [iter(graph[start])]
        state[start] = 1
        while path:
            following = next(trail[-1], None)
            if following is None:
                state[path.pop()] = 2
                trail.pop()
            elif following not in state:
                state[following] = 1
                path.append(following)
                trail.append(iter(graph[following]))
            elif state[following] == 1:
                cycle = path[path.index(following) :]
                if told.isdisjoint(cycle):
                    cycles.append(cycle)
                    told.update(cycle)
    return cycles


def _means(joined: Joined) -> dict[str, list[str]]:
    means: dict[str, list[str]] = {node: [] for node in joined.draft.nodes}
    for end, lower in joined.links:
        means[end].append(lower)
    return means


def _steps(cycle: list[str]) -> list[tuple[str, str]]:
    return list(zip(cycle, [*cycle[1:], cycle[0]], strict=True))


def _goes_down(joined: Joined, end: str, means: str) -> bool:
    upper, lower = joined.draft.nodes[end].level, joined.draft.nodes[means].level
    return upper is None or lower is None or lower.rank > upper.rank


def _same_level(findings: Findings, joined: Joined, node: str, ref: Ref, key: str) -> None:
    mine, theirs = joined.draft.nodes[node].level, joined.draft.nodes[ref.id].level
    if mine is None or theirs is None or mine is theirs:
        return
    message = f"'{key}' stays inside one level, but '{node}' is {mine.value} and '{ref.id}' is {theirs.value}"
    findings.error(ref.at, f"{key.replace('_', '-')}-across-levels", message, "say it with 'why' or 'how'")
