"""navigator demo: a recorded incident, real unless a simulated one is asked for, without any service."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from navigator.commands.options import DATA_TIME, LISTENING, with_settings
from navigator.settings import Settings

if TYPE_CHECKING:
    from navigator.recorded_examples import Example


@click.command("demo", short_help="Serve a recorded incident, a real one by default; needs nothing else.")
@click.argument("name", required=False)
@click.option("--list", "listing", is_flag=True, help="Name the recorded incidents instead.")
@click.option(
    "--format", "fmt", type=click.Choice(["text", "json"]), default="text", help="How --list prints."
)
@with_settings(*LISTENING, *DATA_TIME)
def command(name: str | None, listing: bool, fmt: str, settings: Settings) -> int:
    """Serve the navigator on a recorded incident; needs no service and no network.

    Without NAME it is a real one. Others are simulated after public accounts, and say so.
    """
    from navigator.recorded_examples import examples, find_example

    if listing:
        known = examples()
        if fmt == "json":
            listed = [_listed(one) for one in known]
            sys.stdout.write(json.dumps(listed, indent=2, ensure_ascii=False) + "\n")
        else:
            sys.stdout.writelines(f"{one.name}  {one.title}\n    {one.story}\n" for one in known)
        return 0
    example = find_example(name)
    from navigator.runtime import serve_recording

    serve_recording(example.recording, settings, example.at)
    return 0


def _listed(one: Example) -> dict[str, object]:
    return {"name": one.name, "title": one.title, "story": one.story, "simulated": one.simulated}
