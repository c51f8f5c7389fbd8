"""A line worked out at once says at every moment what a single reading would say."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.envelope import Answer, AnsweredSeries
from adapters.prometheus.grids import Column, Finding, Moments, find
from adapters.prometheus.judging import judge
from adapters.prometheus.lines_over_time import believed, has_failed
from adapters.prometheus.plan import Request, Target
from adapters.prometheus.roles import Role, Timing
from hierarchy.evidence.readings import CLOCKS_DIFFER
from hierarchy.model import SignalKey

MOMENTS = 5
TIMES = tuple(1000.0 + 15 * i for i in range(MOMENTS))
LIMIT = 60.0
KEY = SignalKey("n", "s")

numbers = st.one_of(st.none(), st.sampled_from([0.0, 1.5, -2.0, math.nan, math.inf]))
stamps = st.one_of(st.none(), st.sampled_from([900.0, 930.0, 985.0, 1000.0, 1060.0, 2000.0, math.nan]))


def columns(values: st.SearchStrategy[float | None], most: int) -> st.SearchStrategy[tuple[Column, ...]]:
    """Up to so many series."""
    row = st.lists(values, min_size=MOMENTS, max_size=MOMENTS)
    made = st.lists(row, max_size=most)
    return made.map(lambda rows: tuple(Column({"i": str(i)}, one) for i, one in enumerate(rows)))


@st.composite
def findings(draw: st.DrawFn) -> list[Finding]:
    """What could be found for a signal, out of the ordinary now and then."""
    timing = draw(st.sampled_from([Timing.SAMPLES, Timing.SAMPLES, Timing.CONSTANT, Timing.UNKNOWN]))
    request = Request("default", "q", (), {}, timing=timing)
    failure = draw(st.sampled_from([None] * 6 + [SourceFailure(FailureKind.TIMEOUT, "late")]))
    warning = draw(st.sampled_from([""] * 6 + ["partly"]))
    found = [Finding(Role.VALUE, request, draw(columns(numbers, 2)), failure, warning)]
    roles = draw(st.lists(st.sampled_from([Role.AGE, Role.AGE, Role.EXTRA_AGE, Role.ZERO_AGE]), max_size=3))
    for role in roles:
        group = draw(st.sampled_from(["a", "b"])) if role is Role.AGE else ""
        late = draw(st.sampled_from([0.0, 0.0, 0.4, -3.0, CLOCKS_DIFFER + 30.0]))
        found.append(Finding(role, request, draw(columns(stamps, 2)), group=group, ahead=late))
    return found


@settings(max_examples=600, deadline=None)
@given(findings())
def test_a_line_is_what_its_readings_are(found: list[Finding]) -> None:
    """Wherever it is worked out at once at all."""
    line = believed(found, np.array(TIMES), LIMIT)
    readings = [judge(found, i, at, LIMIT) for i, at in enumerate(TIMES)]
    if line is not None:
        assert line == tuple(reading.value if reading.is_believed else None for reading in readings)
    if has_failed(found):
        assert len(set(readings)) == 1
        assert not readings[0].is_believed


def test_what_is_ordinary_is_worked_out_at_once() -> None:
    """Otherwise the other test would prove nothing."""
    request = Request("default", "q", (), {})
    value = Finding(Role.VALUE, request, (Column({}, [1.0, None, 3.0, 4.0, math.nan]),))
    age = Finding(Role.AGE, request, (Column({}, [1000.0, 1010.0, 900.0, None, 1060.0]),), group="a")
    assert believed([value, age], np.array(TIMES), LIMIT) == (1.0, None, None, None, None)
    warned = Finding(Role.AGE, request, age.columns, warning="partly")
    assert believed([value, warned], np.array(TIMES), LIMIT) is None


def test_what_was_asked_with_its_limit_is_as_good_as_the_time_of_its_sample() -> None:
    """1 is young enough, 0 too old, nothing is missing: all the same as with times, also in coarser steps."""
    moments = Moments(TIMES[0], TIMES[1] - TIMES[0], 3)
    targets: dict[tuple[str, ...], tuple[Target, ...]] = {(): (Target(KEY, Role.AGE, "a"),)}
    request = Request("default", "q", (), targets, within=LIMIT)
    points = ((moments[0], 1.0), (moments[1], 0.0))
    found = find([(request, Answer((AnsweredSeries({}, points),)))], moments)
    young, old, missing = found[KEY][0].columns[0].values
    assert young == moments[0]
    assert old is not None
    assert moments[1] - old > LIMIT
    assert missing is None
    coarse = Answer((AnsweredSeries({}, points[:1]),), step=3 * moments.step)
    held = find([(request, coarse)], moments)
    assert held[KEY][0].columns[0].values == [moments[0], moments[1], moments[2]]
