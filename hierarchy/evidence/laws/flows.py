"""The arithmetic of a balance: what comes in, goes out, and stays, and what that leaves unaccounted for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, sqrt

from hierarchy.evidence.readings import Reading, Trust
from hierarchy.evidence.states import State
from hierarchy.laws import Balance
from hierarchy.terms import GROWTH, GROWTH_OF, INFLOW, OUTFLOW, RESIDUAL, STORE, balance_window

_MIN_MAX_AGE = 60.0  # max_age is 3 sample intervals where that is more than this and than two steps
_NOTHING = 1e-9  # share of what is moved or stored that is rounding, not a difference
STEPS_OF_GROWTH = 3

Sides = Mapping[str, Mapping[str, float | None]]


@dataclass(frozen=True, slots=True)
class Flows:
    """A balance at one moment. Terms by name, None where not known for sure; flows per second.

    `residual` is None while `blocked`, the id of a term that is not known for sure, is not empty, and
    `tolerance` is what it may be. `rising` names the store that grows fastest, by `rise` per second;
    `rise_blocked` is the id of a term that keeps this from being judged. `unbalanced` and `growing` are
    the states of this moment: ok, warning or unknown.
    """

    inflows: Mapping[str, float | None]
    outflows: Mapping[str, float | None]
    stores: Mapping[str, float | None]
    growth: Mapping[str, float | None]
    residual: float | None
    tolerance: float | None
    blocked: str
    rising: str
    rise: float | None
    rise_tolerance: float | None
    rise_blocked: str
    unbalanced: State
    growing: State

    @property
    def arrives(self) -> float | None:
        """What comes in per second, all in all."""
        return _sum(self.inflows)


def reckon(balance: Balance, terms: Mapping[str, Reading], step: float) -> Flows:
    """What the readings of the terms (by id, aged) say of a balance; `step` in seconds between two looks.

    residual = in − out − d(store)/dt. It may be max(tolerance × in, 3·√(2·in·scrape)/window): the second
    is three times the standard deviation of what two scrapes at different moments count differently,
    from Poisson counts of `in × scrape` events on either side. Where more goes out than comes in that
    noise is taken of what goes out, and where nothing comes in the tolerance is as well.

    Only terms that are live and finite count; with any other the residual is not known, so that what
    is incomplete never reads balanced. Whether a store grows needs what comes in and that store alone.
    """
    sides = {
        prefix: {name: _sure(terms.get(prefix + name)) for name in named}
        for prefix, named in (
            (INFLOW, balance.inflows),
            (OUTFLOW, balance.outflows),
            (STORE, balance.stores),
            (GROWTH_OF, balance.stores),
        )
    }
    blocked, rise_blocked = (_blocked(sides, some) for some in (tuple(sides), (INFLOW, STORE, GROWTH_OF)))
    scrape = _scrape([reading for name in balance.inflows if (reading := terms.get(INFLOW + name))], step)
    residual, tolerance = _residual(balance, sides, scrape)
    rising, rise = _fastest(sides[GROWTH_OF], sides[STORE])
    rise_tolerance = _rise_tolerance(balance, sides, scrape, rising)
    return Flows(
        sides[INFLOW],
        sides[OUTFLOW],
        sides[STORE],
        sides[GROWTH_OF],
        residual,
        tolerance,
        blocked,
        rising,
        rise,
        rise_tolerance,
        rise_blocked,
        _beyond(None if residual is None else abs(residual), tolerance, known=not blocked),
        _beyond(rise, rise_tolerance, known=not rise_blocked),
    )


def _residual(balance: Balance, sides: Sides, scrape: float) -> tuple[float | None, float | None]:
    """in − out − d(store)/dt and what it may be, None where anything of it is not known."""
    arrives, leaves, grows = (_sum(sides[side]) for side in (INFLOW, OUTFLOW, GROWTH_OF))
    if arrives is None or leaves is None or grows is None or _blocked(sides, (STORE,)):
        return None, None
    window = balance_window(balance)
    through = max(arrives, leaves, 0.0)
    noise = max(_noise(through, scrape, window), _rounding(sides, window, balance.stores))
    return arrives - leaves - grows, max(balance.tolerance * (arrives if arrives > 0 else through), noise)


def _rise_tolerance(balance: Balance, sides: Sides, scrape: float, rising: str) -> float | None:
    """By how much a store may grow per second; what goes out has no part in it."""
    arrives = _sum(sides[INFLOW])
    if arrives is None:
        return None
    window, flow = balance_window(balance), max(arrives, 0.0)
    noise = max(_noise(flow, scrape, window), _rounding(sides, window, [rising]))
    return max(balance.tolerance * flow, noise)


def lasting(balance: Balance, flows: Flows, step: float) -> tuple[tuple[str, State, float], ...]:
    """The reserved signals of a balance, each with its state of the moment and for how many seconds that
    must last: the residual for the window, the growth for three steps."""
    found = [(RESIDUAL, flows.unbalanced, balance_window(balance))]
    if balance.stores:
        found.append((GROWTH, flows.growing, STEPS_OF_GROWTH * step))
    return tuple(found)


def _beyond(value: float | None, tolerance: float | None, *, known: bool) -> State:
    """A store that is known to grow too fast is a warning even if another one is not known."""
    if value is not None and tolerance is not None and value > tolerance:
        return State.WARNING
    return State.OK if known and value is not None and tolerance is not None else State.UNKNOWN


def _noise(flow: float, scrape: float, window: float) -> float:
    return 3.0 * sqrt(2.0 * flow * scrape) / window


def _rounding(sides: Sides, window: float, stores: Iterable[str]) -> float:
    """What floating point makes of numbers of this size: of what comes in, and of these stores."""
    moved = [abs(v) for v in sides[INFLOW].values() if v is not None]
    kept = [abs(v) / window for name in stores if (v := sides[STORE].get(name)) is not None]
    return _NOTHING * max((*moved, *kept), default=0.0)


def _scrape(readings: Sequence[Reading], step: float) -> float:
    """Seconds between two samples, as far as the max_age of readings tells: 3 intervals, at least 60 s and
    two steps. Below that a step stands for it."""
    longest = max((reading.max_age for reading in readings), default=0.0)
    return max(step, longest / 3) if longest > max(_MIN_MAX_AGE, 2 * step) else step


def _sure(reading: Reading | None) -> float | None:
    if reading is None or reading.trust is not Trust.LIVE or reading.value is None:
        return None
    return reading.value if isfinite(reading.value) else None


def _blocked(sides: Sides, among: Iterable[str]) -> str:
    """The id of the first term among these sides that is not known for sure."""
    return next((side + name for side in among for name, v in sides[side].items() if v is None), "")


def _sum(side: Mapping[str, float | None]) -> float | None:
    values = [v for v in side.values() if v is not None]
    return sum(values) if len(values) == len(side) else None


def _fastest(
    growth: Mapping[str, float | None], stores: Mapping[str, float | None]
) -> tuple[str, float | None]:
    known = [(v, name) for name, v in growth.items() if v is not None and stores[name] is not None]
    if not known:
        return "", None
    value, name = max(known, key=lambda one: one[0])
    return name, value
