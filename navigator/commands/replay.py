"""navigator replay: a recorded incident on the same screen."""

from __future__ import annotations

from pathlib import Path

import click

from navigator.commands.options import DATA_TIME, LISTENING, with_settings
from navigator.settings import Settings


@click.command("replay", short_help="Serve a recording; needs no Prometheus.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_settings(*LISTENING, *DATA_TIME)
def command(file: Path, settings: Settings) -> int:
    """Serve the navigator on a recording made by "navigator record"; needs no Prometheus."""
    from navigator.runtime import serve_recording

    serve_recording(file, settings)
    return 0
