"""navigator check: what is wrong with hierarchy files."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from navigator.commands.options import hierarchy_paths, paths_or_default, with_settings
from navigator.settings import Settings

EXITS = "Exit code: 0 clean, 1 problems found, 2 could not run."


@click.command("check", short_help="Say what is wrong with hierarchy files.", epilog=EXITS)
@hierarchy_paths
@click.option(
    "--format", "fmt", type=click.Choice(["text", "json", "github"]), default="text", help="How to print."
)
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@with_settings()
def command(paths: tuple[Path, ...], fmt: str, strict: bool, settings: Settings) -> int:  # noqa: ARG001 - all commands take the log's
    """Check hierarchy files or folders and print every problem, with its place and what to write instead."""
    given = paths_or_default(paths)
    import hierarchy
    from navigator.problem_report import exit_code, problem_report, summary

    loaded = hierarchy.load(given, os.environ)
    sys.stdout.write(problem_report(loaded.problems, fmt, color=sys.stdout.isatty()))
    nodes = None if loaded.model is None else len(loaded.model.nodes)
    sys.stderr.write(summary(loaded.problems, nodes) + "\n")
    return exit_code(loaded.problems, strict)
