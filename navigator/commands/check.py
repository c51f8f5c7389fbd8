"""navigator check: what is wrong with hierarchy files."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from navigator.commands.options import hierarchy_paths, paths_or_default, with_settings
from navigator.settings import Settings

EXITS = (
    "Exit code: 0 no error, 1 errors (with --strict warnings too), 2 a file could not be read, or the "
    "command could not run. navigator explain ID says more about a problem."
)


@click.command("check", short_help="Say what is wrong with hierarchy files.", epilog=EXITS)
@hierarchy_paths
@click.option(
    "--format", "fmt", type=click.Choice(["text", "json", "github"]), default="text", help="How to print."
)
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@click.option(
    "--online",
    is_flag=True,
    help="Also ask the sources: series that are missing, too many, or other than declared. "
    "A source that does not answer is a warning.",
)
@click.option(
    "--cost",
    is_flag=True,
    help="Also list how many samples the sources touch, by sweep, picture and signal; asks as --online does.",
)
@with_settings("prometheus")
def command(
    paths: tuple[Path, ...], fmt: str, strict: bool, online: bool, cost: bool, settings: Settings
) -> int:
    """Check hierarchy files or folders and print every problem, with its place and what to write instead."""
    given = paths_or_default(paths)
    from navigator.checking import check_files
    from navigator.problem_report import exit_code, problem_report, summary

    checked = check_files(given, os.environ, online=online or cost, address=settings.prometheus)
    costs = checked.costs if cost else None
    sys.stdout.write(problem_report(checked.problems, fmt, costs, color=_colored()))
    sys.stderr.write(summary(checked.problems, checked.nodes) + "\n")
    if checked.unasked:
        sys.stderr.write("the sources were not asked, since the files have errors\n")
    return exit_code(checked.problems, strict)


def _colored() -> bool:
    """Whether colours are seen and wanted: not in a pipe, not with NO_COLOR (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
