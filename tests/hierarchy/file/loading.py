"""Small hierarchies loaded from texts, for the tests beside this module."""

from __future__ import annotations

from hierarchy import Model, Severity, load_text

KINDS = """
templates:
  service:
    match: {job: '{workload}'}
    signals:
      rate: {query: 'rate(calls_total{$match}[5m])'}
      errors: {query: 'rate(errors_total{$match}[5m])', worse: higher, critical: 1}
  edge:
    match: {from: '{caller}', job: '{workload}'}
    signals:
      latency: {query: 'edge_seconds{$match}'}
"""


def model_of(*files: str, **env: str) -> Model:
    """The model of files a.yaml, b.yaml, … that must load; the version line is put in front of each."""
    result = load_text(_named(files), env)
    assert result.model is not None, result.problems
    return result.model


def told(*files: str, severity: Severity = Severity.ERROR, **env: str) -> list[tuple[int, int, str]]:
    """(line, column, id) of every problem of that severity; line 1 is the first of the text itself."""
    problems = load_text(_named(files), env).problems
    return [(p.position.line - 1, p.position.column, p.id) for p in problems if p.severity is severity]


def messages(*files: str, **env: str) -> list[str]:
    """Message and hint of every error."""
    problems = load_text(_named(files), env).problems
    return [f"{p.message}; {p.hint}" for p in problems if p.severity is Severity.ERROR]


def _named(files: tuple[str, ...]) -> dict[str, str]:
    return {f"{letter}.yaml": "version: 1\n" + text for letter, text in zip("abcdef", files, strict=False)}
