"""What is current: every request asks here for the model and all that answers questions about it."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from hierarchy.problems import Problem
from navigator.services import NoHierarchy, Services

Current = Services | NoHierarchy

KEPT = 6  # revisions before the current one that are still answered for, so that no page sees a gap
KEPT_SECONDS = 10.0  # and how long
NO_REVISION = "none"


@dataclass(frozen=True, slots=True)
class ReloadStatus:
    """How the newest reading of the hierarchy files went.

    `since` is the Unix time since which it has been so, `problems` what keeps them from loading
    (empty when `ok`), `files` the files that the problems are in.
    """

    ok: bool
    since: float
    problems: tuple[Problem, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """The files with problems, each once, in the order of the problems."""
        return tuple(dict.fromkeys(problem.position.file for problem in self.problems))


class Desk:
    """Holds the services in use, and lets go of those before once nobody reads from them any more.

    `edition` is another text whenever the hierarchy, or what must be said about its files, is
    another: pages ask for it to learn that there is something new. Safe in several threads.
    """

    def __init__(self, current: Current, monotonic: Callable[[], float] = time.monotonic) -> None:
        ok = isinstance(current, Services)
        problems = () if isinstance(current, Services) else current.problems
        self._current = current
        self._monotonic = monotonic
        self._reload = ReloadStatus(ok, time.time(), problems)
        self._loaded_at = self._reload.since if ok else None
        self._failures: Mapping[str, str] = {}
        self._warnings: tuple[Problem, ...] | None = None
        self._count = 0
        self._lock = threading.Lock()
        self._readers: Counter[int] = Counter()
        self._retired: list[Services] = []
        self._retired_at: dict[int, float] = {}

    @property
    def current(self) -> Current:
        """What is served now. Whoever asks more than one question of it takes `reading()` instead."""
        return self._current

    @property
    def title(self) -> str:
        """What the hierarchy is called."""
        current = self._current
        return current.model.title if isinstance(current, Services) else current.title

    @property
    def reload(self) -> ReloadStatus:
        """How the newest reading of the files went."""
        return self._reload

    @property
    def loaded_at(self) -> float | None:
        """The Unix time at which the files were loaded successfully for the last time, None for never."""
        return self._loaded_at

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is doubtful in the files that are served, at the places where it stands in them now."""
        if self._warnings is not None:
            return self._warnings
        return self._current.model.problems if isinstance(self._current, Services) else ()

    @property
    def failures(self) -> Mapping[str, str]:
        """Why the members of a node could not be looked for, in a sentence, by its id."""
        return self._failures

    @property
    def edition(self) -> str:
        """See the class."""
        with self._lock:
            return f"{self._revision()}.{self._count}"

    @property
    def revision(self) -> str:
        """Of the model that is served now, NO_REVISION without one."""
        return self._revision()

    def _revision(self) -> str:
        return self._current.model.revision if isinstance(self._current, Services) else NO_REVISION

    @contextmanager
    def reading(self, revision: str | None = None) -> Iterator[Current]:
        """What is current, kept alive until the reader is done with it.

        With a `revision` what was current lately, if it is of that one: a page that has a scene of it
        gets the rest of the picture too. It may be of another revision all the same.
        """
        with self._lock:
            taken = self._current
            if revision not in (None, self._revision()):
                taken = next((s for s in reversed(self._retired) if s.model.revision == revision), taken)
            self._readers[id(taken)] += 1
        try:
            yield taken
        finally:
            with self._lock:
                self._readers[id(taken)] -= 1
                if not self._readers[id(taken)]:
                    del self._readers[id(taken)]

    def put(self, current: Current) -> None:
        """Make something else current; what was current stops reading, and is closed when it is free."""
        with self._lock:
            before, self._current = self._current, current
            self._count += 1
            if isinstance(before, Services):
                self._retired.append(before)
                self._retired_at[id(before)] = self._monotonic()
        if isinstance(before, Services):
            before.poller.retire()

    def note(self, reload: ReloadStatus) -> None:
        """Remember how a reading of the files went; equal news change nothing."""
        with self._lock:
            if reload.ok:
                self._loaded_at = reload.since
            if (reload.ok, reload.problems) != (self._reload.ok, self._reload.problems):
                self._count += 1
                since = self._reload.since if reload.ok == self._reload.ok else reload.since
                self._reload = ReloadStatus(reload.ok, since, reload.problems)

    def note_warnings(self, warnings: tuple[Problem, ...]) -> None:
        """Files that mean the same have been written otherwise, so that problems stand elsewhere in them.

        No page needs to know: the edition stays."""
        self._warnings = warnings

    def note_failures(self, failures: Mapping[str, str]) -> None:
        """Remember why members could not be looked for; equal news change nothing."""
        with self._lock:
            if dict(failures) != dict(self._failures):
                self._count += 1
                self._failures = dict(failures)

    def close_retired(self) -> None:
        """Close what was current before, was not asked for lately, and is read by nobody. May wait for
        a source."""
        with self._lock:
            latest = {id(services) for services in self._retired[-KEPT:]}
            due = self._monotonic() - KEPT_SECONDS
            free = [
                services
                for services in self._retired
                if not self._readers[id(services)]
                and (id(services) not in latest or self._retired_at[id(services)] <= due)
            ]
            for services in free:
                self._retired.remove(services)
                del self._retired_at[id(services)]
        for services in free:
            services.close()

    def close(self) -> None:
        """Close everything."""
        with self._lock:
            last = [*self._retired, *([self._current] if isinstance(self._current, Services) else [])]
            self._retired = []
        for services in last:
            services.close()
