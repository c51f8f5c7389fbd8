"""The README's smallest hierarchy file works as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import hierarchy

ROOT = Path(__file__).parents[2]


def test_the_smallest_file_of_the_readme_loads_without_a_word() -> None:
    """Five nodes, one at each level, joined from bottom to top; nothing to complain about."""
    (text,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    loaded = hierarchy.load_text({"README.md": text}, {})
    assert loaded.problems == ()
    assert loaded.model is not None
    assert [node.level for node in loaded.model.nodes.values()] == list(hierarchy.Level)
