"""Generated hierarchies are sound, repeatable and the same in both forms."""

from __future__ import annotations

import pytest
import yaml

from benchmarks.generate import generate_model, generate_yaml
from hierarchy.model import Rule


@pytest.mark.parametrize("nodes", [5, 20, 61, 500, 2000])
def test_a_generated_model_has_its_size_and_only_sound_links(nodes: int) -> None:
    """As many nodes as asked for; means stand one level lower; parts and calls stay in their level."""
    model = generate_model(nodes, 7)
    found = model.nodes
    assert len(found) == nodes
    for node in found.values():
        members = [m for group in node.how for m in group.members]
        assert len(members) == len(set(members))
        assert all(found[m].level.rank == node.level.rank + 1 and node.id in found[m].why for m in members)
        assert all(found[other].level is node.level for other in node.calls)
        assert node.part_of is None or found[node.part_of].level is node.level
        assert node.why or node.level.rank == 0
        assert members or node.level.rank == 4
        assert all(g.at_least < len(g.members) or g.rule is not Rule.AT_LEAST for g in node.how)


def test_the_same_seed_gives_the_same_hierarchy() -> None:
    """Benchmarks of two days compare."""
    assert generate_model(300, 1) == generate_model(300, 1)
    assert generate_yaml(300, 1) == generate_yaml(300, 1)
    assert generate_model(300, 1).nodes != generate_model(300, 2).nodes


def test_the_file_says_what_the_model_says() -> None:
    """Text and model come from the same throw: nodes, levels, labels and links agree."""
    model, text = generate_model(400, 5), generate_yaml(400, 5)
    written = yaml.safe_load(text)["nodes"]
    assert list(written) == list(model.nodes)
    for node_id, entry in written.items():
        node = model.nodes[node_id]
        assert (entry["level"], entry["domain"], entry.get("part_of")) == (
            node.level,
            node.domain,
            node.part_of,
        )
        assert entry.get("labels", {}) == node.labels
        listed = [m for item in entry.get("how", []) for m in _members(item)]
        assert sorted(listed) == sorted(m for group in node.how for m in group.members)


def test_the_file_has_no_anchors() -> None:
    """The format refuses anchors and aliases, so the generator writes none."""
    tokens = yaml.scan(generate_yaml(200, 3), Loader=yaml.SafeLoader)
    assert not [t for t in tokens if isinstance(t, (yaml.AnchorToken, yaml.AliasToken))]


def test_fewer_nodes_than_levels_are_refused() -> None:
    """A hierarchy has five levels."""
    with pytest.raises(ValueError, match="at least 5"):
        generate_model(4, 1)


def _members(item: str | dict[str, object]) -> list[str]:
    if isinstance(item, str):
        return [item]
    members = item.get("any_of") or item.get("of") or [item["node"]]
    assert isinstance(members, list)
    return members
