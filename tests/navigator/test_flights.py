"""Answers that are fetched in the background and kept for a while."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping

import pytest

from navigator.flights import AGAIN_SECONDS, QUEUE, Flights, Landed


class _Asked:
    """Answers the length of each key; counts what it is asked, and can be held back or made to fail."""

    def __init__(self) -> None:
        self.batches: list[tuple[str, ...]] = []
        self.begun = threading.Semaphore(0)
        self.go = threading.Event()
        self.go.set()
        self.broken = False

    def __call__(self, keys: tuple[str, ...]) -> Mapping[str, Landed[int]]:
        self.batches.append(keys)
        self.begun.release()
        self.go.wait(10)
        if self.broken:
            raise RuntimeError("broken")
        return {key: Landed(len(key), 10.0) for key in keys}


class _Monotonic:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def asked() -> _Asked:
    """What answers."""
    return _Asked()


@pytest.fixture
def monotonic() -> _Monotonic:
    """The clock by which answers grow old."""
    return _Monotonic()


@pytest.fixture
def flights(monotonic: _Monotonic, asked: _Asked) -> Iterator[Flights[str, int]]:
    """Flights by that clock."""
    made: Flights[str, int] = Flights("test", monotonic=monotonic)
    yield made
    asked.go.set()
    made.close()


def test_what_is_known_is_not_asked_for_again(flights: Flights[str, int], asked: _Asked) -> None:
    """Only the keys that are missing make a batch."""
    assert flights.get(["a", "bb"], asked, 5) == {"a": 1, "bb": 2}
    assert flights.get(["bb", "ccc"], asked, 5) == {"bb": 2, "ccc": 3}
    assert asked.batches == [("a", "bb"), ("ccc",)]


def test_many_who_ask_at_once_make_one_batch(flights: Flights[str, int], asked: _Asked) -> None:
    """Whoever comes while a batch is under way waits for that one."""
    asked.go.clear()
    found: list[dict[str, int]] = []
    viewers = [
        threading.Thread(target=lambda: found.append(flights.get(["a"], asked, 10))) for _ in range(50)
    ]
    for viewer in viewers:
        viewer.start()
    asked.go.set()
    for viewer in viewers:
        viewer.join(10)
    assert found == [{"a": 1}] * 50
    assert asked.batches == [("a",)]


def test_nobody_waits_longer_than_said(flights: Flights[str, int], asked: _Asked) -> None:
    """What has not come back is missing in the answer, and not asked for twice."""
    asked.go.clear()
    assert flights.get(["a"], asked, 0.01) == {}
    assert flights.get(["a"], asked, 0.0) == {}
    asked.go.set()
    assert flights.get(["a"], asked, 5) == {"a": 1}
    assert asked.batches == [("a",)]


def test_what_is_out_of_date_answers_until_it_is_replaced(
    flights: Flights[str, int], asked: _Asked, monotonic: _Monotonic
) -> None:
    """Nobody sees a gap; the next batch is under way meanwhile."""
    flights.get(["a"], asked, 5)
    assert asked.begun.acquire(timeout=5)
    monotonic.time += 10.5
    asked.go.clear()
    assert flights.get(["a"], asked, 5) == {"a": 1}
    assert asked.begun.acquire(timeout=5)


def test_what_goes_wrong_is_asked_for_again_later_and_not_at_once(
    flights: Flights[str, int], asked: _Asked, monotonic: _Monotonic, caplog: pytest.LogCaptureFixture
) -> None:
    """An error inside makes nobody fail and no hot loop; the log has it."""
    asked.broken = True
    assert flights.get(["a"], asked, 5) == {}
    assert flights.get(["a"], asked, 5) == {}
    assert len(asked.batches) == 1
    assert "test could not be worked out" in caplog.text
    asked.broken = False
    monotonic.time += AGAIN_SECONDS + 1
    assert flights.get(["a"], asked, 5) == {"a": 1}


def test_the_queue_is_bounded(flights: Flights[str, int], asked: _Asked) -> None:
    """A source that hangs does not gather work without end."""
    asked.go.clear()
    for i in range(QUEUE + 50):
        flights.get([f"k{i}"], asked, 0.0)
    asked.go.set()
    assert flights.get([f"k{QUEUE - 1}"], asked, 10) == {f"k{QUEUE - 1}": 3}
    assert len(asked.batches) == QUEUE


def test_the_next_flights_have_what_these_kept_under_its_new_names(
    flights: Flights[str, int], asked: _Asked
) -> None:
    """What is renamed is found again, what does not hold is not, and what is not fresh is asked for anew."""
    flights.get(["a", "bb"], asked, 5)
    after = flights.renewed(lambda key: [key.upper()], lambda value: value == 1)
    assert after.get(["A"], asked, 0.0) == {"A": 1}
    assert after.known(["BB"]) == {}
    assert len(asked.batches) == 1
    stale = flights.renewed(lambda key: [key], fresh=False)
    assert stale.get(["a"], asked, 5) == {"a": 1}
    after.close()
    stale.close()
    assert len(asked.batches) == 2


def test_after_the_end_what_is_kept_answers_and_nothing_is_asked(
    flights: Flights[str, int], asked: _Asked
) -> None:
    """Work that is under way elsewhere meets no exception when the navigator ends."""
    flights.get(["a"], asked, 5)
    flights.close()
    assert flights.get(["a", "bb"], asked, 5) == {"a": 1}
    assert asked.batches == [("a",)]
