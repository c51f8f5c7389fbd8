"""What a link's `pin` names: a node, and one of its signals or none."""

from __future__ import annotations

from collections.abc import Iterator

from hierarchy.model import Model


def readings_of(pin: str) -> Iterator[tuple[str, str | None]]:
    """The ways in which `ID/SIGNAL` or an id alone can be meant, the likelier one first: ids of members
    hold a slash themselves."""
    id, slash, signal = pin.rpartition("/")
    if slash:
        yield id, signal
    yield pin, None


def pinned_node(model: Model, pin: str | None) -> str | None:
    """The node of what `pin` names; None where nothing is pinned that the model has."""
    found = None if pin is None else pinned(model, pin)
    return None if found is None else found[0]


def far_link(model: Model, pin: str) -> str:
    """What is said of a change that the model links with the pinned node `pin`, but not with the focus."""
    return f"no link to the focus in the model; linked with {model.nodes[pin].title}, which is pinned"


def pinned(model: Model, pin: str) -> tuple[str, str | None] | None:
    """The node and the signal (None: that which decides) that `pin` names; None where the model has no
    such node or the node no such signal that is shown."""
    for id, signal in readings_of(pin):
        node = model.nodes.get(id)
        if node is not None and (signal is None or any(one.id == signal for one in node.shown)):
            return id, signal
    return None
