"""navigator import: a hierarchy file from what others keep."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from navigator.commands.options import dash_is_stdout, with_settings
from navigator.settings import Settings

# Written out, so that --help loads nothing; a test compares them with the formats that there are.
FORMATS = ("backstage", "openslo", "sloth", "pyrra", "prometheus-rules")
EPILOG = (
    "What could not be taken over is told on stderr, each with its place; what you must decide is marked "
    "# DECIDE in the file. Exit code: 0 written, 1 nothing could be taken over, 2 could not run."
)


@click.command("import", short_help="Turn catalogs, objectives and alert rules into nodes.", epilog=EPILOG)
@click.argument("format_name", type=click.Choice(FORMATS), metavar="FORMAT")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, allow_dash=True, dir_okay=False),
    metavar="FILE...",
)
@click.option(
    "-o",
    "--output",
    "out",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=dash_is_stdout,
    help="The file to write; standard output by default.",
)
@click.option("--force", is_flag=True, help="Write over a file that exists.")
@with_settings()
def command(
    format_name: str,
    files: tuple[Path, ...],
    out: Path | None,
    force: bool,
    settings: Settings,  # noqa: ARG001 - all commands take the log's
) -> int:
    """Turn files of other tools into a hierarchy file.

    FORMAT is one of backstage (catalog-info), openslo, sloth, pyrra and prometheus-rules; FILE is - for
    standard input.
    """
    from navigator.interchange.output import ensure_free, write_out
    from navigator.interchange.run_import import imported_or_told, read_texts

    ensure_free(out, force=force)
    text = imported_or_told(format_name, read_texts(files), sys.stderr)
    if not text:
        return 1
    write_out(text, out, force=force)
    return 0
