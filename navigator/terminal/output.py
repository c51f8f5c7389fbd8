"""Where commands print: standard output, as wide as it is, in what it can write."""

from __future__ import annotations

import sys

import orjson
from rich.console import Console

_UNLIMITED = 100_000  # columns where nobody's terminal limits a line: text is cut nowhere


def print_json(document: object) -> None:
    """A document for a program to read."""
    sys.stdout.write(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n")


def console() -> Console:
    """Standard output; as wide as the terminal, or as the text where it goes into a file or a pipe."""
    encoding = (getattr(sys.stdout, "encoding", "") or "").lower().replace("-", "")
    if not encoding.startswith("utf") and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a sign that can't be written must not end the command
    made = _Output(highlight=False, soft_wrap=False)
    return made if made.is_terminal else _Output(highlight=False, width=_UNLIMITED)


class _Output(Console):
    """Leaves it to the navigator what happens when a reader such as `head` has gone, for all commands."""

    def on_broken_pipe(self) -> None:
        """End as other commands do: quietly, and not as if a source had failed. Raises BrokenPipeError."""
        raise BrokenPipeError
