"""One signal over time with what it is compared with."""

from __future__ import annotations

import time

from werkzeug.wrappers import Response

from hierarchy.evidence.breakdowns import Split, SpreadSeries
from hierarchy.evidence.outliers import outlier
from hierarchy.evidence.readings import Series
from hierarchy.evidence.usual import Usual
from hierarchy.model import Signal, SignalKey
from navigator.api.answers import error, json_answer, not_yet
from navigator.api.parameters import Args, window_of
from navigator.api.waiting import SourceWaits
from navigator.series import Window
from navigator.services import Services

BESIDES = 2.0  # seconds that a request which waits for a series goes on waiting for what belongs to it

Json = dict[str, object]
_Told = tuple[Series, Json | None, Json | None]


def series_answer(services: Services, waits: SourceWaits, args: Args) -> Response:
    """Times, values and trust; `reference` and `spread` are null where there is none, or none yet."""
    node, _, signal = args.get("signal", "").rpartition("/")
    key = SignalKey(node, signal)
    definition = services.signals.get(key)
    if definition is None:
        hint = "signal=NODE/SIGNAL; GET /api/v1/hierarchy lists nodes and signals."
        return error(404, "unknown_signal", f"There is no signal “{args.get('signal', '')[:120]}”.", hint)
    window = window_of(args, services.clock.now(), services.model.step)

    def whole(seconds: float) -> _Told | None:
        told = _within(services, key, definition, window, seconds)
        # Worth waiting for if there is a turn, and no longer than that.
        return told if told is None or told[1] is not None or seconds > 0 else None

    known = waits.look(whole) or _within(services, key, definition, window, 0.0)
    if known is None:
        return not_yet()
    series, reference, spread = known
    return json_answer(
        {
            "signal": str(key),
            "unit": definition.unit,
            "times": list(series.times),
            "values": list(series.values),
            "reference": reference,
            "spread": spread,
            "trust": series.trust.value,
            "detail": series.detail,
        }
    )


def reference_json(usual: Usual | None) -> Json | None:
    """Quartiles of what is usual; null where it is not known (yet). With too little to compare with `low`,
    `mid` and `high` are null."""
    if usual is None:
        return None
    return {
        "low": usual.low,
        "mid": usual.mid,
        "high": usual.high,
        "samples": usual.count,
        "basis": usual.basis,
    }


def _within(
    services: Services, key: SignalKey, signal: Signal, window: Window, seconds: float
) -> _Told | None:
    """The series, what it is compared with, and its spread; None where the series is not known."""
    deadline = time.monotonic() + seconds
    series = services.series.get((key,), window, seconds)[0].get(key)
    if series is None:
        return None
    rest = max(0.0, min(BESIDES, deadline - time.monotonic()))
    usual = services.references.band((key,), window, rest).get(key)
    return series, reference_json(usual), _spread(services, key, signal, window)


def _spread(services: Services, key: SignalKey, signal: Signal, window: Window) -> Json | None:
    """Least, median and most over the instances, and the one that is far from the rest at the end."""
    if not signal.spread:
        return None
    split = Split(key, signal.spread)
    now = services.breakdowns.get((split,), window.end, 0.0).get(split)
    found: SpreadSeries | None = services.breakdowns.series((split,), window, 0.0).get(split)
    if found is None:
        return None
    far = None if now is None else outlier(now, signal.worse, unit=signal.unit)
    return {
        "label": signal.spread,
        "times": list(found.times),
        "low": list(found.low),
        "mid": list(found.mid),
        "high": list(found.high),
        "outlier": None
        if far is None
        else {"name": far.name, "value": far.value, "median": far.median, "text": far.text},
    }
