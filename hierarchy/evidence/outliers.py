"""The instance that is far from the rest, and whether everyone is hurt or only some.

Both read a breakdown; neither gives a state. What is not known of a breakdown proves nothing here either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from hierarchy.evidence.breakdowns import Breakdown
from hierarchy.evidence.limits import excess, judge
from hierarchy.evidence.readings import Trust
from hierarchy.evidence.states import State
from hierarchy.model import Signal, Worse
from hierarchy.quantities import format_number, format_quantity

FAR = 5.0  # spreads of the rest from its median
ALONE = 0.5  # of that distance is empty: nothing lies between it and the rest
LEAST = 4  # instances from which on the rest has a spread worth the name
CLEAR = 3.0  # times the others, where they are fewer
_ALIKE = 1.5  # times: two others that agree
_FLOOR = 0.05  # of the median: what nobody would call far
_FLOORS = {"ratio": 0.001, "percent": 0.1, "seconds": 0.001, "count": 1.0, "bytes": 1.0, "per_second": 0.01}
_TINY = 1e-12
_MOST = 1000.0  # spreads: beyond that a number says no more
_SHOWN = 3
_TOLD = (Trust.LIVE, Trust.PARTIAL, Trust.TRUNCATED)
_WHOLE = (Trust.LIVE,)


@dataclass(frozen=True, slots=True)
class Outlier:
    """The instance `name` with `value`, `far` spreads away from `median`, that of `others` instances.

    One spread is max(IQR, 1.4826 × MAD, floor) of the rest, wider where the rest is small. With too few
    instances for a spread `far` is how many times as much it is (or as little). `text` is the sentence.
    """

    name: str
    value: float
    median: float
    far: float
    others: int
    text: str


class Hurt(StrEnum):
    """Who is hurt among the segments."""

    EVERYONE = "everyone"
    ONLY = "only"  # one of several
    SOME = "some"
    NOBODY = "nobody"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Who:
    """`names` are the hurt segments, worst first, of the `total` that are known; `text` is the sentence."""

    hurt: Hurt
    names: tuple[str, ...]
    total: int
    text: str


def outlier(
    breakdown: Breakdown, worse: Worse | None = None, *, unit: str = "", floor: float = 0.0
) -> Outlier | None:
    """The one instance that is far from the rest in the direction that is worse (else in either), or None.

    It is FAR spreads beyond the median of the rest, and nothing lies in the half of that distance next
    to it, but for as many others of its kind as make a quarter of all. A spread is at least `floor` (in
    the signal's unit; by `unit` where none is given) and 5 % of the median, never zero. With two or three
    instances the rule is plain and said: CLEAR times the others, which agree; of two nothing is said
    where neither direction is worse.
    """
    values = breakdown.values
    floor = floor or _FLOORS.get(unit, 0.0)
    directed = worse in (Worse.HIGHER, Worse.LOWER)
    if breakdown.trust not in _TOLD or len(values) < (2 if directed else 3):
        return None  # of two that differ either could be the odd one
    find = _apart if len(values) >= LEAST else _clear_cut
    signs = {Worse.HIGHER: (1.0,), Worse.LOWER: (-1.0,)}.get(worse or Worse.EITHER, (1.0, -1.0))
    found = (find(_farthest_first(values, sign), sign, floor, unit) for sign in signs)
    return max((one for one in found if one is not None), key=lambda one: one.far, default=None)


def who(breakdown: Breakdown, signal: Signal) -> Who:
    """Whether everyone is hurt or only some: "only EU: 12 %, the other 3 at most 0.2 %".

    Hurt is what is beyond a limit of `signal` (in its unit). Without limits only a segment that is far
    from the rest can be told. What is missing in a breakdown could be either, so "everyone", "only" and
    "nobody" are said of a whole one alone.
    """
    values = breakdown.values
    if breakdown.trust not in _TOLD or not values:
        return Who(Hurt.UNKNOWN, (), 0, breakdown.detail or "nothing is known of any of them")
    if not _is_limited(signal):
        return _without_limits(breakdown, signal)
    ordered = _worst_first(values, signal)
    hurt = [name for name in ordered if judge(signal, values[name]) is not State.OK]
    well = [name for name in ordered if name not in hurt]
    kind, text = _said(hurt, well, values, signal)
    if breakdown.trust not in _WHOLE:
        known = f"{text}; of the rest nothing is known"
        text = f"{known}: {breakdown.detail}" if breakdown.detail else known
        kind = Hurt.SOME if hurt else Hurt.UNKNOWN
    return Who(kind, tuple(hurt), len(values), text)


Items = Sequence[tuple[str, float]]


def _apart(items: Items, sign: float, floor: float, unit: str) -> Outlier | None:
    """The farthest of the few that lie apart from the rest on one side."""
    for few in range(1, max(1, len(items) // 4) + 1):
        rest = [value for _, value in items[few:]]
        mid, spread = median(rest), _spread(rest, floor)
        last = items[few - 1][1]
        distance = sign * (last - mid)
        if distance < FAR * spread or sign * (last - rest[0]) < ALONE * distance:
            continue
        name, value = items[0]
        more = f" (and {few - 1} more like it)" if few > 1 else ""
        text = f"{name}: {format_quantity(value, unit)}{more}, the other {len(rest)} around "
        text += format_quantity(mid, unit)
        return Outlier(name, value, mid, min(_MOST, sign * (value - mid) / spread), len(rest), text)
    return None


def _clear_cut(items: Items, sign: float, floor: float, unit: str) -> Outlier | None:
    """With one or two others: CLEAR times as much, or as little, as each of them, if they agree."""
    (name, value), others = items[0], [one for _, one in items[1:]]
    low, high = min(others), max(others)
    if min(low, value) < 0 or high > _ALIKE * low + floor or abs(value - median(others)) <= floor:
        return None
    larger, smaller = (value, high) if sign > 0 else (low, value)
    if larger < CLEAR * smaller or larger <= 0:
        return None
    times = larger / smaller if smaller > 0 else FAR * CLEAR
    mid = median(others)
    rest = "the other one at" if len(others) == 1 else f"the other {len(others)} around"
    text = f"{name}: {format_quantity(value, unit)}, {rest} {format_quantity(mid, unit)}; "
    text += f"too few to say more than that it is {_compared(larger, smaller, sign)}"
    return Outlier(name, value, mid, times, len(others), text)


def _compared(larger: float, smaller: float, sign: float) -> str:
    if smaller <= 0:
        return "the only one above zero" if sign > 0 else "the only one at zero"
    return f"{format_number(larger / smaller)} times as {'much' if sign > 0 else 'little'}"


def _farthest_first(values: Mapping[str, float], sign: float) -> Items:
    """The farthest on that side first; names decide between equals, so that the answer does not flicker."""
    return sorted(values.items(), key=lambda item: (-sign * item[1], item[0]))


def _spread(rest: Sequence[float], floor: float) -> float:
    """max(IQR, 1.4826 × MAD, floor, 5 % of the median), more for a small rest: its spread is mostly luck."""
    ordered = sorted(rest)
    mid = median(ordered)
    deviation = 1.4826 * median(abs(value - mid) for value in ordered)
    spread = max(_quantile(ordered, 0.75) - _quantile(ordered, 0.25), deviation, floor, _FLOOR * abs(mid))
    return max(spread * (1 + 2 / len(ordered)), _TINY)


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _worst_first(values: Mapping[str, float], signal: Signal) -> list[str]:
    """Names by how far their values are beyond the signal's limits."""
    limit = signal.critical if signal.critical is not None else signal.warning
    assert limit is not None
    return sorted(values, key=lambda name: (-excess(limit, signal.worse, values[name]), name))


def _said(
    hurt: Sequence[str], well: Sequence[str], values: Mapping[str, float], signal: Signal
) -> tuple[Hurt, str]:
    """Who is hurt, and the sentence that says so."""
    if not hurt:
        return Hurt.NOBODY, f"nobody: {_range(well, values, signal, of='all')}"
    if not well:
        if len(hurt) == 1:
            return Hurt.EVERYONE, f"everyone, which is {_named(hurt, values, signal)} alone"
        return Hurt.EVERYONE, f"everyone: {_range(hurt, values, signal, of='all')}"
    rest = _range(well, values, signal, of="the other")
    if len(hurt) == 1:
        return Hurt.ONLY, f"only {_named(hurt, values, signal)}, {rest}"
    return Hurt.SOME, f"{len(hurt)} of {len(values)}: {_named(hurt, values, signal)}; {rest}"


def _named(names: Sequence[str], values: Mapping[str, float], signal: Signal) -> str:
    shown = [f"{name}: {format_quantity(values[name], signal.unit)}" for name in names[:_SHOWN]]
    return ", ".join(shown) + (", …" if len(names) > _SHOWN else "")


def _range(names: Sequence[str], values: Mapping[str, float], signal: Signal, of: str) -> str:
    """`all 4 at most 0.2 %`, `all 4 from 8 % to 12 %`, `the other one 0.2 %`."""
    found = [values[name] for name in names]
    low, high = (format_quantity(value, signal.unit) for value in (min(found), max(found)))
    if len(names) == 1:
        return f"{'the only one' if of == 'all' else 'the other one'}, {names[0]}, at {high}"
    many = f"{of} {len(names)}"
    if low == high:
        return f"{many} at {high}"
    well = _is_limited(signal) and all(judge(signal, value) is State.OK for value in found)
    if well and signal.worse is Worse.HIGHER:
        return f"{many} at most {high}"
    if well and signal.worse is Worse.LOWER:
        return f"{many} at least {low}"
    return f"{many} from {low} to {high}"


def _is_limited(signal: Signal) -> bool:
    """Whether a limit in the signal's unit says who is hurt: shares are of a capacity of all together."""
    return signal.warning is not None or signal.critical is not None


def _without_limits(breakdown: Breakdown, signal: Signal) -> Who:
    """No limit says what hurts: only who is far from the rest can be named."""
    values = breakdown.values
    far = outlier(breakdown, signal.worse, unit=signal.unit)
    if far is not None:
        return Who(Hurt.ONLY, (far.name,), len(values), f"only {far.text}")
    spread = _range(list(values), values, signal, of="all")
    return Who(
        Hurt.UNKNOWN, (), len(values), f"nobody is far from the rest: {spread}; no limit says who is hurt"
    )
