"""What is said of the use of a shared means: who suffers, who does not, and of whom nothing is known."""

from __future__ import annotations

import pytest

from hierarchy.evidence.departures import Departures
from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.facts import Facts
from hierarchy.evidence.readings import Sweep
from hierarchy.evidence.sharing import shared_text
from hierarchy.evidence.weighing import Standing
from hierarchy.graph import Graph
from hierarchy.levels import Level
from tests.hierarchy.evidence.cue_scenes import AT, cpu, linked, node

_PODS = ("a", "b", "c", "d")


def _shared(pods: int, hurt: str, well: str) -> str:
    """What is said of a host on which so many pods stand, `hurt` and `well` by their letters."""
    users = [node(pod, Level.PHYSICAL_FUNCTION, [cpu()], ["host"]) for pod in _PODS[:pods]]
    model = linked([*users, node("host", Level.PHYSICAL_FORM, [cpu()])])
    facts = Facts(model, Graph(model), evaluate(model, Sweep(AT, {}), AT), "a", AT)
    standing = Standing(dict.fromkeys(hurt, 3.0), {}, frozenset(well))
    return shared_text("host", facts, Departures({}, {}, {}, frozenset()), standing)


@pytest.mark.parametrize(
    ("pods", "hurt", "well", "said"),
    [
        (2, "ab", "", "2 use it: all suffer, which points to it"),
        (2, "", "ab", "2 use it: none of them suffers"),
        (2, "a", "b", "2 use it: only The a suffers, so it may be a victim of that"),
        (3, "ab", "c", "3 use it: The a and The b suffer, 1 does not"),
        (4, "ab", "cd", "4 use it: The a and The b suffer, 2 do not"),
        (2, "a", "", "2 use it: 1 suffers, 1 is unknown"),
        (4, "ab", "", "4 use it: 2 suffer, 2 are unknown"),
        (4, "ab", "c", "4 use it: The a and The b suffer, 1 does not, 1 is unknown"),
        (3, "a", "b", "3 use it: only The a is known to suffer, 1 is unknown, so it may be a victim of that"),
        (3, "", "a", "3 use it: none is known to suffer, 2 are unknown"),
        (1, "a", "", ""),
    ],
)
def test_who_suffers_is_told_and_who_is_unknown_is_counted(
    pods: int, hurt: str, well: str, said: str
) -> None:
    """Nobody of whom nothing is known is said to be well; `all` and `none` are said where all are known."""
    assert _shared(pods, hurt, well) == said
