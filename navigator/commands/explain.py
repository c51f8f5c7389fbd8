"""navigator explain: the manual page of a check."""

from __future__ import annotations

import json
import sys

import click

from navigator.commands.options import with_settings
from navigator.settings import Settings


@click.command("explain", short_help="Print the manual page of a check.")
@click.argument("check", required=False, metavar="[ID]")
@click.option("--format", "fmt", type=click.Choice(["text", "json"]), default="text", help="How to print.")
@with_settings()
def command(check: str | None, fmt: str, settings: Settings) -> int:  # noqa: ARG001 - all commands take the log's
    """Print why a check is there and what to write instead, with an example; without ID list all checks.

    The ID is what stands in brackets in a message of `navigator check`.
    """
    from hierarchy.checks.catalogue import PAGES
    from hierarchy.checks.manual import as_values, listing
    from navigator.explaining import explained, find_page

    if check is None:
        if fmt == "json":
            known = [as_values(page) for page in PAGES.values()]
            sys.stdout.write(json.dumps({"checks": known}, indent=2, ensure_ascii=False) + "\n")
        else:
            sys.stdout.write(listing(PAGES.values()))
        return 0
    page = find_page(check)
    if fmt == "json":
        sys.stdout.write(json.dumps(as_values(page), indent=2, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(explained(page, terminal=sys.stdout.isatty()))
    return 0
