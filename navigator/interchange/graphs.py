"""The formats in which the model goes out as a graph, one module each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from navigator.interchange.graph_dot import graph_dot
from navigator.interchange.graph_json import graph_json
from navigator.interchange.graph_mermaid import graph_mermaid
from navigator.interchange.graph_parts import GraphParts
from navigator.interchange.graph_svg import graph_svg

GRAPHS: Mapping[str, Callable[[GraphParts], str]] = MappingProxyType(
    {"json": graph_json, "dot": graph_dot, "mermaid": graph_mermaid, "svg": graph_svg}
)
