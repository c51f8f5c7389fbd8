"""What holds for the outcome of loading any file."""

from __future__ import annotations

from hierarchy import Loaded, Severity, as_json, render_text
from hierarchy.file.findings import Findings
from hierarchy.file.loader import load_text
from hierarchy.file.yaml_gate import decode


def loaded(content: bytes) -> Loaded:
    """The outcome for one file, as from the disk, with no environment."""
    findings = Findings()
    text = decode(findings, "h.yaml", content)
    return Loaded(None, findings.sorted()) if text is None else load_text({"h.yaml": text}, {})


def must_hold(result: Loaded) -> None:
    """A model or errors; every problem has a place; what is shown is bounded and harmless.

    Raises AssertionError with a sentence.
    """
    errors = [problem for problem in result.problems if problem.severity is Severity.ERROR]
    assert (result.model is None) == bool(errors), "a model with errors, or neither"
    places = [problem.position for problem in result.problems]
    assert all(at.line >= 1 and at.column >= 1 and at.length >= 1 for at in places), "a problem without place"
    text = render_text(result.problems)
    assert all(sign.isprintable() or sign == "\n" for sign in text), "dangerous characters in what is shown"
    assert len(text) < 1024 * 1024, "too much to read"
    assert len(as_json(result.problems)) == len(result.problems), "problems differ between the formats"
    hidden = [problem for problem in result.problems if "MemoryError" in problem.message]
    assert not hidden, "out of memory"
