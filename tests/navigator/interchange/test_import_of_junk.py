"""Whatever a foreign file holds: never an exception, never a hierarchy that does not load."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import hierarchy
from navigator.commands import import_
from navigator.interchange.imports import import_files

WORDS = (
    "kind", "Component", "System", "Resource", "SLO", "ServiceLevelObjective", "metadata", "name",
    "spec", "groups", "rules", "alert", "expr", "for", "5m", "labels", "severity", "critical", "slos",
    "sli", "events", "error_query", "total_query", "objective", "objectives", "target", "window",
    "version", "prometheus/v1", "indicator", "ratio", "errors", "total", "metric", "dependsOn",
    "system", "component:a", "x[{{.window}}]", "4w", "99.9", "subcomponentOf", "a", "PrometheusRule",
    "timeWindow", "duration", "ratioMetric", "good", "metricSource", "query", "raw", "rawType",
    "failure", "type", "up == 0", "x > 5",
)  # fmt: skip
words = st.sampled_from(WORDS)
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=5),
    max_leaves=25,
)


def shaped(names: Iterable[str], inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mappings with these keys, each of them there or not."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, inner))


RELATIONS = (
    "type", "system", "domain", "owner", "subcomponentOf", "dependsOn", "dependencyOf", "providesApis",
    "consumesApis",
)  # fmt: skip
REFERENCES = ("a", "resource:a", "system:a", "api:a", ":", "A")
texts = words | st.text(max_size=6) | junk
slo = shaped(["name", "objective", "description", "labels"], texts) | st.fixed_dictionaries(
    {
        "name": texts,
        "objective": texts | st.just(99.9),
        "sli": st.fixed_dictionaries(
            {}, optional={"events": shaped(["error_query", "total_query"], texts), "raw": texts}
        ),
    }
)
rule = shaped(["alert", "expr", "for", "record"], texts) | st.fixed_dictionaries(
    {"alert": texts, "expr": texts | st.sampled_from(["x > 0", "a / b >= 1e300", "min(x) < -0.5"])},
    optional={"labels": shaped(["severity", "service", "team"], texts), "for": texts, "annotations": junk},
)
group = st.fixed_dictionaries({"name": texts, "rules": st.lists(rule, max_size=4)})
documents = st.one_of(
    junk,
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["Component", "Resource", "System", "API", "Domain"]),
            "metadata": shaped(["name", "namespace", "title", "links", "labels"], texts),
            "spec": shaped(RELATIONS, texts | st.lists(st.sampled_from(REFERENCES), max_size=3)),
        }
    ),
    st.fixed_dictionaries(
        {"version": st.just("prometheus/v1"), "service": texts, "slos": st.lists(slo, max_size=3)}
    ),
    st.fixed_dictionaries({"groups": st.lists(group, max_size=2)}),
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(import_.FORMATS), st.lists(documents, max_size=5))
def test_whatever_a_file_holds_the_outcome_loads_or_is_nothing(name: str, given_documents: list[Any]) -> None:
    """Never an exception, and never a hierarchy that our own loader refuses."""
    content = yaml.safe_dump_all(given_documents, allow_unicode=False).encode()
    outcome = import_files(name, {"junk.yaml": content})
    assert bool(outcome.text) == (outcome.nodes > 0)
    if outcome.text:
        loaded = hierarchy.load_text({"h.yaml": outcome.text}, resolve_sources=False)
        assert loaded.model is not None, hierarchy.render_text(loaded.problems)


@given(st.sampled_from(import_.FORMATS), st.binary(max_size=60))
def test_bytes_that_are_no_yaml_are_problems_or_nothing(name: str, content: bytes) -> None:
    """With the file and the place, and without an exception."""
    outcome = import_files(name, {"junk": content})
    assert all(problem.position.file == "junk" for problem in outcome.problems)
