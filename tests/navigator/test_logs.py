"""Log lines: one line each, tracebacks only where they are wanted."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from navigator.logs import JsonLines, TextLines


def record(message: str) -> logging.LogRecord:
    """A record with a traceback."""
    try:
        raise ValueError("inside")
    except ValueError:
        return logging.LogRecord("navigator", logging.ERROR, "f", 1, message, (), sys.exc_info())


def test_text_shows_control_characters_and_hides_tracebacks() -> None:
    """Nobody forges a second line, and people read sentences."""
    line = TextLines(with_tracebacks=False).format(record("one\ntwo\x1b[31m\u202ethree"))
    assert line.endswith("error navigator: one\\ntwo\\x1b[31m\\u202ethree")


@pytest.mark.parametrize("message", ["plain", 'quo"te\nline'])
def test_json_is_one_object_per_line_with_the_traceback(message: str) -> None:
    """Programs get everything."""
    line = JsonLines().format(record(message))
    assert "\n" not in line
    entry = json.loads(line)
    assert (entry["level"], entry["message"]) == ("error", message)
    assert "ValueError: inside" in entry["exception"]


def test_everything_includes_the_traceback_in_text() -> None:
    """At --log-level debug."""
    assert "Traceback" in TextLines(with_tracebacks=True).format(record("x"))
