"""The lines of what is on screen: few values each, on the scale of their kind, with what is usual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hierarchy.evidence.confirming import Witness, witness_of
from hierarchy.evidence.readings import Series
from hierarchy.evidence.usual import Usual
from hierarchy.model import Band, Limit, SignalKey
from hierarchy.quantities import format_quantity
from navigator.screen.url_state import RANGES
from navigator.series import Window
from navigator.services import Services

SPARK_POINTS = 60
SPARK_WAIT = 0.25

Json = dict[str, object]


def sparks_json(
    services: Services, keys: Mapping[str, SignalKey], window: Window, *, words: bool = False
) -> Json:
    """Series of what is on screen, at most SPARK_POINTS values each; missing ones are `pending`. With `words`
    each line is also `said`, for who can't see it. A signal that another one should confirm has the line of
    that one beside its own, to be drawn where the two disagree."""
    near = ((key, witness_of(services.signals[key], services.model)) for key in keys.values())
    witnesses = {key: witness for key, witness in near if witness is not None}
    asked = (*keys.values(), *(witness.key for witness in witnesses.values()))
    found, pending = services.series.get(tuple(dict.fromkeys(asked)), window, SPARK_WAIT)
    late = {*pending, *(key for key, witness in witnesses.items() if witness.key in pending)}
    bands = services.references.band([key for key in keys.values() if key in found], window, 0.0)
    name = next((n for n, seconds in RANGES.items() if seconds >= window.end - window.start), "longer")
    drawn = {key: _band(bands.get(key)) for key in keys.values() if key in found}
    health, span = services.poller.current, (window.start, window.end)
    for key, band in drawn.items():
        # All before the first is drawn: one picture has one domain of a kind.
        same = _beside(services, key, witnesses.get(key), found)
        services.scales.domain(key, name, (*found[key].values, *band, *same), health, span)
    sparks: Json = {}
    for text, key in keys.items():
        if key in found:
            signal = services.signals[key]
            series, band = found[key], drawn[key]
            sparks[text] = {
                "values": [_short(v) for v in series.values],
                "scale": services.scales.name(key),
                "domain": list(services.scales.domain(key, name, ())),
                "limits": [edge for limit in (signal.warning, signal.critical) for edge in _edges(limit)],
                "trust": series.trust.value,
                **({"band": [_short(edge) for edge in band]} if band else {}),
                **_other(services, key, witnesses.get(key), found, name, words=words),
                **({"said": in_words(series.values, signal.unit)} if words else {}),
            }
    waiting = [text for text, key in keys.items() if key in late]
    return {"from": window.start, "to": window.end, "step": window.step, "sparks": sparks, "pending": waiting}


def _beside(
    services: Services, key: SignalKey, witness: Witness | None, found: Mapping[SignalKey, Series]
) -> Sequence[float | None]:
    """What the witness's line needs of the scale of the signal, if it is drawn on that."""
    if witness is None or witness.key not in found or not _is_alike(services, key, witness):
        return ()
    return found[witness.key].values


def _other(
    services: Services,
    key: SignalKey,
    witness: Witness | None,
    found: Mapping[SignalKey, Series],
    range_name: str,
    *,
    words: bool,
) -> Json:
    """The line of the witness: on the scale of the signal, or on its own where their units differ."""
    if witness is None or witness.key not in found:
        return {}
    values, unit = found[witness.key].values, witness.signal.unit
    told: Json = {"title": witness.signal.title, "values": [_short(value) for value in values]}
    if not _is_alike(services, key, witness):
        told["domain"] = list(services.scales.domain(witness.key, range_name, values))
    return {"other": told | ({"said": in_words(values, unit)} if words else {})}


def _is_alike(services: Services, key: SignalKey, witness: Witness) -> bool:
    return witness.signal.unit == services.signals[key].unit


def in_words(values: Sequence[float | None], unit: str) -> str:
    """`from 12 % to 97 %, last 95 %`: what the eye takes from a line, and where it ends."""
    known = [value for value in values if value is not None]
    if not known:
        return "nothing known in this window"
    low, high, last = (format_quantity(value, unit) for value in (min(known), max(known), known[-1]))
    ends = "" if any(value is not None for value in values[-2:]) else ", nothing known after that"
    return f"from {low} to {high}, last {last}{ends}"


def _band(usual: Usual | None) -> tuple[float, ...]:
    """The quartiles of what is usual; nothing where they are not known or rest on too little."""
    if usual is None or usual.low is None or usual.mid is None or usual.high is None:
        return ()
    return usual.low, usual.mid, usual.high


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")


def _edges(limit: Limit | None) -> tuple[float, ...]:
    if limit is None:
        return ()
    return (limit.low, limit.high) if isinstance(limit, Band) else (limit,)
