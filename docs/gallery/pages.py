"""The gallery's pages as text: the real skeleton of layouts/page.py, the real assets, no script inline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from docs.gallery.state import State
from layouts.markup import markup
from layouts.page import skeleton

TOP = '<!doctype html>\n<html lang="en">\n'
HEAD = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
# `self` means nothing to a file opened from disk, which is why files are named too.
POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="'
    "default-src 'none'; script-src 'self' file:; style-src 'self' file: {inline}; font-src 'self' file:; "
    "img-src 'self' file: data: blob:; frame-src 'self' file:; base-uri 'none'; form-action 'none'\">"
)
# The chart library writes style elements of its own, as it does in the app.
CHARTS = "../charts/plotly.min.js"
WITH_CHARTS = POLICY.format(inline="'unsafe-inline'")
WITHOUT = POLICY.format(inline="")


def state_page(state: State, styles: Sequence[str], scripts: Sequence[str]) -> str:
    """The page of one state; `styles` and `scripts` are addresses as seen from it, in their order."""
    linked = "".join(f'<link rel="stylesheet" href="{escape(style)}">' for style in styles)
    loaded = "".join(f'<script src="{escape(script)}"></script>' for script in scripts)
    head = f"{HEAD}{WITH_CHARTS}<title>{escape(state.name)}</title>{linked}"
    root = skeleton("Navigator", "/", charts=CHARTS)
    setattr(root, "data-mount", "manual")
    body = f"{markup([root])}\n{loaded}"
    return f'{TOP}<head>{head}</head>\n<body data-settled="false">\n{body}\n</body>\n</html>\n'


def index_page(states: Iterable[State]) -> str:
    """The list of all states, by group, with the frame that shows the one chosen."""
    groups: dict[str, list[State]] = {}
    for state in states:
        groups.setdefault(state.group, []).append(state)
    listed = "".join(
        f"<h2>{escape(group)}</h2><ul>{''.join(_entry(state) for state in members)}</ul>"
        for group, members in groups.items()
    )
    return (
        f"{TOP}<head>{HEAD}{WITHOUT}<title>Gallery</title>"
        f'<link rel="stylesheet" href="gallery/index.css"></head>\n<body>\n'
        f'<nav aria-label="States"><h1>Gallery</h1>{listed}</nav>\n'
        f'<main><header><div><h2 id="name"></h2><p id="caption"></p></div>'
        f'<div class="choices" role="group" aria-label="Size">{_choices("size", SIZES)}</div>'
        f'<div class="choices" role="group" aria-label="Theme">{_choices("theme", THEMES)}</div>'
        f'<a id="alone" target="_blank" rel="noopener">Open alone</a></header>\n'
        f'<div id="frame"><iframe id="shown" title="The state chosen"></iframe></div></main>\n'
        f'<script src="gallery/index.js"></script>\n</body>\n</html>\n'
    )


SIZES = {"1440x900": "1440 × 900", "1024x768": "1024 × 768", "720x450": "720 × 450", "390x844": "Phone"}
THEMES = {"light": "Light", "dark": "Dark"}


def _choices(name: str, labels: Mapping[str, str]) -> str:
    return "".join(
        f'<button type="button" data-choice="{name}" data-value="{value}">{label}</button>'
        for value, label in labels.items()
    )


def _entry(state: State) -> str:
    width, height = state.sizes[0]
    return (
        f'<li><a href="#{escape(state.name)}" data-caption="{escape(state.caption)}" '
        f'data-place="{escape(state.place)}" data-size="{width}x{height}">{escape(state.name)}</a></li>'
    )
