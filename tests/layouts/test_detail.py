"""Texts of the detail."""

from __future__ import annotations

from typing import Any

import pytest

from hierarchy.evidence.states import State
from layouts.blocks import fold, node_row, unbroken
from layouts.detail import overview_sections
from layouts.markup import trees
from layouts.view_models import NodeRow, OverviewView, ReasonRow


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("critical from 90 % down", "critical from 90~% down"),
        ("p95 912 ms, critical from 2 s", "p95 912~ms, critical from 2~s"),
        ("3 of 4 means", "3 of 4 means"),
        ("12 MB used, 4 kB/s", "12~MB used, 4~kB/s"),
    ],
)
def test_a_number_stays_with_its_unit(text: str, kept: str) -> None:
    """A limit is read in one piece; other words wrap as they like."""
    assert unbroken(text) == kept.replace("~", "\u00a0")


def test_the_whole_system_says_no_more_than_is_known() -> None:
    """The verdict stands where no purpose is hurt, with its own state."""
    view = OverviewView(
        title="Shop",
        description="",
        counts={State.OK: 1},
        verdict=ReasonRow("No purpose is known to suffer.", State.UNKNOWN),
        hurt=(),
        elsewhere=(),
        unknown=(),
        evidence="1 of 2 signals are known",
    )
    said = str(overview_sections(view)["why"])
    assert "No purpose is known to suffer." in said
    assert "'data-state': 'unknown'" in said or "data-state='unknown'" in said


def test_a_row_has_only_a_word_or_two_beside_its_name() -> None:
    """What is longer stands under it, as does all that there is beside a value: names are not squeezed."""

    def read(row: NodeRow) -> tuple[str, str]:
        made: Any = trees([node_row(row)])[0]
        (_, _, name), (_, _, aside) = made[2]
        said = name if isinstance(name, str) else " / ".join(part[2] for part in name)
        return said.replace("\u00a0", " "), aside.replace("\u00a0", " ")

    assert read(NodeRow("a", "Buy", State.CRITICAL)) == ("Buy", "critical")
    assert read(NodeRow("a", "Buy", State.OK, "since 01:30")) == ("Buy", "since 01:30")
    long = NodeRow("a", "Buy", State.CRITICAL, "since 01:30 (5 min)")
    assert read(long) == ("Buy / since 01:30 (5 min)", "")
    both = NodeRow("a", "Buy", State.CRITICAL, "since 01:30", "Failed 8 %")
    assert read(both) == ("Buy / Failed 8 % / since 01:30", "")


def test_a_folded_block_reads_as_words_and_has_a_heading() -> None:
    """Its line is one name for ears: without spaces `Signals` and 21 would be said as one word."""
    made: Any = trees([fold("signals", "Signals", 21, "2 doubtful", [])])[0]
    (summary,) = made[2]
    heading, count, about = summary[2]
    assert heading[0] == "h2"
    assert "".join(part[2] for part in (heading, count, about)) == "Signals 21 2 doubtful"
    nested: Any = trees([fold("more", "3 more", None, "", [], inside=True)])[0]
    assert nested[2][0][2][0][0] == "span"
