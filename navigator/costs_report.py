"""What reading a hierarchy costs its sources, for authors."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.live_checks.costs import Costs
from hierarchy.graph import Graph
from hierarchy.lane_order import lane_order
from hierarchy.model import Model
from hierarchy.quantities import format_number
from navigator.screen.selection import select

MOST_PICTURES = 200  # looked at; of a larger hierarchy as many, evenly spread
COLUMNS, ROWS = 6, 5  # of a large screen
SHOWN = 15

Json = dict[str, object]


def pictures_of(model: Model) -> Mapping[str, tuple[str, ...]]:
    """The nodes that are cards, by the node in focus; "" for the overview. As before anything is known."""
    graph, order = Graph(model), lane_order(model)
    every = max(1, -(-len(model.nodes) // MOST_PICTURES))
    focuses = (None, *list(model.nodes)[::every])
    return {
        focus or "": tuple(card.node for card in select(graph, order, {}, focus, COLUMNS, ROWS).cards)
        for focus in focuses
    }


def costs_json(costs: Costs) -> Json:
    """`navigator check --cost --format json`; all numbers are samples."""
    focus, touched = costs.picture
    return {
        "sweep": costs.sweep,
        "picture": {"focus": focus or None, "samples": round(touched)},
        "signals": [
            {
                "signal": f"{key.node}/{key.signal}",
                "reading": round(costs.readings[key], 1),
                "line": round(costs.lines[key]),
            }
            for key in costs.dearest
        ],
        "silent": sorted(costs.silent),
    }


def costs_text(costs: Costs) -> str:
    """The same as a table for people, the dearest signals first."""
    lines = []
    if costs.lines:
        focus, touched = costs.picture
        of = f"'{focus}' in focus" if focus else "the whole system"
        lines = [
            f"One sweep of the whole hierarchy: {format_number(costs.sweep)} samples.",
            f"The lines of the dearest picture ({of}), one hour: {format_number(touched)} samples.",
            "",
            *_table(costs),
        ]
    lines += [f"Source '{name}' does not tell what its answers cost." for name in sorted(costs.silent)]
    return "".join(f"{line}\n" for line in lines)


def _table(costs: Costs) -> list[str]:
    rows = [
        (f"{key.node}/{key.signal}", format_number(costs.readings[key]), format_number(costs.lines[key]))
        for key in costs.dearest[:SHOWN]
    ]
    head = ("dearest signals, in samples", "a reading", "a line of 1 h")
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(3)]
    shown = [f"{a:<{widths[0]}}  {b:>{widths[1]}}  {c:>{widths[2]}}" for a, b, c in (head, *rows)]
    more = len(costs.dearest) - SHOWN
    return [*shown, f"… and {more} more"] if more > 0 else shown
