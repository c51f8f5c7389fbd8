"""Figures of the detail."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from plotly import graph_objs

from hierarchy.evidence.readings import Series
from hierarchy.evidence.states import State
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
