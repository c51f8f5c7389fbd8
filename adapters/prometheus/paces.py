"""What is dear to ask and changes slowly is asked again only now and then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from adapters.prometheus.envelope import Answer
from adapters.prometheus.plan import Request, Role
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

    def renewed(self, signals: Mapping[SignalKey, Signal], sources: Mapping[str, SourceConfig]) -> Paces:
        """The same for another model."""
        return Paces(signals, sources, self._kept)

    def divide(self, plan: Sequence[Request], at: float) -> tuple[list[Request], list[tuple[Request, Kept]]]:
        """What is to be asked as of `at`, and what holds still."""
        due: list[Request] = []
        held: list[tuple[Request, Kept]] = []
        for request in plan:
            pace = self._pace(request)
            kept = self._kept.get(name) if pace and (name := self._name(request)) else None
            if kept is not None and 0 <= at - kept.at < pace:
                held.append((request, kept))
            else:
                due.append(request)
        return due, held

    def keep(self, answered: Answered, at: float) -> None:
        """Take in what was answered as of `at`, unless something later is known already."""
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
        keys = (target.key for targets in request.targets.values() for target in targets)
        paces = (self._signals[key].pace for key in keys if key in self._signals)
        return 0.0 if request.refused else min(paces, default=0.0)

    def _name(self, request: Request) -> _Name | None:
        config = self._sources.get(request.source)
        return None if config is None else (config, request.query)


def extensions(held: Sequence[tuple[Request, Kept]], at: float) -> dict[SignalKey, float]:
    """How many seconds longer a value holds because it was meant to be asked that long ago."""
    found: dict[SignalKey, float] = {}
    for request, kept in held:
        for target in (target for targets in request.targets.values() for target in targets):
            if target.role is Role.VALUE:
                found[target.key] = at - kept.at
    return found
