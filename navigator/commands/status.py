"""navigator status: the hierarchy with its states in the terminal."""

from __future__ import annotations

from pathlib import Path

import click

from navigator.commands.options import hierarchy_paths, paths_or_default, with_settings
from navigator.settings import Settings


@click.command("status", short_help="Print the hierarchy with its states.")
@hierarchy_paths
@click.option("--focus", metavar="ID", help="Show only this node with its ends and means.")
@click.option(
    "--format", "fmt", type=click.Choice(["text", "json"]), default="text", help="json equals the health API."
)
@with_settings("prometheus", "at")
def command(paths: tuple[Path, ...], focus: str | None, fmt: str, settings: Settings) -> int:
    """Print the hierarchy with its states; what is unknown is never shown as ok."""
    given = paths_or_default(paths)
    from navigator.runtime import status

    return status(given, settings, settings.at, focus, fmt)
