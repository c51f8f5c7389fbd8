"""Attributes that Dash's components take by keyword but Python can't write as one."""

from __future__ import annotations

from typing import Any

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
