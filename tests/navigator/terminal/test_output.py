"""What is printed is text, whatever labels hold."""

from __future__ import annotations

import pytest
from rich.text import Text

from navigator.terminal.output import complain, console

HOSTILE = "disk \x1b[2J\x1b]0;owned\x07 \u202esda\u2066 \x9b1m \x00"
SHOWN = "disk \ufffd[2J\ufffd]0;owned"


def test_no_label_steers_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in its text, and not in what is missing; our own colours are there."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    console().print(Text(HOSTILE, style="bold"))
    complain([f"{HOSTILE} did not answer"])
    printed = capsys.readouterr()

    assert printed.out.startswith(f"\x1b[1m{SHOWN}")
    assert printed.err.startswith(f"navigator: {SHOWN}")
    left = printed.out.replace("\x1b[1m", "").replace("\x1b[0m", "") + printed.err
    assert not set(left) & set("\x00\x07\x1b\x9b\u202e\u2066")
    assert left.count("\n") == 2
