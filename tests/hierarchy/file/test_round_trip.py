"""A generated hierarchy, written as YAML in any of its spellings, loads as what was generated."""

import json
from dataclasses import dataclass

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hierarchy import Level, Severity, load_text

_LEVELS = tuple(Level)
_TITLES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)


@dataclass(frozen=True)
class Plan:
    """Nodes as (id, level, title), links as (end, means) pairs, and at which side each is written."""

    nodes: tuple[tuple[str, Level, str], ...]
    links: tuple[tuple[str, str], ...]
    sides: tuple[str, ...]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Up to twelve nodes with downward links."""
    count = draw(st.integers(1, 12))
    nodes = tuple((f"n{i}", draw(st.sampled_from(_LEVELS)), draw(_TITLES)) for i in range(count))
    possible = [(a[0], b[0]) for a in nodes for b in nodes if a[1].rank < b[1].rank]
    links = tuple(draw(st.lists(st.sampled_from(possible), unique=True))) if possible else ()
    sides = tuple(draw(st.sampled_from(["how", "why", "both"])) for _ in links)
    return Plan(nodes, links, sides)


def written(plan: Plan) -> dict[str, object]:
    """The plan as the content of a hierarchy file."""
    nodes: dict[str, dict[str, object]] = {}
    for name, level, title in plan.nodes:
        sided = list(zip(plan.links, plan.sides, strict=True))
        how = [means for (end, means), side in sided if end == name and side != "why"]
        why = [end for (end, means), side in sided if means == name and side != "how"]
        nodes[name] = {"level": level.value, "title": title}
        nodes[name] |= {key: ids for key, ids in (("how", how), ("why", why)) if ids}
    return {"version": 1, "nodes": nodes}


@given(plans(), st.booleans(), st.booleans())
def test_a_generated_hierarchy_loads_as_it_was_meant(plan: Plan, flow: bool, unicode: bool) -> None:
    """Ids, order, levels, titles and every link survive block and flow style, and both sides of links."""
    text = yaml.safe_dump(written(plan), sort_keys=False, default_flow_style=flow, allow_unicode=unicode)
    result = load_text({"h.yaml": text}, {})
    assert result.model is not None, result.problems
    found = tuple((n.id, n.level, n.title) for n in result.model.nodes.values())
    assert found == plan.nodes
    below = {(n.id, m) for n in result.model.nodes.values() for g in n.how for m in g.members}
    above = {(end, n.id) for n in result.model.nodes.values() for end in n.why}
    assert below == above == set(plan.links)
    assert all(problem.severity is not Severity.ERROR for problem in result.problems)


@given(plans())
def test_json_is_a_spelling_of_the_same_file(plan: Plan) -> None:
    """What is written as JSON has the same revision as the YAML of the same content."""
    as_json = load_text({"h.yaml": json.dumps(written(plan), ensure_ascii=False)}, {}).model
    as_yaml = load_text({"h.yaml": yaml.safe_dump(written(plan), sort_keys=False)}, {}).model
    assert as_json is not None
    assert as_yaml is not None
    assert as_json.revision == as_yaml.revision


@given(plans())
def test_without_libyaml_the_same_model_comes_out(plan: Plan) -> None:
    """The parser in pure Python is a full replacement."""
    text = yaml.safe_dump(written(plan), sort_keys=False)
    fast = load_text({"h.yaml": text}, {})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hierarchy.file.yaml_gate._LOADER", yaml.SafeLoader)
        slow = load_text({"h.yaml": text}, {})
    assert fast.model == slow.model
    assert fast.problems == slow.problems
