"""A simulated incident that ships, with the model as a replay has it and the health at every moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from adapters.recording import RecordedSource, Recording, read_recording
from benchmarks.simulated_incidents import Simulated, read_simulated
from hierarchy.evidence.evaluate import Evaluator
from hierarchy.evidence.health import Health
from hierarchy.file.loader import load_text
from hierarchy.membership import Registry, expanded
from hierarchy.model import Model

_MEMORY = 24  # moments looked at before one that is asked for: what lasts has to be seen lasting


@dataclass
class Replay:
    """One example. `model` has every member that was there at some moment."""

    example: Simulated
    recording: Recording
    model: Model
    source: RecordedSource
    _seen: dict[float, Health] = field(default_factory=dict)

    def health(self, at: float) -> Health:
        """The health at a recorded moment, as somebody saw it who had been looking for some minutes."""
        if at not in self._seen:
            start = max(self.recording.start, at - _MEMORY * self.recording.step)
            *_, (_, self._seen[at]) = self.over(start, at)
        return self._seen[at]

    def over(self, start: float, end: float, every: int = 1) -> Iterator[tuple[float, Health]]:
        """Moment after moment, both ends included, each `every` steps."""
        evaluator, at = Evaluator(self.model), start
        while at <= end:
            yield at, evaluator.evaluate(self.source.sweep(at), at)
            at += every * self.recording.step

    def at(self, clock: str) -> float:
        """Unix time of a time of that day, such as 08:23:00."""
        day = datetime.fromtimestamp(self.recording.start, UTC).strftime("%Y-%m-%d")
        return datetime.fromisoformat(f"{day}T{clock}+00:00").timestamp()


def replay(name: str) -> Replay:
    """The example of that name, as it ships."""
    example = read_simulated(name)
    recording = read_recording(example.recording)
    loaded = load_text(recording.files, {})
    assert loaded.model is not None, loaded.problems
    registry, source = Registry(loaded.model), RecordedSource(recording, loaded.model)
    moments = {0, recording.count - 1, *(s.first for found in recording.members.values() for s in found)}
    for moment in sorted(moments):
        at = recording.start + moment * recording.step
        registry.update(source.members(at), at)
    model = expanded(loaded.model, registry.members)
    return Replay(example, recording, model, RecordedSource(recording, model))
