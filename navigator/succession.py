"""One model after the other on the desk: what is loaded takes over from what was, without a gap."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping

from adapters.source import Source
from hierarchy.file.loader import Loaded
from hierarchy.members import Found, Membership
from hierarchy.membership import Registry, expanded
from hierarchy.model import Model
from hierarchy.problems import Position, Problem, Severity
from navigator.clock import Clock
from navigator.desk import Desk, ReloadStatus
from navigator.services import NoHierarchy, Services

log = logging.getLogger(__name__)

FIRST_SEARCH = 2.0  # seconds that a new hierarchy waits for its members; they come later otherwise

MakeSource = Callable[[Model, Source | None], Source]


class Succession:
    """Puts models on a desk, with the members that their nodes have. Safe in several threads: one model
    at a time.

    `make_source` makes what reads for a model, from the source of the model before it if there is one.
    """

    def __init__(self, desk: Desk, make_source: MakeSource, clock: Clock) -> None:
        self._desk = desk
        self._make_source = make_source
        self._clock = clock
        self._turn = threading.Lock()
        self._base: Model | None = None
        self._registry: Registry | None = None

    def take(self, loaded: Loaded) -> None:
        """Show what was loaded; what can't be shown leaves the last good model where it is.

        Raises what goes wrong inside while there is nothing to go on with.
        """
        with self._turn:
            if loaded.model is None:
                self._refuse(loaded.problems)
                return
            before = self._base, self._registry
            try:
                self._begin(loaded.model)
            except Exception:
                self._base, self._registry = before
                if isinstance(self._desk.current, NoHierarchy):
                    raise
                log.exception("what was loaded could not be taken over; what was served goes on")
                self._refuse((_not_taken_over(loaded),))
                return
            self._desk.note_warnings(loaded.model.problems)
            self._desk.note(ReloadStatus(True, time.time()))

    def search(self) -> None:
        """Look once for the members of nodes with `each`, and show what changed. Waits for sources."""
        base, current = self._base, self._desk.current
        if base is None or isinstance(current, NoHierarchy) or not has_members(base):
            return
        at = float(int(self._clock.now()))
        found = current.source.members(at)
        with self._turn:
            # Else it was another hierarchy that was searched for, or one that had taken over only by half.
            if self._base is base and self._desk.current is current:
                self._learn(found, at)
                if self._registry is None or self._registry.members != self._shown_members():
                    self._show(self._expanded(base))

    def _refuse(self, problems: tuple[Problem, ...]) -> None:
        errors = tuple(problem for problem in problems if problem.severity is Severity.ERROR)
        first = next(iter(errors), None)
        log.warning("the hierarchy files can't be loaded: errors: %d, first: %s", len(errors), _said(first))
        self._desk.note(ReloadStatus(False, time.time(), errors))
        if isinstance(self._desk.current, NoHierarchy):
            self._desk.put(NoHierarchy(self._desk.title, problems))

    def _begin(self, base: Model) -> None:
        """Go over to another hierarchy, with the members that it has as far as they are known soon."""
        before = self._registry
        self._registry = Registry(base) if before is None else before.rebased(base)
        if base.revision == (self._base.revision if self._base else None):
            self._base = base
            return
        self._base = base
        if self._registry.unasked:
            at, source = float(int(self._clock.now())), self._source(base)
            try:
                self._learn(_soon(lambda: source.members(at)) or {}, at)
                self._show(self._expanded(base), source)
            finally:
                source.close()  # what is shown reads through one renewed from it
        else:
            self._learn({}, 0.0)  # what is said of nodes that went is not said any more
            self._show(self._expanded(base))

    def _source(self, model: Model, before: Source | None = None) -> Source:
        current = self._desk.current
        known = before or (None if isinstance(current, NoHierarchy) else current.source)
        return self._make_source(model, known)

    def _shown_members(self) -> Mapping[str, Membership]:
        current = self._desk.current
        return {} if isinstance(current, NoHierarchy) else current.model.members

    def _learn(self, found: Mapping[str, Found], at: float) -> None:
        assert self._registry is not None
        members = self._registry.update(found, at)
        self._desk.note_failures({id: known.failure for id, known in members.items() if known.failure})

    def _expanded(self, base: Model) -> Model:
        assert self._registry is not None
        return expanded(base, self._registry.members)

    def _show(self, model: Model, source: Source | None = None) -> None:
        current = self._desk.current
        if isinstance(current, NoHierarchy):
            services = Services.build(model, self._source(model, source), self._clock)
        elif (current.model.revision, current.model.members) == (model.revision, model.members):
            return  # how many are expected, or why they are not known, may change while the nodes do not
        else:
            services = current.renewed(model, self._source(model, source))
        services.start()
        self._desk.put(services)
        log.info("the hierarchy is at revision %s now: %d nodes", model.revision, len(model.nodes))


def has_members(model: Model) -> tuple[str, ...]:
    """The nodes whose members are searched for."""
    return tuple(node.id for node in model.nodes.values() if node.each is not None)


def _soon(search: Callable[[], Mapping[str, Found]]) -> Mapping[str, Found] | None:
    """What a search gives within FIRST_SEARCH seconds; a source that hangs delays nobody longer."""
    found: list[Mapping[str, Found]] = []
    thread = threading.Thread(target=lambda: found.append(search()), name="navigator-search", daemon=True)
    thread.start()
    thread.join(timeout=FIRST_SEARCH)
    return found[0] if found else None


def _not_taken_over(loaded: Loaded) -> Problem:
    place = Position(next(iter(loaded.texts), "hierarchy"), 1, 1)
    message = "the files load, but something went wrong inside when they were taken over; the log says more"
    return Problem(place, "not-taken-over", Severity.ERROR, message)


def _said(problem: Problem | None) -> str:
    return "" if problem is None else f"{problem.position}: {problem.message}"
