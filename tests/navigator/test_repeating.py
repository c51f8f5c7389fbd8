"""Work in a thread of its own."""

from __future__ import annotations

import threading

import pytest

from navigator.repeating import Repeating


def test_work_goes_on_after_it_failed(caplog: pytest.LogCaptureFixture) -> None:
    """The log has the sentence, and the next time counts."""
    done = threading.Event()
    faults = iter([RuntimeError("broken once")])

    def work() -> None:
        for fault in faults:
            raise fault
        done.set()

    repeating = Repeating(work, 0.01, "navigator-test", "that did not work")
    repeating.start()
    assert done.wait(10)
    repeating.stop()
    assert caplog.messages == ["that did not work"]


def test_nothing_begins_after_the_end() -> None:
    """Also while it waits for its next turn."""
    times: list[int] = []
    begun = threading.Event()

    def work() -> None:
        times.append(1)
        begun.set()

    repeating = Repeating(work, 3600.0, "navigator-test", "that did not work")
    repeating.start()
    assert begun.wait(10)
    repeating.stop()
    assert times == [1]
    assert "navigator-test" not in {thread.name for thread in threading.enumerate()}
