"""What Alertmanagers told, kept for a while: they forget an alert as soon as it is resolved."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace

from adapters.alertmanager import MOST, Alert, Told
from adapters.failures import SourceFailure
from hierarchy.evidence.changes import Change, Changes, Concerned, Origin, titled
from hierarchy.model import Model, SourceConfig

MOST_KEPT = 5_000  # alerts of one source, the newest

_Name = tuple[str, float]  # fingerprint and begin: an alert that fires again is another one


class AlertLog:
    """The alerts of every source that was asked, by its configuration; shared by the sources of one model
    after another. Safe in several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[SourceConfig, dict[_Name, Alert]] = {}

    def take(self, config: SourceConfig, told: Told, now: float) -> None:
        """Take in what a source told at Unix time `now`: what it no longer tells of is over since then."""
        if isinstance(told, SourceFailure):
            return
        current = {(alert.fingerprint, alert.begin): alert for alert in told.found}
        with self._lock:
            kept = dict(self._kept.get(config, {}))
            for name, alert in kept.items():
                if name not in current and not told.left_out and (alert.end is None or alert.end > now):
                    kept[name] = replace(alert, end=now)
            kept |= current
            newest = sorted(kept.items(), key=lambda item: -item[1].begin)[:MOST_KEPT]
            self._kept[config] = dict(newest)

    def of(self, configs: Iterable[SourceConfig]) -> list[Alert]:
        """Everything known of these sources, each alert once."""
        with self._lock:
            known = [self._kept.get(config, {}) for config in configs]
        return list({name: alert for one in known for name, alert in one.items()}.values())


def alert_changes(
    log: AlertLog, model: Model, told: Mapping[str, Told], span: tuple[float, float], now: float
) -> Changes:
    """The alerts that fired within `span` (Unix seconds), as changes; and why there may be more.

    `told` is what every Alertmanager of the model just told, at Unix time `now`. An alert concerns the
    nodes that are `Concerned.alike`; the times are those of Alertmanager, or, where an alert is no
    longer told of, that of the first answer without it.
    """
    start, end = span
    failures: list[str] = []
    for name, answer in told.items():
        log.take(model.sources[name], answer, now)
        if isinstance(answer, SourceFailure):
            why = f"{answer.message} ({answer.hint})" if answer.hint else answer.message
            failures.append(f"alerts of '{name}' are not known: {why}")
        elif answer.left_out:
            failures.append(
                f"'{name}' has {MOST + answer.left_out} alerts, of which the last {MOST} are told"
            )
    concerned = Concerned(model)
    changes = (_change(one, concerned, now) for one in log.of(model.sources[name] for name in told))
    inside = (one for one in changes if one.at <= end and (one.until or now) >= start)
    return Changes(tuple(sorted(inside, key=lambda one: (one.at, one.id))), tuple(failures))


def _change(alert: Alert, concerned: Concerned, now: float) -> Change:
    until = alert.end if alert.end is not None and alert.end <= now else None
    return Change(
        f"alert-{alert.fingerprint}-{int(alert.begin)}",
        titled(alert.title),
        alert.begin,
        until,
        until is None,
        Origin.ALERT,
        labels=alert.labels,
        nodes=concerned.alike(alert.labels),
        url=alert.url,
    )
