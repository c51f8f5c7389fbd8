"""The one place that turns an error into a sentence and an exit code; no traceback reaches a user."""

from __future__ import annotations

import logging
import secrets
import sys

import click

from adapters.failures import SourceFailure
from navigator.resources import ResourceError
from navigator.settings import SettingsError
from navigator.times import TimeError

CANNOT_RUN = 2
INTERRUPTED = 130
INTERNAL = 70


class CannotRunError(Exception):
    """A command can't do what it was asked; the message is the sentence to print."""


def report(error: BaseException) -> int:
    """Print what went wrong to stderr and give the exit code.

    2 for what a person can put right, 70 for what only a programmer can: that gets an id, and its
    traceback with --log-level debug. 130 after Ctrl-C. 0 when the reader of our output went away.
    """
    if isinstance(error, (KeyboardInterrupt, click.Abort)):
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):
        return 0
    if isinstance(error, click.ClickException):
        error.show()
        return error.exit_code
    sentence = _sentence(error)
    if sentence is not None:
        _say(sentence)
        return CANNOT_RUN
    name = secrets.token_hex(4)
    _say(
        f"something went wrong inside the navigator: {type(error).__name__} ({name}); "
        "the same command with --log-level debug says where"
    )
    logging.getLogger("navigator.errors").debug("error %s", name, exc_info=error)
    return INTERNAL


def _sentence(error: BaseException) -> str | None:
    if isinstance(error, SettingsError):
        return "\n".join(error.problems)
    if isinstance(error, SourceFailure):
        return f"{error.message}; {error.hint}" if error.hint else error.message
    if isinstance(error, (CannotRunError, ResourceError, TimeError)) or type(error).__name__ in _OURS:
        return str(error)
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {(error.strerror or 'it cannot be read').lower()}"
    return None


# Known by name, so that --help and --version need not load what raises them.
_OURS = ("RecordingError", "CannotServeError")


def _say(sentence: str) -> None:
    for line in sentence.splitlines():
        # What is indented belongs to the line before: a caret must stay below what it points at.
        sys.stderr.write(f"{'navigator: ' if line[:1].strip() else ''}{line}\n")
    sys.stderr.flush()
