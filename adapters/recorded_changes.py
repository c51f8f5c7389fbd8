"""Changes and alerts in a recording, as they were known when it was made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from adapters.recorded_values import moment, short, text
from hierarchy.evidence.changes import Change, Changes, Origin

MOST = 20_000


def replayed(changes: Sequence[Change], start: float, end: float) -> tuple[Change, ...]:
    """Those that touch [start, end] (Unix seconds) as they were known at the end of it: what ended later
    goes on."""
    known = (
        replace(one, until=None, lasting=True) if one.until is not None and one.until > end else one
        for one in changes
        if one.at <= end
    )
    return tuple(one for one in known if one.lasting or (one.until or one.at) >= start)


def packed_changes(changes: Changes) -> dict[str, object]:
    """As JSON, with the sentences about what is missing."""
    return {"found": [_packed(one) for one in changes.found[-MOST:]], "failures": list(changes.failures)}


def read_changes(found: object) -> Changes:
    """The changes of a file. Raises ValueError, naming the part that is wrong."""
    if not isinstance(found, dict):
        raise ValueError("changes")
    items, failures = found.get("found"), found.get("failures")
    if not isinstance(items, list) or len(items) > MOST or not isinstance(failures, list):
        raise ValueError("changes")
    changes = sorted((_change(item) for item in items), key=lambda one: (one.at, one.id))
    return Changes(tuple(changes), tuple(text(words, "changes") for words in failures))


def _packed(change: Change) -> dict[str, object]:
    return {
        "id": change.id,
        "title": change.title,
        "at": short(change.at),
        "until": None if change.until is None else short(change.until),
        "lasting": change.lasting,
        "origin": change.origin.value,
        "rule": change.rule,
        "labels": dict(change.labels),
        "nodes": list(change.nodes),
        "everything": change.everything,
        "url": change.url,
    }


def _change(item: object) -> Change:
    if not isinstance(item, dict):
        raise ValueError("changes")
    id = text(item["id"], "id of a change")
    what = f"change {id[:40]}"
    until, labels, nodes = item["until"], item["labels"], item["nodes"]
    lasting, everything = item["lasting"], item["everything"]
    url = text(item["url"], what)
    if not isinstance(lasting, bool) or not isinstance(everything, bool) or not isinstance(nodes, list):
        raise ValueError(what)
    if not isinstance(labels, Mapping) or not (url == "" or url.startswith(("http://", "https://"))):
        raise ValueError(what)
    return Change(
        id,
        text(item["title"], what),
        moment(item["at"], what),
        None if until is None else moment(until, what),
        lasting,
        Origin(item["origin"]),
        text(item["rule"], what),
        {text(name, what): text(value, what) for name, value in labels.items()},
        tuple(text(node, what) for node in nodes),
        everything,
        url,
    )
