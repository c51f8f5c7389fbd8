"""Times of day in the zone of the link, also on the day when clocks are put forward."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from hierarchy.evidence.readings import Series
from hierarchy.evidence.states import State
from layouts.charts import figure
from layouts.view_models import ChartView, Flag
from layouts.zones import IN_UTC, Zone

BERLIN = Zone("Berlin", ZoneInfo("Europe/Berlin"))
FORWARD = 1_774_746_000.0  # 2026-03-29 01:00 UTC


def test_a_time_is_written_in_its_zone_and_says_which_where_nothing_else_does() -> None:
    """Summer time begins between the two."""
    assert [BERLIN.clock(FORWARD - 60), BERLIN.clock(FORWARD)] == ["01:59", "03:00"]
    assert BERLIN.named(FORWARD) == "03:00 Berlin"
    assert (IN_UTC.seconds(FORWARD), BERLIN.seconds(FORWARD)) == ("01:00:00 UTC", "03:00:00 Berlin")


def test_moments_within_a_text_are_those_of_the_zone_and_nothing_else_of_it_changes() -> None:
    """What a source said of the past is written with its day."""
    text = "no series; last seen 2026-03-29 01:30 UTC, not 2026-99-99 01:30 UTC or 01:30 UTC"
    told = "no series; last seen 2026-03-29 03:30 Berlin, not 2026-99-99 01:30 UTC or 01:30 UTC"
    assert BERLIN.rewritten(text) == told
    assert IN_UTC.rewritten(text) == text


def test_a_chart_is_drawn_in_the_zone_and_time_does_not_jump_on_its_axis() -> None:
    """Line, window, cursor and flags move together, by what the zone is ahead at the moment looked at."""
    times = (FORWARD - 120, FORWARD - 60, FORWARD)
    chart = ChartView("Errors", "ratio", State.OK, Series(times, (0.1, 0.2, 0.3)), (0.0, 1.0), onset=times[1])
    made: Any = figure(
        [chart], (times[0], times[2]), times[2], None, changes=[Flag(times[1], "x")], zone=BERLIN
    )
    assert made["data"][0]["x"] == ["2026-03-29T02:58:00", "2026-03-29T02:59:00", "2026-03-29T03:00:00"]
    axis = made["layout"]["xaxis"]
    assert axis["range"] == ["2026-03-29T02:58:00", "2026-03-29T03:00:00"]
    assert axis["hoverformat"].endswith("Berlin")
    drawn = {shape["x0"] for shape in made["layout"]["shapes"] if shape["xref"] == "x"}
    assert drawn == {"2026-03-29T02:59:00", "2026-03-29T03:00:00"}
    hovers = [note.get("hovertext", "") for note in made["layout"]["annotations"]]
    assert "02:59 x" in hovers
