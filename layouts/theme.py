"""Colours that Plotly needs as values; the same as the tokens in assets/00-tokens.css (a test compares)."""

from __future__ import annotations

from collections.abc import Mapping

from hierarchy.evidence.states import State

LIGHT: Mapping[str, str] = {
    "ink": "#17212b",
    "secondary": "#475460",
    "line": "#c5ced6",
    "ok": "#4f7f8f",
    "warning": "#9a6a00",
    "critical": "#c4320a",
    "unknown": "#66717c",
    "accent": "#1253a4",
}
DARK: Mapping[str, str] = {
    "ink": "#e6ebf0",
    "secondary": "#a9b5c0",
    "line": "#3a4652",
    "ok": "#7fb0c0",
    "warning": "#e0a93a",
    "critical": "#ff7a55",
    "unknown": "#98a4af",
    "accent": "#7db4f5",
}


def palette(theme: str | None) -> Mapping[str, str]:
    """The colours of a theme; anything but "dark" is light."""
    return DARK if theme == "dark" else LIGHT


def of_state(state: State | None, colours: Mapping[str, str]) -> str:
    """The line colour of a state; a signal without limits is drawn like an ok one."""
    return colours["ok" if state is None else state.value]
