"""One signal object: how it is measured, its unit and its limits."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from hierarchy.file.drafts import SignalDraft
from hierarchy.file.fields import Fields, is_id, known_entries
from hierarchy.file.findings import Findings
from hierarchy.file.keys import SIGNAL
from hierarchy.file.located import Entry, MappingNode, Scalar, SequenceNode, Value
from hierarchy.file.queries import QueryChecks
from hierarchy.model import Band, Limit, Signal, Worse

_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)?(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)
_MEASURES = ("query", "bad", "good", "total")
# Stating one way of measuring in an override takes the place of the others.
_REPLACED_BY = {
    "query": ("bad", "good", "total"),
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
    entries = known_entries(findings, SIGNAL, entry.value)
    return SignalDraft(entry.key, entry.at, entries, "capacity" in entry.value.entries)


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
    return SignalDraft(base.id, override.at, entries, base.of_capacity or override.of_capacity, implied)


def build_signal(
    findings: Findings, queries: QueryChecks, draft: SignalDraft, template: str | None
) -> Signal | None:
    """The signal with everything about it checked that needs no node; None if it can't be measured."""
    fields = Fields(findings, SIGNAL, draft.entries, draft.at)
    texts = {name: _query(fields, queries, name, template is not None) for name in (*_MEASURES, "zero_while")}
    if not _measured_in_one_way(fields):
        return None
    ratio = "query" not in fields
    unit = fields.text("unit") or ("ratio" if ratio else draft.implied_unit)
    worse_text = fields.choice("worse")
    worse = Worse(worse_text) if worse_text else None
    limit_unit = "percent" if draft.of_capacity else unit
    warning = _limit(fields, "warning", limit_unit, worse)
    critical = _limit(fields, "critical", limit_unit, worse)
    _check_limits(fields, warning, critical, worse)
    _check_scale(fields, {"warning": warning, "critical": critical}, limit_unit, ratio)
    source = fields.reference("source")
    return Signal(
        id=draft.id,
        title=fields.text("title") or draft.id,
        unit=unit,
        description=fields.text("description"),
        query=texts["query"],
        bad=texts["bad"],
        good=texts["good"],
        total=texts["total"],
        zero_while=texts["zero_while"],
        worse=worse,
        warning=warning,
        critical=critical,
        source=source.id if source else "default",
        template=template,
    )


def _query(fields: Fields, queries: QueryChecks, name: str, in_template: bool) -> str | None:
    scalar = fields.scalar(name)
    if scalar is None:
        return None
    queries.check(scalar, in_template=in_template)
    return scalar.text


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


def _limit(fields: Fields, name: str, unit: str, worse: Worse | None) -> Limit | None:
    value = fields.value(name)
    if value is None or (isinstance(value, Scalar) and fields.scalar(name) is None):
        return None
    if isinstance(value, SequenceNode):
        return _band(fields, name, value, unit, worse)
    number = _number(fields, name, value, unit)
    if number is not None and worse is Worse.EITHER:
        hint = f"write {name}: [low, high], the interval in which all is well"
        fields.findings.error(value.at, "limit-needs-band", "with 'worse: either' a limit has two ends", hint)
        return None
    return number


def _band(fields: Fields, name: str, value: SequenceNode, unit: str, worse: Worse | None) -> Band | None:
    if len(value.items) != 2:
        fields.wrong(name, value, "[low, high] has two numbers")
        return None
    low, high = (_number(fields, name, item, unit) for item in value.items)
    if low is None or high is None:
        return None
    if worse is not Worse.EITHER:
        hint = "write 'worse: either', or a single number"
        fields.findings.error(value.at, "limit-needs-either", "[low, high] is for 'worse: either'", hint)
        return None
    if low >= high:
        message = f"low ({low:g}) must be less than high ({high:g})"
        fields.findings.error(value.at, "limit-order", message)
        return None
    return Band(low, high)


def _number(fields: Fields, name: str, value: Value, unit: str) -> float | None:
    """A finite number; a percentage is of 1 for ratios and of 100 for percent."""
    if not isinstance(value, Scalar):
        fields.wrong(name, value)
        return None
    text = value.text.strip()
    digits = text.removesuffix("%").rstrip() if text.endswith("%") else text
    if not digits or len(digits) > 40 or not re.search(r"\d", digits) or not _NUMBER.fullmatch(digits):
        fields.wrong(name, value, _number_hint(text))
        return None
    number = float(digits)
    if not math.isfinite(number):
        fields.wrong(name, value, "the number is too large")
        return None
    if text == digits:
        if not value.plain:
            fields.wrong(name, value, f"write {digits} without quotes")
        return number if value.plain else None
    if unit not in ("ratio", "percent"):
        message = f"{text} of what? Percentages need 'unit: ratio' or 'unit: percent' in this version"
        fields.findings.error(
            value.at, "limit-unit", message, f"write the limit in {unit or 'its unit'} itself"
        )
        return None
    return number / 100 if unit == "ratio" else number


def _number_hint(text: str) -> str:
    if re.fullmatch(r"0[0-9]+", text):
        return f"YAML readers disagree about leading zeros; write {text.lstrip('0') or '0'}"
    if re.fullmatch(r"[0-9]+(?:_[0-9]+)+", text):
        return f"write {text.replace('_', '')}"
    if re.fullmatch(r"[0-9]+:[0-9:]+", text):
        return "write the number in the signal's unit; for seconds 1:30 is 90"
    if re.fullmatch(r"[0-9]+,[0-9]+", text):
        return f"write {text.replace(',', '.')}"
    if re.fullmatch(r"[0-9][0-9.]* ?[A-Za-zµ/]+", text):
        return "write the number alone, in the signal's unit: 0.5 for 500 ms where the unit is seconds"
    return ""


def _check_limits(fields: Fields, warning: Limit | None, critical: Limit | None, worse: Worse | None) -> None:
    findings = fields.findings
    stated = [name for name in ("warning", "critical") if name in fields]
    if stated and "worse" not in fields:
        place = fields.place(stated[0])
        hint = "add 'worse: higher', 'worse: lower' or 'worse: either'"
        findings.error(place, "limit-without-worse", "a limit needs a direction: which way is worse?", hint)
        return
    if warning is None or critical is None or worse is None:
        return
    if warning == critical:
        message = "warning and critical are equal, so warning is never shown"
        findings.warning(
            fields.place("critical"), "limits-equal", message, "delete 'warning' or move one of them"
        )
        return
    if not _in_order(warning, critical, worse):
        side = {Worse.HIGHER: "above", Worse.LOWER: "below", Worse.EITHER: "around"}[worse]
        message = f"critical must be {side} warning where 'worse: {worse.value}'"
        place, related = fields.place("critical"), fields.place("warning")
        findings.error(place, "limit-order", message, "exchange the two, or change 'worse'", [related])


def _in_order(warning: Limit, critical: Limit, worse: Worse) -> bool:
    if isinstance(warning, Band) and isinstance(critical, Band):
        return critical.low <= warning.low and warning.high <= critical.high
    if isinstance(warning, Band) or isinstance(critical, Band):
        return False
    return warning < critical if worse is Worse.HIGHER else warning > critical


def _check_scale(fields: Fields, limits: Mapping[str, Limit | None], unit: str, ratio: bool) -> None:
    """A share that is compared with 5 was meant as 5 %; a query in `unit: ratio` may pass 1, as 150 %."""
    if unit != "ratio":
        return
    for name, limit in limits.items():
        highest = limit.high if isinstance(limit, Band) else limit
        if highest is None or highest <= (1 if ratio else 2):
            continue
        hint = f"write {highest:g}%" if highest <= 100 else "write it as a share of 1, or in percent"
        message = f"a ratio of {highest:g} is {highest * 100:g} %"
        if ratio:
            fields.findings.error(fields.place(name), "limit-scale", f"{message}, more than everything", hint)
        else:
            fields.findings.warning(fields.place(name), "limit-scale", message, hint)
