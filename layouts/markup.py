"""Components as plain data, and attributes that they take by keyword but Python can't write as one."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from dash.development.base_component import Component

from hierarchy.evidence.states import State


def data(**attributes: str) -> dict[str, Any]:
    """`data(kind="node")` -> `{"data-kind": "node"}`, to be given with `**`."""
    return {f"data-{name}": value for name, value in attributes.items()}


def aria(**attributes: str) -> dict[str, Any]:
    """`aria(label="Time")` -> `{"aria-label": "Time"}`, to be given with `**`."""
    return {f"aria-{name}": value for name, value in attributes.items()}


def data_state(state: State | None) -> dict[str, Any]:
    """The state attribute of the public surface; `none` where a thing can't have a state."""
    return data(state=state.value if state else "none")


def trees(components: Sequence[Component]) -> list[list[object]]:
    """Components of `dash.html` as `[tag, attributes, children]`, children being a text or such a list.

    For the browser's part, which writes them into what is there: a callback that replaces children
    replaces every element, and with it what somebody has opened, selected or scrolled to.
    """
    return [_tree(component) for component in components]


def _tree(component: Component) -> list[object]:
    described = component.to_plotly_json()  # type: ignore[no-untyped-call]
    given = dict(described["props"])
    children = given.pop("children", None)
    name = given.pop("className", None)
    attributes = {**({"class": name} if name else {}), **given}
    tag = str(described["type"]).lower()
    if children is None or isinstance(children, str):
        return [tag, attributes, children or ""]
    return [tag, attributes, trees(children if isinstance(children, Sequence) else [children])]


def markup(components: Sequence[Component]) -> str:
    """Components of `dash.html` as HTML, every text and attribute escaped."""
    return "".join(_html(tree) for tree in trees(components))


def _html(tree: Sequence[Any]) -> str:
    tag, attributes, children = tree
    given = "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in attributes.items()
        if value is not False
    )
    inside = escape(children) if isinstance(children, str) else "".join(_html(child) for child in children)
    return f"<{tag}{given}>{inside}</{tag}>"
