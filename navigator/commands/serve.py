"""navigator serve: hierarchy files against a live source."""

from __future__ import annotations

from pathlib import Path

import click

from navigator.commands.options import LISTENING, hierarchy_paths, paths_or_default, with_settings
from navigator.settings import Settings


@click.command("serve", short_help="Serve hierarchy files against a Prometheus.")
@hierarchy_paths
@with_settings("prometheus", *LISTENING, "workers", "cache", "cache_password_file")
def command(paths: tuple[Path, ...], settings: Settings) -> int:
    """Serve the navigator for hierarchy files or folders (default: hierarchy.yaml)."""
    given = paths_or_default(paths)
    from navigator.runtime import serve_files

    serve_files(given, settings)
    return 0
