"""One node asked alone must get what it gets when many are asked at once."""

from __future__ import annotations

import math
from collections.abc import Iterator

from adapters.live_checks.remark import Remark, called, named
from adapters.live_checks.view import LiveView, declared_together
from adapters.prometheus.compose import compose
from adapters.prometheus.envelope import Answer
from adapters.prometheus.plan import Request, build_plan
from adapters.prometheus.promql import clause_of, fill
from adapters.prometheus.roles import VALUES, Role
from hierarchy.model import Signal, SignalKey
from hierarchy.quantities import format_number

ID = "batch-differs"
_TOLERANCE = 1e-6


def look(view: LiveView) -> Iterator[Remark]:
    """One remark per declared signal whose answer for a sample node differs; each sample is asked twice."""
    signals = view.model.asked()
    samples: list[tuple[Signal, tuple[SignalKey, ...], Request]] = []
    batched = [r for r in build_plan(view.model, roles=VALUES) if len(r.targets) > 1 and not r.refused]
    for request in batched:
        keys = [t.key for targets in request.targets.values() for t in targets if t.role is Role.VALUE]
        for signal, together in declared_together(view.model, (k for k in keys if not signals[k].zero_while)):
            samples.append((signal, together, request))
    alone = [(signal.source, _alone(signals[keys[0]])) for signal, keys, _ in samples]
    single = view.answers(alone)
    many = view.answers([(request.source, request.query) for _, _, request in samples])
    for (signal, asked, request), one, all_ in zip(samples, single, many, strict=True):
        if one is None or all_ is None:
            continue
        mine, theirs = _value(one), _of(all_, request, asked[0])
        if not _equal(mine, theirs):
            message = (
                f"{called(signal)} {named(asked[:1])} is {_shown(mine)} when asked alone, "
                f"{_shown(theirs)} when asked together with the others"
            )
            hint = "report it: this must never be; a regex in its match is asked alone"
            yield Remark(ID, message, hint, asked)


def _alone(signal: Signal) -> str:
    return fill(compose(signal).value, [clause_of(matcher) for matcher in signal.match]).query


def _value(answer: Answer) -> float | None:
    return answer.series[0].points[-1][1] if len(answer.series) == 1 and answer.series[0].points else None


def _of(answer: Answer, request: Request, key: SignalKey) -> float | None:
    wanted = next(v for v, targets in request.targets.items() if any(t.key == key for t in targets))
    found = [s for s in answer.series if tuple(s.labels.get(label, "") for label in request.labels) == wanted]
    return found[0].points[-1][1] if len(found) == 1 and found[0].points else None


def _equal(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return one == other or math.isclose(one, other, rel_tol=_TOLERANCE, abs_tol=1e-12)


def _shown(value: float | None) -> str:
    return "nothing" if value is None else format_number(value)
