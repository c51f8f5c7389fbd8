"""A search for members that finds nothing, finds one twice, or finds too many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from adapters.live_checks.remark import Remark
from adapters.live_checks.view import LiveView
from hierarchy.membership import labels_of
from hierarchy.model import Each

NOTHING, TWICE, TOO_MANY = "each-finds-nothing", "each-not-unique", "each-too-many"


def look(view: LiveView) -> Iterator[Remark]:
    """At most one remark of each kind per node with `each`."""
    for node in view.model.nodes.values():
        found = view.members.get(node.id)
        if node.each is None or found is None or node.each.query.source in view.silent:
            continue
        if found.failure or not found.series:
            reason = found.failure or "it answers with no series"
            hint = "run 'from' in the source's own page; a label or the name of a metric may be wrong"
            yield Remark(NOTHING, f"'{node.id}' finds no members: {reason}", hint, node=node.id)
            continue
        yield from _counted(
            node.id, node.each, [labels_of(labels, node.each.labels) for labels in found.series]
        )


def _counted(node: str, each: Each, values: list[tuple[str, ...]]) -> Iterator[Remark]:
    twice = [one for one, times in Counter(values).items() if times > 1]
    if twice:
        shown = ", ".join(f"{label}={value}" for label, value in zip(each.labels, twice[0], strict=True))
        message = f"'{node}' finds {len(twice)} members more than once, such as {shown}"
        yield Remark(TWICE, message, "add a label to 'labels', or aggregate: group by (…) (…)", node=node)
    if len(set(values)) > each.most:
        message = f"'{node}' finds {len(set(values))} members, 'max' lets {each.most} in"
        yield Remark(TOO_MANY, message, "raise 'max', or narrow 'from'", node=node)
