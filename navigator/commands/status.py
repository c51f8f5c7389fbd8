"""navigator status: the hierarchy with its states in the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from navigator.commands.options import hierarchy_paths, paths_or_default, what_if, with_settings
from navigator.settings import Settings

if TYPE_CHECKING:
    from hierarchy.evidence.states import State

EPILOG = (
    "Times: 2022-08-22T04:10:00Z, Unix seconds, or now-90m. "
    "Exit code, whatever the states: 0 every source answered, 1 one could not be reached, 2 could not run."
)


@click.command("status", short_help="Print the hierarchy with its states.", epilog=EPILOG)
@hierarchy_paths
@click.option("--focus", metavar="ID", help="Show only this node with its ends, means and parts, and theirs.")
@click.option(
    "--only",
    type=click.Choice(["problems"]),
    help="Show only what is not ok, unknown included, with the path to it.",
)
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="json equals the health API, with the nodes that are asked for.",
)
@click.option(
    "--if",
    "assumed",
    metavar="ID:STATE",
    multiple=True,
    callback=what_if,
    help="Take a node to be ok, warning, critical or unknown, and show what follows. Repeatable.",
)
@with_settings("prometheus", "at")
def command(
    paths: tuple[Path, ...],
    focus: str | None,
    only: str | None,
    fmt: str,
    assumed: Mapping[str, State],
    settings: Settings,
) -> int:
    """Print the hierarchy with its states, from purposes down; what is unknown is never shown as ok."""
    given = paths_or_default(paths)
    from navigator.terminal.status import Asked, status

    return status(given, settings, Asked(settings.at, focus, only, fmt, assumed))
