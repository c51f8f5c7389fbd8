"""What holds for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# Times on a shared machine say nothing about the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

_ROOMS_WITH_MARKS = {"browser": pytest.mark.browser, "live": pytest.mark.live}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that needs a browser or a Prometheus is marked by the room it lies in."""
    here = Path(__file__).parent
    for item in items:
        mark = _ROOMS_WITH_MARKS.get(item.path.relative_to(here).parts[0])
        if mark is not None:
            item.add_marker(mark)
