"""What a state of the gallery is: a place in a world, and what somebody does there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Step = tuple[str, str]
Theme = Literal["light", "dark"]
Size = tuple[int, int]

WIDE: Size = (1440, 900)
NARROW: Size = (1024, 768)
PHONE: Size = (390, 844)
ZOOMED: Size = (720, 450)  # 1440×900 at 200 %
DESK = (WIDE, NARROW)
BOTH_THEMES: tuple[Theme, ...] = ("light", "dark")


@dataclass(frozen=True, slots=True)
class State:
    """One state of the screen by a `name` that stays.

    `world` names what is looked at (worlds.py), `place` is the address's query, `steps` what is done
    there before the picture is taken, by the page itself. `settles` is False where an answer is
    missing for good. `visits` are the nodes walked through before. The tests look at the first of
    `sizes` and `themes` and at the last; the index offers all. `part` is what of the picture is compared,
    a selector. `answers` is what the navigator answers: all, nothing at all, or that it failed.
    `moves` are the places that the steps lead to; with `ahead` the pictures of the next moves are there.
    """

    name: str
    group: str
    caption: str
    world: str
    place: str = ""
    steps: tuple[Step, ...] = ()
    settles: bool = True
    visits: tuple[str, ...] = ()
    sizes: tuple[Size, ...] = DESK
    themes: tuple[Theme, ...] = BOTH_THEMES
    part: str = ""
    moves: tuple[str, ...] = ()
    ahead: bool = False
    reduced: bool = False
    forced: bool = False
    answers: Literal["all", "none", "failure"] = "all"

    @property
    def places(self) -> tuple[str, ...]:
        """Where it is, and where its steps lead to."""
        return (self.place, *self.moves)

    @property
    def holds(self) -> bool:
        """Whether everything is stopped in its movement at the end."""
        return any(name == "hold" for name, _ in self.steps)

    @property
    def turns(self) -> bool:
        """Whether its page can be given another size and theme while it stands: not where somebody did
        something at places that another size moves, or everything is stopped."""
        return not self.steps


def key(name: str) -> Step:
    """A key is pressed, named as in KeyboardEvent.key."""
    return ("key", name)


def typed(text: str) -> Step:
    """A text is written into what has the keyboard."""
    return ("type", text)


def click(selector: str) -> Step:
    """The first element that matches is clicked."""
    return ("click", selector)


def hover(selector: str) -> Step:
    """The pointer comes to rest on the first element that matches."""
    return ("hover", selector)


def wait(selector: str) -> Step:
    """Nothing goes on before there is an element that matches."""
    return ("wait", selector)


def scroll(selector: str) -> Step:
    """The column is moved until the first element that matches is at its top."""
    return ("scroll", selector)


def become(place: str) -> Step:
    """Time goes on: the scene of another place, one of the state's `moves`, is that of now."""
    return ("become", place)


def readdress(selector: str) -> Step:
    """Addresses in these fields begin as those of an installed navigator, wherever the page is on disk."""
    return ("readdress", selector)


def lose() -> Step:
    """From now on the navigator does not answer, and the page has noticed."""
    return ("lose", "")


def last() -> Step:
    """From now on what is shown for a while only does not go any more."""
    return ("last", "")


def hold(milliseconds: int) -> Step:
    """Everything that moves is stopped as it is so far into its movement; nothing ends by itself any more."""
    return ("hold", str(milliseconds))
