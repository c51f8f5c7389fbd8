"""Texts of the detail."""

from __future__ import annotations

import pytest

from hierarchy.evidence.states import State
from layouts.blocks import unbroken
from layouts.detail import overview_sections
from layouts.view_models import OverviewView, ReasonRow


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
