"""navigator record: an incident as one portable file."""

from __future__ import annotations

from pathlib import Path

import click

from navigator.commands.options import hierarchy_paths, paths_or_default, with_settings
from navigator.settings import Settings

TIMES = "Times: 2022-08-22T04:10:00Z, Unix seconds, or now-90m."


@click.command("record", short_help="Save an incident as one file.", epilog=TIMES)
@hierarchy_paths
@click.option("--from", "start", required=True, metavar="TIME", help="Where the recording begins.")
@click.option("--to", "end", default="now", metavar="TIME", help="Where it ends. [default: now]")
@click.option(
    "-o",
    "--output",
    "out",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="The file to write.",
)
@with_settings("prometheus")
def command(paths: tuple[Path, ...], start: str, end: str, out: Path, settings: Settings) -> int:
    """Save the model and its readings over a stretch of time as one file."""
    given = paths_or_default(paths)
    from navigator.runtime import record

    return record(given, settings, start, end, out)
