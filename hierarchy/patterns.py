"""Texts with {label} placeholders, and the matchers that `$match` stands for once they are filled.

Static nodes are filled when their file is loaded, members when they are found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hierarchy.queries import Matcher, MatchPattern

PLACEHOLDER = re.compile(r"\{([a-zA-Z_][a-zA-Z0-9_]*)\}", re.ASCII)
_REGEX_SIGN = re.compile(r"[.+*?()|\[\]{}^$\\]")


def placeholders(text: str) -> tuple[str, ...]:
    """The labels that a text names in braces, each once, in order."""
    return tuple(dict.fromkeys(PLACEHOLDER.findall(text)))


def fill_text(text: str, labels: Mapping[str, str]) -> str:
    """A text with every {label} filled in; one that is not among the labels stays as it is written."""
    return PLACEHOLDER.sub(lambda found: labels.get(found.group(1), found.group(0)), text)


def fill_patterns(patterns: Sequence[MatchPattern], labels: Mapping[str, str]) -> tuple[Matcher, ...]:
    """The matchers of these patterns at a node with these labels, in the same order.

    In a regular expression the values are escaped, so that a dot in a name is a dot. A label that is
    missing is empty, which to Prometheus is the same; `missing_labels` tells which ones are.
    """
    return tuple(Matcher(p.label, _filled(p, labels), p.regex) for p in patterns)


def missing_labels(patterns: Sequence[MatchPattern], labels: Mapping[str, str]) -> tuple[str, ...]:
    """The labels that the patterns name and that are not there, each once, in order."""
    named = (name for pattern in patterns for name in placeholders(pattern.text))
    return tuple(dict.fromkeys(name for name in named if name not in labels))


def _filled(pattern: MatchPattern, labels: Mapping[str, str]) -> str:
    def fill(found: re.Match[str]) -> str:
        value = labels.get(found.group(1), "")
        return _REGEX_SIGN.sub(r"\\\g<0>", value) if pattern.regex else value

    return PLACEHOLDER.sub(fill, pattern.text)
