"""navigator schema: the file format for editors."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from navigator.commands.options import dash_is_stdout, with_settings
from navigator.settings import Settings

_EPILOG = "In a file's first line: # yaml-language-server: $schema=hierarchy.schema.json"


@click.command("schema", short_help="Print the JSON Schema of hierarchy files, for editors.", epilog=_EPILOG)
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=dash_is_stdout,
    help="Write into this file instead of printing.",
)
@with_settings()
def command(output: Path | None, settings: Settings) -> int:  # noqa: ARG001 - all commands take the log's
    """Print the JSON Schema (draft 7) of hierarchy files: editors complete keys and words from it."""
    from hierarchy.file.schema import file_schema

    text = json.dumps(file_schema(), indent=2, ensure_ascii=False) + "\n"
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, "utf-8")
    return 0
