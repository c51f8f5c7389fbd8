"""The graph as a drawing of its own: five lanes, boxes, lines; no program is needed to make it."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from hierarchy.levels import LevelInfo
from hierarchy.model import Node
from navigator.interchange.graph_parts import GraphParts, Link

# Pixels of the drawing.
_WIDTH, _HEIGHT = 168, 46
_GAP, _ROW_GAP = 26, 40
_PITCH = _WIDTH + _GAP
_LABEL = 170
_MARGIN = 24
_LANE_PAD = 34
_HEAD = 56
_FOOT = 44
_LETTERS = 22  # of a title, on one of its two lines
_FEWEST_IN_A_ROW = 7

_STYLE = """
  svg { --ground: #ffffff; --lane: #f5f6f8; --box: #ffffff; --ink: #1b2330; --faint: #5b6675;
        --line: #7b8794; --call: #a06a1c; --part: #7c5aa6; --focus: #1f5fbf; }
  @media (prefers-color-scheme: dark) {
    svg { --ground: #12161c; --lane: #1a2029; --box: #222a35; --ink: #e8ecf1; --faint: #a3aebb;
          --line: #8592a1; --call: #d9a14a; --part: #b79be0; --focus: #74a9ff; }
  }
  .ground { fill: var(--ground); }
  .lane { fill: var(--lane); }
  text { font: 12px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: var(--ink); }
  .heading { font-size: 17px; font-weight: 600; }
  .level { font-size: 14px; font-weight: 600; }
  .faint { fill: var(--faint); }
  .small { font-size: 10.5px; fill: var(--faint); }
  .box rect { fill: var(--box); stroke: var(--line); }
  .several rect { stroke-width: 3; }
  .focus rect { stroke: var(--focus); stroke-width: 3; }
  path { fill: none; stroke: var(--line); stroke-width: 1.2; stroke-opacity: .8; }
  .any { stroke-dasharray: 9 3; }
  .call { stroke: var(--call); stroke-dasharray: 5 4; }
  .part { stroke: var(--part); stroke-dasharray: 1.5 3.5; stroke-width: 2; }
  marker path { stroke: none; fill: var(--line); fill-opacity: 1; }
  marker.call path { fill: var(--call); }
"""

_MARKERS = """  <defs>
    <marker id="to-means" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"
      orient="auto"><path d="M0 0 8 4 0 8z"/></marker>
    <marker id="to-called" class="call" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7"
      markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/></marker>
  </defs>"""


@dataclass(frozen=True, slots=True)
class _Lane:
    """A level with its rows of nodes; `top` and `height` in pixels."""

    info: LevelInfo
    rows: tuple[tuple[Node, ...], ...]
    top: int
    height: int


@dataclass(frozen=True, slots=True)
class _Box:
    """Where a node is drawn: its upper left corner."""

    x: int
    y: int

    @property
    def middle(self) -> int:
        return self.x + _WIDTH // 2

    @property
    def bottom(self) -> int:
        return self.y + _HEIGHT


def graph_svg(parts: GraphParts) -> str:
    """An SVG document that looks right on a light and on a dark ground, the same for the same graph.

    Long titles are cut on the drawing and whole in its tooltips.
    """
    in_a_row = _in_a_row(parts)
    lanes = _lanes(parts, in_a_row)
    wrapped = any(len(lane.rows) > 1 for lane in lanes)
    width = _LABEL + 2 * _MARGIN + in_a_row * _PITCH + (_PITCH // 2 if wrapped else 0)
    height = lanes[-1].top + lanes[-1].height + _FOOT
    boxes = _places(lanes, width)
    focus = "" if parts.focus is None else f", around {parts.focus}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" role="img">',
            f"  <title>{_xml(parts.title + focus)}</title>",
            f"  <style>{_STYLE}  </style>",
            _MARKERS,
            f'  <rect class="ground" width="{width}" height="{height}"/>',
            f'  <text class="heading" x="{_MARGIN}" y="34">{_xml(parts.title)}'
            f'<tspan class="faint">{_xml(focus)}</tspan></text>',
            *(line for lane in lanes for line in _lane(lane, width)),
            *(_link(link, boxes) for link in parts.links),
            *(_beside(pair, boxes, "part", "") for pair in parts.parts),
            *(_beside(pair, boxes, "call", ' marker-end="url(#to-called)"') for pair in parts.calls),
            *(_box(node, boxes[node.id], parts.focus) for node in parts.nodes),
            *_legend(height, several=any(node.each for node in parts.nodes)),
            "</svg>\n",
        ]
    )


def _in_a_row(parts: GraphParts) -> int:
    """How many boxes stand side by side: as many as the widest lane has, unless that is very many."""
    widest = max((len(nodes) for _, nodes in parts.lanes), default=0)
    return max(3, min(widest, max(_FEWEST_IN_A_ROW, math.ceil(math.sqrt(4 * widest)))))


def _lanes(parts: GraphParts, in_a_row: int) -> list[_Lane]:
    lanes: list[_Lane] = []
    top = _HEAD
    for info, nodes in parts.lanes:
        rows = tuple(nodes[i : i + in_a_row] for i in range(0, len(nodes), in_a_row))
        count = max(1, len(rows))
        height = 2 * _LANE_PAD + count * _HEIGHT + (count - 1) * _ROW_GAP
        lanes.append(_Lane(info, rows, top, height))
        top += height + 8
    return lanes


def _places(lanes: Sequence[_Lane], width: int) -> dict[str, _Box]:
    """Rows stand in the middle of the room beside the names of the levels.

    Every other row of a level is shifted by half a box, so that lines to the rows below it go through
    the gaps.
    """
    boxes: dict[str, _Box] = {}
    room = (width - _LABEL - 2 * _MARGIN) // _PITCH
    for lane in lanes:
        for i, row in enumerate(lane.rows):
            spare = width - _LABEL - 2 * _MARGIN - len(row) * _PITCH
            shift = (room - len(row)) // 2 * _PITCH + i % 2 * _PITCH // 2
            left = _LABEL + _MARGIN + (shift if len(lane.rows) > 1 else spare // 2) + _GAP // 2
            y = lane.top + _LANE_PAD + i * (_HEIGHT + _ROW_GAP)
            for j, node in enumerate(row):
                boxes[node.id] = _Box(left + j * _PITCH, y)
    return boxes


def _lane(lane: _Lane, width: int) -> list[str]:
    x, y = _MARGIN // 2, lane.top + lane.height // 2
    return [
        f'  <rect class="lane" x="{x}" y="{lane.top}" width="{width - 2 * x}" height="{lane.height}" '
        'rx="8"/>',
        f'  <text class="level" x="{_MARGIN}" y="{y - 4}">{_xml(_cut(lane.info.title, 19))}</text>',
        f'  <text class="small" x="{_MARGIN}" y="{y + 13}">{_xml(_cut(lane.info.question, 25))}</text>',
    ]


def _box(node: Node, box: _Box, focus: str | None) -> str:
    kinds = ["box"] + ["several"] * (node.each is not None) + ["focus"] * (node.id == focus)
    lines = _two_lines(node.title)
    first = box.y + _HEIGHT // 2 + 4 - 7 * (len(lines) - 1)
    spoken = "".join(
        f'<text x="{box.middle}" y="{first + 15 * i}" text-anchor="middle">{_xml(line)}</text>'
        for i, line in enumerate(lines)
    )
    told = f"{node.title} ({node.id})" + (", one for every member that a query finds" if node.each else "")
    return (
        f'  <g class="{" ".join(kinds)}" data-key="{_xml(node.id)}"><title>{_xml(told)}</title>'
        f'<rect x="{box.x}" y="{box.y}" width="{_WIDTH}" height="{_HEIGHT}" rx="7"/>{spoken}</g>'
    )


def _link(link: Link, boxes: dict[str, _Box]) -> str:
    """From the lower edge of the end to the upper edge of the means."""
    end, means = boxes[link.end], boxes[link.means]
    x, y, to_x, to_y = end.middle, end.bottom, means.middle, means.y
    bend = max(24, (to_y - y) // 2)
    kind = ' class="any"' if link.words else ""
    told = f"{link.end} by {link.means}" + (f" ({link.words})" if link.words else "")
    return (
        f'  <path{kind} d="M{x} {y}C{x} {y + bend} {to_x} {to_y - bend} {to_x} {to_y - 1}" '
        f'marker-end="url(#to-means)"><title>{_xml(told)}</title></path>'
    )


def _beside(pair: tuple[str, str], boxes: dict[str, _Box], kind: str, marker: str) -> str:
    """Between two nodes of one level: below the boxes for calls, above them for parts."""
    one, other = boxes[pair[0]], boxes[pair[1]]
    above = kind == "part"
    shift = -14 if above else 14
    x, to_x = one.middle + shift, other.middle - shift
    y, to_y = (one.y, other.y) if above else (one.bottom, other.bottom)
    bend = min(30, 16 + abs(to_x - x) // 40) * (-1 if above else 1)
    word = "has the part" if above else "calls"
    return (
        f'  <path class="{kind}" d="M{x} {y}C{x} {y + bend} {to_x} {to_y + bend} {to_x} {to_y}"{marker}>'
        f"<title>{_xml(f'{pair[0]} {word} {pair[1]}')}</title></path>"
    )


def _legend(height: int, *, several: bool) -> list[str]:
    y = height - 18
    drawn = (
        ("", ' marker-end="url(#to-means)"', "is achieved by"),
        ("any", ' marker-end="url(#to-means)"', "by some of, or not fully"),
        ("call", ' marker-end="url(#to-called)"', "calls"),
        ("part", "", "has the part"),
    )
    lines: list[str] = []
    x = _MARGIN
    for kind, marker, words in drawn:
        named = f' class="{kind}"' if kind else ""
        lines.append(f'  <path{named} d="M{x} {y - 4}H{x + 34}"{marker}/>')
        lines.append(f'  <text class="small" x="{x + 42}" y="{y}">{words}</text>')
        x += 60 + 7 * len(words)
    if several:
        lines.append(
            f'  <g class="box several"><rect x="{x}" y="{y - 11}" width="30" height="14" rx="3"/></g>'
        )
        lines.append(f'  <text class="small" x="{x + 42}" y="{y}">one for every member found</text>')
    return lines


def _two_lines(title: str) -> list[str]:
    """A title on one or two lines that fit into a box, cut with … where it does not."""
    words = title.split()
    first = ""
    while words and _columns(f"{first} {words[0]}".strip()) <= _LETTERS:
        first = f"{first} {words.pop(0)}".strip()
    if not first:
        return [_cut(" ".join(words), _LETTERS)] if words else [""]
    return [first, _cut(" ".join(words), _LETTERS)] if words else [first]


def _cut(text: str, columns: int) -> str:
    if _columns(text) <= columns:
        return text
    while _columns(text) >= columns:
        text = text[:-1]
    return text.rstrip() + "…"


def _columns(text: str) -> int:
    """How much room a text takes, in narrow letters."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _xml(text: str) -> str:
    """Text for an element or an attribute, without signs that XML can't hold."""
    return escape("".join(s if s.isprintable() else " " for s in text), {'"': "&quot;"})
