"""Figures of the detail."""

from __future__ import annotations

from datetime import UTC, datetime
from html import unescape
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from plotly import graph_objs

from hierarchy.evidence.readings import Series
from hierarchy.evidence.states import State
from hierarchy.quantities import format_quantity
from layouts.charts import figure
from layouts.view_models import ChartView

NOW = datetime(2022, 8, 22, 5, 0, tzinfo=UTC).timestamp()
WINDOW = (NOW - 3600, NOW)


def _chart(title: str = "p95 latency", values: tuple[float | None, ...] = (0.2, None, 0.9)) -> ChartView:
    series = Series(tuple(NOW - 120 + 60 * i for i in range(len(values))), values)
    return ChartView(title, "seconds", State.CRITICAL, series, (0.0, 1.0), warning=0.5, critical=0.8)


def _checked(made: dict[str, object]) -> Any:
    """The figure as Plotly understands it; raises for anything that it does not know."""
    return graph_objs.Figure(made)  # type: ignore[attr-defined, no-untyped-call]


def test_every_figure_is_one_that_plotly_accepts() -> None:
    """Plain dicts are quick to build, and validated here."""
    _checked(figure([_chart(), _chart("Errors"), _chart("CPU")], WINDOW, NOW, "dark"))


def test_charts_of_a_node_share_one_time_axis() -> None:
    """All lines are on the same x axis, which spans the window."""
    made = _checked(figure([_chart(), _chart("Errors")], WINDOW, NOW, None))
    assert {trace.xaxis for trace in made.data} == {"x"}
    assert made.layout.xaxis.range == ("2022-08-22T04:00:00", "2022-08-22T05:00:00")


def test_gaps_stay_gaps() -> None:
    """What is not known is not bridged by a line."""
    made = _checked(figure([_chart()], WINDOW, NOW, None))
    assert made.data[0].connectgaps is False
    assert made.data[0].y[1] is None


def test_text_from_the_model_is_escaped() -> None:
    """Plotly reads its text as HTML; a title must never become a link."""
    made = figure([_chart("<a href='https://evil.example'>x</a>")], WINDOW, NOW, None)
    assert "<a " not in str(made)
    assert "&lt;a " in str(made)


def test_limits_are_drawn_where_they_lie() -> None:
    """A line for warning and one for critical, at their values."""
    made = _checked(figure([_chart()], WINDOW, NOW, None))
    assert {shape.y0 for shape in made.layout.shapes if shape.yref == "y"} == {0.5, 0.8}


def _wide(unit: str, title: str = "CPU", domain: tuple[float, float] = (0.0, 0.15)) -> ChartView:
    return ChartView(title, unit, None, Series((NOW - 60, NOW), (0.0, 0.1)), domain)


def test_the_left_margin_has_room_for_the_longest_text_at_an_axis() -> None:
    """At most 48 px of a narrow column: a long unit is said in the title instead; rows share one margin."""
    short = _checked(figure([_wide("percent", domain=(0.0, 1.0))], WINDOW, NOW, None))
    long = _checked(figure([_wide("percent"), _wide("millicores", domain=(0.0, 150.0))], WINDOW, NOW, None))
    assert long.layout.yaxis2.ticktext == ("0", "150")
    assert long.layout.annotations[1].text == "<b>CPU, millicores</b>"
    wide = _checked(figure([_wide("bytes", domain=(0.0, 1.5e6))], WINDOW, NOW, None))
    assert wide.layout.yaxis.ticktext[1] == "1.5 MB"
    assert (short.layout.margin.l, long.layout.margin.l, wide.layout.margin.l) == (40, 41, 41)
    odd = _checked(figure([_wide("ratio", domain=(0.0, 123456789.0))], WINDOW, NOW, None))
    assert odd.layout.margin.l <= 48


@given(st.text(min_size=0, max_size=60), st.floats(0.001, 1e9))
def test_no_text_at_an_axis_is_wider_than_its_margin(unit: str, high: float) -> None:
    """Whatever the unit is called, 5.8 px a letter fit, and the number is whole."""
    made: Any = figure([_wide(unit, domain=(0.0, high))], WINDOW, NOW, None)
    for text in made["layout"]["yaxis"]["ticktext"]:
        assert len(unescape(text)) * 5.8 <= made["layout"]["margin"]["l"]
    number = format_quantity(high, unit).split(" ")[0][:13]
    assert unescape(made["layout"]["yaxis"]["ticktext"][1]).startswith(number.rstrip())


def test_a_long_title_loses_its_middle_and_is_whole_when_pointed_at() -> None:
    """At most as many letters as the column has room for, both ends kept; a short one is left alone."""
    title = "p90 latency of the checkout & payment by service and method"
    made: Any = figure([_wide("s", title), _wide("s")], WINDOW, NOW, None)
    long, short = _checked(made).layout.annotations
    assert unescape(long.text) == "<b>p90 latency of the…e and method</b>"
    assert long.hovertext == "p90 latency of the checkout &amp; payment by service and method"
    assert (short.text, short.hovertext) == ("<b>CPU</b>", "")
    assert long.xshift == -made["layout"]["margin"]["l"]
