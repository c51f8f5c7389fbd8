"""Links out are filled safely."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navigator.screen.links import fill


def test_window_and_labels_are_filled_in() -> None:
    """Times are Unix milliseconds, as dashboards take them."""
    url = fill(
        "https://grafana.example/d/x?var-s={service}&from={from}&to={to}", {"service": "cart"}, 10.0, 20.5
    )
    assert url == "https://grafana.example/d/x?var-s=cart&from=10000&to=20500"


@given(st.text(max_size=40))
def test_no_label_value_can_leave_its_place(value: str) -> None:
    """A value is percent-encoded whole: no new parameter, path or host comes out of it."""
    if any(0xD800 <= ord(c) <= 0xDFFF for c in value):
        value = "surrogate"
    url = fill("https://a.example/x?s={s}&end=1", {"s": value}, 0, 1)
    assert url is not None
    inner = url.removeprefix("https://a.example/x?s=").removesuffix("&end=1")
    assert not set(inner) & set("&/?#=@: \\\"'<>")


@pytest.mark.parametrize(
    "template", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "{s}", "ftp://x", "https://"]
)
def test_anything_but_http_is_left_out(template: str) -> None:
    """Also when the scheme would come from a label."""
    assert fill(template, {"s": "https://evil.example"}, 0, 1) is None


def test_a_link_that_names_a_missing_label_is_left_out() -> None:
    """A half-filled address would lead to the wrong place."""
    assert fill("https://a.example/{nope}", {}, 0, 1) is None
