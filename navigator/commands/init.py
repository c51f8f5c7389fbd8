"""navigator init: a first hierarchy from what a Prometheus knows."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import click

from navigator.commands.options import dash_is_stdout, with_settings
from navigator.settings import Settings

NEXT = "Next: answer what is marked, then navigator check FILE, then navigator serve FILE."


@click.command("init", short_help="Draft a hierarchy from what a Prometheus knows.", epilog=NEXT)
@click.option(
    "-o",
    "--output",
    "out",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=dash_is_stdout,
    help="The file to write; without it the draft is printed.",
)
@click.option("--force", is_flag=True, help="Overwrite the file if it exists.")
@with_settings("prometheus")
def command(out: Path | None, force: bool, settings: Settings) -> int:
    """Draft a hierarchy from the targets and metrics of a Prometheus (--prometheus).

    Mechanisms and resources come from what it scrapes; what they are there for is left as questions
    to you, each marked with DECIDE.
    """
    if settings.prometheus is None:
        raise click.UsageError("Say which Prometheus to ask: --prometheus http://prometheus.example:9090")
    _refuse_to_overwrite(out, force)
    from navigator.drafting.gathering import draft_from
    from navigator.drafting.summary import last_words
    from navigator.progress import progress

    with progress("Asking what is there") as steps:
        drafted = draft_from(settings.prometheus, steps)
    if out is None:
        sys.stdout.write(drafted.text)
    else:
        _write(out, drafted.text, force)
    sys.stderr.write(last_words(drafted, out))
    return 0


def _refuse_to_overwrite(out: Path | None, force: bool) -> None:
    if out is None:
        return
    if out.exists() and not force:
        raise click.UsageError(f"{out} is there already; --force overwrites it, -o names another file")
    if not out.parent.is_dir():
        raise click.UsageError(f"There is no folder {out.parent} to write {out.name} into.")


def _write(out: Path, text: str, force: bool) -> None:
    """All of it or nothing; a file that came into being meanwhile is left alone."""
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        fresh.chmod(0o644)
        if force:
            fresh.replace(out)
        else:
            os.link(fresh, out)
    except FileExistsError:
        raise click.UsageError(f"{out} is there now, and was not when the work began") from None
    finally:
        fresh.unlink(missing_ok=True)
