"""All checks against a live source, in the order in which they matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from adapters.live_checks import (
    batch_differs,
    changes_unseen,
    commanded_unconfirmed,
    kind_of_metric,
    members_unclear,
    no_series,
    purpose_hangs_on_one,
    query_cost,
    query_fails,
    rate_window_short,
    several_series,
    source_lacks,
    spread_label_missing,
    target_unused,
    too_many_series,
    view_cost,
)
from adapters.live_checks.remark import Remark
from adapters.live_checks.view import LiveView

LIVE_CHECKS: tuple[Callable[[LiveView], Iterator[Remark]], ...] = (
    members_unclear.look,
    query_fails.look,
    several_series.look,
    no_series.look,
    batch_differs.look,
    spread_label_missing.look,
    changes_unseen.look,
    rate_window_short.look,
    kind_of_metric.look,
    commanded_unconfirmed.look,
    too_many_series.look,
    query_cost.look,
    view_cost.look,
    purpose_hangs_on_one.look,
    target_unused.look,
    source_lacks.look,
)
