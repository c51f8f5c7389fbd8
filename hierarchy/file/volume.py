"""How much a hierarchy comes to: what stands once in a template or a file may count at thousands of nodes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from gc import disable, enable, isenabled

from hierarchy.file.drafts import NodeDraft, TemplateDraft
from hierarchy.file.findings import Findings

MAX_SIGNALS = 25_000  # per file, about two thirds of a second of loading; a node counts as two
MAX_LABELS = 1_000_000  # labels, links, levers and symptoms of all nodes together


class Volume:
    """Counts what nodes come to, and reports once when it is too much to hold or to load in time."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._signals = 0
        self._others = 0
        self._files: set[str] = set()

    def takes(self, node: NodeDraft, templates: Iterator[TemplateDraft]) -> bool:
        """Whether one more node with the signals and all else of these templates is still little enough."""
        self._files.add(node.at.file)
        self._signals += 2 + len(node.signals)
        self._others += len(node.labels)
        for template in templates:
            self._signals += len(template.signals)
            self._others += len(template.links) + len(template.levers) + len(template.symptoms)
            self._others += len(template.match)
        if self._signals > MAX_SIGNALS * len(self._files):
            most = f"at most {MAX_SIGNALS} signals a file, a node counts as two"
            return self._refused(node, f"there are too many nodes and signals ({most})")
        return self.takes_labels(node, 0)

    def takes_labels(self, node: NodeDraft, number: int) -> bool:
        """Whether so many more labels at one node are still few enough."""
        self._others += number
        if self._others > MAX_LABELS:
            return self._refused(node, f"there are more than {MAX_LABELS} labels, links and symptoms")
        return True

    def _refused(self, node: NodeDraft, message: str) -> bool:
        message = f"with what templates, defaults and copies bring {message}"
        hint = "give fewer nodes a large template, let 'each' find what there are many of, or split the file"
        self._findings.error(node.at, "too-much-repeated", message, hint)
        return False


@contextmanager
def without_collecting() -> Iterator[None]:
    """Leave the search for unused objects until later: a load makes very many, and none in circles.

    For a large file that is a third of the time. Whoever else runs meanwhile does without it, too, for
    about a second; if somebody else has turned it off, it stays off.
    """
    if not isenabled():
        yield
        return
    disable()
    try:
        yield
    finally:
        enable()
