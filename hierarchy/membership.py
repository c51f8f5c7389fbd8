"""From a model with `each` and the members that were found to the model that has them as nodes."""

from __future__ import annotations

from hierarchy.expansion import expanded
from hierarchy.member_ids import labels_of, member_id
from hierarchy.registry import KEPT_SECONDS, SEEN_SECONDS, Registry

__all__ = ["KEPT_SECONDS", "SEEN_SECONDS", "Registry", "expanded", "labels_of", "member_id"]
