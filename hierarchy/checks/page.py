"""A manual page: why a check is there, what to write instead; a wrong file and a right one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from textwrap import dedent
from typing import TYPE_CHECKING

from hierarchy.problems import Position, Severity

if TYPE_CHECKING:
    from hierarchy.file.findings import Findings
    from hierarchy.file.joins import Joined

ERROR, WARNING, HINT = Severity.ERROR, Severity.WARNING, Severity.HINT

_MARK = re.compile(r" *#( *)(\^+)")
_FILE = re.compile(r"# (\S+\.yaml):")
ONLY_FILE = "hierarchy.yaml"


@dataclass(frozen=True, slots=True)
class Page:
    """What `navigator explain` prints for one id.

    `summary` is one line without a full stop, `why` and `instead` are paragraphs. `wrong` is a file with
    exactly this problem; a comment of carets stands under the place that is reported (`#^` alone marks
    the first column, where no caret can stand). Several files follow each other, each after a comment
    with its name: `# one.yaml:`. Empty where no text can show it, such as a file that is not there.
    `severity` is the gravest that the id has.
    """

    id: str
    severity: Severity
    summary: str
    why: str
    instead: str
    wrong: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A check of the whole hierarchy: its page, and the function that looks for it.

    `look` runs once per load, after everything was read and joined, and reports only under its page's id.
    """

    page: Page
    look: Callable[[Findings, Joined], None]


def page(
    check: str, severity: Severity, summary: str, *, why: str, instead: str, wrong: str = "", right: str = ""
) -> Page:
    """A page from texts as they stand in code: prose becomes paragraphs, files lose their indentation."""
    return Page(check, severity, summary, _prose(why), _prose(instead), _file(wrong), _file(right))


def files_of(example: str) -> dict[str, str]:
    """The files of an example by name; a single one is called hierarchy.yaml."""
    found: dict[str, list[str]] = {}
    lines = found.setdefault(ONLY_FILE, [])
    for line in example.splitlines():
        named = _FILE.fullmatch(line)
        if named:
            lines = found.setdefault(named.group(1), [])
        else:
            lines.append(line)
    return {name: "\n".join(text) + "\n" for name, text in found.items() if text}


def marked(example: str) -> Position | None:
    """The place that the carets of an example mark: the line above them, and the columns they stand under."""
    for name, text in files_of(example).items():
        for number, line in enumerate(text.splitlines()):
            mark = _MARK.fullmatch(line)
            if mark:
                first = line.startswith("#^")
                return Position(name, number, 1 if first else mark.start(2) + 1, len(mark.group(2)))
    return None


def _prose(text: str) -> str:
    paragraphs = re.split(r"\n\s*\n", dedent(text).strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _file(text: str) -> str:
    return dedent(text).strip("\n") + "\n" if text.strip() else ""
