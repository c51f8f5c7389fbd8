"""navigator cues: where to look next below a node, each reason with its evidence."""

from __future__ import annotations

from pathlib import Path

import click

from navigator.commands.options import hierarchy_paths, paths_or_default, with_settings
from navigator.settings import Settings

EPILOG = (
    "Times: 2022-08-22T04:10:00Z, Unix seconds, or now-90m. A cue is a reason to look, not a verdict. "
    "Exit code, whatever the cues: 0 every source answered, 1 one could not be reached, 2 could not run."
)


@click.command("cues", short_help="Print where to look next below a node.", epilog=EPILOG)
@hierarchy_paths
@click.option("--focus", metavar="ID", required=True, help="The node below which to look, such as a purpose.")
@click.option(
    "--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="How many cues to print."
)
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="json equals the cues API.",
)
@with_settings("prometheus", "at")
def command(paths: tuple[Path, ...], focus: str, limit: int, fmt: str, settings: Settings) -> int:
    """Rank every node below one by what speaks for looking there: its state, how far it is from usual and
    since when, what was changed, what is nearly used up, what contradicts itself or can't be judged."""
    given = paths_or_default(paths)
    from navigator.terminal.cues import Asked, print_cues

    return print_cues(given, settings, Asked(focus, settings.at, limit, fmt))
