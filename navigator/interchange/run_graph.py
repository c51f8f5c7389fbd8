"""A graph from the hierarchy files to its text."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import hierarchy
from hierarchy.model import Model
from hierarchy.problems import did_you_mean, render_text
from navigator.failures import CannotRunError
from navigator.interchange.graph_mermaid import MOST_EDGES, edges
from navigator.interchange.graph_parts import graph_parts
from navigator.interchange.graphs import GRAPHS


def graph_text(paths: Sequence[Path], name: str, focus: str | None) -> str:
    """The model in `paths` as a graph in the format called `name`; only what is above and below `focus`.

    Sources are neither needed nor asked. Raises CannotRunError for files that do not load and for a
    node that is not there.
    """
    model = _model(paths)
    if focus is not None and focus not in model.nodes:
        near = did_you_mean(focus, model.nodes)
        raise CannotRunError(f"there is no node '{focus}'; {near or 'navigator status lists all of them'}")
    parts = graph_parts(model, focus)
    if name == "mermaid" and edges(parts) > MOST_EDGES:
        sys.stderr.write(
            f"navigator: {edges(parts)} lines; Mermaid draws {MOST_EDGES} unless maxEdges says more. "
            "--focus draws less.\n"
        )
    return GRAPHS[name](parts)


def _model(paths: Sequence[Path]) -> Model:
    loaded = hierarchy.load(paths, os.environ, readdressed=("default",))
    if loaded.model is None:
        raise CannotRunError(render_text(loaded.problems))
    return loaded.model
