"""Changes that people and programs post: kept in memory, bounded, told apart by their keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class NewChange:
    """A change as it was posted: at Unix time `at`, `url` http(s) or ""."""

    title: str
    at: float
    labels: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
