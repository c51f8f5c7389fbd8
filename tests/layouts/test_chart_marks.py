"""What stands behind and across the lines of charts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson
from plotly import graph_objs

from hierarchy.evidence.breakdowns import SpreadSeries
from hierarchy.evidence.readings import Series
from hierarchy.evidence.states import State
from hierarchy.evidence.usual import Usual
from layouts.chart_marks import MOST_FLAGS, caption
from layouts.charts import figure, height
from layouts.view_models import ChartView, Flag

NOW = datetime(2022, 8, 22, 5, 0, tzinfo=UTC).timestamp()
WINDOW = (NOW - 3600, NOW)
CHART = ChartView("p95 latency", "seconds", State.CRITICAL, Series((NOW - 60, NOW), (0.2, 0.9)), (0.0, 1.0))


def _drawn(chart: ChartView, *changes: Flag) -> Any:
    """The figure as Plotly understands it; raises for anything that it does not know."""
    made = figure([chart], WINDOW, NOW, None, changes=changes)
    return graph_objs.Figure(made)  # type: ignore[attr-defined, no-untyped-call]


def _shapes(chart: ChartView, kind: str) -> list[Any]:
    return [shape for shape in _drawn(chart).layout.shapes if shape.type == kind]


def test_what_is_usual_lies_behind_the_line_from_quartile_to_quartile() -> None:
    """With a line at the median; with too few samples there is no band."""
    usual = Usual(0.2, 0.25, 0.4, 0.2, 90, "")
    (band,) = _shapes(replace(CHART, usual=usual), "rect")
    assert (band.y0, band.y1, band.layer, band.yref) == (0.2, 0.4, "below", "y")
    mids = [s.y0 for s in _shapes(replace(CHART, usual=usual), "line") if s.layer == "below"]
    assert mids == [0.25]
    assert _shapes(replace(CHART, usual=Usual(None, None, None, 0.2, 4, "")), "rect") == []


def test_a_band_stays_inside_the_chart() -> None:
    """What is usual may lie beyond what is drawn; nothing is drawn over the next chart."""
    (band,) = _shapes(replace(CHART, usual=Usual(-3.0, 0.5, 7.0, 1.0, 90, "")), "rect")
    assert (band.y0, band.y1) == (0.0, 1.0)
    assert _shapes(replace(CHART, usual=Usual(3.0, 5.0, 7.0, 1.0, 90, "")), "rect") == []


def test_a_spread_is_an_area_for_every_stretch_that_is_known() -> None:
    """Gaps stay gaps; a single moment makes no area."""
    times = tuple(NOW - 600 + 60 * i for i in range(7))
    low = (0.1, 0.1, None, 0.1, None, 0.2, 0.2)
    high = (0.3, 0.4, None, 0.3, None, 0.9, 5.0)
    spread = SpreadSeries(times, low, low, high)
    areas = _shapes(replace(CHART, spread=spread), "path")
    assert [area.path for area in areas] == [
        "M2022-08-22_04:50:00,0.3L2022-08-22_04:51:00,0.4L2022-08-22_04:51:00,0.1L2022-08-22_04:50:00,0.1Z",
        "M2022-08-22_04:55:00,0.9L2022-08-22_04:56:00,1L2022-08-22_04:56:00,0.2L2022-08-22_04:55:00,0.2Z",
    ]


def test_capacity_and_onset_are_drawn_where_they_lie() -> None:
    """A capacity far above what is drawn is told in words only."""
    lines = _shapes(replace(CHART, capacity=0.95, onset=NOW - 300), "line")
    assert [line.y0 for line in lines if line.line.dash == "longdash"] == [0.95]
    assert [line.x0 for line in lines if line.line.dash == "dot"] == ["2022-08-22T04:55:00"]
    far = _shapes(replace(CHART, capacity=9.0), "line")
    assert not [line for line in far if line.line.dash == "longdash"]


def test_a_change_is_a_line_with_a_flag_that_is_hollow_where_nothing_links_it() -> None:
    """Its words are escaped: anybody may post a change."""
    bad = Flag(NOW - 900, "<a href='https://evil.example'>deploy</a>")
    made = _drawn(CHART, bad, Flag(NOW - 60, "Reboot", linked=False), Flag(NOW - 9999, "Before"))
    heads = [note for note in made.layout.annotations if note.text in ("▼", "▽")]
    assert [head.text for head in heads] == ["▼", "▽"]
    assert heads[0].hovertext.startswith("04:45 &lt;a href=")
    assert heads[1].hovertext == "04:59 Reboot (no link in the model)"
    assert made.layout.annotations[0].text == "<b>p95 latency</b>"


def test_many_changes_do_not_hide_the_chart() -> None:
    """The newest are drawn; the time bar has them all."""
    found = [Flag(NOW - 3000 + i, f"Change {i}") for i in range(100)]
    made = _drawn(CHART, *found)
    heads = [note for note in made.layout.annotations if note.text == "▼"]
    assert len(heads) == MOST_FLAGS
    assert heads[-1].hovertext.endswith("Change 99")


def test_a_line_under_the_title_says_what_is_drawn_and_what_was_cut_of_it_when_pointed_at() -> None:
    """Escaped; every row gets the same height for it, so that charts compare."""
    note = "912 ms · usually 290–320 ms · <pod> 2 s · light: every pod · capacity 4 s"
    made = _drawn(replace(CHART, note=note))
    (title,) = made.layout.annotations
    assert title.text.startswith("<b>p95 latency</b><br><span style=")
    assert "912 ms · usually 290–320 ms · &lt;pod&gt; 2 s" in title.text
    assert "capacity" not in title.text
    assert "capacity 4 s" in title.hovertext
    assert height([CHART, replace(CHART, note=note)]) == height([CHART, CHART]) + 28


def test_what_the_marks_are_stands_under_the_times() -> None:
    """What is usual says from when it was taken; of the rest only what is drawn is named."""
    usual = Usual(0.2, 0.25, 0.4, 0.2, 90, "the day before")
    full = replace(CHART, usual=usual, warning=0.8, capacity=0.9, onset=NOW - 600)
    assert caption([CHART]) == ()
    assert caption([replace(CHART, warning=2.0)]) == ()
    assert caption([CHART, full, full]) == (
        "Band: usual, the day before",
        "Dashes across: limits, capacity; upright: left usual",
    )
    assert caption([replace(CHART, onset=NOW)]) == ("Dashes upright: left usual",)
    assert [note.text for note in _drawn(full).layout.annotations[1:]] == list(caption([full]))
    assert height([full]) == height([CHART]) + 28


def test_rows_of_a_figure_are_equally_high() -> None:
    """The first has its title in the margin, the others above them; the picture of each is as high."""
    made: Any = figure([CHART, CHART, replace(CHART, note="x")], WINDOW, NOW, None)
    spans = [made["layout"][axis]["domain"] for axis in ("yaxis", "yaxis2", "yaxis3")]
    heights = [round(high - low, 6) for low, high in spans]
    assert len(set(heights)) == 1
    assert spans[0][1] == 1.0
    assert abs(spans[2][0]) < 1e-9


def test_the_largest_figure_stays_small() -> None:
    """Three charts of a few hundred moments with spread, band, capacity and changes."""
    times = tuple(NOW - 3600 + 15 * i for i in range(241))
    values = tuple(0.123456789 + i / 1e4 for i in range(241))
    full = replace(
        CHART,
        series=Series(times, values),
        spread=SpreadSeries(times, values, values, values),
        usual=Usual(0.2, 0.25, 0.4, 0.2, 90, ""),
        capacity=0.9,
        onset=NOW - 60,
        note="x" * 200,
    )
    changes = [Flag(NOW - 3000 + i, "y" * 300) for i in range(100)]
    assert len(orjson.dumps(figure([full] * 3, WINDOW, NOW, None, changes=changes))) < 200_000
