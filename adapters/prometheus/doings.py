"""What was done: what the rules of a hierarchy saw, and what Alertmanagers tell."""

from __future__ import annotations

from collections.abc import Callable

from adapters.alert_log import AlertLog, alert_changes
from adapters.prometheus.asking import Asking
from adapters.prometheus.change_search import ChangeSearch, room_of
from hierarchy.evidence.changes import Changes
from hierarchy.model import Model


class Doings:
    """Reads it of all sources together, or of one room: what of it hangs together. `now` is Unix seconds."""

    def __init__(self, asking: Asking, model: Model, alerts: AlertLog, now: Callable[[], float]) -> None:
        self._asking = asking
        self._model = model
        self._alerts = alerts
        self._now = now

    def rooms(self) -> tuple[str, ...]:
        """The sources of each rule, and each Alertmanager."""
        return (*dict.fromkeys(map(room_of, self._model.changes)), *self._asking.alerting)

    def within(self, start: float, end: float, room: str | None = None) -> Changes:
        """What touches [start, end] (Unix seconds), in time order; and in sentences what is not known."""
        now = self._now()
        last = min(end, now)  # nothing of what is to come has ended
        rules = [rule for rule in self._model.changes if room in (None, room_of(rule))]
        seen = Changes()
        if rules and last >= start:
            seen = ChangeSearch(self._asking, self._model, rules, start, last).changes()
        alerts = alert_changes(self._alerts, self._model, self._asking.alerts(room), (start, end), now)
        found = sorted((*seen.found, *alerts.found), key=lambda one: (one.at, one.id))
        return Changes(tuple(found), (*seen.failures, *alerts.failures))
