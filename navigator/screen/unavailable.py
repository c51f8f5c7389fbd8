"""The screen when the hierarchy files can't be loaded: it starts, says so, and shows every problem."""

from __future__ import annotations

from dash import html

from hierarchy.levels import LEVELS
from hierarchy.problems import render_text
from layouts import notices
from layouts.detail import SECTIONS
from layouts.markup import trees
from layouts.scene import ROLES, STATES, TRUSTS
from layouts.view_models import Scene, SourceView
from navigator.desk import NO_REVISION
from navigator.services import NoHierarchy

Json = dict[str, object]


def no_scene(nothing: NoHierarchy, asked: str) -> Scene:
    """A picture without a hierarchy, as the answer to the place `asked`."""
    return Scene(
        revision=NO_REVISION,
        at=0.0,
        as_of=0.0,
        window=(0.0, 3600.0),
        range="1h",
        step=15.0,
        refresh=15.0,
        mode="live",
        columns=6,
        rows=4,
        focus=None,
        states=(),
        cards=(),
        place=asked,
        source=SourceView("none", None, "No source is read: there is no hierarchy."),
        notices=(notices.no_hierarchy(nothing.problems),),
    )


def no_detail(nothing: NoHierarchy) -> Json:
    """Every problem of the files, where the detail of a node would be."""
    listed = [
        html.H1("The hierarchy could not be loaded"),
        html.P(
            "Mend the files: this page goes on by itself. The command navigator check shows the same list."
        ),
        html.Pre(render_text(nothing.problems), className="problems"),
    ]
    empty: dict[str, object] = {name: [] for name in SECTIONS if name != "chart"}
    return {"node": "", "at": 0.0, "sections": {**empty, SECTIONS[0]: trees(listed)}}


def no_model_json() -> Json:
    """What stands for the model when there is none: five levels and nothing on them."""
    return {
        "revision": NO_REVISION,
        "title": "Navigator",
        "step": 15,
        "states": [state.value for state in STATES],
        "trusts": [trust.value for trust in TRUSTS],
        "roles": list(ROLES),
        "levels": [{"id": i.level.value, "title": i.title, "question": i.question} for i in LEVELS],
        "domains": [],
        "nodes": [],
        "lanes": [[] for _ in LEVELS],
        "groups": [],
        "calls": [],
        "parts": [],
    }


def no_timeline_json() -> Json:
    """A time bar on which nothing is known."""
    bare: list[list[None]] = [[] for _ in LEVELS]
    empty = {"from": 0, "to": 3600, "step": 60, "times": [], "onsets": [], "changes": [], "pending": False}
    return {**empty, "levels": bare, "worst": bare}
