"""What a law says of its node, and how the readings of its terms are taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import NamedTuple

from hierarchy.evidence.health import Reason, SignalHealth
from hierarchy.evidence.holds import Memory
from hierarchy.evidence.law_health import LawHealth
from hierarchy.evidence.laws.terms import ABSENT
from hierarchy.evidence.readings import Reading, Trust
from hierarchy.evidence.reasons import signal_reason
from hierarchy.evidence.states import Bounds, State
from hierarchy.model import Node, Signal, SignalKey


@dataclass(frozen=True, slots=True)
class Said:
    """`signals` and `reasons` are by the reserved ids of `hierarchy.terms`; `scaled` are those signals
    with the limits of the moment. `bounds` is None where the law gives no state. `callouts` are said
    beside it whatever the state."""

    law: LawHealth
    signals: Mapping[str, SignalHealth]
    reasons: Mapping[str, Reason]
    bounds: Bounds | None
    scaled: Mapping[str, Signal] = field(default_factory=dict)
    callouts: tuple[Reason, ...] = ()


class Heard(NamedTuple):
    """What a law is judged from: the node, the readings of its terms by id, aged to Unix time `now`, its
    signals as judged, seconds between two looks, and what is remembered (None: nothing is)."""

    node: Node
    terms: Mapping[str, Reading]
    signals: Mapping[str, SignalHealth]
    now: float
    step: float
    memory: Mapping[SignalKey, Memory] | None

    def term(self, term_id: str) -> Reading:
        """The reading of a term, absent where there is none."""
        return self.terms.get(term_id, ABSENT)

    def reckoned(self, signal_id: str) -> Signal:
        """The signal that the law speaks of."""
        return next(s for s in self.node.reckoned if s.id == signal_id)

    def remembered(self, signal_id: str) -> Memory | None:
        """What is remembered of a reserved signal, None without a memory."""
        return None if self.memory is None else self.memory.get(SignalKey(self.node.id, signal_id))


def sure(reading: Reading) -> float | None:
    """The value if it is whole and new enough; incomplete or disputed ones are none."""
    value = reading.value
    return value if reading.trust is Trust.LIVE and value is not None and isfinite(value) else None


def poorest(readings: Iterable[Reading]) -> Reading:
    """The reading that can be trusted least, the first of several; absent without any."""
    found = list(readings)
    if not found:
        return ABSENT
    order = list(Trust)
    broken = [r for r in found if r.trust is Trust.LIVE and sure(r) is None]
    return broken[0] if broken else max(found, key=lambda r: order.index(r.trust))


def oldest(readings: Iterable[Reading], now: float) -> float | None:
    """The age in seconds of the oldest of several readings, None where none has a time."""
    return max((age for r in readings if (age := r.age(now)) is not None), default=None)


def in_the_way(node: Node, term_id: str, reading: Reading, now: float) -> str:
    """Why a term proves nothing, as for any signal: "kept: no data for 4 min, last 37"."""
    term = next((t for t in node.terms if t.id == term_id), None) or Signal(term_id, term_id)
    judged = SignalHealth(reading.value, State.UNKNOWN, reading.trust, reading.age(now), reading.detail)
    return signal_reason(term, judged).text
