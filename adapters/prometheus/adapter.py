"""All Prometheus sources of a model as one `Source`; a dead one touches only its own signals."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from adapters.alert_log import AlertLog
from adapters.failures import SourceFailure
from adapters.prometheus.absences import Absences
from adapters.prometheus.asking import Asking
from adapters.prometheus.breaking_down import Parted, split_plan, unsplit
from adapters.prometheus.cache import Shared
from adapters.prometheus.capabilities import Capabilities
from adapters.prometheus.doings import Doings
from adapters.prometheus.grids import Finding, Findings, Moments, find
from adapters.prometheus.intervals import Intervals
from adapters.prometheus.judging import judge, max_age
from adapters.prometheus.lines import Lines
from adapters.prometheus.lines_over_time import believed, has_failed, of_readings
from adapters.prometheus.loop_thread import ClosedError
from adapters.prometheus.member_search import MemberSearch
from adapters.prometheus.paces import Kept, Paces, values_held
from adapters.prometheus.pipeline import Outcome
from adapters.prometheus.plan import Request, build_plan, plan_over_time
from adapters.prometheus.plans import Plans
from adapters.prometheus.roles import INTERVALS, SWEPT
from adapters.prometheus.splitting import Answered, Splits
from adapters.prometheus.traffic_gate import Priority
from adapters.prometheus.vitals import SharedSigns, VitalSigns
from hierarchy.evidence.breakdowns import Breakdown, Split, SpreadSeries
from hierarchy.evidence.changes import Changes
from hierarchy.evidence.readings import Reading, Series, SourceState, SourceStatus, Sweep, Trust
from hierarchy.members import Found
from hierarchy.model import Model, SignalKey


class PrometheusSource:
    """Reads every signal of a model. Safe to call from several threads; see `adapters.source.Source`.

    `now` gives Unix seconds, `monotonic` seconds of a clock that never jumps.
    """

    def __init__(
        self,
        model: Model,
        *,
        now: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        shared: Shared | None = None,
    ) -> None:
        self._now = now
        self._monotonic = monotonic
        self._shared = shared
        self._set_up(model, Lines(monotonic, shared), Splits(monotonic))
        self._intervals = Intervals(self._plans.of(INTERVALS), monotonic)
        self._paces = Paces(self._signals, model.sources)
        self._absences = Absences(model, monotonic)
        self._alerts = AlertLog()

    def _set_up(self, model: Model, lines: Lines, parts: Splits) -> None:
        self._asking = Asking(model.sources, lines, parts, fresh=model.step)
        self._sweeping = self._asking.ranked(Priority.SWEEP)
        self._model = model
        self._plans = Plans(model)
        self._signals = model.asked()
        self._searching = MemberSearch(model)

    def renewed(self, model: Model) -> PrometheusSource:
        """A source for a changed model: connections, limits and the breaker of every server whose
        configuration did not change are shared, and so is what was learnt of how often samples come and
        what holds for its pace. Both work on; closing either does not hurt the other."""
        fresh = PrometheusSource.__new__(PrometheusSource)
        fresh._now, fresh._monotonic, fresh._shared = self._now, self._monotonic, self._shared
        try:
            fresh._set_up(model, self._asking.lines, self._asking.splits)
        except ClosedError:
            fresh._set_up(model, Lines(self._monotonic, self._shared), self._asking.splits)
        newcomers = [key for key in fresh._signals if key not in self._signals]
        fresh._intervals = self._intervals.renewed(
            fresh._plans.of(INTERVALS), build_plan(model, newcomers, INTERVALS)
        )
        fresh._alerts, fresh._absences = self._alerts, self._absences.renewed(model)
        fresh._paces = self._paces.renewed(fresh._signals, model.sources)
        fresh._searching = self._searching.renewed(model)
        return fresh

    def ranked(self, priority: Priority) -> PrometheusSource:
        """The same source, all of whose questions are as important as `priority` says; closed with this."""
        other = copy.copy(self)
        other._asking = other._sweeping = self._asking.ranked(priority)
        return other

    def members(self, at: float) -> Mapping[str, Found]:
        """Who is there of every node with `each` as of `at`; one query for what differs in labels only."""
        return self._searching.members(self._sweeping, at)

    def capture_members(self, start: float, end: float, step: float) -> Mapping[str, list[Found]]:
        """What `members` would have found at each moment of [start, end]: one entry per moment."""
        return self._searching.capture(self._asking, start, end, step)

    def sweep(self, at: float) -> Sweep:
        """One reading for every signal as of `at`; one query per template and chunk, plus ages.

        Members that departed are asked for only as of a time at which one of them was there.
        """
        due, held = self._paces.divide(self._asking.splits.expand(self._plans.at(at)), at)
        answered, late = self._sweeping.swept((*due, *self._intervals.due()), at)
        held += late
        swept = [(request, outcome) for request, outcome in answered if request.roles - INTERVALS]
        self._intervals.learn([(r, o) for r, o in answered if r.roles <= INTERVALS])
        self._paces.keep(swept, at)
        findings = find([*swept, *((r, kept.answer) for r, kept in held)], Moments(at, 1.0, 1))
        as_of = values_held(held)
        readings = {key: self._reading(key, f, 0, at, as_of.get(key, at)) for key, f in findings.items()}
        self._absences.learn(self._asking.aside(self._absences.due(at), at))
        return Sweep(at, self._absences.told(readings, at), self._statuses(swept, held))

    def series(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        """Values over [start, end], batched as in a sweep, ages beside them: a rate that outlives its
        target at some moment is a gap there."""
        self._learn_intervals(end)
        moments = Moments.over(start, end, step)
        times = tuple(moments[i] for i in range(moments.count))
        findings = self._over(plan_over_time(self._model, keys, self._limit), moments)
        nothing = Series(times, (None,) * moments.count, Trust.ERROR, "no such signal")
        return {
            key: self._line(key, findings[key], moments, times) if key in findings else nothing
            for key in keys
        }

    def _line(
        self, key: SignalKey, found: Sequence[Finding], moments: Moments, times: tuple[float, ...]
    ) -> Series:
        values: tuple[float | None, ...] | None = (None,) * len(times)
        if not has_failed(found):
            plain = self._signals[key].min_total is None
            values = believed(found, np.array(times), self._limit(key)) if plain else None
        if values is None:
            return of_readings(times, self._readings(key, found, moments))
        if any(value is not None for value in values):
            return Series(times, values, Trust.LIVE, "")
        last = self._reading(key, found, moments.count - 1, times[-1])
        return Series(times, values, last.trust, last.detail)

    def capture(
        self, keys: Collection[SignalKey] | None, start: float, end: float, step: float
    ) -> Mapping[SignalKey, list[Reading]]:
        """What a sweep would have read at each moment of [start, end]: one reading per moment."""
        self._learn_intervals(end)
        moments = Moments.over(start, end, step)
        findings = self._over(build_plan(self._model, keys, SWEPT), moments)
        return {key: self._readings(key, found, moments) for key, found in findings.items()}

    def breakdowns(self, splits: Sequence[Split], at: float) -> Mapping[Split, Breakdown]:
        """Every signal split by its label as of Unix time `at`; see `adapters.source.Source`.

        One query for all nodes of a template and label. What cannot be split without a guess says why.
        """
        self._learn_intervals(at)
        parted = self._parted(self._asking.instants(self._split_plan(splits), at), Moments(at, 1.0, 1))
        missing = {split: unsplit(split, Trust.ERROR, "no such signal") for split in splits}
        return {split: parted[split].at(0, at) if split in parted else missing[split] for split in splits}

    def spread_series(
        self, splits: Sequence[Split], start: float, end: float, step: float
    ) -> Mapping[Split, SpreadSeries]:
        """Minimum, median and maximum over the label's values at each moment, None where nothing is known."""
        self._learn_intervals(end)
        moments = Moments.over(start, end, step)
        parted = self._parted(self._asking.ranges(self._split_plan(splits), moments), moments)
        times, nothing = tuple(moments[i] for i in range(moments.count)), (None,) * moments.count
        missing = SpreadSeries(times, nothing, nothing, nothing)
        return {split: parted[split].spread(moments) if split in parted else missing for split in splits}

    def capture_splits(
        self, splits: Sequence[Split], start: float, end: float, step: float
    ) -> Mapping[Split, list[Breakdown]]:
        """What `breakdowns` would have found at each moment of [start, end]: one entry per moment."""
        self._learn_intervals(end)
        moments = Moments.over(start, end, step)
        parted = self._parted(self._asking.ranges(self._split_plan(splits), moments), moments)
        return {split: [one.at(i, moments[i]) for i in range(moments.count)] for split, one in parted.items()}

    def _parted(self, answered: Answered, moments: Moments) -> Mapping[Split, Parted]:
        found: dict[Split, Parted] = {}
        for label in dict.fromkeys(request.split for request, _ in answered):
            mine = [(request, outcome) for request, outcome in answered if request.split == label]
            for key, findings in find(mine, moments).items():
                split = Split(key, label)
                found[split] = Parted(split, self._signals[key], findings, self._limit(key))
        return found

    def _split_plan(self, splits: Sequence[Split]) -> list[Request]:
        """The requests of each label, what is asked of many nodes together."""
        once = dict.fromkeys(splits)
        labels = dict.fromkeys(split.label for split in splits)
        return [
            request
            for label in labels
            for request in split_plan(self._model, [s.key for s in once if s.label == label], label)
        ]

    def changes(self, start: float, end: float) -> Changes:
        """What the rules of the model saw in [start, end] (Unix seconds), and the alerts that fired then, as
        far as Alertmanager still tells of them or did since this source was made."""
        return self._doings.within(start, end)

    def change_rooms(self) -> tuple[str, ...]:
        """What of that hangs together; see `adapters.source.Several`."""
        return self._doings.rooms()

    def changes_of(self, room: str, start: float, end: float) -> Changes:
        """`changes`, as far as one of the `change_rooms` tells of them."""
        return self._doings.within(start, end, room)

    def unheard(self) -> Mapping[str, str]:
        """Why Alertmanagers do not tell their alerts, by the name of the source; for checks."""
        told = self._asking.alerts()
        return {name: one.message for name, one in told.items() if isinstance(one, SourceFailure)}

    @property
    def _doings(self) -> Doings:
        return Doings(self._asking, self._model, self._alerts, self._now)

    def vitals(self) -> Mapping[str, VitalSigns]:
        """What happens on the way to every source, by its name."""
        return self._asking.vitals()

    def shared_signs(self) -> SharedSigns | None:
        """The numbers of what replicas share; None where they share nothing."""
        return None if self._shared is None else self._shared.signs()

    def abouts(self) -> Mapping[str, Capabilities | SourceFailure]:
        """What every Prometheus is and has beside answers, by its name; asked once an hour."""
        return self._asking.abouts()

    def samples(self, queries: Sequence[tuple[str, str]], at: float) -> list[int | None]:
        """How many samples each query touches as of Unix time `at`, where its source tells; for checks."""
        return self._asking.samples(queries, at)

    def ask(self, queries: Sequence[tuple[str, str]], at: float) -> list[Outcome]:
        """Answers to (source, query) pairs as of Unix time `at`, in order; for checks, not for pictures.

        They take their turn among everything else that this source is asked, a few at a time, so that
        none runs into its deadline while it waits for the others."""
        requests = [Request(source, query, (), {}) for source, query in queries]
        return [outcome for _, outcome in self._asking.in_turn(requests, at)]

    def epoch(self) -> int:
        """Another number whenever a server began anew or another one answers in its place."""
        return self._asking.epoch()

    def close(self) -> None:
        """End what is under way, drop connections, stop the thread; idempotent.

        What a renewed source shares with this one goes on for it.
        """
        self._asking.close()

    def _learn_intervals(self, at: float) -> None:
        """How often samples come, where no sweep has told yet."""
        if not self._intervals.is_learned:
            answered, _ = self._asking.swept(self._intervals.due(), at)  # waits for none that hangs
            self._intervals.learn(answered)

    def _readings(self, key: SignalKey, found: Sequence[Finding], moments: Moments) -> list[Reading]:
        return [self._reading(key, found, i, moments[i]) for i in range(moments.count)]

    def _reading(
        self, key: SignalKey, found: Sequence[Finding], index: int, at: float, as_of: float | None = None
    ) -> Reading:
        """The reading at a moment; a value held since `as_of` is that old, and good that much longer."""
        held = 0.0 if as_of is None else at - as_of
        reading = judge(found, index, at, self._limit(key) + held, self._signals[key].min_total)
        if reading.time is None or not held:
            return reading
        return replace(reading, time=min(reading.time, at - held))

    def _limit(self, key: SignalKey) -> float:
        """Seconds after which a value of the signal proves nothing."""
        return self._signals[key].max_age or max_age(self._model.step, self._intervals.of(key))

    def _over(self, plan: Sequence[Request], moments: Moments) -> Findings:
        return find(self._asking.ranges(plan, moments), moments)

    def _statuses(
        self, answered: Answered, held: Sequence[tuple[Request, Kept]]
    ) -> Mapping[str, SourceStatus]:
        """A source of which everything holds still was not asked: it is as it was when it answered."""
        answers = {r.source: SourceStatus(SourceState.LIVE, kept.at) for r, kept in held}
        return answers | self._asking.statuses(answered, self._now())
