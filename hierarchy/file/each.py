"""`each`: the search for the members of a node, as written and as the model has it."""

from __future__ import annotations

from hierarchy.file.drafts import EachDraft, NodeDraft
from hierarchy.file.fields import Fields
from hierarchy.file.findings import Findings
from hierarchy.file.located import Scalar
from hierarchy.file.queries import QueryChecks, uses_match
from hierarchy.file.site import Site
from hierarchy.model import Each, MemberSignal
from hierarchy.patterns import placeholders
from hierarchy.queries import Query

MOST = 10_000
_USUAL = 500


def read_each(node: Fields) -> EachDraft | None:
    """The search of one node; None if there is none or if it cannot be done."""
    fields = node.object("each")
    if fields is None:
        return None
    findings = fields.findings
    if "label" in fields and "labels" in fields:
        message = "both 'label' and 'labels': the one is short for a list of one"
        findings.error(fields.place("label"), "each-shape", message, "keep 'labels'")
    if "label" not in fields and "labels" not in fields:
        hint = "add labels: [label, …]"
        findings.error(fields.at, "missing-key", "nothing says which labels tell members apart", hint)
    if "from" not in fields:
        hint = "add from: 'a query that gives one series for every member'"
        findings.error(fields.at, "missing-key", "a search for members needs 'from'", hint)
    alone, several = fields.label("label"), fields.labels("labels")
    labels = several or ((alone,) if alone else ())
    query, title = fields.scalar("from"), fields.scalar("title")
    most = fields.number("max", 1, MOST)
    expect, source = fields.expected("expect"), fields.reference("source")
    if query is None or not labels:
        return None
    return EachDraft(fields.at, labels, query, title, most or _USUAL, expect, source)


def each_of(
    findings: Findings,
    queries: QueryChecks,
    site: Site,
    node: NodeDraft,
    signals: tuple[MemberSignal, ...],
) -> Each | None:
    """The search as it stands at the node of `site`; None if the node has none."""
    draft = node.each
    if draft is None:
        return None
    if draft.title is not None:
        for label in placeholders(draft.title.text):
            if label not in node.label_names:
                message = f"'title' names '{{{label}}}', but members of '{node.id}' have no such label"
                hint = findings.suggest(label, sorted(node.label_names)) or f"add '{label}' to 'labels'"
                findings.error(draft.title.at, "missing-label", message, hint)
    expect = draft.expect
    return Each(
        labels=draft.labels,
        query=_query(queries, site, draft, draft.query),
        title=draft.title.text if draft.title else "",
        most=draft.most,
        expect=_query(queries, site, draft, expect)
        if isinstance(expect, Scalar)
        else None
        if expect is None
        else float(expect),
        signals=signals,
    )


def _query(queries: QueryChecks, site: Site, draft: EachDraft, scalar: Scalar) -> Query:
    known = site.match is not None
    queries.check(scalar, in_template=False, match_known=known, what="search")
    match = (site.match or ()) if uses_match(scalar.text) else ()
    return Query(scalar.text, match, draft.source.id if draft.source else site.source)
