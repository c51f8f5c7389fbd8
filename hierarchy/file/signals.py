"""One signal object: how it is measured, its unit, what it is held against."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hierarchy.file.drafts import Ref, SignalDraft
from hierarchy.file.entries import ID
from hierarchy.file.fields import Fields, is_id, known_entries
from hierarchy.file.findings import Findings
from hierarchy.file.keys import SIGNAL
from hierarchy.file.located import Entry, MappingNode, Scalar, SequenceNode, quoted
from hierarchy.file.queries import QueryChecks, uses_match
from hierarchy.file.signal_limits import Scale, read_limits
from hierarchy.file.site import Site
from hierarchy.model import Kind, Signal, SignalKey, Worse
from hierarchy.problems import Position
from hierarchy.queries import Matcher

_MEASURES = ("query", "bad", "good", "total")
_ZEROS = ("zero_while", "zero_when")
_RESERVED = ("objective.", "balance.")
_DAY, _YEAR = 86400.0, 31536000.0
# Stating one way of measuring in an override takes the place of the others.
_REPLACED_BY = {
    "query": ("bad", "good", "total", "min_total"),
    "bad": ("query", "good"),
    "good": ("query", "bad"),
    "total": ("query",),
}


def draft_signal(findings: Findings, entry: Entry) -> SignalDraft | None:
    """The entries of one signal; None if it is no mapping or has no proper id."""
    if not is_id(findings, entry.key, entry.at):
        return None
    if not isinstance(entry.value, MappingNode):
        at = entry.at if isinstance(entry.value, Scalar) and entry.value.is_null else entry.value.at
        hint = "write {query: '…'}"
        findings.error(at, "wrong-type", f"a signal must be a mapping, this is {entry.value}", hint)
        return None
    if is_reserved(findings, entry.key, entry.at):
        return None
    return SignalDraft(entry.key, entry.at, known_entries(findings, SIGNAL, entry.value))


def merged(base: SignalDraft, override: SignalDraft) -> SignalDraft:
    """The template's signal with a node's changes; `key: null` takes a key away."""
    entries = dict(base.entries)
    for name, entry in override.entries.items():
        for replaced in _REPLACED_BY.get(name, ()):
            if replaced not in override.entries:
                entries.pop(replaced, None)
        if isinstance(entry.value, Scalar) and entry.value.is_null:
            entries.pop(name, None)
        else:
            entries[name] = entry
    implied = "ratio" if "total" in base.entries else base.implied_unit
    return SignalDraft(base.id, override.at, entries, implied_unit=implied)


def kept_places(base: SignalDraft, override: SignalDraft) -> set[Position]:
    """The places of what a node's changes leave of the template's signal."""
    found: set[Position] = set()
    for name, entry in base.entries.items():
        if name not in override.entries:
            items = entry.value.items if isinstance(entry.value, SequenceNode) else ()
            found.update((entry.at, entry.value.at, *(item.at for item in items)))
    return found


def build_signal(
    findings: Findings,
    queries: QueryChecks,
    draft: SignalDraft,
    template: str | None,
    *,
    source: str = "",
    match_known: bool = False,
) -> Signal | None:
    """The signal with everything about it checked that needs no node; None if it can't be measured.

    `source` is what its template names, and the signal's source is empty if neither of them names one.
    `match_known` says that `$match` means something outside a template too. What it is confirmed with is
    as it is written: without a node where it is a signal of the same one. `at_node` fills in the rest.
    """
    fields = Fields(findings, SIGNAL, draft.entries if template else _without_empty_changes(draft), draft.at)
    named = fields.reference("source")
    asked = _asked(fields, _Check(queries, template is not None, match_known))
    measured = _measured_in_one_way(fields)
    ratio = measured and "query" not in fields
    # Where it is unclear what is measured, no limit can be of a wrong scale.
    unit = fields.text("unit") or ("ratio" if ratio else draft.implied_unit if measured else "percent")
    worse = Worse(chosen) if (chosen := fields.choice("worse")) else None
    limits = read_limits(fields, Scale(unit, ratio, worse, "capacity" in fields, asked["capacity"]))
    built = Signal(
        id=draft.id,
        title=fields.text("title") or draft.id,
        defined_at=draft.at,
        **asked,
        **_described(fields),
        unit=unit,
        worse=worse,
        warning=limits.warning,
        critical=limits.critical,
        warning_share=limits.warning_share,
        critical_share=limits.critical_share,
        source=named.id if named else source,
        template=template,
    )
    return built if measured else None


def _without_empty_changes(draft: SignalDraft) -> dict[str, Entry]:
    """The entries; without those that take something away where there is nothing to measure and so no
    template to take it from, since that alone is what is wrong then."""
    kept = {
        name: entry
        for name, entry in draft.entries.items()
        if not (isinstance(entry.value, Scalar) and entry.value.is_null)
    }
    return dict(draft.entries) if kept.keys() & set(_MEASURES) else kept


def _asked(fields: Fields, check: _Check) -> dict[str, Any]:
    """What the signal asks, by the names of its parts, every query checked."""
    texts: dict[str, Any] = {name: check.query(fields, name) for name in (*_MEASURES, *_ZEROS)}
    return texts | {"capacity": _capacity(fields, check)}


def _described(fields: Fields) -> dict[str, Any]:
    """What is known about the signal's numbers, by the names of its parts."""
    kind = fields.choice("kind")
    return {
        "description": fields.text("description"),
        "min_total": _min_total(fields),
        "hold": fields.duration("hold", 0.0, _DAY) or 0.0,
        "spread": fields.label("spread"),
        "kind": Kind(kind) if kind else Kind.MEASURED,
        "measures": fields.text("measures"),
        "confirm_with": _confirm_with(fields),
        "agree": _agree(fields),
        "max_age": fields.duration("max_age", 1.0, _YEAR),
    }


def at_node(
    signal: Signal, draft: SignalDraft, site: Site, name: str, match: tuple[Matcher, ...], prefix: str = ""
) -> Signal:
    """A built signal as the node at `site` has it, under its final id `name`.

    `match` is what `$match` stands for, `prefix` what is put before the ids of its template: what it is
    confirmed with stands beside it, under the same prefix (which is empty where the node itself says what
    that is). A node that it names is resolved; one that does not exist is reported. Where the node has
    `each`, its own id stands for each of its members.
    """
    asked = [getattr(signal, key) for key in (*_MEASURES, *_ZEROS)]
    if isinstance(signal.capacity, str):
        asked.append(signal.capacity)
    needs_match = any(text is not None and uses_match(text) for text in asked)
    source, confirm_with = signal.source or site.source, _confirmation(signal, draft, site, prefix)
    asks_of = match if needs_match else ()
    if (name, source, asks_of) == (signal.id, signal.source, ()) and confirm_with == signal.confirm_with:
        return signal  # as thousands are; to copy one costs as much as to read it
    return replace(signal, id=name, match=asks_of, source=source, confirm_with=confirm_with)


def is_reserved(findings: Findings, name: str, at: Position) -> bool:
    """Whether a signal may not be called so, since the ids of what laws are judged by begin like this;
    reports it if so."""
    if not name.startswith(_RESERVED):
        return False
    message = f"ids that begin with {' or '.join(map(repr, _RESERVED))} belong to what the laws measure"
    findings.error(at, "reserved-id", message, "choose another id")
    return True


def _confirmation(signal: Signal, draft: SignalDraft, site: Site, prefix: str) -> SignalKey | None:
    wanted = signal.confirm_with
    if wanted is None:
        return None
    if not wanted.node:
        return SignalKey(site.node, f"{prefix}.{wanted.signal}" if prefix else wanted.signal)
    node = site.resolve(Ref(wanted.node, draft.entries["confirm_with"].value.at), "confirm_with")
    return None if node is None else SignalKey(node, wanted.signal)


@dataclass(frozen=True, slots=True)
class _Check:
    """How the queries of one signal are checked."""

    queries: QueryChecks
    in_template: bool
    match_known: bool

    def query(self, fields: Fields, name: str) -> str | None:
        """The text of one query, checked; None if there is none."""
        scalar = fields.scalar(name)
        return None if scalar is None else self.text(scalar)

    def text(self, scalar: Scalar) -> str:
        """The text of a query, checked."""
        self.queries.check(scalar, in_template=self.in_template, match_known=self.match_known)
        return scalar.text


def _capacity(fields: Fields, check: _Check) -> float | str | None:
    amount = fields.amount("capacity")
    if isinstance(amount, Scalar):
        return check.text(amount)
    if amount is not None and amount <= 0:
        value = fields.value("capacity")
        message = f"a capacity of {amount:g} leaves nothing to measure against"
        at = fields.at if value is None else value.at
        fields.findings.error(at, "out-of-range", message, "write a number above 0, or a query")
        return None
    return amount


def _min_total(fields: Fields) -> float | None:
    least = fields.decimal("min_total", 0.0, 1e15)
    if "min_total" in fields and "query" in fields:
        hint = "measure it with 'bad' or 'good' and 'total', or delete 'min_total'"
        message = "'min_total' is about 'total', which this signal does not have"
        fields.findings.error(fields.place("min_total"), "min-total-without-total", message, hint)
    return least


def _agree(fields: Fields) -> float | None:
    share = fields.share("agree")
    if "agree" in fields and "confirm_with" not in fields:
        message = "'agree' says how closely, but nothing says with what"
        hint = "add confirm_with: SIGNAL, or delete 'agree'"
        fields.findings.error(fields.place("agree"), "agree-without-confirm", message, hint)
    return share


def _confirm_with(fields: Fields) -> SignalKey | None:
    """The signal that should agree, as it is written: its node is empty for a signal of the same node."""
    scalar = fields.scalar("confirm_with")
    if scalar is None:
        return None
    node, slash, signal = scalar.text.rpartition("/")
    if not ID.fullmatch(signal) or (slash and not ID.fullmatch(node)):
        message = f"{quoted(scalar.text)} can't name a signal"
        hint = "write SIGNAL for one of the same node, or node/signal, by their ids"
        fields.findings.error(scalar.at, "unknown-signal", message, hint)
        return None
    return SignalKey(node, signal)


def _measured_in_one_way(fields: Fields) -> bool:
    findings = fields.findings
    has = [name for name in _MEASURES if name in fields]
    if not has:
        hint = "write query: '…', or bad: '…' with total: '…'"
        findings.error(fields.at, "signal-without-query", "nothing says how to measure this signal", hint)
        return False
    if "query" in has and len(has) > 1:
        message = f"both 'query' and '{has[1]}': a signal is either a query or a ratio"
        findings.error(fields.place(has[1]), "query-and-ratio", message, "keep one of the two")
        return False
    if "bad" in has and "good" in has:
        message = "both 'bad' and 'good': one of them follows from the other and 'total'"
        findings.error(fields.place("good"), "query-and-ratio", message, "keep one of the two")
        return False
    if has == ["total"]:
        hint = "add 'bad' or 'good', or call it 'query'"
        findings.error(fields.place("total"), "ratio-incomplete", "'total' alone makes no ratio", hint)
        return False
    if "query" not in has and "total" not in has:
        findings.error(
            fields.place(has[0]), "ratio-incomplete", f"'{has[0]}' needs 'total'", "add total: '…'"
        )
        return False
    return True
