"""What is known of the use of a shared means by each of its ends: does it hurt them, or do they hurt it?"""

from __future__ import annotations

from collections.abc import Sequence

from hierarchy.evidence.cue_texts import listed, spreads_text
from hierarchy.evidence.departures import Departures
from hierarchy.evidence.facts import Facts
from hierarchy.evidence.reference import DEPARTED
from hierarchy.evidence.weighing import Standing
from hierarchy.model import SignalKey
from hierarchy.quantities import format_number

_RATE = "per_second"
_MOST_TIMES = 1000.0  # beyond that usual is next to nothing, and a factor of it says no more


def shared_text(node: str, facts: Facts, found: Departures, standing: Standing) -> str:
    """In a sentence who uses the node and who of them suffers; empty for what has one end only.

    All of several suffer: it may well be the culprit. One of several: that one may ask too much of it.
    """
    graph, nodes = facts.graph, facts.model.nodes
    ends, callers = graph.ends(node), graph.callers(node)
    users = ends if len(ends) > 1 else callers
    if len(users) < 2:
        return ""
    hurt = [u for u in users if u in standing.evidence]
    well = [u for u in users if u in standing.quiet]
    text = f"{len(users)} use it: {_who(hurt, well, [nodes[u].title for u in hurt], len(users))}"
    asking = [said for user in users if (said := _asks(user, facts, found))]
    return f"{text}; {'; '.join(asking[:3])}" if asking else text


def _who(hurt: Sequence[str], well: Sequence[str], titles: Sequence[str], users: int) -> str:
    unknown = users - len(hurt) - len(well)
    rest = f", {unknown} {'is' if unknown == 1 else 'are'} unknown" if unknown else ""
    if not hurt:
        return f"none is known to suffer{rest}" if unknown else "none of them suffers"
    if not well:
        many = f"{len(hurt)} {'suffers' if len(hurt) == 1 else 'suffer'}"
        return f"{many}{rest}" if unknown else "all suffer, which points to it"
    if len(hurt) == 1:
        only = f"is known to suffer{rest}" if unknown else "suffers"
        return f"only {titles[0]} {only}, so it may be a victim of that"
    return f"{listed(titles)} suffer, {len(well)} {'does' if len(well) == 1 else 'do'} not{rest}"


def _asks(user: str, facts: Facts, found: Departures) -> str:
    """`Checkout: Requests 3.2 times what is usual`, if the user does far more than it usually does."""
    for signal in facts.model.nodes[user].signals:
        one = found.deviations.get(SignalKey(user, signal.id))
        if signal.unit != _RATE or one is None or one.usual.mid is None:
            continue
        if one.value <= one.usual.mid or abs(one.value - one.usual.mid) < DEPARTED * one.usual.spread:
            continue
        title = facts.model.nodes[user].title
        if one.times and one.times <= _MOST_TIMES:
            return f"{title}: {signal.title} {format_number(one.times)} times what is usual"
        return f"{title}: {signal.title} {spreads_text(one.spreads)} above what is usual"
    return ""
