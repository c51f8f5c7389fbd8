"""navigator graph: the model as a graph."""

from __future__ import annotations

from pathlib import Path

import click

from navigator.commands.options import dash_is_stdout, hierarchy_paths, paths_or_default, with_settings
from navigator.settings import Settings

# Written out, so that --help loads nothing; a test compares them with the formats that there are.
FORMATS = ("json", "dot", "mermaid", "svg")
EPILOG = (
    "No source is asked. Levels are ranks; means-ends links point down, calls are dashed, parts dotted. "
    "Exit code: 0 drawn, 2 could not run."
)


@click.command("graph", short_help="Draw the hierarchy as a graph.", epilog=EPILOG)
@hierarchy_paths
@click.option(
    "--format", "fmt", type=click.Choice(FORMATS), default="json", show_default=True, help="How to draw it."
)
@click.option("--focus", metavar="ID", help="Draw only this node with its ends and means, and theirs.")
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
    paths: tuple[Path, ...],
    fmt: str,
    focus: str | None,
    out: Path | None,
    force: bool,
    settings: Settings,  # noqa: ARG001 - all commands take the log's
) -> int:
    """Print the hierarchy as a graph: for programs (json), Graphviz (dot), wikis (mermaid), eyes (svg)."""
    given = paths_or_default(paths)
    from navigator.interchange.output import ensure_free, write_out
    from navigator.interchange.run_graph import graph_text

    ensure_free(out, force=force)
    write_out(graph_text(given, fmt, focus), out, force=force)
    return 0
