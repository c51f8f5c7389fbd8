"""The signals of a node as rows: value, what is usual, limits, how full, where it comes from."""

from __future__ import annotations

from hierarchy.evidence.health import SignalHealth
from hierarchy.evidence.readings import Trust
from hierarchy.evidence.saturation import LONGEST_FORECAST, Saturation, rate_text, saturation
from hierarchy.evidence.usual import Usual
from hierarchy.model import Band, Limit, Node, Signal, SignalKey
from hierarchy.promql import quote
from hierarchy.quantities import format_age, format_duration, format_quantity
from hierarchy.terms import USE
from layouts.evidence_views import Fact
from layouts.view_models import SignalRow
from navigator.screen.around import Around
from navigator.screen.card_builder import value_text
from navigator.screen.law_texts import about_signal, of_capacity, share_text
from navigator.screen.usual_words import basis_words, usual_words

_NOT_RECEIVED = (Trust.UNREACHABLE, Trust.ERROR, Trust.TRUNCATED)
_UNITS = {"ratio": "parts of one, shown as %", "percent": "%", "per_second": "events a second"}


def signal_row(node: Node, signal: Signal, judged: SignalHealth, around: Around, now: float) -> SignalRow:
    """One signal that people see, as judged at Unix time `now`."""
    key = SignalKey(node.id, signal.id)
    value = value_text(node, signal.id, judged)
    # The use of a capacity says itself what it is a share of.
    whole = "" if judged.value is None or signal.id == USE else of_capacity(signal, judged.capacity)
    usual = around.usual.get(key)
    deviation = around.deviation(key)
    usual = deviation.usual if usual is None and deviation is not None else usual
    return SignalRow(
        id=signal.id,
        title=signal.title,
        value=f"{value} {whole}".rstrip(),
        state=judged.state,
        trust=judged.trust,
        age="" if judged.age is None else f"{format_age(judged.age)} old",
        detail=around.zone.rewritten(judged.detail),
        limits=limits_text(signal) or _by_law(node, signal, judged),
        about="" if signal in node.reckoned else about_signal(signal),
        usual=usual_words(signal, judged.value, usual, deviation),
        filling=_filling(signal, judged, around, key, now),
        facts=facts_of(node, signal, judged, usual),
    )


def _by_law(node: Node, signal: Signal, judged: SignalHealth) -> str:
    """What a law says is judged by the law; by limits of its own it is not."""
    if signal not in node.reckoned:
        return ""
    law = signal.id.partition(".")[0]
    return f"judged by its {law}" if judged.state is not None else "gives no state by itself"


def limits_text(signal: Signal) -> str:
    """The limits in words: `warning from 500 ms, critical from 2 s`."""
    parts = [
        f"{name} {_limit(limit, signal)}"
        for name, limit in (("warning", signal.warning), ("critical", signal.critical))
        if limit is not None
    ]
    shares = (("warning", signal.warning_share), ("critical", signal.critical_share))
    parts += [f"{name} {share_text(share, signal)}" for name, share in shares if share is not None]
    return ", ".join(parts)


def query_text(signal: Signal) -> str:
    """What the signal asks the source, as written, with what `$match` stands for; empty for what is
    reckoned from other signals."""
    if signal.query is not None:
        query = signal.query
    elif signal.bad is not None:
        query = f"({signal.bad}) / ({signal.total})"
    elif signal.good is not None:
        query = f"1 - ({signal.good}) / ({signal.total})"
    else:
        return ""
    matchers = ",".join(f"{m.label}{'=~' if m.regex else '='}{quote(m.value)}" for m in signal.match)
    return query.replace("$match", matchers)


def facts_of(node: Node, signal: Signal, judged: SignalHealth, usual: Usual | None) -> tuple[Fact, ...]:
    """Where a signal's value comes from: what it measures, what is asked of whom, how the value is made of
    it, when it was read, of how many that were expected, and what it is compared with."""
    reckoned = signal in node.reckoned
    measures = " ".join(part for part in (signal.description, about_signal(signal)) if part)
    age = "" if judged.age is None else f"{format_age(judged.age)} old"
    seen = "" if judged.seen is None else f"{judged.seen[0]} of {judged.seen[1]} targets answer"
    return (
        Fact("Measures", "" if reckoned else measures or signal.title),
        Fact("Query", provenance(node, signal), code=True),
        Fact("Source", "reckoned from what is read" if reckoned else signal.source),
        Fact("Made", _made(node, signal)),
        Fact("Read", ", ".join(part for part in (judged.trust.value, age) if part)),
        Fact("Received", seen or _received(judged)),
        Fact("Usual", basis_words(signal, usual)),
    )


def _received(judged: SignalHealth) -> str:
    """How much of what was expected came when it was asked last."""
    if judged.value is None:
        return "nothing"
    return (
        "nothing: the value is the last known" if judged.trust in _NOT_RECEIVED else "all that was expected"
    )


def _made(node: Node, signal: Signal) -> str:
    """How one number becomes of what the source answers."""
    if signal in node.reckoned:
        return f"by the {signal.id.partition('.')[0]} of this node, from the queries above"
    if signal.bad is not None:
        how = "the share of bad in total"
    elif signal.good is not None:
        how = "one less the share of good in total"
    else:
        how = "the number that the query answers"
    parts = [how, f"in {_UNITS.get(signal.unit, signal.unit)}" if signal.unit else ""]
    if signal.zero_while is not None or signal.zero_when is not None:
        parts.append("nothing counts as 0 while its condition holds")
    if signal.hold:
        parts.append(f"a state counts once it has lasted {format_duration(signal.hold)}")
    if signal.pace:
        parts.append(f"asked every {format_duration(signal.pace)}")
    return ", ".join(part for part in parts if part)


def provenance(node: Node, signal: Signal) -> str:
    """The signal's query, or those of the terms that it is reckoned from, each with its name."""
    if asked := query_text(signal):
        return asked
    law = signal.id.partition(".")[0]
    terms = (term for term in node.terms if term.id.partition(".")[0] == law)
    return "\n".join(f"{term.id}: {query_text(term)}" for term in terms)


def filling_words(found: Saturation, signal: Signal) -> str:
    """`headroom 210 MB, used up in 3 h at the rate of the last 15 min`."""
    if found.headroom <= 0:
        return "nothing left"
    left = f"headroom {format_quantity(found.headroom, signal.unit)}"
    if found.exhausted_in is None:
        return f"{left}, not getting less"
    if found.exhausted_in >= LONGEST_FORECAST:
        return f"{left}, enough for {format_duration(LONGEST_FORECAST)} {rate_text(found)}"
    return f"{left}, used up in {format_duration(found.exhausted_in)} {rate_text(found)}"


def _filling(signal: Signal, judged: SignalHealth, around: Around, key: SignalKey, now: float) -> str:
    capacity = judged.capacity
    series = around.series.get(key)
    if capacity is None or series is None:
        return ""
    found = saturation(series, capacity, now, signal.worse)
    return "" if found is None else filling_words(found, signal)


def _limit(limit: Limit, signal: Signal) -> str:
    if isinstance(limit, Band):
        return (
            f"outside {format_quantity(limit.low, signal.unit)} to {format_quantity(limit.high, signal.unit)}"
        )
    way = "up to" if signal.worse == "lower" else "from"
    return f"{way} {format_quantity(limit, signal.unit)}"
