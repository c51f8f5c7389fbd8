"""The query that the detail shows can be pasted into Prometheus as it is."""

from __future__ import annotations

import promql_parser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hierarchy.model import Signal
from hierarchy.queries import Matcher
from navigator.screen.signal_rows import query_text


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_a_shown_query_means_the_series_of_the_label_whatever_its_text(value: str) -> None:
    """Quotes, backslashes and line ends in a label's value stay inside its string."""
    signal = Signal("s", "S", query="up{$match}", match=(Matcher("job", value),))
    shown = promql_parser.parse(query_text(signal))
    assert isinstance(shown, promql_parser.VectorSelector)
    assert [(m.name, m.value) for m in shown.matchers.matchers] == [("job", value)]


@pytest.mark.parametrize(("regex", "shown"), [(False, 'up{job="a\\"b"}'), (True, 'up{job=~"a\\"b"}')])
def test_a_regular_expression_is_shown_as_one(regex: bool, shown: str) -> None:
    """Equality and pattern are written as Prometheus reads them."""
    signal = Signal("s", "S", query="up{$match}", match=(Matcher("job", 'a"b', regex),))
    assert query_text(signal) == shown
