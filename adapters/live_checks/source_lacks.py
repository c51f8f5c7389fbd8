"""A source that is no plain Prometheus, and what there is less of because of it."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.live_checks.remark import Remark
from adapters.live_checks.view import LiveView
from adapters.prometheus.capabilities import WITHOUT, Feature, Presence

ID = "source-lacks"
_WORTH_TELLING = (Feature.TARGETS, Feature.METADATA)  # the rest is read from elsewhere anyhow


def look(view: LiveView) -> Iterator[Remark]:
    """One remark per source without something that is used where it is there."""
    for name, about in view.abouts.items():
        # A Prometheus with nothing to say has just begun, or is fed by others.
        fine = (Presence.THERE, Presence.EMPTY) if about.product == "Prometheus" else (Presence.THERE,)
        lacks = [one for one in _WORTH_TELLING if about.features.get(one) not in fine]
        if lacks:
            what = " and no ".join(one.value for one in lacks)
            message = f"source '{name}' is {about.name} and tells no {what}: " + "; ".join(
                WITHOUT[one] for one in lacks
            )
            yield Remark(ID, message, "nothing that is read suffers; docs/compatibility.md has the rest")
