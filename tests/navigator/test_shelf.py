"""What is kept of what has been read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from navigator.shelf import ENTRY, Shelf


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 200)), min_size=1, max_size=60))
def test_no_more_than_the_bound_is_held_and_what_is_held_is_the_newest(puts: list[tuple[int, int]]) -> None:
    """Whatever is put in which order and size, again under the same key too."""
    shelf: Shelf[int, int] = Shelf(300)
    order: dict[int, int] = {}
    for key, values in puts:
        shelf.put(key, values, values)
        order.pop(key, None)
        order[key] = values
        held = [name for name in order if shelf.get(name) is not None]
        assert held == list(order)[len(order) - len(held) :]
        assert shelf.get(key) == values
        assert len(held) == 1 or sum(order[name] + ENTRY for name in held) <= 300
        dropped = list(order)[: len(order) - len(held)]
        for name in dropped:
            del order[name]
