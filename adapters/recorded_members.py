"""Searches for members in the file of a recording: written small, read back with nothing taken on trust."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeGuard

from adapters.recorded import MAX_READINGS, Search
from hierarchy.members import Found


def packed_members(members: Mapping[str, tuple[Search, ...]]) -> dict[str, object]:
    """The searches of every node; all series of one search have the same labels."""
    return {name: [_packed(search) for search in searches] for name, searches in members.items()}


def read_members(found: object, count: int) -> dict[str, tuple[Search, ...]]:
    """The searches of every node over `count` moments. Raises ValueError, naming the part that is wrong."""
    if not isinstance(found, dict) or not all(isinstance(searches, list) for searches in found.values()):
        raise ValueError("members")
    if sum(len(_series(one)) for searches in found.values() for one in searches) > MAX_READINGS:
        raise ValueError("members")
    return {name: _searches(name, searches, count) for name, searches in found.items()}


def _packed(search: Search) -> dict[str, object]:
    series = search.found.series
    labels = list(series[0]) if series else []
    return {
        "first": search.first,
        "labels": labels,
        "series": [[one[label] for label in labels] for one in series],
        "expected": search.found.expected,
        "failure": search.found.failure,
    }


def _searches(name: str, found: list[object], count: int) -> tuple[Search, ...]:
    searches = tuple(_search(name, one) for one in found)
    firsts = [search.first for search in searches]
    if not firsts or firsts[0] != 0 or firsts[-1] >= count or firsts != sorted(set(firsts)):
        raise ValueError(f"members of {name}")
    return searches


def _search(name: str, found: object) -> Search:
    assert isinstance(found, dict)  # looked at by _series before
    first, labels, expected = found.get("first"), found.get("labels"), found.get("expected")
    series, failure = _series(found), found.get("failure")
    if not isinstance(first, int) or not isinstance(expected, int | None):
        raise ValueError(f"members of {name}")
    if (expected or 0) < 0 or not isinstance(failure, str) or not _are_texts(labels):
        raise ValueError(f"members of {name}")
    if not all(_are_texts(values) and len(values) == len(labels) for values in series):
        raise ValueError(f"members of {name}")
    named = tuple(dict(zip(labels, values, strict=True)) for values in series)
    return Search(first, Found(named, expected, failure))


def _series(found: object) -> list[list[str]]:
    series = found.get("series") if isinstance(found, dict) else None
    if not isinstance(series, list):
        raise ValueError("members")
    return series


def _are_texts(found: object) -> TypeGuard[list[str]]:
    return isinstance(found, list) and all(isinstance(text, str) for text in found)
