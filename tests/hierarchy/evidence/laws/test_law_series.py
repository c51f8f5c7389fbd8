"""What laws say over time, reckoned from the series of their terms."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from hierarchy.evidence.laws.series import reckoned_series, terms_for
from hierarchy.evidence.readings import Series, Trust
from hierarchy.laws import Capacity
from hierarchy.model import SignalKey
from hierarchy.queries import Query
from hierarchy.terms import BUDGET, BURN, GROWTH, RESIDUAL, USE
from tests.hierarchy.evidence.laws.lawful import BALANCE, CALM, OBJECTIVE, STEADY, lawful

NODE = lawful(balance=BALANCE, objective=OBJECTIVE, capacity=Capacity(Query("d"), Query("s")))
TIMES = (0.0, 60.0, 120.0)


def _series(values: Mapping[str, tuple[float | None, ...]]) -> dict[SignalKey, Series]:
    everything = {**STEADY, **CALM, "capacity.demand": 7.0, "capacity.supply": 9.0}
    return {
        SignalKey("n", term): Series(TIMES, values.get(term, (usual,) * 3))
        for term, usual in everything.items()
    }


def _reckoned(signal: str, **values: tuple[float | None, ...]) -> Series:
    found = _series({name.replace("__", "."): value for name, value in values.items()})
    keys = terms_for(NODE, signal)
    return reckoned_series(NODE, signal, {key: found[key] for key in keys})


def test_the_residual_is_what_terms_leave_at_every_moment() -> None:
    """In minus out minus growth; None while a term is not known."""
    got = _reckoned(RESIDUAL, balance__out__kept=(1150.0, 1113.0, None))
    assert (got.times, got.values, got.trust) == (TIMES, (0.0, 37.0, None), Trust.LIVE)


def test_the_growth_needs_nothing_of_what_goes_out() -> None:
    """It is asked for neither."""
    assert all(".out." not in key.signal for key in terms_for(NODE, GROWTH))
    assert _reckoned(GROWTH, balance__growth__waiting=(0.0, 280.0, None)).values == (0.0, 280.0, None)


def test_the_burn_is_that_of_the_pair_that_decides() -> None:
    """Slow at first, then fast; None while one of two windows is not known."""
    fast = {"objective__bad__1h": (0.0005, 0.018, 0.018), "objective__bad__5m": (0.0005, 0.02, None)}
    got = _reckoned(BURN, **fast)
    assert got.values[:2] == pytest.approx((0.5, 18.0))
    assert got.values[2] is None


def test_the_budget_is_what_is_left_of_the_whole_window() -> None:
    """One term is enough."""
    assert terms_for(NODE, BUDGET) == (SignalKey("n", "objective.bad.30d"),)
    got = _reckoned(BUDGET, objective__bad__30d=(0.0, 0.0005, 0.002))
    assert got.values == pytest.approx((1.0, 0.5, -1.0))


def test_the_use_of_a_capacity_is_its_demand() -> None:
    """The supply is the line that it is drawn against."""
    assert _reckoned(USE, capacity__demand=(1.0, None, 3.0)).values == (1.0, None, 3.0)


def test_a_series_is_trusted_no_more_than_the_least_trusted_of_its_terms() -> None:
    """With the reason of that one."""
    found = _series({})
    found[SignalKey("n", "balance.out.kept")] = Series(TIMES, (None,) * 3, Trust.ERROR, "no such thing")
    got = reckoned_series(NODE, RESIDUAL, found)
    assert (got.values, got.trust, got.detail) == ((None,) * 3, Trust.ERROR, "no such thing")


def test_a_term_without_a_series_is_known_at_no_moment() -> None:
    """Nothing is made up for it."""
    found = _series({})
    del found[SignalKey("n", "balance.out.kept")]
    got = reckoned_series(NODE, RESIDUAL, found)
    assert (got.values, got.trust) == ((None,) * 3, Trust.ABSENT)


def test_other_signals_need_no_terms() -> None:
    """Nor does a law that the node does not have."""
    assert terms_for(NODE, "latency") == ()
    assert terms_for(lawful(), RESIDUAL) == ()
    assert reckoned_series(NODE, "latency", {}).times == ()
