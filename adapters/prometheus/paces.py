"""What is dear to ask and changes slowly is asked again only now and then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from adapters.prometheus.envelope import Answer
from adapters.prometheus.plan import Request, Target
from adapters.prometheus.roles import VALUES, Role
from adapters.prometheus.splitting import Answered
from hierarchy.model import Signal, SignalKey, SourceConfig

MOST = 1_000  # answers kept


class Kept(NamedTuple):
    """A good answer, and the moment (Unix seconds) that it was asked for."""

    at: float
    answer: Answer


_Name = tuple[SourceConfig, str]


class Paces:
    """The last good answer to every request all of whose signals have a pace.

    It holds for moments from its own until its pace has passed; other moments of the past are asked
    anew, and failures and answers with warnings are not kept. A changed source starts anew.
    """

    def __init__(
        self,
        signals: Mapping[SignalKey, Signal],
        sources: Mapping[str, SourceConfig],
        kept: Mapping[_Name, Kept] | None = None,
    ) -> None:
        self._signals = signals
        self._sources = sources
        self._kept = dict(kept or {})
        self._any = any(signal.pace for signal in signals.values())
        self._paces: dict[tuple[str, str], float] = {}  # of requests, looked at once

    def renewed(self, signals: Mapping[SignalKey, Signal], sources: Mapping[str, SourceConfig]) -> Paces:
        """The same for another model."""
        return Paces(signals, sources, self._kept)

    def divide(self, plan: Sequence[Request], at: float) -> tuple[list[Request], list[tuple[Request, Kept]]]:
        """What is to be asked as of `at`, and what holds still. A value is never asked without its age."""
        if not self._any:
            return list(plan), []
        due: list[Request] = []
        held: list[tuple[Request, Kept]] = []
        for request in plan:
            pace = self._pace(request)
            kept = self._kept.get(name) if pace and (name := self._name(request)) else None
            if kept is not None and 0 <= at - kept.at < pace:
                held.append((request, kept))
            else:
                due.append(request)
        fresh = {t.key for request in due for t in _targets(request) if t.role in VALUES}
        follows = [any(target.key in fresh for target in _targets(request)) for request, _ in held]
        due += [request for (request, _), too in zip(held, follows, strict=True) if too]
        return due, [pair for pair, too in zip(held, follows, strict=True) if not too]

    def keep(self, answered: Answered, at: float) -> None:
        """Take in what was answered as of `at`, unless something later is known already."""
        if not self._any:
            return
        fresh = dict(self._kept)
        for request, outcome in answered:
            name = self._name(request) if self._pace(request) else None
            if name is None or not isinstance(outcome, Answer) or outcome.warnings:
                continue
            known = fresh.pop(name, None)  # put in again as the newest
            fresh[name] = known if known is not None and known.at > at else Kept(at, outcome)
        for oldest in list(fresh)[: max(0, len(fresh) - MOST)]:
            del fresh[oldest]
        self._kept = fresh

    def _pace(self, request: Request) -> float:
        """The shortest pace of its signals; 0 if one has none, or where nothing is asked."""
        name = request.source, request.query
        pace = self._paces.get(name)
        if pace is None:
            keys = {target.key for target in _targets(request)}
            own = (self._signals[key].pace for key in keys if key in self._signals)
            pace = self._paces[name] = 0.0 if request.refused else min(own, default=0.0)
        return pace

    def _name(self, request: Request) -> _Name | None:
        config = self._sources.get(request.source)
        return None if config is None else (config, request.query)


def values_held(held: Sequence[tuple[Request, Kept]]) -> dict[SignalKey, float]:
    """The moments (Unix seconds) that values are of which were not asked for anew, by signal."""
    return {
        target.key: kept.at
        for request, kept in held
        for target in _targets(request)
        if target.role is Role.VALUE
    }


def _targets(request: Request) -> Iterator[Target]:
    return (target for targets in request.targets.values() for target in targets)
