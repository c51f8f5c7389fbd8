"""The detail: view-models in, Dash components out. All text is text: nothing here is parsed as HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from hierarchy.evidence.readings import Trust
from hierarchy.evidence.states import State
from layouts.markup import data, data_state
from layouts.view_models import DetailView, LeverRow, LinkRow, MeansRows, NodeRow, OverviewView, SignalRow

SECTIONS = ("identity", "why", "chart", "signals", "neighbours", "links")
CHART_ID = "detail-chart"

Children = list[Component]
_UNIT = re.compile(r"(?<=\d) (?=(?:%|[kMGTPE]?B|[µm]?s|min|h|d|[kMGTPE]?/s|[kMGTPE])(?:\W|$))")


def sections(view: DetailView) -> dict[str, Children]:
    """The children of every section but the chart, by name."""
    return {
        "identity": _identity(view),
        "why": _why(view),
        "signals": _signals(view.signals) + _levers(view.levers) + _symptoms(view.symptoms),
        "neighbours": _neighbours(view),
        "links": _links(view.links),
    }


def overview_sections(view: OverviewView) -> dict[str, Children]:
    """The same sections when there is no focus: the whole system."""
    return {
        "identity": _system(view),
        "why": _hurt(view),
        "signals": _rows("Not known", view.unknown) + _more(view.more),
        "neighbours": [],
        "links": _problems(view.problems),
    }


def _identity(view: DetailView) -> Children:
    known = (view.level, view.domain, f"owner {view.owner}" if view.owner else "")
    parts: Children = [
        html.P(" · ".join(part for part in known if part), className="detail-meta"),
        html.H1(view.title),
        html.Div(
            f"{view.state_text} {view.since}".strip(), className="detail-state", **data_state(view.state)
        ),
    ]
    if view.beneficiary:
        parts.append(html.P(f"For {view.beneficiary}", className="detail-meta"))
    if view.description:
        parts.append(html.P(view.description, className="detail-description"))
    return parts


def _why(view: DetailView) -> Children:
    parts: Children = [_title("Why this state")]
    parts += [
        html.P(unbroken(reason.text), className="reason", **data_state(reason.state))
        for reason in view.reasons
    ]
    if not view.reasons:
        parts.append(html.P("Nothing is measured here or below.", className="empty"))
    parts += [
        html.P(unbroken(law), className="reason", **data(kind="law"), **data_state(State.UNKNOWN))
        for law in view.laws
    ]
    if view.contradiction:
        parts.append(html.P(view.contradiction, className="notice", **data(severity="warning")))
    parts.append(html.P(view.evidence, className="detail-meta"))
    return parts


def _signals(signals: Sequence[SignalRow]) -> Children:
    if not signals:
        return [_title("Signals"), html.P("No signal is defined for this node.", className="empty")]
    return [_title("Signals"), *(_signal(row) for row in signals)]


def _signal(row: SignalRow) -> Component:
    trust = "" if row.trust is Trust.LIVE else row.trust.value
    about = " · ".join(part for part in (trust, row.age, row.limits or "no limits: gives no state") if part)
    return html.Div(
        className="signal-row",
        **data(kind="signal", key=row.id, trust=row.trust.value),
        **data_state(row.state),
        children=[
            html.Span(row.title, className="signal-name"),
            html.Span(unbroken(row.value), className="signal-value"),
            html.Span(unbroken(about), className="signal-trust"),
            *(html.Span(text, className="signal-trust") for text in (row.detail, row.about) if text),
            html.Details([html.Summary("Where from"), _provenance(row)], className="signal-provenance"),
        ],
    )


def _provenance(row: SignalRow) -> Component:
    about = f"Read from {row.source}" if not row.description else f"{row.description} Read from {row.source}"
    return html.Div([html.Div(about), html.Code(row.query)], className="provenance")


def _levers(levers: Sequence[LeverRow]) -> Children:
    return [_title("What can be done"), *(_lever(row) for row in levers)] if levers else []


def _lever(row: LeverRow) -> Component:
    title: Component | str = row.title
    if row.href:
        title = html.A(row.title, href=row.href, target="_blank", rel="noopener noreferrer")
    about = " · ".join(part for part in (row.effect, row.needs) if part)
    said: Children = [html.P(about, className="detail-meta")] if about else []
    return html.Div([html.Div(title), *said], className="lever")


def _symptoms(symptoms: Sequence[str]) -> Children:
    """Texts by which the node is found, such as lines of a log."""
    return [_title("Seen as"), *(html.Div(html.Code(text)) for text in symptoms)] if symptoms else []


def _neighbours(view: DetailView) -> Children:
    parts = _rows("Why: serves", view.ends)
    if view.means:
        parts.append(_title("How: realized by"))
        parts += [part for group in view.means for part in _group(group)]
    for title, rows in (
        ("Part of", view.part_of),
        ("Parts", view.parts),
        ("Calls", view.calls),
        ("Called by", view.called_by),
    ):
        parts += _rows(title, rows)
    return parts


def _group(group: MeansRows) -> Children:
    return [html.P(group.rule, className="detail-meta"), *(_row(row) for row in group.rows)]


def _rows(title: str, rows: Sequence[NodeRow]) -> Children:
    return [_title(title), *(_row(row) for row in rows)] if rows else []


def _row(row: NodeRow) -> Component:
    note = row.note or (row.state.value if row.state is not State.OK else "")
    return html.Button(
        [html.Span(row.title, className="node-name"), html.Span(note, className="node-note")],
        className="node-row",
        type="button",
        **data(go=row.id),
        **data_state(row.state),
    )


def _links(links: Sequence[LinkRow]) -> Children:
    if not links:
        return []
    return [
        _title("Links"),
        *(
            html.P(html.A(link.title, href=link.href, target="_blank", rel="noopener noreferrer"))
            for link in links
        ),
    ]


def _system(view: OverviewView) -> Children:
    parts: Children = [html.P("Whole system", className="detail-meta"), html.H1(view.title)]
    parts += [
        html.Span(f"{count} {state.value}", className="detail-state", **data_state(state))
        for state, count in view.counts.items()
        if count
    ]
    if view.description:
        parts.append(html.P(view.description, className="detail-description"))
    return parts


def _hurt(view: OverviewView) -> Children:
    parts = _rows("What is hurt", view.hurt)
    if not view.hurt:
        verdict = html.P(view.verdict.text, className="reason", **data_state(view.verdict.state))
        parts = [_title("What is hurt"), verdict]
    parts += _rows("Abnormal below", view.elsewhere)
    parts.append(html.P(view.evidence, className="detail-meta"))
    return parts


def _more(count: int) -> Children:
    """Long lists are cut; what is not listed is said, and found on the long shot."""
    if not count:
        return []
    return [html.P(f"{count} more are not listed here; the long shot shows them all.", className="empty")]


def _problems(problems: Sequence[str]) -> Children:
    if not problems:
        return []
    listed = (html.P(text, className="notice", **data(severity="warning")) for text in problems)
    return [_title("About the hierarchy file"), *listed]


def unbroken(text: str) -> str:
    """No line ends between a number and its unit: "critical from 90 %"."""
    return _UNIT.sub("\u00a0", text)


def _title(text: str) -> Component:
    return html.H2(text, className="detail-title")
