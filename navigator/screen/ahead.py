"""Pictures that moves from here would give, made once for all who look at the same moment."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace

from hierarchy.evidence.health import Health
from navigator.screen.around import Around
from navigator.screen.view_builder import Moment

MOMENTS = 6
PICTURES = 384  # of each moment; some 4 kB each


@dataclass(frozen=True, slots=True)
class Prospect:
    """A moment from which pictures are made, with what is known around it; `pictures` are made ones, as
    JSON."""

    moment: Moment
    around: Around
    pictures: OrderedDict[Hashable, bytes] = field(default_factory=OrderedDict)

    def around_of(self, focus: str | None) -> Around:
        """What is known around a node (None: the whole system, and what suffers most in it)."""
        return self.around if focus is None else replace(self.around, whose=focus)


class Ahead:
    """The prospects of the moments looked at last. Safe in several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Prospect] = OrderedDict()

    def prospect(self, key: Hashable, health: Health, make: Callable[[], Prospect]) -> Prospect:
        """That of `key`, made anew when its health is another than `health`."""
        with self._lock:
            known = self._kept.get(key)
            if known is not None and known.moment.health is health:
                self._kept.move_to_end(key)
                return known
        made = make()
        with self._lock:
            self._kept[key] = made
            self._kept.move_to_end(key)
            while len(self._kept) > MOMENTS:
                self._kept.popitem(last=False)
        return made

    def picture(self, prospect: Prospect, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """One picture of a prospect, from memory if it was asked for before."""
        with self._lock:
            known = prospect.pictures.get(key)
            if known is not None:
                prospect.pictures.move_to_end(key)
                return known
        made = make()
        with self._lock:
            prospect.pictures[key] = made
            while len(prospect.pictures) > PICTURES:
                prospect.pictures.popitem(last=False)
        return made
