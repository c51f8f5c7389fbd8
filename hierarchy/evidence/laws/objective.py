"""An objective as judged: whether its budget burns too fast, and what is left of it."""

from __future__ import annotations

from dataclasses import replace

from hierarchy.evidence.groups import worst
from hierarchy.evidence.health import Reason, SignalHealth
from hierarchy.evidence.law_health import ObjectiveHealth
from hierarchy.evidence.laws.burning import LEAST_BAD, Burn, budget, burns, deciding, judged
from hierarchy.evidence.laws.said import Heard, Said, in_the_way, oldest, poorest, sure
from hierarchy.evidence.reasons import flip_text
from hierarchy.evidence.states import UNKNOWN, State
from hierarchy.laws import Objective
from hierarchy.model import Signal
from hierarchy.quantities import format_duration, format_number, format_quantity
from hierarchy.terms import BUDGET, BURN, bad_id, events_id


def objective_said(objective: Objective, heard: Heard) -> Said:
    """Critical from 14.4 × over 1 h and 5 min, warning from 6 × over 6 h and 30 min, with at least three
    events gone wrong in the long window. `objective.burn` is that of the pair which decides, or which
    is nearest to deciding; `objective.budget` has no state."""
    found = judged(objective, heard.terms)
    bounds = worst([burn.bounds for burn in found]) or UNKNOWN
    state = bounds.state
    decides = deciding(found)
    left = budget(objective, heard.terms)
    reason = _reason(objective, decides, state, heard)
    if left is not None:
        reason = replace(reason, text=f"{reason.text}; {_left(objective, left)}")
    used = [heard.term(bad_id(w)) for w in (decides.pair.long, decides.pair.short)]
    least = poorest(used)
    detail = "" if sure(least) is not None else _in_the_way(decides, heard)
    burn = SignalHealth(decides.value, state, least.trust, oldest(used, heard.now), detail)
    whole = heard.term(bad_id(objective.window))
    spent = SignalHealth(left, None, whole.trust, whole.age(heard.now), whole.detail)
    law = ObjectiveHealth(
        objective.target, objective.window, burns(objective, heard.terms), left, state, reason.text
    )
    scaled = {BURN: _limited(heard.reckoned(BURN), decides)}
    return Said(law, {BURN: burn, BUDGET: spent}, {BURN: reason}, bounds, scaled)


def _limited(signal: Signal, burn: Burn) -> Signal:
    """The burn with the threshold of the pair that it is over."""
    threshold = burn.pair.threshold
    if burn.pair.state is State.CRITICAL:
        return replace(signal, critical=threshold)
    return replace(signal, warning=threshold)


def _reason(objective: Objective, burn: Burn, state: State, heard: Heard) -> Reason:
    """Such as "budget burns 18 × as fast as allowed over 1 h and 5 min, critical from 14.4 ×; 3.6 ×
    beyond that"."""
    pair, value = burn.pair, burn.value
    if state is State.UNKNOWN:
        text = f"objective not judged, {_in_the_way(burn, heard)}"
        if not heard.node.terms:
            text = f"objective not judged: the node has no signal '{objective.signal}'"
        return Reason(heard.term(_blocking(burn, heard)).trust.value, state, text, BURN, value=value)
    over = f"{format_duration(pair.long)} and {format_duration(pair.short)}"
    speed = _times(value) if value is not None else f"at most {_times(burn.most)}"
    text = f"budget burns {speed} as fast as allowed over {over}"
    distance = abs((burn.most if value is None else value) - pair.threshold)
    if state is State.OK and value is not None and value >= pair.threshold:
        bad, least = format_number(burn.bad or 0.0), format_number(LEAST_BAD)
        text += (
            f", but of the {least} events that it takes only {bad} went wrong in {format_duration(pair.long)}"
        )
    else:
        other = pair.state if state is State.OK else State.OK
        text += f", {pair.state.value} from {_times(pair.threshold)}"
        text += flip_text(_times(distance), state, other)
    if sure(poorest([heard.term(bad_id(w)) for w in (pair.long, pair.short)])) is None:
        text += f"; {_in_the_way(burn, heard)}"
    return Reason(state.value, state, text, BURN, (), value, pair.threshold, distance)


def _in_the_way(burn: Burn, heard: Heard) -> str:
    term = _blocking(burn, heard)
    return in_the_way(heard.node, term, heard.term(term), heard.now)


def _blocking(burn: Burn, heard: Heard) -> str:
    """The first term of a pair that is not known for sure; else the one of its long window."""
    asked = [bad_id(burn.pair.long), bad_id(burn.pair.short)]
    if burn.bad is not None or any(t.id == events_id(burn.pair.long) for t in heard.node.terms):
        asked.append(events_id(burn.pair.long))
    return next((term for term in asked if sure(heard.term(term)) is None), asked[0])


def _left(objective: Objective, left: float) -> str:
    over = format_duration(objective.window)
    if left <= -1:
        return f"the budget of {over} is spent {format_number(1 - left)} times over"
    if left < 0:
        return f"the budget of {over} is overspent by {format_quantity(-left, 'ratio')}"
    return f"{format_quantity(left, 'ratio')} of the budget of {over} left"


def _times(value: float) -> str:
    return f"{format_number(value)} ×"
