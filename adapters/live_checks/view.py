"""What the checks look at: one sweep, and what stands behind every selector, asked once and batched."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Protocol, TypedDict

from adapters.failures import SourceFailure
from adapters.live_checks.costs import Costs, Pictures, costs_of
from adapters.prometheus.capabilities import Capabilities
from adapters.prometheus.envelope import Answer
from adapters.prometheus.pipeline import Outcome
from adapters.prometheus.plan import Request, build_plan
from adapters.prometheus.query_shape import parse, selectors_of, shape_of
from adapters.prometheus.roles import AGES, INTERVAL_WINDOW, RECENT_WINDOW
from hierarchy.evidence.readings import Reading, Sweep
from hierarchy.members import Found
from hierarchy.model import Model, Signal, SignalKey
from hierarchy.promql import quote

_SELECTOR = re.compile(r"timestamp\((.*)\)\)\Z", re.DOTALL)
_TARGET = ("job", "instance")


class Asked(Protocol):
    """A source that answers single questions, beside those of a sweep."""

    def sweep(self, at: float) -> Sweep:
        """One reading for every signal."""
        ...

    def members(self, at: float) -> Mapping[str, Found]:
        """What the searches for members give."""
        ...

    def ask(self, queries: Sequence[tuple[str, str]], at: float) -> list[Outcome]:
        """Answers to (source, query) pairs, in order."""
        ...

    def samples(self, queries: Sequence[tuple[str, str]], at: float) -> list[int | None]:
        """How many samples each touches, where the source tells."""
        ...

    def abouts(self) -> Mapping[str, Capabilities | SourceFailure]:
        """What every source is and has beside answers."""
        ...


@dataclass(frozen=True, slots=True)
class Selector:
    """A selector as it is sent, for all nodes that share it, with what it yields at the moment.

    `targets` counts its series by (job, instance), `interval` is the time between two samples in
    seconds (None: not known). `failed` says why nothing is known.
    """

    source: str
    text: str
    metric: str
    keys: tuple[SignalKey, ...]
    targets: Mapping[tuple[str, str], int] = field(default_factory=dict)
    interval: float | None = None
    failed: str = ""

    @property
    def series(self) -> int:
        """How many series it reads."""
        return sum(self.targets.values())


@dataclass(frozen=True, slots=True)
class LiveView:
    """The model (members expanded), one sweep of it at Unix time `at`, and its selectors.

    `scraped` are the targets (job, instance) of each source that answered, `silent` says why for each
    that did not; `kinds` are the types of metrics as (source, metric) -> counter, gauge, … where the
    source tells.
    """

    model: Model
    at: float
    source: Asked
    sweep: Sweep
    selectors: tuple[Selector, ...]
    members: Mapping[str, Found]
    scraped: Mapping[str, tuple[tuple[str, str], ...]]
    silent: Mapping[str, str]
    kinds: Mapping[tuple[str, str], str]
    abouts: Mapping[str, Capabilities]
    costs: Costs

    def reading(self, key: SignalKey) -> Reading | None:
        """What the sweep gave for a signal."""
        return self.sweep.readings.get(key)

    def answers(self, queries: Sequence[tuple[str, str]]) -> list[Answer | None]:
        """Answers to (source, query) pairs at the moment of the sweep; None where there is none."""
        found = self.source.ask(queries, self.at)
        return [answer if isinstance(answer, Answer) else None for answer in found]


def gather(
    model: Model,
    source: Asked,
    at: float,
    kinds: Mapping[tuple[str, str], str] | None = None,
    pictures: Pictures = MappingProxyType({}),
) -> LiveView:
    """Ask everything that the checks need, in a number of queries that grows with templates, not nodes.

    `pictures` has the nodes that are cards of a picture by its focus."""
    sweep = source.sweep(at)
    behind = list(selectors_behind(build_plan(model, roles=AGES)))
    scraped, silent = _scraped(model, source, at)
    selectors = _measured(behind, source, at)
    told = {name: one for name, one in source.abouts().items() if isinstance(one, Capabilities)}
    costs = costs_of(model, source.samples, at, pictures)
    members = source.members(at)
    return LiveView(model, at, source, sweep, selectors, members, scraped, silent, kinds or {}, told, costs)


def declared_together(
    model: Model, keys: Iterable[SignalKey]
) -> Iterator[tuple[Signal, tuple[SignalKey, ...]]]:
    """The signals and terms in groups that come from one place of the file, so that each is told once."""
    signals = model.asked()
    groups: dict[object, list[SignalKey]] = {}
    for key in keys:
        signal = signals[key]
        texts = (signal.query, signal.bad, signal.good, signal.total)
        groups.setdefault(signal.defined_at or (signal.template, signal.id, texts), []).append(key)
    for together in groups.values():
        yield signals[together[0]], tuple(together)


def texts_of(signal: Signal) -> tuple[str, ...]:
    """The texts by which a signal is measured, `$match` not filled."""
    return tuple(text for text in (signal.query, signal.bad, signal.good, signal.total) if text)


def selectors_behind(plan: Iterable[Request]) -> Iterator[Selector]:
    """The selectors that the age requests of a plan ask for, filled, not yet measured."""
    for request in plan:
        found = _SELECTOR.search(request.query)
        if found is None or request.refused:
            continue
        keys = tuple(dict.fromkeys(target.key for targets in request.targets.values() for target in targets))
        yield Selector(request.source, found.group(1), _metric(found.group(1)), keys)


def _metric(selector: str) -> str:
    tree = parse(selector)
    facts = selectors_of(shape_of(selector) or ()) if tree is not None else ()
    return facts[0].name if facts else ""


def _measured(behind: Sequence[Selector], source: Asked, at: float) -> tuple[Selector, ...]:
    """Three questions a selector: how many series of which targets, and how often samples come."""
    by = ", ".join(_TARGET)
    counts = source.ask([(s.source, f"count by ({by}) ({s.text})") for s in behind], at)
    long, short = (
        source.ask([(s.source, f"max(count_over_time({s.text}[{window}s]))") for s in behind], at)
        for window in (INTERVAL_WINDOW, RECENT_WINDOW)
    )
    return tuple(
        replace(selector, interval=_interval(_number(many), _number(few)), **_counted(counted))
        for selector, counted, many, few in zip(behind, counts, long, short, strict=True)
    )


class _Counted(TypedDict, total=False):
    targets: Mapping[tuple[str, str], int]
    failed: str


def _counted(outcome: Outcome) -> _Counted:
    if isinstance(outcome, SourceFailure):
        return {"failed": outcome.message}
    targets: Counter[tuple[str, str]] = Counter()
    for series in outcome.series:
        job, instance = (series.labels.get(label, "") for label in _TARGET)
        targets[job, instance] += int(series.points[-1][1]) if series.points else 0
    return {"targets": targets}


def _interval(samples: float | None, recent: float | None) -> float | None:
    """Whole seconds between two samples; None for what has only just begun, of which nobody can tell."""
    if samples is None or samples < 2 or samples == recent:
        return None
    younger = recent is not None and recent >= 2 and samples < 0.8 * recent * INTERVAL_WINDOW / RECENT_WINDOW
    return float(round(RECENT_WINDOW / recent if recent and younger else INTERVAL_WINDOW / samples))


def _number(outcome: Outcome) -> float | None:
    if isinstance(outcome, SourceFailure) or not outcome.series or not outcome.series[0].points:
        return None
    return outcome.series[0].points[-1][1]


def _scraped(
    model: Model, source: Asked, at: float
) -> tuple[dict[str, tuple[tuple[str, str], ...]], dict[str, str]]:
    """The targets of every source that answers, and why the others do not."""
    names = [name for name, config in model.sources.items() if config.type == "prometheus"]
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    silent: dict[str, str] = {}
    outcomes = source.ask([(name, f"group by ({', '.join(_TARGET)}) (up)") for name in names], at)
    for name, outcome in zip(names, outcomes, strict=True):
        if isinstance(outcome, Answer):
            pairs = ((s.labels.get("job", ""), s.labels.get("instance", "")) for s in outcome.series)
            found[name] = tuple(sorted(pairs))
        else:
            silent[name] = outcome.message
    return found, silent


def one_metric(name: str) -> str:
    """A selector for all series of a metric, whatever its name is made of."""
    return f"{{__name__={quote(name)}}}"
