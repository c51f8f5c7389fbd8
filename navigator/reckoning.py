"""What laws say over time: no source is asked for it, but for the terms that it is reckoned from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hierarchy.evidence.laws.series import reckoned_series, terms_for
from hierarchy.evidence.readings import Series
from hierarchy.model import Model, SignalKey

Terms = Mapping[SignalKey, tuple[SignalKey, ...]]


def terms_of(model: Model, keys: Sequence[SignalKey]) -> tuple[tuple[SignalKey, ...], Terms]:
    """What a source is to be asked for so that `keys` are known, each once; and of the keys that are
    reckoned, which terms they need."""
    reckoned = {key: terms_for(model.nodes[key.node], key.signal) for key in keys if is_reckoned(model, key)}
    asked = [term for key in keys for term in reckoned.get(key, (key,))]
    return tuple(dict.fromkeys(asked)), reckoned


def is_reckoned(model: Model, key: SignalKey) -> bool:
    """Whether a law says it, rather than a source."""
    node = model.nodes.get(key.node)
    return node is not None and any(signal.id == key.signal for signal in node.reckoned)


def reckoned_of(model: Model, reckoned: Terms, known: Mapping[SignalKey, Series]) -> dict[SignalKey, Series]:
    """The reckoned signals all of whose terms are known, from the series of those."""
    return {
        key: reckoned_series(model.nodes[key.node], key.signal, {term: known[term] for term in terms})
        for key, terms in reckoned.items()
        if all(term in known for term in terms)
    }
