"""What cues rest on, read with as few questions as possible: recent series, references, nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from hierarchy.evidence.below import below
from hierarchy.evidence.breakdowns import Breakdown, Split
from hierarchy.evidence.changes import Changes
from hierarchy.evidence.cues import Facts
from hierarchy.evidence.health import Health
from hierarchy.evidence.laws.series import reckoned_series, terms_for
from hierarchy.evidence.limits import scaled
from hierarchy.evidence.onset import onset_of
from hierarchy.evidence.readings import Series
from hierarchy.evidence.reference import (
    ENOUGH,
    Matrix,
    Span,
    fallback_span,
    matrix_of,
    reference_spans,
    usuals_of,
)
from hierarchy.evidence.usual import Usual
from hierarchy.graph import Graph
from hierarchy.model import Band, Model, Signal, SignalKey, Worse
from hierarchy.quantities import format_duration

Fetch = Callable[[Sequence[SignalKey], float, float, float], Mapping[SignalKey, Series]]

RECENT_SECONDS = 3600.0  # before a moment: as far back as the beginning of a departure is looked for
MOST_RECENT = 400_000  # values read of it at once: 2,000 nodes with 3 signals by the minute
MOST_REFERENCE = 200_000  # values read of each day to compare with
MOST_HISTORY = 800_000  # values of a day read at once
_NOTHING = Series((), ())


def gather(
    fetch: Fetch,
    model: Model,
    graph: Graph,
    health: Health,
    focus: str,
    at: float,
    changes: Changes | None = None,
    breakdowns: Mapping[Split, Breakdown] | None = None,
) -> Facts:
    """The facts for the cues of `focus` as of Unix time `at`.

    `fetch(keys, start, end, step)` answers like `Source.series` (each key one that the model asks);
    all its spans are multiples of their step and the same for a while, so that a cache before it works.
    """
    place = below(graph, focus)
    keys = [SignalKey(n, s.id) for n in (focus, *place.nodes) for s in model.nodes[n].shown]
    reader = _Reader(fetch, model, keys)
    step = _coarse(model.step, RECENT_SECONDS, len(keys), MOST_RECENT)
    end = at // step * step
    recent = reader.read(keys, Span(end - RECENT_SECONDS // step * step, end, step))
    usual = _usuals(reader, model, at, health, recent)
    known = changes or Changes()
    return Facts(model, graph, health, focus, at, recent, usual, known, breakdowns or {}, place)


def usuals(fetch: Fetch, model: Model, keys: Sequence[SignalKey], at: float) -> Mapping[SignalKey, Usual]:
    """What is usual for each of `keys` (signals that people see) at Unix time `at`: the bands of charts.

    Limits in percent of a capacity that is a query are not known here, so that what was beyond those is
    not left out.
    """
    return _usuals(_Reader(fetch, model, keys), model, at, None, {})


class _Reader:
    """Reads signals that people see: what sources are asked for as it is, the rest reckoned from terms."""

    def __init__(self, fetch: Fetch, model: Model, keys: Iterable[SignalKey]) -> None:
        self._fetch = fetch
        self._model = model
        self.signals: dict[SignalKey, Signal] = {}
        self._terms: dict[SignalKey, tuple[SignalKey, ...]] = {}  # of what is reckoned
        for key in keys:
            node = model.nodes[key.node]
            for signal in node.signals:
                if signal.id == key.signal:
                    self.signals[key] = signal
                    break
            else:
                reckoned = node.signal(key.signal)
                if reckoned is None:
                    raise KeyError(str(key))
                self._terms[key] = terms_for(node, key.signal)
                self.signals[key] = reckoned

    def read(self, keys: Sequence[SignalKey], span: Span) -> dict[SignalKey, Series]:
        """The series of each key over the span."""
        terms = self._terms
        if not terms.keys().isdisjoint(keys):
            asked = list(dict.fromkeys(term for key in keys for term in terms.get(key, (key,))))
        else:
            asked = list(keys)
        answer = self._fetch(asked, *span) if asked else {}
        found = {}
        for key in keys:
            if key not in terms:
                found[key] = answer.get(key, _NOTHING)
            elif terms[key]:
                given = {term: answer[term] for term in terms[key] if term in answer}
                found[key] = reckoned_series(self._model.nodes[key.node], key.signal, given)
        return found


def _usuals(
    reader: _Reader,
    model: Model,
    at: float,
    health: Health | None,
    recent: Mapping[SignalKey, Series],
) -> dict[SignalKey, Usual]:
    """From the same time some days ago where that is enough, else from all history of a day."""
    signals = {
        key: _limited(signal, key, health) if _has_shares(signal) else signal
        for key, signal in reader.signals.items()
    }
    keys = tuple(signals)
    spans = reference_spans(model.reference, at, model.step)
    ago = [reader.read(keys, _coarser(span, len(keys))) for span in spans]
    basis = "the same time " + " and ".join(f"{format_duration(ago)} ago" for ago in model.reference.ago)
    found = _judged(signals, [_matrix(keys, one) for one in ago], basis) if ago else {}
    lacking = [key for key, one in found.items() if one.mid is None] if ago else list(keys)
    if not lacking:
        return found
    # Limits of any of its signals say when a node was abnormal, so all signals of a node are read.
    nodes = {key.node for key in lacking}
    wanted = [key for key in keys if key.node in nodes]
    whole = fallback_span(at, model.step)
    span = fallback_span(at, _coarse(whole.step, whole.end - whole.start, len(wanted), MOST_HISTORY))
    history = reader.read(wanted, span)
    limited = {key: signals[key] for key in wanted}
    matrix = _matrix(wanted, history)
    fallback = _judged(limited, [matrix], "the day before")
    fallback |= _before_now(limited, matrix, span, fallback, recent, at)
    young = [key for key in wanted if fallback[key].insufficient and key in recent]
    fallback |= _lately({key: limited[key] for key in young}, recent, at)
    return {**found, **{key: fallback[key] for key in lacking}}


def _lately(
    signals: Mapping[SignalKey, Signal], recent: Mapping[SignalKey, Series], at: float
) -> dict[SignalKey, Usual]:
    """What is usual of signals that are younger than a day by the last hour, which is read finely."""
    if not signals:
        return {}
    matrix = _matrix(tuple(signals), recent)
    times = max((recent[key].times for key in signals), key=len)
    found = _judged(signals, [matrix], "the hour before")
    if len(times) < ENOUGH:
        return found
    span = Span(times[0], times[-1], times[1] - times[0])
    return found | _before_now(signals, matrix, span, found, recent, at)


def _has_shares(signal: Signal) -> bool:
    return signal.warning_share is not None or signal.critical_share is not None


def _limited(signal: Signal, key: SignalKey, health: Health | None) -> Signal:
    """The signal with limits in its unit, where its capacity is known."""
    node = None if health is None else health.nodes.get(key.node)
    heard = None if node is None else node.signals.get(key.signal)
    return signal if heard is None else scaled(signal, heard.capacity)


def _judged(
    signals: Mapping[SignalKey, Signal], parts: Sequence[Matrix], basis: str
) -> dict[SignalKey, Usual]:
    """What is usual by the samples of all parts, without stretches in which a node was beyond its limits."""
    keys = tuple(signals)
    samples = _without_abnormal(signals, np.hstack(list(parts)))
    made = usuals_of([signals[key] for key in keys], samples, [basis] * len(keys))
    return dict(zip(keys, made, strict=True))


def _without_abnormal(signals: Mapping[SignalKey, Signal], samples: Matrix) -> Matrix:
    """The samples with NaN wherever any signal of the same node was beyond its first limit."""
    if not signals:
        return samples
    bounds = np.array([_bounds(signal) for signal in signals.values()])
    bad = (samples <= bounds[:, :1]) | (samples >= bounds[:, 1:])
    if not bad.any():
        return samples
    numbers: dict[str, int] = {}
    node = np.array([numbers.setdefault(key.node, len(numbers)) for key in signals])
    order = np.argsort(node, kind="stable")  # signals of one node together
    first = np.searchsorted(node[order], np.arange(len(numbers)))
    return np.where(np.logical_or.reduceat(bad[order], first, axis=0)[node], np.nan, samples)


def _bounds(signal: Signal) -> tuple[float, float]:
    """What is still normal lies between these two (neither included), by the first limit of the signal."""
    limit = signal.warning if signal.warning is not None else signal.critical
    if limit is None:
        return -np.inf, np.inf
    if isinstance(limit, Band):
        return limit.low, limit.high
    return (limit, np.inf) if signal.worse is Worse.LOWER else (-np.inf, limit)


def _before_now(
    signals: Mapping[SignalKey, Signal],
    samples: Matrix,
    span: Span,
    usual: Mapping[SignalKey, Usual],
    recent: Mapping[SignalKey, Series],
    at: float,
) -> dict[SignalKey, Usual]:
    """What was usual before the departure that lasts now, for signals whose history reaches into it."""
    times = span.start + span.step * np.arange(samples.shape[1])
    found = {}
    for key, signal in signals.items():
        series = recent.get(key)
        onset = None if series is None else onset_of(series, usual[key], signal.worse, at)
        if onset is None:
            continue
        own = {k: s for k, s in signals.items() if k.node == key.node}
        rows = [r for r, k in enumerate(signals) if k.node == key.node]
        before = _judged(own, [samples[rows][:, times < onset]], usual[key].basis)[key]
        if before.count >= ENOUGH:
            found[key] = before
    return found


def _matrix(keys: Sequence[SignalKey], series: Mapping[SignalKey, Series]) -> Matrix:
    """One row of values a key, NaN where nothing was known."""
    rows = [series.get(key, _NOTHING).values for key in keys]
    width = max(map(len, rows), default=0)
    return matrix_of([row if len(row) == width else (None,) * width for row in rows], width)


def _coarser(span: Span, keys: int) -> Span:
    """The span of a reference with a step at which so many keys have not too many values together."""
    step = _coarse(span.step, span.end - span.start, keys, MOST_REFERENCE)
    return Span(span.start // step * step, span.end // step * step, step)


def _coarse(step: float, seconds: float, keys: int, most: int) -> float:
    """The smallest multiple of `step` at which so many keys have `most` values together, or few enough
    that coarser ones would be too few to say when something began."""
    wanted = seconds * max(1, keys) / most
    return step * max(1, -(-int(wanted) // max(1, int(step))))
