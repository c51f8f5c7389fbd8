"""The model: YAML file to checked model to graph; states as pure functions of readings."""

from hierarchy.actions import Link
from hierarchy.file.loader import Loaded, load, load_text
from hierarchy.levels import LEVELS, Level, LevelInfo
from hierarchy.model import (
    Band,
    Impact,
    Limit,
    MeansGroup,
    Model,
    Node,
    Rule,
    Signal,
    SignalKey,
    SourceConfig,
    Worse,
)
from hierarchy.problems import Position, Problem, Severity, as_json, render_text
from hierarchy.queries import Matcher

__all__ = [
    "LEVELS",
    "Band",
    "Impact",
    "Level",
    "LevelInfo",
    "Limit",
    "Link",
    "Loaded",
    "Matcher",
    "MeansGroup",
    "Model",
    "Node",
    "Position",
    "Problem",
    "Rule",
    "Severity",
    "Signal",
    "SignalKey",
    "SourceConfig",
    "Worse",
    "as_json",
    "load",
    "load_text",
    "render_text",
]
