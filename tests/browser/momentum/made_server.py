"""`python -m tests.browser.momentum.made_server FOLDER PORT --faults one|two`: a generated hierarchy, its
clock standing still."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import hierarchy
from benchmarks.made_data import MadeSource, value_of
from hierarchy.evidence.readings import Series, Sweep
from hierarchy.levels import Level
from hierarchy.model import Model, SignalKey
from navigator.app import create_app
from navigator.clock import ReplayClock
from navigator.desk import Desk
from navigator.server import serve
from navigator.services import Services
from navigator.settings import Settings
from navigator.wsgi import WSGIApplication

AT = 1_750_000_200.0
SINCE = AT - 900.0
_BAD = {"errors": 0.08, "latency": 2.5, "ready": 0.4, "cpu": 0.97, "memory": 0.98, "temperature": 47.0}
_WELL = {
    "errors": 0.002,
    "latency": 0.12,
    "rate": 20.0,
    "ready": 1.0,
    "cpu": 0.35,
    "memory": 0.5,
    "temperature": 22.0,
}


def faulty(model: Model) -> tuple[str, str]:
    """A mechanism that has ends and a resource of another domain: two faults that have nothing to do with
    each other."""
    nodes = list(model.nodes.values())
    mechanisms = [n for n in nodes if n.level is Level.PHYSICAL_FUNCTION and n.signals and n.why]
    first = mechanisms[len(mechanisms) // 3]
    others = [
        n
        for n in nodes
        if n.level is Level.PHYSICAL_FORM and n.signals and n.domain != first.domain and n.why
    ]
    return first.id, others[len(others) * 2 // 3].id


class TwoFaults(MadeSource):
    """All is well but for two nodes, whose every signal has been past its limit for a quarter of an hour."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._faulty = faulty(model)

    def _value(self, key: SignalKey, at: float) -> float:
        bad = key.node in self._faulty and at >= SINCE
        wave = value_of(key.node, key.signal, at) / _WELL[key.signal]
        return _BAD.get(key.signal, _WELL[key.signal]) if bad else _WELL[key.signal] * min(1.0, wave)

    def sweep(self, at: float) -> Sweep:
        """Every signal, live."""
        found = super().sweep(at)
        return replace(
            found, readings={k: replace(r, value=self._value(k, at)) for k, r in found.readings.items()}
        )

    def series(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        """The values of the window, without gaps."""
        times = tuple(start + i * step for i in range(int((end - start) / step) + 1))
        return {k: Series(times, tuple(self._value(k, t) for t in times)) for k in keys}

    def renewed(self, model: Model) -> TwoFaults:
        """The same for another model."""
        return TwoFaults(model)


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("port", type=int)
    parser.add_argument("--faults", choices=("one", "two"), default="one")
    options = parser.parse_args()
    model = hierarchy.load([options.folder], {}).model
    if model is None:
        raise SystemExit("the generated hierarchy does not load")
    source = TwoFaults(model) if options.faults == "two" else MadeSource(model)

    def make_app() -> WSGIApplication:
        services = Services.build(model, source, ReplayClock(AT, AT + 1, speed=0.0))
        app = create_app(Settings(), Desk(services))
        services.start()
        server: WSGIApplication = app.server
        return server

    serve(make_app, Settings(port=options.port))


if __name__ == "__main__":
    main()
