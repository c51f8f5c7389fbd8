"""Bars that say how far long work has come."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from navigator.progress import progress


class _Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def clock(*moments: float) -> Iterator[float]:
    """The moments at which somebody looks at the clock."""
    return iter(moments)


def test_quick_work_shows_nothing() -> None:
    """Not even the sequences that hide a cursor."""
    terminal, times = _Terminal(), clock(0.0, 0.3, 0.9)
    with progress("Reading", 2, stream=terminal, clock=lambda: next(times)) as steps:
        steps.advance()
        steps.advance()
    assert terminal.getvalue() == ""


def test_work_longer_than_a_second_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its words are printed as they are, and its steps counted from the first one."""
    monkeypatch.setenv("TERM", "xterm")
    terminal, times = _Terminal(), clock(0.0, 0.3, 1.5, 1.6)
    with progress("Reading", 3, stream=terminal, clock=lambda: next(times)) as steps:
        steps.advance()
        steps.advance()
        steps.describe("Writing [red]")
    assert "2/3" in terminal.getvalue()
    assert "Writing [red]" in terminal.getvalue()


def test_nothing_is_written_where_nobody_watches() -> None:
    """A pipe or a log file gets no bar however long the work takes."""
    file, times = io.StringIO(), clock(0.0)
    with progress("Reading", 3, stream=file, clock=lambda: next(times)) as steps:
        steps.advance()
    assert file.getvalue() == ""


def test_the_bar_ends_with_the_work_even_if_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cursor comes back, and the error goes on to whoever reports it."""
    monkeypatch.setenv("TERM", "xterm")
    terminal, times = _Terminal(), clock(0.0, 2.0)

    def work() -> None:
        with progress("Reading", stream=terminal, clock=lambda: next(times)) as steps:
            steps.advance()
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        work()
    shown = terminal.getvalue()
    assert shown.rfind("\x1b[?25h") > shown.rfind("\x1b[?25l")
