"""Which transitions are judged: up, down, sideways, by a cue and from the whole system, spread over the
levels."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from tests.browser.momentum.snapshots import Truth

SEED = 20260
KINDS = ("up", "down", "sideways", "cue", "overview")


@dataclass(frozen=True, slots=True)
class Move:
    """One transition: from a focus (None: the whole system) to a target, by Enter, by a click or by a cue's
    number."""

    kind: str
    focus: str | None
    target: str
    level: str
    gesture: str


class Sample:
    """Draws `count` moves with a fixed seed, a fifth of each kind as far as there are any.

    Pictures are opened one after the other (`starts`), and from each at most one move of each kind is taken
    (`moves_from`), the whole system giving all of its kind, so that a page is not loaded anew for every
    move. Where a kind runs out (few cues, no ends) the others fill up in turn. No move is drawn twice.
    """

    def __init__(self, truth: Truth, count: int, name: str, seed: int = SEED) -> None:
        self._truth = truth
        self._dice = Random(f"{seed} {name}")
        share, over = divmod(count, len(KINDS))
        self._left = {kind: share + (i < over) for i, kind in enumerate(KINDS)}
        self._count = count
        self._drawn: set[Move] = set()
        self._spread: dict[str, int] = dict.fromkeys(truth.levels(), 0)

    @property
    def complete(self) -> bool:
        """Whether all moves are drawn."""
        return len(self._drawn) >= self._count

    def starts(self) -> Iterator[str | None]:
        """First the whole system, then a focus of each level in turn, in random order, each node once; in a
        small system once more, where what is left is given to the kinds that there are."""
        yield None
        yield from self._round()
        for kind in KINDS:
            self.give_up(kind)
        yield from self._round()

    def _round(self) -> Iterator[str]:
        lanes = {level: [] for level in self._truth.levels()}  # type: dict[str, list[str]]
        for node, level in self._truth.level.items():
            lanes[level].append(node)
        for lane in lanes.values():
            self._dice.shuffle(lane)
        while any(lanes.values()) and not self.complete:
            for lane in lanes.values():
                if lane and not self.complete:
                    yield lane.pop()

    def moves_from(self, focus: str | None, cards: Collection[str], cues: Mapping[int, str]) -> list[Move]:
        """The moves to make from a picture with these cards; `cues` are the numbered nodes."""
        if focus is None:
            moves = [self._move("overview", None, t) for t in self._spread_out(cards, self._left["overview"])]
            return [move for move in moves if move is not None]
        truth = self._truth
        side = [n for n in cards if n != focus and truth.level[n] == truth.level[focus]]
        near = [n for n in side if set(truth.ends[n]) & set(truth.ends[focus])]
        choices: dict[str, Sequence[str]] = {
            "up": [n for n in truth.ends[focus] if n in cards],
            "down": [n for n in truth.means[focus] if n in cards],
            "sideways": near or side,
            "cue": [n for n in cues.values() if n != focus],
        }
        moves = []
        for kind, targets in choices.items():
            new = sorted(set(targets) - {m.target for m in self._drawn if (m.kind, m.focus) == (kind, focus)})
            if new and self._wants(kind):
                moves.append(self._move(kind, focus, self._dice.choice(new)))
        return [move for move in moves if move is not None]

    def _wants(self, kind: str) -> bool:
        """Its own share, or what nobody else could use: kinds that have run dry leave theirs to the
        others."""
        return not self.complete and (self._left[kind] > 0 or self._spare > 0)

    @property
    def _spare(self) -> int:
        return self._count - len(self._drawn) - sum(max(0, left) for left in self._left.values())

    def give_up(self, kind: str) -> None:
        """There are no more moves of this kind: its share goes to the others."""
        self._left[kind] = 0

    def _move(self, kind: str, focus: str | None, target: str) -> Move | None:
        if self.complete:
            return None
        self._left[kind] -= 1
        gesture = "number" if kind == "cue" else "click" if len(self._drawn) % 2 else "Enter"
        move = Move(kind, focus, target, self._truth.level[target], gesture)
        self._drawn.add(move)
        return move

    def _spread_out(self, nodes: Collection[str], count: int) -> list[str]:
        """So many nodes, one of each level in turn."""
        lanes = [sorted(n for n in nodes if self._truth.level[n] == level) for level in self._truth.levels()]
        for lane in lanes:
            self._dice.shuffle(lane)
        picked: list[str] = []
        while any(lanes) and len(picked) < count:
            picked += [lane.pop() for lane in lanes if lane][: count - len(picked)]
        return picked
