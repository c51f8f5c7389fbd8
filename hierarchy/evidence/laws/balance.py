"""A balance as judged: what is unaccounted for, what piles up, and whether the times agree with that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from hierarchy.evidence.groups import worse
from hierarchy.evidence.health import Reason, SignalHealth
from hierarchy.evidence.holds import held
from hierarchy.evidence.law_health import BalanceHealth
from hierarchy.evidence.laws.flows import Flows, lasting, reckon
from hierarchy.evidence.laws.queueing import in_flight
from hierarchy.evidence.laws.said import Heard, Said, in_the_way, oldest, poorest
from hierarchy.evidence.reasons import flip_text
from hierarchy.evidence.states import SEVERITY, Bounds, State, known
from hierarchy.laws import Balance
from hierarchy.model import Band, Signal
from hierarchy.quantities import format_quantity
from hierarchy.terms import GROWTH, GROWTH_OF, INFLOW, OUTFLOW, RESIDUAL, STORE, balance_window


def balance_said(balance: Balance, heard: Heard) -> Said:
    """The residual (warning once it lasted for the window), and the growth (once for three steps).

    Without a memory, as in a look at an earlier time, the state of the moment is shown and said to be
    that. Whatever is not known for sure suspends the residual: it is never balanced then.
    """
    flows = reckon(balance, heard.terms, heard.step)
    signals: dict[str, SignalHealth] = {}
    reasons: dict[str, Reason] = {}
    scaled: dict[str, Signal] = {}
    bounds: Bounds | None = None
    for signal_id, state, lasts in lasting(balance, flows, heard.step):
        shown, momentary, note = held(lasts, known(state), heard.remembered(signal_id), heard.now)
        judged = _signal(signal_id, flows, heard, shown.state, momentary, note)
        signals[signal_id] = judged
        reasons[signal_id] = _reason(signal_id, flows, judged)
        scaled[signal_id] = _limited(heard.reckoned(signal_id), flows)
        bounds = shown if bounds is None else worse(bounds, shown)
    assert bounds is not None
    said = max(reasons.values(), key=lambda r: SEVERITY[r.state])  # the first of equals: the residual
    law = BalanceHealth(
        flows.inflows,
        flows.outflows,
        flows.stores,
        flows.growth,
        flows.residual,
        flows.tolerance,
        balance_window(balance),
        bounds.state,
        said.text,
        _name(flows.blocked),
    )
    return Said(law, signals, reasons, bounds, scaled, in_flight(flows, heard))


def _signal(
    signal_id: str, flows: Flows, heard: Heard, state: State, momentary: State | None, note: str
) -> SignalHealth:
    used = (INFLOW, OUTFLOW, STORE, GROWTH_OF) if signal_id == RESIDUAL else (INFLOW, STORE, GROWTH_OF)
    readings = [heard.term(t) for t in _ids(flows, used)]
    least = poorest(readings)
    value = flows.residual if signal_id == RESIDUAL else flows.rise
    trust, detail = least.trust, ""
    blocked = flows.blocked if signal_id == RESIDUAL else flows.rise_blocked
    if blocked:
        detail = in_the_way(heard.node, blocked, heard.term(blocked), heard.now)
        trust = heard.term(blocked).trust
    return SignalHealth(
        value, state, trust, oldest(readings, heard.now), detail, momentary=momentary, note=note
    )


def _ids(flows: Flows, sides: Iterable[str]) -> list[str]:
    named: Mapping[str, Mapping[str, float | None]] = {
        INFLOW: flows.inflows,
        OUTFLOW: flows.outflows,
        STORE: flows.stores,
        GROWTH_OF: flows.growth,
    }
    return [side + name for side in sides for name in named[side]]


def _limited(signal: Signal, flows: Flows) -> Signal:
    """The reserved signal with the tolerance of the moment as its limit."""
    if signal.id == GROWTH:
        return replace(signal, warning=flows.rise_tolerance)
    tolerance = flows.tolerance
    return signal if tolerance is None else replace(signal, warning=Band(-tolerance, tolerance))


def _reason(signal_id: str, flows: Flows, judged: SignalHealth) -> Reason:
    state = judged.state or State.UNKNOWN
    if signal_id == RESIDUAL:
        value, tolerance, text = flows.residual, flows.tolerance, _residual_text(flows, judged)
    else:
        value, tolerance, text = flows.rise, flows.rise_tolerance, _growth_text(flows, judged)
    if judged.note and (state is State.WARNING or judged.momentary is not None):
        text = f"{text}; {judged.note}"
    if state is State.UNKNOWN and judged.momentary is None:
        return Reason("suspended", state, text, signal_id, value=value)
    if value is None or tolerance is None:
        return Reason(state.value, state, text, signal_id)
    size = abs(value) if signal_id == RESIDUAL else value
    limit = Band(-tolerance, tolerance) if signal_id == RESIDUAL else tolerance
    return Reason(state.value, state, text, signal_id, (), value, limit, abs(size - tolerance))


def _residual_text(flows: Flows, judged: SignalHealth) -> str:
    """Such as "unaccounted: 37/s (loss or a missing sensor), warning from 4.1/s"."""
    residual, tolerance = flows.residual, flows.tolerance
    if residual is None or tolerance is None:
        return f"balance suspended, {judged.detail}"
    if flows.unbalanced is not State.OK:
        why = "loss or a missing sensor" if residual > 0 else "more goes out than came in: a missing sensor"
        over = flip_text(_rate(abs(residual) - tolerance), State.WARNING, State.OK)
        return f"unaccounted: {_rate(abs(residual))} ({why}), warning beyond {_rate(tolerance)}{over}"
    ahead = f"{_rate(tolerance - abs(residual))} to warning"
    return f"balanced: {_moved(flows)}, {_rate(abs(residual))} unaccounted; {ahead}"


def _moved(flows: Flows) -> str:
    """What comes in, goes out and piles up, in one line."""
    arrives, leaves = flows.arrives, sum(v for v in flows.outflows.values() if v is not None)
    said = [f"{_rate(arrives or 0.0)} in", f"{_rate(leaves)} out"]
    said += [f"{name} {_growing(v)}" for name, v in flows.growth.items() if v is not None]
    return ", ".join(said)


def _growing(rate: float) -> str:
    if rate == 0:
        return "steady"
    return f"grows by {_rate(rate)}" if rate > 0 else f"shrinks by {_rate(-rate)}"


def _growth_text(flows: Flows, judged: SignalHealth) -> str:
    """Such as "waiting grows by 280/s, 23 % of what comes in, warning beyond 24/s; 256/s beyond that"."""
    rise, tolerance = flows.rise, flows.rise_tolerance
    if rise is None or tolerance is None or (flows.rise_blocked and flows.growing is not State.WARNING):
        return f"growth not judged, {judged.detail}"
    text = f"{flows.rising} {_growing(rise)}"
    if rise > 0 and flows.arrives:
        text += f", {format_quantity(rise / flows.arrives, 'ratio')} of what comes in"
    now, other = (State.WARNING, State.OK) if rise > tolerance else (State.OK, State.WARNING)
    return f"{text}, warning beyond {_rate(tolerance)}{flip_text(_rate(abs(rise - tolerance)), now, other)}"


def _rate(value: float) -> str:
    return format_quantity(value, "per_second")


def _name(term_id: str) -> str:
    """The name of a term in the file."""
    for prefix in (INFLOW, OUTFLOW, STORE, GROWTH_OF):
        if term_id.startswith(prefix):
            return term_id.removeprefix(prefix)
    return term_id
