"""The one Dash component of the page: a named place for data, which shows nothing.

The page is drawn by the browser's part; Dash carries what is asked and answered. The components that come
with Dash would bring a third of a megabyte of scripts of which nothing else is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash.development.base_component import Component

NAMESPACE = "navigator_slots"  # where assets/92-dash.js puts its side of it


class Slot(Component):
    """Data by name, written and read by callbacks; it may hold other slots."""

    _namespace = NAMESPACE
    _type = "Slot"

    def __init__(self, id: str, children: Sequence[Component] = ()) -> None:
        """`id` is what callbacks call it; `data`, which is null at first, its only other property."""
        self._prop_names = ["children", "id", "data"]
        self._valid_wildcard_attributes: list[str] = []
        self.available_properties = self._prop_names
        self.available_wildcard_properties: list[str] = []
        given: dict[str, Any] = {"id": id} | ({"children": list(children)} if children else {})
        super().__init__(**given)  # type: ignore[no-untyped-call]
