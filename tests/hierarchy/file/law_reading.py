"""Reads the laws of one node without a whole file around it, for tests."""

from typing import NamedTuple

from hierarchy.file.drafts import Ref
from hierarchy.file.fields import open_object
from hierarchy.file.findings import Findings
from hierarchy.file.keys import NODE
from hierarchy.file.law_drafts import read_laws
from hierarchy.file.laws_of import Laws, laws_of
from hierarchy.file.queries import QueryChecks
from hierarchy.file.site import Site
from hierarchy.file.yaml_reader import read_tree
from hierarchy.model import Signal
from hierarchy.problems import Position
from hierarchy.queries import Matcher

_SIGNALS = {
    "errors": Signal("errors", "Errors", unit="ratio", bad="a", total="b"),
    "idle": Signal("idle", "Idle", unit="percent", query="c"),
    "memory": Signal("memory", "Memory", unit="bytes", query="d"),
}
SHOP = (Matcher("cluster", "eu"),)


class Read(NamedTuple):
    """The laws of a node, and what was told about them as (line, column, id)."""

    laws: Laws
    told: list[tuple[int, int, str]]


def read(text: str, match: tuple[Matcher, ...] | None = None) -> Read:
    """The laws of the node that is written in these lines, which has the ends `buy` and `browse`."""
    findings = Findings()
    tree = read_tree(findings, "h.yaml", text)
    assert tree is not None, findings.sorted()
    fields = open_object(findings, NODE, tree, Position("h.yaml", 1, 1))
    assert fields is not None

    def resolve(ref: Ref, _key: str) -> str | None:
        return None if ref.id == "nowhere" else f"{ref.id}.eu"

    site = Site("orders.eu", {"cluster": "eu"}, match, "thanos", resolve)
    laws = laws_of(
        findings, QueryChecks(findings), site, read_laws(fields), _SIGNALS, {"buy.eu", "browse.eu"}
    )
    return Read(laws, [(p.position.line, p.position.column, p.id) for p in findings.sorted()])
