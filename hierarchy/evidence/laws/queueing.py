"""Little's law as a cross-check: in flight = rate × duration, where a node measures all three.

J. D. C. Little, "A Proof for the Queuing Formula: L = λW", Operations Research 9 (1961). It holds for
averages over a stretch in which little changes, so only a difference by a factor is worth a word, and
it never makes a state.
"""

from __future__ import annotations

from hierarchy.evidence.health import Reason
from hierarchy.evidence.laws.flows import Flows
from hierarchy.evidence.laws.said import Heard
from hierarchy.evidence.readings import Trust
from hierarchy.evidence.states import State
from hierarchy.model import Kind, Node, Signal, Worse
from hierarchy.quantities import format_quantity

FACTOR = 2.0  # so much the two sides must differ to be called out
LEAST = 30.0  # in flight, on the greater side: fewer than that say little


def duration_of(node: Node) -> Signal | None:
    """The signal that says how long things stay at a node: the only one in seconds of which more is
    worse and which is measured; None where there is no such signal or more than one."""
    found = [
        s
        for s in node.signals
        if s.unit == "seconds" and s.worse is Worse.HIGHER and s.kind in (Kind.MEASURED, Kind.DERIVED)
    ]
    return found[0] if len(found) == 1 else None


def in_flight(flows: Flows, heard: Heard) -> tuple[Reason, ...]:
    """A callout where what is in the stores is not about what comes in × how long it takes.

    A quantile is above the mean, so of it only too many in flight can be told.
    """
    signal = duration_of(heard.node)
    stores = [v for v in flows.stores.values() if v is not None]
    rate = flows.arrives
    if signal is None or not stores or len(stores) < len(flows.stores) or rate is None or rate <= 0:
        return ()
    duration = heard.signals.get(signal.id)
    if duration is None or duration.trust is not Trust.LIVE or duration.value is None or duration.value < 0:
        return ()
    there, due = sum(stores), rate * duration.value
    if max(there, due) < LEAST:
        return ()
    rate_text, time_text = format_quantity(rate, "per_second"), format_quantity(duration.value, "seconds")
    product = f"{rate_text} × {time_text} ({signal.title})"
    names, held = " + ".join(flows.stores), format_quantity(there, "count")
    meant = format_quantity(due, "count")
    if there > FACTOR * due:
        text = f"{held} in {names}, but {product} explain only {meant}: that time does not see all who wait"
    elif due > FACTOR * there and "quantile" not in (signal.query or ""):
        text = f"only {held} in {names}, but {product} would be {meant} in flight: not all are counted"
    else:
        return ()
    return (Reason("little", State.UNKNOWN, f"{text} (Little's law)"),)
