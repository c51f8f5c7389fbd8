"""Where commands print: standard output, as wide as it is, in what it can write."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import orjson
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

_UNLIMITED = 100_000  # columns where nobody's terminal limits a line: text is cut nowhere

_STEERING = (
    *range(0x0A),
    *range(0x0B, 0x20),
    *range(0x7F, 0xA0),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
)
_SHOWN = dict.fromkeys(_STEERING, "\N{REPLACEMENT CHARACTER}")


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


def complain(sentences: Iterable[str]) -> None:
    """Sentences about what is missing, a line each on standard error; sources had a say in them."""
    sys.stderr.writelines(f"navigator: {sentence.translate(_SHOWN)}\n" for sentence in sentences)


class _Output(Console):
    """Leaves it to the navigator what happens when a reader such as `head` has gone, for all commands.

    What labels hold is text: signs that would steer the terminal, or turn a line around, are shown as such.
    """

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """As rich does, with no sign in any text that is more than a sign."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=segment.text.translate(_SHOWN))

    def on_broken_pipe(self) -> None:
        """End as other commands do: quietly, and not as if a source had failed. Raises BrokenPipeError."""
        raise BrokenPipeError
