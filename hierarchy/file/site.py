"""Where a node's own queries and references stand: what `$match`, a source and an id mean there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hierarchy.file.drafts import Ref
from hierarchy.queries import Matcher


@dataclass(frozen=True, slots=True)
class Site:
    """One node of one copy of one file.

    `node` is its final id, `labels` are its own with those of the copy and the file's defaults.
    `match` is what `$match` stands for in its own queries (None: nothing, so `$match` is an error),
    `source` what is asked when nothing else is named. `resolve` gives the final id of a node that is
    referred to (inside the copy first), None after reporting that there is no such node.
    """

    node: str
    labels: Mapping[str, str]
    match: tuple[Matcher, ...] | None
    source: str
    resolve: Callable[[Ref, str], str | None]
