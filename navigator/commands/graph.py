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
    "--format",
    "fmt",
    type=click.Choice(FORMATS),
    help="How to draw it; by default as the name of the file ends (.svg, .dot, .mmd), else json.",
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
    fmt: str | None,
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
    write_out(graph_text(given, fmt or _format_of(out), focus), out, force=force)
    return 0


def _format_of(out: Path | None) -> str:
    ending = "" if out is None else out.suffix.lower().removeprefix(".")
    ending = {"gv": "dot", "mmd": "mermaid"}.get(ending, ending)
    return ending if ending in FORMATS else "json"
