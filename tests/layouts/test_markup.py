"""Components as the plain data that the browser's part writes into the page."""

from __future__ import annotations

from dash import html

from layouts.markup import data, trees


def test_a_component_becomes_its_tag_its_attributes_and_its_children() -> None:
    """Class and data attributes as HTML names them; one child, several, a text or none."""
    row = html.Button(
        [html.Span("Cart", className="node-name"), html.Span("critical")],
        className="node-row",
        type="button",
        **data(go="cart"),
    )
    (found,) = trees([html.P(row)])
    assert found == [
        "p",
        {},
        [
            [
                "button",
                {"class": "node-row", "type": "button", "data-go": "cart"},
                [["span", {"class": "node-name"}, "Cart"], ["span", {}, "critical"]],
            ]
        ],
    ]
    assert trees([html.Div(className="empty")]) == [["div", {"class": "empty"}, ""]]


def test_markup_in_a_text_stays_the_text_it_is() -> None:
    """Nothing is escaped on the way, because nothing on the way is HTML."""
    assert trees([html.P('<img src=x> & "q"')]) == [["p", {}, '<img src=x> & "q"']]
