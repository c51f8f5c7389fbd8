"""What a check against a live source has to say."""

from __future__ import annotations

from dataclasses import dataclass

from hierarchy.model import Signal, SignalKey
from hierarchy.problems import Position

_OF_LAWS = ("balance.", "objective.", "capacity.")


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding; `id` is that of the check's manual page.

    It is about `keys` (signals, all declared in one place), or about `node`, or, with neither, about
    the hierarchy as a whole. `at` is a place in a file that neither of them names.
    """

    id: str
    message: str
    hint: str
    keys: tuple[SignalKey, ...] = ()
    node: str = ""
    at: Position | None = None


def called(signal: Signal) -> str:
    """`signal 'errors'`, or `term 'balance.in.asked'` of what a law asks."""
    return f"{'term' if signal.id.startswith(_OF_LAWS) else 'signal'} '{signal.id}'"


def named(keys: tuple[SignalKey, ...], most: int = 3) -> str:
    """`at 'cart'`, or `at 14 nodes ('cart', 'checkout', 'mail', …)`."""
    nodes = list(dict.fromkeys(key.node for key in keys))
    if len(nodes) == 1:
        return f"at '{nodes[0]}'"
    shown = ", ".join(f"'{node}'" for node in nodes[:most])
    return f"at {len(nodes)} nodes ({shown}{', …' if len(nodes) > most else ''})"
