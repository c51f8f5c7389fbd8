"""Collects what is wrong while a hierarchy is read, so that one run tells everything."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

from hierarchy.problems import Position, Problem, Severity, did_you_mean

MAX_PROBLEMS = 500
_SUGGESTION_BUDGET = 40_000  # words compared per load; keeps a file full of mistakes from taking minutes
_WORD = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*", re.ASCII)
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_SPAN = re.compile(r"[^\s'\"]+")
# Where user:password begins, also where a / in the password makes it no address; host:9090/path is neither.
_USER = re.compile(r"://(?=[^/?#]*:(?!\d+[/?#]))")


class Findings:
    """The problems of one load; after `MAX_PROBLEMS` the rest is counted.

    Equal problems are kept once, and so are those that differ only in the copy of a node that they
    name. `incomplete` is set when a file could not be read at all (broken syntax); whoever would draw
    conclusions from what is absent asks it first and stays silent. `links_unread` says the same of
    links between nodes alone.
    """

    def __init__(self) -> None:
        self.incomplete = False
        self.links_unread = False
        self._known_errors: dict[tuple[Position, str, str], Problem] = {}
        self._others: dict[tuple[Position, str, str], Problem] = {}
        self._written: Mapping[str, str] = {}
        self._lines: dict[str, list[str]] = {}
        self._shown: dict[tuple[str, int], str] = {}
        self._budget = _SUGGESTION_BUDGET
        self._errors = 0
        self._untold = 0
        self._elsewhere: Collection[Position] = ()
        self._blamed: Position | None = None

    def add_text(self, file: str, text: str) -> None:
        """Make the lines of a file known, so that problems can show the line they are about."""
        self._lines[file] = _LINE_BREAK.split(text)

    def told_as(self, written: Mapping[str, str]) -> None:
        """Make known which nodes are copies: the id that an author wrote by the id of each copy."""
        self._written = written

    @contextmanager
    def blaming(self, at: Position, elsewhere: Collection[Position]) -> Iterator[None]:
        """Meanwhile problems found `elsewhere` are told at `at`, where something made them problems; those
        that were told before are problems there already, and stay where they are."""
        self._elsewhere, self._blamed = elsewhere, at
        try:
            yield
        finally:
            self._elsewhere, self._blamed = (), None

    def line(self, at: Position) -> str:
        """The line as written, or an empty string where there is none."""
        lines = self._lines.get(at.file, [])
        return lines[at.line - 1] if 0 < at.line <= len(lines) else ""

    def follows(self, file: str, end: tuple[int, int]) -> str:
        """What stands on the line from the given place (line, column from 1) on."""
        return self.line(Position(file, *end))[end[1] - 1 :]

    def error(
        self,
        at: Position,
        problem_id: str,
        message: str,
        hint: str = "",
        related: Sequence[Position] = (),
        *,
        show_line: bool = True,
    ) -> None:
        """Something that keeps the hierarchy from loading. `show_line` is off where a secret may stand."""
        self._add(Severity.ERROR, at, problem_id, message, hint, related, show_line)

    def warning(
        self, at: Position, problem_id: str, message: str, hint: str = "", related: Sequence[Position] = ()
    ) -> None:
        """Something that loads, but is probably not what was meant."""
        self._add(Severity.WARNING, at, problem_id, message, hint, related, True)

    def hint(
        self, at: Position, problem_id: str, message: str, hint: str = "", related: Sequence[Position] = ()
    ) -> None:
        """Something worth a thought that may well be meant; it never fails a check, not even a strict one."""
        self._add(Severity.HINT, at, problem_id, message, hint, related, True)

    def suggest(self, word: str, known: Collection[str]) -> str:
        """`did you mean 'x'?`, or nothing where no word is near or too many were already compared."""
        if self._budget < len(known):
            return ""
        self._budget -= len(known)
        return did_you_mean(word, known)

    @property
    def any_error(self) -> bool:
        """Whether something keeps the hierarchy from loading."""
        return self._errors > 0

    def sorted(self) -> tuple[Problem, ...]:
        """All problems by place; the last one says so if there were too many to tell."""
        known = [*self._known_errors.values(), *self._others.values()]
        told = sorted(known, key=lambda p: (p.position, p.id, p.message))
        if self._untold:
            last = told[-1].position
            severity = Severity.ERROR if self.any_error else Severity.WARNING
            message = f"{self._untold} more problems are not shown"
            told.append(Problem(last, "too-many-problems", severity, message, "fix these first"))
        return tuple(told)

    def _add(
        self,
        severity: Severity,
        at: Position,
        problem_id: str,
        message: str,
        hint: str,
        related: Sequence[Position],
        show_line: bool,
    ) -> None:
        told = message
        if self._written:
            told = _WORD.sub(lambda word: self._written.get(word.group(), word.group()), message)
        if self._blamed is not None and at in self._elsewhere and not self._knows((at, problem_id, told)):
            at, related = self._blamed, [at, *related]
        line = self._shown_line(at) if show_line else ""
        problem = Problem(at, problem_id, severity, _masked(message), hint, line, tuple(related))
        key = (at, problem_id, told)
        is_error = severity is Severity.ERROR
        known = self._known_errors if is_error else self._others
        if self._knows(key):
            return
        self._errors += is_error
        full = len(self._known_errors) + len(self._others) >= MAX_PROBLEMS
        self._untold += full
        if full and is_error and self._others:
            self._others.popitem()  # an error says why nothing loads, so it goes before everything else
        elif full:
            return
        known[key] = problem

    def _knows(self, key: tuple[Position, str, str]) -> bool:
        return key in self._known_errors or key in self._others

    def _shown_line(self, at: Position) -> str:
        """The line as it may be printed; kept, since hundreds of problems may stand on a long one."""
        place = (at.file, at.line)
        if place not in self._shown:
            self._shown[place] = _masked(self.line(at))
        return self._shown[place]


def _masked(text: str) -> str:
    """A text whose addresses tell no password; as long as before, so that carets stay where they are."""
    return _SPAN.sub(_without_password, text) if "@" in text else text


def _without_password(span: re.Match[str]) -> str:
    text = span.group()
    end = text.rfind("@")
    begin = _USER.search(text, 0, end) if end > 0 else None
    return text if begin is None else text[: begin.end()] + "*" * (end - begin.end()) + text[end:]
