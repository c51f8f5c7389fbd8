"""What commands change for their whole process, given back after each test."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from navigator.settings import SETTINGS


@pytest.fixture
def restored_logging(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No settings from around the tests, and the log as it was before."""
    for variable in (name for setting in SETTINGS for name in setting.variables):
        monkeypatch.delenv(variable, raising=False)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
