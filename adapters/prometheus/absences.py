"""Whether what has no series had any lately: "gone since 14:05" is another fault than "never was there"."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from adapters.prometheus.envelope import Answer
from adapters.prometheus.grids import Finding, Moments, find
from adapters.prometheus.judging import NO_SERIES
from adapters.prometheus.plan import Request, build_plan
from adapters.prometheus.roles import Role
from adapters.prometheus.splitting import Answered
from hierarchy.evidence.readings import Reading, Trust
from hierarchy.model import Model, Signal, SignalKey

ASK_AGAIN_SECONDS = 600.0
ASKED_AT_ONCE = 4  # requests that one sweep may add; what else is absent is asked about by the next ones
NEVER_SEEN = "no series in the last 24 h: never had any data, or not under this name"

_Told = dict[SignalKey, Reading]


class Absences:
    """What is known of the past of signals that were absent in the newest sweep.

    Only sweeps of a moment not before that of the newest one count, so that a look at the past neither
    asks nor changes anything. Safe in several threads. `monotonic` gives seconds.
    """

    def __init__(self, model: Model, monotonic: Callable[[], float]) -> None:
        self._model = model
        self._signals = model.asked()
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._newest: float | None = None
        self._before: Mapping[SignalKey, Reading] = {}
        self._silent: dict[SignalKey, None] = {}
        self._asked: dict[SignalKey, float] = {}
        self._had: dict[SignalKey, bool] = {}  # whether there was anything within the last day
        self._last: dict[SignalKey, float] = {}  # Unix time of the newest sample, where a sweep saw it

    def renewed(self, model: Model) -> Absences:
        """The same for a changed model; of signals that did not change everything stays known."""
        fresh = Absences(model, self._monotonic)
        with self._lock:
            kept = {key for key in fresh._signals if self._is_same(key, model)}
            fresh._newest = self._newest
            fresh._before = {key: reading for key, reading in self._before.items() if key in kept}
            fresh._silent = {key: None for key in self._silent if key in kept}
            fresh._asked = {key: at for key, at in self._asked.items() if key in kept}
            fresh._had = {key: had for key, had in self._had.items() if key in kept}
            fresh._last = {key: at for key, at in self._last.items() if key in kept}
        return fresh

    def due(self, at: float) -> list[Request]:
        """What a sweep as of Unix time `at` asks besides, mostly nothing: about what was absent in the one
        before, and about each at most every ASK_AGAIN_SECONDS."""
        now = self._monotonic()
        with self._lock:
            if self._newest is None or at < self._newest:
                return []
            waiting = [key for key in self._silent if self._asked.get(key, now) <= now]
            requests: list[Request] = []
            for kin in _alike(waiting, self._signals):
                requests += build_plan(self._model, kin, (Role.LATELY,))
                self._asked.update(dict.fromkeys(kin, now + ASK_AGAIN_SECONDS))
                if len(requests) >= ASKED_AT_ONCE:
                    break
            return requests

    def learn(self, answered: Answered) -> None:
        """Take in the answers to `due()`; what failed, and what may not be the whole answer, is no answer."""
        found = find(answered, Moments(0.0, 1.0, 1))
        whole = {id(r) for r, o in answered if isinstance(o, Answer) and not o.warnings}
        with self._lock:
            for key, findings in found.items():
                if all(id(finding.request) in whole for finding in findings):
                    self._had[key] = _had_all(findings)

    def told(self, readings: _Told, at: float) -> _Told:
        """The readings of a sweep as of Unix time `at`; what is absent, with what is known of its past."""
        with self._lock:
            if self._newest is not None and at < self._newest:
                return readings
            silent = {key: None for key, reading in readings.items() if _is_silent(reading)}
            self._forget([key for key in (*self._had, *self._last) if _is_there(readings.get(key))])
            for key in silent:
                before = self._before.get(key)
                if _is_there(before) and before is not None and before.time is not None:
                    self._last[key], self._had[key] = before.time, True
                    self._asked[key] = self._monotonic() + ASK_AGAIN_SECONDS
            self._newest, self._before, self._silent = at, readings, silent
            said = {key: self._said(key, readings[key]) for key in silent}
        return {**readings, **said} if said else readings

    def _said(self, key: SignalKey, reading: Reading) -> Reading:
        had, last = self._had.get(key), self._last.get(key)
        seen = "" if last is None else f"last seen {datetime.fromtimestamp(last, UTC):%Y-%m-%d %H:%M} UTC"
        if had is False:
            detail = f"no series in the last 24 h; {seen}" if seen else NEVER_SEEN
            return replace(reading, trust=Trust.NEVER, detail=detail)
        if had is None:
            return reading
        return replace(reading, detail=f"{NO_SERIES}; {seen or 'there were some within the last 24 h'}")

    def _forget(self, back: Sequence[SignalKey]) -> None:
        for key in back:
            self._had.pop(key, None)
            self._last.pop(key, None)

    def _is_same(self, key: SignalKey, model: Model) -> bool:
        signal, old = model.asked().get(key), self._signals.get(key)
        if signal is None or signal != old:
            return False
        return model.sources.get(signal.source) == self._model.sources.get(signal.source)


def _had_all(findings: Sequence[Finding]) -> bool:
    """Whether there was what a value cannot be without: of every group at least one."""
    groups = {finding.group for finding in findings}
    return groups <= {finding.group for finding in findings if finding.columns}


def _is_silent(reading: Reading) -> bool:
    return reading.trust is Trust.ABSENT and reading.detail == NO_SERIES


def _is_there(reading: Reading | None) -> bool:
    return reading is not None and reading.value is not None


def _alike(keys: Sequence[SignalKey], signals: Mapping[SignalKey, Signal]) -> list[list[SignalKey]]:
    """The signals that are asked about together, the first ones first; those matched by a regular expression
    are asked singly."""
    kin: dict[tuple[object, ...], list[SignalKey]] = {}
    for key in keys:
        signal = signals[key]
        texts = (signal.source, signal.query, signal.bad, signal.good, signal.total)
        apart = key if any(matcher.regex for matcher in signal.match) else None
        kin.setdefault((*texts, apart), []).append(key)
    return list(kin.values())
