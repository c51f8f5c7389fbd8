"""What one node is judged by and what can be done at it, with every reference resolved."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from hierarchy.actions import Lever
from hierarchy.file.drafts import Ref
from hierarchy.file.findings import Findings
from hierarchy.file.law_drafts import (
    BalanceDraft,
    CapacityDraft,
    LawsDraft,
    LeverDraft,
    ObjectiveDraft,
    QueryDraft,
)
from hierarchy.file.queries import QueryChecks, uses_match, uses_window
from hierarchy.file.site import Site
from hierarchy.laws import Balance, Capacity, Objective, Segment
from hierarchy.model import Signal
from hierarchy.patterns import placeholders
from hierarchy.queries import Query

FILLED_WHEN_SHOWN = frozenset({"from", "to"})


@dataclass(frozen=True, slots=True)
class Laws:
    """What `hierarchy.model.Node` says about judging and acting, under the names that it has there."""

    objective: Objective | None = None
    balance: Balance | None = None
    capacity: Capacity | None = None
    priority: tuple[str, ...] = ()
    segments: tuple[Segment, ...] = ()
    levers: tuple[Lever, ...] = ()
    symptoms: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()


def laws_of(
    findings: Findings,
    queries: QueryChecks,
    site: Site,
    draft: LawsDraft,
    signals: Mapping[str, Signal] | None = None,
    ends: Collection[str] | None = None,
    labels: Collection[str] | None = None,
) -> Laws:
    """The laws of the node at `site`; what is wrong with one is reported and leaves it out.

    `signals` are those of the node by id, `ends` the final ids of its ends. Where one of the two is
    None, what refers to it is not compared with it. `labels` are the names of the labels that fill an
    address, where these are more than the site's: a search gives its members more.
    """
    return Laws(
        objective=_objective(findings, queries, site, draft.objective, signals),
        balance=_balance(queries, site, draft.balance),
        capacity=_capacity(queries, site, draft.capacity),
        priority=_priority(findings, site, draft.priority, ends),
        segments=draft.segments,
        levers=tuple(_lever(findings, site, lever, labels) for lever in draft.levers),
        symptoms=draft.symptoms,
        formerly=tuple(dict.fromkeys(ref.id for ref in draft.formerly)),
    )


def _query(
    queries: QueryChecks, site: Site, draft: QueryDraft, what: str, *, windowed: bool = False
) -> Query:
    """The query as the model carries it; `$match` means what it means at the site."""
    known = site.match is not None
    texts = [draft.query] if draft.zero_while is None else [draft.query, draft.zero_while]
    for text in texts:
        queries.check(text, in_template=False, match_known=known, windowed=windowed, what=what)
    needs_match = any(uses_match(text.text) for text in texts)
    return Query(
        text=draft.query.text,
        match=(site.match or ()) if needs_match else (),
        source=draft.source.id if draft.source else site.source,
        zero_while=draft.zero_while.text if draft.zero_while else None,
        defined_at=draft.query.at,
    )


def _objective(
    findings: Findings,
    queries: QueryChecks,
    site: Site,
    draft: ObjectiveDraft | None,
    signals: Mapping[str, Signal] | None,
) -> Objective | None:
    if draft is None:
        return None
    made = {
        name: _query(queries, site, query, "objective", windowed=True)
        for name, query in draft.queries.items()
    }
    _check_windows(findings, draft.queries)
    signal = draft.of.id if draft.of else None
    if draft.of is not None and not _is_ratio_here(findings, draft.of, signals):
        return None
    return Objective(draft.target, draft.window, made.get("good"), made.get("bad"), made.get("total"), signal)


def _check_windows(findings: Findings, queries: Mapping[str, QueryDraft]) -> None:
    """Burn rates ask over several windows; a query that has its own range answers all of them alike."""
    fixed = {name: query for name, query in queries.items() if not uses_window(query.query.text)}
    if not fixed:
        return
    name, query = next(iter(fixed.items()))
    hint = "write [$window] where the range stands, so that every burn window can be filled in"
    if len(fixed) == len(queries):
        message = "the objective asks over a fixed range, from which every burn window has to be made up"
    else:
        message = f"'{name}' asks over a fixed range, and its other half over each burn window"
    findings.warning(query.query.at, "objective-fixed-window", message, hint)


def _is_ratio_here(findings: Findings, of: Ref, signals: Mapping[str, Signal] | None) -> bool:
    if signals is None:
        return True
    signal = signals.get(of.id)
    if signal is None:
        hint = findings.suggest(of.id, signals) or "name one of this node's signals, or write queries"
        findings.error(of.at, "unknown-signal", f"this node has no signal '{of.id}'", hint)
        return False
    if signal.total is None and signal.unit not in ("ratio", "percent"):
        message = f"'{of.id}' is no ratio, so that there is no share to hold against a target"
        hint = "name a signal with 'bad' or 'good' and 'total', or one with 'unit: ratio'"
        findings.error(of.at, "objective-no-ratio", message, hint)
        return False
    return True


def _balance(queries: QueryChecks, site: Site, draft: BalanceDraft | None) -> Balance | None:
    if draft is None:
        return None
    made = {
        side: {name: _query(queries, site, term, "balance") for name, term in terms.items()}
        for side, terms in draft.terms.items()
    }
    return Balance(made["in"], made["out"], made["store"], draft.tolerance, draft.over)


def _capacity(queries: QueryChecks, site: Site, draft: CapacityDraft | None) -> Capacity | None:
    if draft is None:
        return None
    supply = draft.supply
    return Capacity(
        demand=_query(queries, site, draft.demand, "capacity"),
        supply=_query(queries, site, supply, "capacity") if isinstance(supply, QueryDraft) else supply,
        warning=draft.warning,
        critical=draft.critical,
    )


def _priority(
    findings: Findings, site: Site, refs: tuple[Ref, ...], ends: Collection[str] | None
) -> tuple[str, ...]:
    """The ends in the order in which they come first; each must be one that the node serves."""
    found: dict[str, Ref] = {}
    for ref in refs:
        end = site.resolve(ref, "priority")
        if end is None:
            continue
        if end in found:
            message = f"'{ref.id}' stands twice under 'priority'"
            findings.warning(ref.at, "named-twice", message, "delete one", [found[end].at])
        elif ends is not None and end not in ends and not findings.links_unread:
            message = f"'{ref.id}' is no end of this node, so that nothing is shared out to it here"
            hint = findings.suggest(end, ends) or f"add why: [{ref.id}], or take it out of 'priority'"
            findings.error(ref.at, "priority-no-end", message, hint)
        found.setdefault(end, ref)
    return tuple(found)


def _lever(findings: Findings, site: Site, draft: LeverDraft, labels: Collection[str] | None) -> Lever:
    known = site.labels if labels is None else labels
    for label in placeholders(draft.url):
        if label not in known and label not in FILLED_WHEN_SHOWN:
            at, related = (draft.at, []) if draft.used_at is None else (draft.used_at, [draft.at])
            message = f"node '{site.node}' has no label '{label}', which the lever '{draft.title}' needs"
            hint = findings.suggest(label, known) or f"add labels: {{{label}: …}} to the node"
            findings.error(at, "missing-label", message, hint, related)
    return Lever(draft.title, draft.url, draft.effect, tuple(_resolved(site, draft.needs)))


def _resolved(site: Site, refs: tuple[Ref, ...]) -> Iterator[str]:
    found = (site.resolve(ref, "needs") for ref in refs)
    yield from dict.fromkeys(node for node in found if node is not None)
