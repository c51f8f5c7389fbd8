"""What cues rest on, read with as few questions as possible: recent series, references, nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from hierarchy.evidence.breakdowns import Breakdown, Split
from hierarchy.evidence.changes import Changes
from hierarchy.evidence.cues import Facts
from hierarchy.evidence.health import Health
from hierarchy.evidence.readings import Series
from hierarchy.evidence.usual import Usual
from hierarchy.graph import Graph
from hierarchy.model import Model, SignalKey

Fetch = Callable[[Sequence[SignalKey], float, float, float], Mapping[SignalKey, Series]]


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
    raise NotImplementedError


def usuals(fetch: Fetch, model: Model, keys: Sequence[SignalKey], at: float) -> Mapping[SignalKey, Usual]:
    """What is usual for each of `keys` (signals that people see) at Unix time `at`: the bands of charts."""
    raise NotImplementedError
