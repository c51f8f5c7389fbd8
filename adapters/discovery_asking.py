"""The questions that discovery asks, one method each, with failures as the rest of the house knows them."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar

from adapters.discovery import GuardedSession, client_of, failure_of, host_of
from adapters.discovery_facts import Labels
from adapters.failures import FailureKind, SourceFailure
from hierarchy.model import SourceConfig
from hierarchy.promql import quote

MOST_BYTES = 64 * 1024**2
RECENT_SECONDS = 900.0
HOPELESS = (FailureKind.REFUSED, FailureKind.UNAUTHORIZED, FailureKind.REDIRECTED)

_Answer = TypeVar("_Answer")


class Asking:
    """A client for one source, to be used in a `with` block. Every method raises SourceFailure only.

    `failed` gets a sentence for every question that had no answer and that the rest can do without.
    """

    def __init__(self, config: SourceConfig) -> None:
        self.failed: list[str] = []
        self._host = host_of(config.url)
        self._session = GuardedSession(config, MOST_BYTES)
        self._client = client_of(config, self._session)

    def __enter__(self) -> Asking:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def targets(self) -> list[dict[str, Any]]:
        """Every active target as the server describes it."""
        answer = self._told(lambda: self._client.get_targets(state="active")["activeTargets"])
        return [one for one in answer if isinstance(one, dict)]

    def series(self, query: str) -> list[Labels]:
        """The labels of every series that a query yields now."""
        return self._told(
            lambda: [
                {str(name): str(value) for name, value in one["metric"].items()}
                for one in self._client.custom_query(query)
            ]
        )

    def series_or_none(self, query: str) -> list[Labels]:
        """The same for a question without which the rest is still worth something."""
        return self._or_else(lambda: self.series(query), [], f"the answer to {query}")

    def count(self, selector: str) -> int:
        """How many series match now."""
        return len(self.series_or_none(f"group by (node, namespace, pod) ({selector})"))

    def metrics_of(self, job: str) -> frozenset[str]:
        """The names of all that one job told lately."""
        now = time.time()
        between = {"start": f"{now - RECENT_SECONDS:.0f}", "end": f"{now:.0f}"}
        params = {"match[]": f"{{job={quote(job)}}}"} | between
        none: list[str] = []
        names = self._or_else(
            lambda: self._told(lambda: self._client.get_label_values("__name__", params=params)),
            none,
            f"what job {job} tells",
        )
        return frozenset(str(name) for name in names)

    def types(self) -> dict[str, str]:
        """The type of every metric that has metadata; nothing where the server keeps none."""
        none: list[dict[str, str]] = []
        entries = self._or_else(
            lambda: self._told(lambda: self._client.get_metric_metadata("")), none, "the metadata of metrics"
        )
        return {str(entry["metric_name"]): str(entry["type"]) for entry in entries}

    def _or_else(self, ask: Callable[[], _Answer], otherwise: _Answer, what: str) -> _Answer:
        """The answer; when this one question fails, what else to go on with, and a sentence in `failed`."""
        try:
            return ask()
        except SourceFailure as failure:
            if failure.kind in HOPELESS:
                raise
            self.failed.append(f"{what} is not known: {failure.message}")
            return otherwise

    def _told(self, ask: Callable[[], _Answer]) -> _Answer:
        try:
            return ask()
        except Exception as error:
            raise failure_of(error, self._host) from None
