"""What of the readings of one model still holds under the next: the same question has the same answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hierarchy.evidence.holds import Holds
from hierarchy.evidence.readings import Sweep
from hierarchy.model import Kind, Model, Signal, SignalKey


def carried_keys(before: Model, after: Model) -> dict[SignalKey, SignalKey]:
    """The signals of `after` that ask what a signal of `before` asked, each with the key of that.

    Titles, units and limits may differ: they change what is thought of a value, not the value. A node
    that was `formerly` another takes over what was read of it.
    """
    known = {key: _question(before, signal) for key, signal in before.asked().items()}
    carried: dict[SignalKey, SignalKey] = {}
    for key, signal in after.asked().items():
        asked = _question(after, signal)
        for id in (key.node, *after.nodes[key.node].formerly):
            old = SignalKey(id, key.signal)
            if known.get(old) == asked:
                carried[key] = old
                break
    return carried


def carried_sweep(sweep: Sweep, before: Model, after: Model, keys: Mapping[SignalKey, SignalKey]) -> Sweep:
    """The readings of a sweep for the model `before` that hold under `after`; a signal that is new has
    none, and of a source that is another under the same name nothing has been heard."""
    readings = {key: sweep.readings[old] for key, old in keys.items() if old in sweep.readings}
    sources = {
        name: status
        for name, status in sweep.sources.items()
        if name in after.sources and after.sources[name] == before.sources.get(name)
    }
    return replace(sweep, readings=readings, sources=sources)


def carried_holds(holds: Holds, after: Model, keys: Mapping[SignalKey, SignalKey]) -> Holds:
    """What is remembered of signals that hold under `after`, and of what a law says if all its terms do."""
    pairs = dict(keys)
    for node in after.nodes.values():
        law_of = {signal.id: signal.id.partition(".")[0] for signal in node.reckoned}
        for signal_id, law in law_of.items():
            terms = [SignalKey(node.id, term.id) for term in node.terms if term.id.startswith(f"{law}.")]
            before = {keys[term].node if term in keys else None for term in terms}
            old = before.pop() if len(before) == 1 else None
            if old is not None:
                pairs[SignalKey(node.id, signal_id)] = SignalKey(old, signal_id)
    remembered = holds.signals
    return Holds({new: remembered[old] for new, old in pairs.items() if old in remembered})


def is_whole(sweep: Sweep, model: Model) -> bool:
    """Whether every signal of the model has a reading in the sweep."""
    return all(key in sweep.readings for key in model.asked())


def _question(model: Model, signal: Signal) -> tuple[object, ...]:
    """All of a signal that its value depends on."""
    bare = replace(
        signal,
        title="",
        unit="",
        description="",
        worse=None,
        warning=None,
        critical=None,
        warning_share=None,
        critical_share=None,
        hold=0.0,
        kind=Kind.MEASURED,
        measures="",
        confirm_with=None,
        agree=None,
        template=None,
    )
    return bare, model.sources.get(signal.source)
