"""What a node says about judging and acting, as written: nothing it refers to is looked up here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from hierarchy.file.drafts import Ref
from hierarchy.file.fields import Fields
from hierarchy.file.located import MappingNode, Scalar, quoted
from hierarchy.laws import Segment
from hierarchy.problems import Position

_HOUR, _DAY = 3600.0, 86400.0
ADDRESS = re.compile(r"https?://[^/\s{}]")
_TOLERANCE = 0.02


@dataclass(frozen=True, slots=True)
class QueryDraft:
    """A query as written; `source` is what it asks instead of the node's."""

    query: Scalar
    zero_while: Scalar | None = None
    source: Ref | None = None


@dataclass(frozen=True, slots=True)
class ObjectiveDraft:
    """An objective; `queries` by key (good, bad, total), or `of`, a signal of the node."""

    at: Position
    target: float
    window: float
    queries: Mapping[str, QueryDraft]
    of: Ref | None


@dataclass(frozen=True, slots=True)
class BalanceDraft:
    """A balance; `terms` by key (in, out, store) and name."""

    at: Position
    terms: Mapping[str, Mapping[str, QueryDraft]]
    tolerance: float
    over: float | None


@dataclass(frozen=True, slots=True)
class CapacityDraft:
    """Demand and supply, limits as shares of supply."""

    at: Position
    demand: QueryDraft
    supply: float | QueryDraft
    warning: float | None
    critical: float | None


@dataclass(frozen=True, slots=True)
class LeverDraft:
    """A lever. `at` is where its address stands, `used_at` where the node takes it from a template."""

    title: str
    url: str
    effect: str
    needs: tuple[Ref, ...]
    at: Position
    used_at: Position | None = None


@dataclass(frozen=True, slots=True)
class LawsDraft:
    """Everything that a node says about judging it and acting on it."""

    objective: ObjectiveDraft | None = None
    balance: BalanceDraft | None = None
    capacity: CapacityDraft | None = None
    priority: tuple[Ref, ...] = ()
    segments: tuple[Segment, ...] = ()
    levers: tuple[LeverDraft, ...] = ()
    symptoms: tuple[str, ...] = ()
    formerly: tuple[Ref, ...] = ()
    source: Ref | None = None

    def using(self, levers: Iterable[LeverDraft], symptoms: Iterable[str], at: Position) -> LawsDraft:
        """With what a template that is used at `at` brings, before its own; equal symptoms once."""
        taken = tuple(replace(lever, used_at=at) for lever in levers)
        together = tuple(dict.fromkeys((*symptoms, *self.symptoms)))
        return replace(self, levers=(*taken, *self.levers), symptoms=together)


def read_laws(fields: Fields) -> LawsDraft:
    """The laws, levers and symptoms of one node; whatever is wrong with them is reported."""
    return LawsDraft(
        objective=_objective(fields),
        balance=_balance(fields),
        capacity=_capacity(fields),
        priority=fields.references("priority"),
        segments=_segments(fields),
        levers=read_levers(fields),
        symptoms=tuple(dict.fromkeys(fields.texts("symptoms"))),
        formerly=fields.references("formerly"),
        source=fields.reference("source"),
    )


def read_levers(fields: Fields) -> tuple[LeverDraft, ...]:
    """The levers of a template or a node, with http(s) addresses only."""
    found: list[LeverDraft] = []
    for lever in fields.objects("levers"):
        if not _complete(lever, "title", "url"):
            continue
        title, url = lever.text("title"), lever.scalar("url")
        effect, needs = lever.text("effect"), lever.references("needs")
        if url is None or not title:
            continue
        if ADDRESS.match(url.text) is None:
            hint = "begin with https:// or http:// and a host"
            fields.findings.error(url.at, "link-url", f"{quoted(url.text)} is not an http(s) address", hint)
            continue
        found.append(LeverDraft(title, url.text, effect, needs, url.at))
    return tuple(found)


def _complete(fields: Fields, *names: str) -> bool:
    missing = [name for name in names if name not in fields]
    for name in missing:
        hint = f"add {name}: …"
        fields.findings.error(fields.at, "missing-key", f"{fields.kind.called} needs '{name}'", hint)
    return not missing


def _query(fields: Fields, name: str, source: Ref | None) -> QueryDraft | None:
    scalar = fields.scalar(name)
    return None if scalar is None else QueryDraft(scalar, source=source)


def _objective(node: Fields) -> ObjectiveDraft | None:
    fields = node.object("objective")
    if fields is None:
        return None
    whole = _complete(fields, "target", "window")
    target, window = _target(fields), fields.duration("window", _HOUR, 365 * _DAY)
    source = fields.reference("source")
    written = {name: _query(fields, name, source) for name in ("good", "bad", "total")}
    of = fields.reference("of")
    if not _one_way(fields) or not whole or target is None or window is None:
        return None
    queries = {name: query for name, query in written.items() if query is not None}
    if not queries and of is None:
        return None
    return ObjectiveDraft(fields.at, target, window, queries, of)


def _target(fields: Fields) -> float | None:
    target = fields.share("target")
    if target is None or 0 < target < 1:
        return target
    value = fields.value("target")
    message = "a target lies between 0 % and 100 %, without them: 100 % leaves nothing to go wrong"
    fields.findings.error(fields.at if value is None else value.at, "out-of-range", message, "such as 99.9%")
    return None


def _one_way(fields: Fields) -> bool:
    """Whether the objective says in exactly one way what it is about."""
    findings = fields.findings
    has = [name for name in ("good", "bad", "total") if name in fields]
    if "of" in fields and has:
        message = f"both 'of' and '{has[0]}': an objective is about a signal or about queries"
        findings.error(fields.place(has[0]), "query-and-ratio", message, "keep one of the two")
    elif "good" in has and "bad" in has:
        message = "both 'bad' and 'good': one of them follows from the other and 'total'"
        findings.error(fields.place("good"), "query-and-ratio", message, "keep one of the two")
    elif has == ["total"]:
        hint = "add 'bad' or 'good'"
        findings.error(fields.place("total"), "ratio-incomplete", "'total' alone makes no ratio", hint)
    elif has == ["good"]:
        hint = "add total: '…', or write bad: '…' for a query that is the share of what went wrong"
        findings.error(fields.place("good"), "ratio-incomplete", "'good' needs 'total'", hint)
    elif not has and "of" not in fields:
        hint = "write good: '…' with total: '…', or of: SIGNAL"
        message = "nothing says what the objective is about"
        findings.error(fields.at, "objective-without-query", message, hint)
    else:
        return True
    return False


def _balance(node: Fields) -> BalanceDraft | None:
    fields = node.object("balance")
    if fields is None:
        return None
    whole = _complete(fields, "in", "out")
    terms = {side: _terms(fields, side) for side in ("in", "out", "store")}
    tolerance = fields.share("tolerance")
    over = fields.duration("over", 1.0, 365 * _DAY)
    if not whole or not terms["in"] or not terms["out"]:
        return None
    return BalanceDraft(fields.at, terms, _TOLERANCE if tolerance is None else tolerance, over)


def _terms(fields: Fields, side: str) -> dict[str, QueryDraft]:
    value = fields.value(side)
    if isinstance(value, MappingNode) and not value.entries and side != "store":
        message = f"'{side}' has no terms"
        fields.findings.error(value.at, "balance-without-terms", message, "write NAME: 'query'")
    found = ((name, _term(term)) for name, term in fields.terms(side).items())
    return {name: term for name, term in found if term is not None}


def _term(fields: Fields) -> QueryDraft | None:
    _complete(fields, "query")
    query, zero_while = fields.scalar("query"), fields.scalar("zero_while")
    source = fields.reference("source")
    return None if query is None else QueryDraft(query, zero_while, source)


def _capacity(node: Fields) -> CapacityDraft | None:
    fields = node.object("capacity")
    if fields is None:
        return None
    whole = _complete(fields, "demand", "supply")
    source = fields.reference("source")
    demand, supply = _query(fields, "demand", source), _supply(fields, source)
    warning, critical = fields.share("warning"), fields.share("critical")
    _check_shares(fields, warning, critical)
    if not whole or demand is None or supply is None:
        return None
    return CapacityDraft(fields.at, demand, supply, warning, critical)


def _supply(fields: Fields, source: Ref | None) -> float | QueryDraft | None:
    supply = fields.amount("supply")
    if isinstance(supply, Scalar):
        return QueryDraft(supply, source=source)
    if supply is not None and supply <= 0:
        message = f"a supply of {supply:g} leaves nothing to share out"
        value = fields.value("supply")
        at = fields.at if value is None else value.at
        fields.findings.error(at, "out-of-range", message, "write a number above 0, or a query")
        return None
    return supply


def _check_shares(fields: Fields, warning: float | None, critical: float | None) -> None:
    if warning is None or critical is None:
        return
    place, related = fields.place("critical"), [fields.place("warning")]
    if warning == critical:
        message = "warning and critical are equal, so warning is never shown"
        fields.findings.warning(place, "limits-equal", message, "delete 'warning' or move one of them")
    elif warning > critical:
        message = "critical must be above warning: more demand is worse"
        fields.findings.error(place, "limit-order", message, "exchange the two", related)


def _segments(fields: Fields) -> tuple[Segment, ...]:
    found: dict[str, Segment] = {}
    for segment in fields.objects("segments"):
        if not _complete(segment, "label"):
            continue
        label, title = segment.label("label"), segment.text("title")
        if not label:
            continue
        if label in found:
            message = f"'{label}' stands twice under 'segments'"
            fields.findings.warning(segment.place("label"), "named-twice", message, "delete one")
        found.setdefault(label, Segment(label, title or label, segment.place("label")))
    return tuple(found.values())
