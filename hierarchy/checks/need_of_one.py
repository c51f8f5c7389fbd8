"""A number of several, where there is only one."""

from __future__ import annotations

from collections.abc import Iterator

from hierarchy.checks.page import WARNING, Check, page
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined
from hierarchy.laws import Need
from hierarchy.problems import Position

PAGE = page(
    "need-of-one",
    WARNING,
    "`need` stands at a link to a single node",
    why="""`need` says how many are needed of the several that a link stands for. Of a single node one is
    needed at any percentage, and two can never be there.""",
    instead="""Delete `need`. Where several means share the work, write them as a group at their end:
    {at_least: 2, of: […]}; where a query can find them, write a node with `each`.""",
    wrong="""
        version: 1
        nodes:
          cart: {level: physical-function}
          host: {level: physical-form, why: [{node: cart, need: 80%}]}
        #                                                 ^^^^
    """,
    right="""
        version: 1
        nodes:
          cart: {level: physical-function}
          host: {level: physical-form, why: [cart]}
    """,
)


def look(findings: Findings, joined: Joined) -> None:
    """Wherever a link stands for one node that is no search, said at either end; silent while there are
    errors, since one of them may be in a search."""
    if findings.any_error:
        return
    nodes = joined.draft.nodes
    for names, need, at in _needs(joined):
        if need is not None and at is not None and len(names) == 1 and nodes[names[0]].each is None:
            message = f"'need' says how many of several are needed, and '{names[0]}' is a single node"
            hint = "delete 'need', or name several: {at_least: 2, of: [id, …]}"
            findings.warning(at, "need-of-one", message, hint)


def _needs(joined: Joined) -> Iterator[tuple[tuple[str, ...], Need | None, Position | None]]:
    """The members of each group of means and of parts that states a need, with its place."""
    for groups in joined.how.values():
        for group in groups:
            yield tuple(ref.id for ref in group.members), group.need, group.need_at
    for part, ties in joined.wholes.items():
        for tie in ties:
            yield (part,), tie.need, tie.need_at


CHECK = Check(PAGE, look)
