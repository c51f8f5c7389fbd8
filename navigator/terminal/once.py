"""Everything read once and judged, for commands that print and end."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from adapters.prometheus.adapter import PrometheusSource
from adapters.source import Source
from hierarchy.evidence.assumptions import Assumptions
from hierarchy.evidence.evaluate import Evaluator
from hierarchy.evidence.health import Health
from hierarchy.evidence.readings import SourceState
from hierarchy.evidence.states import State
from hierarchy.membership import Registry, expanded
from hierarchy.model import Model
from hierarchy.problems import did_you_mean
from navigator.failures import CannotRunError
from navigator.progress import Steps
from navigator.times import format_time, parse_time


@dataclass(frozen=True, slots=True)
class Once:
    """The model with the members that it has at a moment, its health, and what kept searches for members
    from being answered; `source` can be asked for more."""

    model: Model
    health: Health
    failures: tuple[str, ...]
    source: Source

    @property
    def is_short(self) -> bool:
        """Whether something could not be read."""
        away = any(one.state is SourceState.UNREACHABLE for one in self.health.sources.values())
        return away or bool(self.failures)


@contextmanager
def read_once(base: Model, at: float, assumed: Mapping[str, State], steps: Steps) -> Iterator[Once]:
    """Read all of a model as of Unix time `at` and judge it, under the states that are taken for granted.

    Raises CannotRunError where those are of a node that is not there.
    """
    source: Source = PrometheusSource(base)
    try:
        model = base
        failures: tuple[str, ...] = ()
        if any(node.each is not None for node in base.nodes.values()):
            members = Registry(base).update(source.members(at), at)
            failures = tuple(
                f"node '{id}': {known.failure}" for id, known in members.items() if known.failure
            )
            model = expanded(base, members)
            first, source = source, source.renewed(model)
            first.close()
            steps.advance()
        for id in assumed:
            ensure_known(id, model)
        sweep = source.sweep(at)
        health = Evaluator(model).evaluate(sweep, at, assumed=Assumptions(assumed))
        steps.advance()
        yield Once(model, health, failures, source)
    finally:
        source.close()


def ensure_known(id: str | None, model: Model) -> None:
    """Raises CannotRunError for a node that the model does not have; None is no node."""
    if id is not None and id not in model.nodes:
        near = did_you_mean(id, model.nodes)
        raise CannotRunError(f"there is no node '{id}'; {near or 'navigator status lists all of them'}")


def ensure_possible(id: str | None, base: Model) -> None:
    """As `ensure_known` before members are searched for: an id that may be one of theirs passes."""
    if id is None or "/" not in id or not any(node.each for node in base.nodes.values()):
        ensure_known(id, base)


def moment_of(text: str | None) -> float:
    """Unix seconds of `--at`, now without one. Raises CannotRunError for a time to come."""
    now = time.time()
    at = float(int(parse_time(text, now) if text else now))
    if at > now:
        raise CannotRunError(f"--at: {format_time(at)} is still to come")
    return at
