"""How many of many are needed is for the author to say."""

from __future__ import annotations

from collections.abc import Iterator

from hierarchy.checks.page import WARNING, Check, page
from hierarchy.file.drafts import GroupDraft, Ref
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined
from hierarchy.model import Impact, Rule

PAGE = page(
    "each-without-need",
    WARNING,
    "one end needs every member of a search, and nothing says that this is meant",
    why="""Without `need` all members are needed: of 60 hosts one that fails makes the end critical. That is
    seldom true, and a purpose that is red every night is soon ignored.""",
    instead="""Say how many are needed: `need: 80%`, `need: 3`, or `need: all` where every one is. With
    `same` each end has its own members.""",
    wrong="""
        version: 1
        templates:
          host: {match: [host], signals: {up: {query: 'up{$match}', worse: lower, critical: 0.5}}}
        nodes:
          cart: {level: physical-function}
          hosts:
            level: physical-form
            each: {label: host, from: node_boot_time_seconds}
            use: host
            why: [cart]
            #     ^^^^
    """,
    right="""
        version: 1
        templates:
          host: {match: [host], signals: {up: {query: 'up{$match}', worse: lower, critical: 0.5}}}
        nodes:
          cart: {level: physical-function}
          hosts:
            level: physical-form
            each: {label: host, from: node_boot_time_seconds}
            use: host
            why: [{node: cart, need: 80%}]
    """,
)


def look(findings: Findings, joined: Joined) -> None:
    """Once per search, at its first such link; ends that are searched for too are paired by `same`."""
    nodes, told = joined.draft.nodes, set()
    for end, ref in _unsaid(joined):
        many = nodes[ref.id]
        if many.each is not None and nodes[end].each is None and many.at not in told:
            told.add(many.at)
            message = f"'{end}' needs every member of '{many.id}'; one that fails takes it down"
            hint = f"write {{node: {nodes[end].written}, need: 80%}}, or need: all if every one is needed"
            findings.warning(joined.links.get((end, ref.id), ref.at), "each-without-need", message, hint)


def _unsaid(joined: Joined) -> Iterator[tuple[str, Ref]]:
    for end, groups in joined.how.items():
        for group in groups:
            if _needs_all(group):
                yield from ((end, ref) for ref in group.members)


def _needs_all(group: GroupDraft) -> bool:
    """Whether every member of the group's nodes is needed without anyone having said so."""
    silent = group.need is None and group.need_at is None and not group.same
    return silent and group.rule is Rule.ALL_OF and group.impact is Impact.FULL


CHECK = Check(PAGE, look)
