"""Objectives, balances and capacities as judged, with the numbers that a picture of them needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hierarchy.evidence.states import State


@dataclass(frozen=True, slots=True)
class ObjectiveHealth:
    """`burns[window]` (s) is how many times faster than allowed the budget is spent over that window,
    None where not known; `budget` the share of it that is left over the whole window, `text` the sentence."""

    target: float
    window: float
    burns: Mapping[float, float | None]
    budget: float | None
    state: State
    text: str


@dataclass(frozen=True, slots=True)
class BalanceHealth:
    """Terms by name as averages over the window `over` (s): `inflows` and `outflows` per second, `stores`
    in their unit, `growth` of each store per second; None where not known.

    `residual` (per second) is None while `suspended`, the name of a term that is missing, is not empty;
    `tolerance` (per second) is what it may be. `unit` is the unit of the flows without "per second".
    """

    inflows: Mapping[str, float | None]
    outflows: Mapping[str, float | None]
    stores: Mapping[str, float | None]
    growth: Mapping[str, float | None]
    residual: float | None
    tolerance: float | None
    over: float
    state: State
    text: str
    suspended: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class CapacityHealth:
    """`use` is demand ÷ supply, `headroom` supply − demand; None where not known. Without limits there is
    no state, which is `unknown` here."""

    demand: float | None
    supply: float | None
    use: float | None
    headroom: float | None
    state: State
    text: str


LawHealth = ObjectiveHealth | BalanceHealth | CapacityHealth
