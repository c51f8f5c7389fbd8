"""The detail: view-models in, Dash components out. All text is text: nothing here is parsed as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from hierarchy.evidence.states import SEVERITY, State
from layouts.blocks import Children, fold, link, listed, meta, node_rows, title, unbroken
from layouts.doings import changes, levers, recent
from layouts.evidence_views import WhatIf
from layouts.law_pictures import laws
from layouts.look import look
from layouts.markup import data, data_state
from layouts.neighbours import neighbours, some_rows
from layouts.signals import signals
from layouts.view_models import DetailView, LinkRow, NodeRow, OverviewView
from layouts.who import split, who

SECTIONS = (
    "identity",
    "why",
    "look",
    "chart",
    "laws",
    "who",
    "changes",
    "signals",
    "levers",
    "neighbours",
    "links",
)
CHART_ID = "detail-chart"


def sections(view: DetailView) -> dict[str, Children]:
    """The children of every section but the chart, by name."""
    return {
        "identity": _identity(view),
        "why": _why(view),
        "look": look(view.look),
        "laws": laws(view.pictures),
        "who": who(view.splits),
        "signals": signals(view.signals),
        "changes": changes(view.changes),
        "levers": levers(view.levers),
        "neighbours": neighbours(view),
        "links": _links(view.links, view.symptoms),
    }


def overview_sections(view: OverviewView) -> dict[str, Children]:
    """The same sections when there is no focus: the whole system."""
    parted = [part for name, one in view.splits for part in split(one, name)]
    return {
        "identity": _system(view),
        "why": _hurt(view),
        "look": look(view.look),
        "laws": [],
        "who": [title("Everyone, or only some?"), *parted] if parted else [],
        "signals": _listed("below", "Abnormal below", view.elsewhere if view.hurt else ())
        + _listed("unknown", "Not known", view.unknown)
        + _more(view.more),
        "changes": recent(view.changes),
        "levers": [],
        "neighbours": [],
        # What somebody was woken for comes before what the system is.
        "links": [*_problems(view.problems), *_description(view.description)],
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
    parts: Children = [title("Why this state")]
    if view.mute:
        parts.append(html.P(view.mute, className="notice", **data(severity="info", kind="mute")))
    parts += [
        html.P(unbroken(reason.text), className="reason", **data_state(reason.state))
        for reason in view.reasons
    ]
    if not view.reasons and not view.laws:
        parts.append(html.P("Nothing is measured here or below.", className="empty"))
    parts += [
        html.P(unbroken(law.text), className="reason", **data(kind="law"), **data_state(law.state))
        for law in view.laws
    ]
    if view.contradiction:
        parts.append(html.P(view.contradiction, className="notice", **data(severity="warning")))
    parts.append(meta(view.evidence))
    if view.what_if is not None:
        parts.append(_what_if(view.what_if))
    if view.imagined:
        # Below what was pressed for it, which so stays where it is, with all above.
        parts.append(html.P(view.imagined, className="notice", **data(severity="info", kind="what-if")))
    return parts


def _what_if(asked: WhatIf) -> Component:
    """Buttons that ask what would follow; nothing is changed by them but the picture."""
    offers = [
        (f"as if {word}", f"{asked.id}:{state}")
        for word, state in (("failed", State.CRITICAL), ("fine", State.OK))
        if asked.assumed is not state
    ]
    if asked.assumed is not None:
        offers.append(("as it is", asked.id))
    if asked.any:
        offers.append(("end what-if", ""))
    buttons = [
        html.Button(text, className="what-if", type="button", **data(**{"if": value}))
        for text, value in offers
    ]
    return html.Div([html.Span("What if?", className="detail-meta"), *buttons], className="what-ifs")


def _links(links: Sequence[LinkRow], symptoms: Sequence[str]) -> Children:
    """Ways out, and texts by which the node is found, such as lines of a log."""
    parts: Children = []
    if links:
        ways = [html.P(link(one.title, one.href)) for one in links]
        parts.append(fold("links", "Links", len(links), ", ".join(one.title for one in links[:2]), ways))
    if symptoms:
        seen = [html.Div(html.Code(text), className="provenance") for text in symptoms]
        parts.append(fold("symptoms", "Seen as", len(symptoms), "", seen))
    return parts


def _system(view: OverviewView) -> Children:
    counts: Children = [
        html.Span(f"{view.counts[state]} {state.value}", className="detail-state", **data_state(state))
        for state in sorted(view.counts, key=lambda state: -SEVERITY[state])
        if view.counts[state]
    ]
    return [
        html.P("Whole system", className="detail-meta"),
        html.H1(view.title),
        html.Div(counts, className="detail-states"),
    ]


def _hurt(view: OverviewView) -> Children:
    parts: Children = []
    if view.imagined:
        parts.append(html.P(view.imagined, className="notice", **data(severity="info", kind="what-if")))
        parts.append(html.Button("end what-if", className="what-if", type="button", **data(**{"if": ""})))
    parts += node_rows("What is hurt", view.hurt)
    if not view.hurt:
        verdict = html.P(view.verdict.text, className="reason", **data_state(view.verdict.state))
        parts += [title("What is hurt"), verdict]
    if not view.hurt and view.elsewhere:
        parts += [title("Abnormal below"), *some_rows("below", view.elsewhere)]
    parts.append(html.P(view.evidence, className="detail-meta"))
    return parts


def _listed(key: str, name: str, rows: Sequence[NodeRow]) -> Children:
    return [fold(key, name, len(rows), "", [listed(rows)])] if rows else []


def _more(count: int) -> Children:
    """Long lists are cut; what is not listed is said, and found on the long shot."""
    if not count:
        return []
    return [html.P(f"{count} more are not listed here; the long shot shows them all.", className="empty")]


def _description(text: str) -> Children:
    return [title("About this system"), html.P(text, className="detail-description")] if text else []


def _problems(problems: Sequence[str]) -> Children:
    if not problems:
        return []
    listed = (html.P(text, className="notice", **data(severity="warning")) for text in problems)
    return [title("About the hierarchy file"), *listed]
