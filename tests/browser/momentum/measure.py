"""A sample of transitions of one case, scored; and pictures of the worst of them, frame by frame."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from tests.browser.momentum.notes import notes
from tests.browser.momentum.robot import Robot
from tests.browser.momentum.sample import SEED, Move, Sample
from tests.browser.momentum.score import MOVES, Score, Verdict, gate, judge
from tests.browser.momentum.snapshots import Snapshot, Transition

FILM_FRAMES = (
    0,
    3,
    3,
    3,
    3,
    3,
    3,
    3,
    6,
    27,
)  # frames of 1/60 s before each picture: the input to 0.9 s after it
FILM_WIDTH = 360


@dataclass(frozen=True, slots=True)
class Result:
    """One transition and what it scored; `why` says of each component below 1 what was missing."""

    move: Move
    score: Score
    why: dict[str, str]
    frames: int
    film: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For the report."""
        move = {name: getattr(self.move, name) for name in ("kind", "focus", "target", "level", "gesture")}
        scored = {"total": self.score.total, "void": self.score.void, "parts": dict(self.score.parts)}
        return {**move, **scored, "why": self.why, "frames": self.frames, "film": self.film}


@dataclass(frozen=True, slots=True)
class Measured:
    """All transitions of one case, and how many there have to be for it to pass."""

    title: str
    results: Sequence[Result]
    promised: int = MOVES

    @property
    def verdict(self) -> Verdict:
        """Whether they pass."""
        return gate([result.score for result in self.results], self.promised)

    def worst(self, count: int) -> list[Result]:
        """The lowest scores first."""
        return sorted(self.results, key=lambda result: result.score.total)[:count]


def measure(
    robot: Robot,
    title: str,
    count: int,
    seed: int = SEED,
    watch: Callable[[Transition], None] = lambda _seen: None,
    promised: int = MOVES,
) -> Measured:
    """Draws `count` transitions for this system and scores each; `watch` is given all that was seen."""
    sample = Sample(robot.truth, count, title, seed)
    results: list[Result] = []
    for start in sample.starts():
        robot.open(start)
        before = robot.snapshot()
        moves = sample.moves_from(start, before.cards(), robot.cues())
        results += _made(robot, moves, before, watch)
    return Measured(title, results, promised)


def measure_moves(robot: Robot, title: str, moves: Sequence[Move]) -> Measured:
    """Scores these moves, each from a page opened anew."""
    results: list[Result] = []
    for move in moves:
        robot.open(move.focus)
        results += _made(robot, [move], robot.snapshot(), lambda _seen: None)
    return Measured(title, results, len(moves))


def _made(
    robot: Robot, moves: Sequence[Move], before: Snapshot, watch: Callable[[Transition], None]
) -> list[Result]:
    """The moves one after the other, from the same picture."""
    results = []
    for move in moves:
        seen = robot.transition(move, before)
        before = seen.again  # nodes that B did not show have other elements now
        watch(seen)
        score = judge(seen)
        results.append(Result(move, score, notes(seen, score), len(seen.frames)))
    return results


def film(robot: Robot, move: Move) -> list[str]:
    """The same move once more, its clock stopped at ten moments: small pictures as data URLs."""
    robot.open(move.focus)
    robot.preview(move)
    page = robot.page
    page.evaluate("(hand) => { momentum.begin(hand, true); momentum.grant(0); }", robot.hand(move))
    robot.act(move)
    pictures = []
    for frames in FILM_FRAMES:
        page.evaluate("(frames) => momentum.grant(frames)", frames)
        while page.evaluate("() => momentum.granted()") > 0:
            page.wait_for_timeout(20)
        pictures.append(_small(page.screenshot(type="png")))
    page.evaluate("() => momentum.end()")
    return pictures


def _small(png: bytes) -> str:
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    height = round(picture.height * FILM_WIDTH / picture.width)
    out = io.BytesIO()
    picture.resize((FILM_WIDTH, height), Image.Resampling.LANCZOS).save(out, "WEBP", quality=60)
    return f"data:image/webp;base64,{base64.b64encode(out.getvalue()).decode()}"
