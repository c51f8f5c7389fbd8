"""Several sources in one model: what one of them keeps waiting holds up nothing that another is asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from hierarchy.evidence.breakdowns import Breakdown, Split, SpreadSeries
from hierarchy.evidence.changes import Change, Changes
from hierarchy.evidence.readings import Series, Trust
from hierarchy.model import Model, SignalKey, SourceConfig
from navigator.breakdown_desk import BreakdownDesk
from navigator.change_desk import PENDING, ChangeDesk
from navigator.ranges import Ranges
from navigator.references import ReferenceDesk
from navigator.rooms import Rooms
from navigator.series import Window

NOW = 1_661_142_000.0
WINDOW = Window(NOW - 3600, NOW, 60.0)
CART, HOST = SignalKey("cart", "errors"), SignalKey("host", "errors")
PATIENT = 60.0
ROOMS = ("default", "machines")


class _HalfHanging:
    """Two sources in one: whoever asks about the host waits until `back`."""

    def __init__(self) -> None:
        self.back = threading.Event()
        self.asked: list[str] = []

    def _ask(self, nodes: Sequence[str]) -> None:
        self.asked += nodes
        if "host" in nodes:
            self.back.wait(PATIENT)

    def series(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        self._ask([key.node for key in keys])
        times = tuple(start + i * step for i in range(round((end - start) / step) + 1))
        return {key: Series(times, (0.001,) * len(times), Trust.LIVE, "") for key in keys}

    def breakdowns(self, splits: Sequence[Split], _at: float) -> Mapping[Split, Breakdown]:
        self._ask([split.key.node for split in splits])
        return {split: Breakdown(split.label, {"a": 1.0}) for split in splits}

    def spread_series(
        self, splits: Sequence[Split], _start: float, end: float, _step: float
    ) -> Mapping[Split, SpreadSeries]:
        self._ask([split.key.node for split in splits])
        return {split: SpreadSeries((end,), (1.0,), (1.0,), (1.0,)) for split in splits}

    def change_rooms(self) -> tuple[str, ...]:
        return ROOMS

    def changes_of(self, room: str, start: float, _end: float) -> Changes:
        node = "host" if room == "machines" else "cart"
        self._ask([node])
        return Changes((Change(f"{node}-{start:.0f}", node, NOW - 60, nodes=(node,)),))

    def changes(self, _start: float, _end: float) -> Changes:
        raise AssertionError("each room is asked on its own")


@pytest.fixture
def source() -> Iterator[Any]:
    """That source."""
    made = _HalfHanging()
    yield made
    made.back.set()


@pytest.fixture
def two(model: Model) -> Model:
    """The small shop, whose host is read from another source than the rest."""
    host = model.nodes["host"]
    signals = tuple(replace(signal, source="machines") for signal in host.signals)
    sources = {name: SourceConfig(name, "prometheus", f"http://{name}:9090") for name in ROOMS}
    return replace(model, nodes={**model.nodes, "host": replace(host, signals=signals)}, sources=sources)


def test_breakdowns_of_a_source_come_while_another_hangs(two: Model, source: Any, clock: Any) -> None:
    """Values of a label and their lines; what hangs is pending, and comes when its source is back."""
    desk = BreakdownDesk(source, 15.0, clock, model=two)
    quick, slow = Split(CART, "pod"), Split(HOST, "pod")
    for steps in range(3):  # more than any pool of both would have threads
        desk.get([slow], NOW - 15.0 * steps, 0.0, exact=True)
        desk.series([slow], Window(NOW - 600 - 15.0 * steps, NOW, 15.0), 0.0)
    desk.get([slow, quick], NOW - 60, 0.0, exact=True)
    desk.series([slow, quick], WINDOW, 0.0)
    assert set(desk.get([quick], NOW - 60, PATIENT, exact=True)) == {quick}
    assert set(desk.series([quick], WINDOW, PATIENT)) == {quick}
    assert not source.back.is_set()
    assert set(desk.get([slow, quick], NOW - 60, 0.0, exact=True)) == {quick}
    source.back.set()
    assert set(desk.get([slow, quick], NOW - 60, PATIENT, exact=True)) == {slow, quick}
    desk.close()


def test_what_is_usual_is_known_of_a_source_while_another_hangs(two: Model, source: Any, clock: Any) -> None:
    """Also where one question about both of them is under way already."""
    ranges = Ranges(source, 15.0, clock, model=two)
    desk = ReferenceDesk(two, ranges)
    desk.band([HOST], WINDOW, 0.0)
    desk.band([HOST, CART], WINDOW, 0.0)
    assert set(desk.band([CART], WINDOW, PATIENT)) == {CART}
    assert set(desk.band([HOST, CART], WINDOW, 0.0)) == {CART}
    source.back.set()
    assert set(desk.band([HOST, CART], WINDOW, PATIENT)) == {HOST, CART}
    desk.close()
    ranges.close()


def test_lines_that_are_read_together_with_those_of_a_source_that_hangs_are_there_for_others(
    two: Model, source: Any, clock: Any
) -> None:
    """Who needs both waits for both; who needs the quick one only does not wait for whoever needs both."""
    ranges = Ranges(source, 15.0, clock, model=two)
    both: list[Mapping[SignalKey, Series]] = []
    past = (NOW - 86_400.0, NOW - 82_800.0, 60.0)
    waiting = threading.Thread(target=lambda: both.append(ranges.fetch([HOST, CART], *past)), daemon=True)
    waiting.start()
    found: list[Mapping[SignalKey, Series]] = []
    other = threading.Thread(target=lambda: found.append(ranges.fetch([CART], *past)), daemon=True)
    other.start()
    other.join(PATIENT / 2)
    assert [one[CART].trust for one in found] == [Trust.LIVE]
    assert both == []
    source.back.set()
    waiting.join(PATIENT)
    assert {key: one.trust for key, one in both[0].items()} == {HOST: Trust.LIVE, CART: Trust.LIVE}
    assert source.asked.count("cart") == 1
    ranges.close()


def test_changes_that_a_source_tells_are_shown_while_another_hangs(
    two: Model, source: Any, clock: Any
) -> None:
    """And it is said that there may be more."""
    desk = ChangeDesk(two, source, clock)
    for hours in range(1, 4):
        desk.within(NOW - 3600 * hours, NOW, 0.0)
    told = next(told for _ in range(1000) if (told := desk.within(NOW - 3600, NOW, 0.05)).found)
    assert [change.nodes for change in told.found] == [("cart",)]
    assert told.failures == (PENDING,)
    source.back.set()
    told = desk.within(NOW - 3600, NOW, PATIENT)
    assert sorted(change.nodes for change in told.found) == [("cart",), ("host",)]
    assert told.failures == ()
    desk.close()


def test_a_signal_that_nobody_is_asked_for_waits_with_nobody(two: Model) -> None:
    """The room is that of the source; without a model all are in one."""
    assert [Rooms(two).of(key) for key in (CART, HOST)] == ["default", "machines"]
    assert Rooms(two).of(SignalKey("cart", "nothing")) == ""
    assert Rooms(two).of(SignalKey("nobody", "nothing")) == ""
    assert Rooms(None).of(HOST) == ""
