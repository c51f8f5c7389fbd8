"""The limits of a signal: absolute, or shares of its capacity."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hierarchy.file.fields import Fields
from hierarchy.file.located import Scalar, SequenceNode, Value
from hierarchy.file.values import number_hint, parse_number, parse_share
from hierarchy.model import Band, Limit, Worse

_NAMES = ("warning", "critical")
_EXPONENT = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)[eE]\+?[0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Scale:
    """What a limit is measured on. `ratio`: the signal itself is one, out of 'bad' or 'good' and 'total'.

    `capacity` is the number or query of the signal, None if it has none or none that can be read;
    `of_capacity` says that one is stated.
    """

    unit: str
    ratio: bool
    worse: Worse | None
    of_capacity: bool = False
    capacity: float | str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits under the names that `hierarchy.model.Signal` gives them."""

    warning: Limit | None = None
    critical: Limit | None = None
    warning_share: float | None = None
    critical_share: float | None = None


@dataclass(frozen=True, slots=True)
class _Share:
    """A share 0..1 of a capacity that only a query knows."""

    of: float


def read_limits(fields: Fields, scale: Scale) -> Limits:
    """The limits of one signal, with their order and scale checked as far as a file alone can."""
    warning, critical = (_limit(fields, name, scale) for name in _NAMES)
    _check_order(fields, warning, critical, scale.worse)
    for name, limit in zip(_NAMES, (warning, critical), strict=True):
        _check_ratio(fields, name, limit, scale)
        _check_capacity(fields, name, limit, scale)
    return Limits(
        warning=None if isinstance(warning, _Share) else warning,
        critical=None if isinstance(critical, _Share) else critical,
        warning_share=warning.of if isinstance(warning, _Share) else None,
        critical_share=critical.of if isinstance(critical, _Share) else None,
    )


def _limit(fields: Fields, name: str, scale: Scale) -> Limit | _Share | None:
    value = fields.value(name)
    if value is None or (isinstance(value, Scalar) and fields.scalar(name) is None):
        return None
    if isinstance(value, SequenceNode):
        return _band(fields, name, value, scale)
    number = _number(fields, name, value, scale)
    if number is not None and scale.worse is Worse.EITHER:
        hint = f"write {name}: [low, high], the interval in which all is well"
        fields.findings.error(value.at, "limit-needs-band", "with 'worse: either' a limit has two ends", hint)
        return None
    return number


def _band(fields: Fields, name: str, value: SequenceNode, scale: Scale) -> Band | None:
    if len(value.items) != 2:
        fields.wrong(name, value, "[low, high] has two numbers")
        return None
    low, high = (_number(fields, name, item, scale) for item in value.items)
    if low is None or high is None:
        return None
    if isinstance(low, _Share) or isinstance(high, _Share):
        message = "[low, high] in percent needs a capacity that is a number, this one is a query"
        hint = f"write both in {scale.unit or 'the unit of the signal'} itself"
        fields.findings.error(value.at, "limit-unit", message, hint)
        return None
    if scale.worse is not Worse.EITHER:
        hint = "write 'worse: either', or a single number"
        fields.findings.error(value.at, "limit-needs-either", "[low, high] is for 'worse: either'", hint)
        return None
    if low >= high:
        message = f"low ({low:g}) must be less than high ({high:g})"
        hint = f"write [{high:g}, {low:g}]" if low > high else "write the smaller number first"
        fields.findings.error(value.at, "limit-order", message, hint)
        return None
    return Band(low, high)


def _number(fields: Fields, name: str, value: Value, scale: Scale) -> float | _Share | None:
    """A finite number; a percentage is of the capacity, of 1 for ratios and of 100 for percent."""
    if not isinstance(value, Scalar):
        fields.wrong(name, value)
        return None
    text = value.text.strip()
    if text.endswith("%"):
        return _percentage(fields, name, value, scale)
    number = parse_number(text)
    if number is None:
        fields.wrong(name, value, _hint(text))
    elif not value.plain:
        fields.wrong(name, value, f"write {text} without quotes")
        return None
    return number


def _percentage(fields: Fields, name: str, value: Scalar, scale: Scale) -> float | _Share | None:
    text = value.text.strip()
    share = parse_share(text)
    if share is None:
        fields.wrong(name, value, _hint(text))
        return None
    if scale.of_capacity:
        if isinstance(scale.capacity, str):
            return _Share(share)
        return None if scale.capacity is None else share * scale.capacity
    if scale.unit == "ratio":
        return share
    if scale.unit == "percent":
        return parse_number(text[:-1])
    message = f"{text} of what? Percentages need a 'capacity', 'unit: ratio' or 'unit: percent'"
    hint = f"write the limit in {scale.unit or 'its unit'} itself"
    fields.findings.error(value.at, "limit-unit", message, hint)
    return None


def _hint(text: str) -> str:
    digits = text.removesuffix("%").rstrip()
    return number_hint(digits) or ("the number is too large" if _EXPONENT.fullmatch(digits) else "")


def _check_order(
    fields: Fields, warning: Limit | _Share | None, critical: Limit | _Share | None, worse: Worse | None
) -> None:
    findings = fields.findings
    stated = [name for name in _NAMES if name in fields]
    if stated and "worse" not in fields:
        place = fields.place(stated[0])
        hint = "add 'worse: higher', 'worse: lower' or 'worse: either'"
        findings.error(place, "limit-without-worse", "a limit needs a direction: which way is worse?", hint)
        return
    if warning is None or critical is None or worse is None:
        return
    if isinstance(warning, _Share) != isinstance(critical, _Share):
        return  # a number and a share of what is only known when asked can't be compared
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


def _in_order(warning: Limit | _Share, critical: Limit | _Share, worse: Worse) -> bool:
    if isinstance(warning, Band) and isinstance(critical, Band):
        return critical.low <= warning.low and warning.high <= critical.high
    if isinstance(warning, Band) or isinstance(critical, Band):
        return False
    low, high = (limit.of if isinstance(limit, _Share) else limit for limit in (warning, critical))
    return low < high if worse is Worse.HIGHER else low > high


def _check_ratio(fields: Fields, name: str, limit: Limit | _Share | None, scale: Scale) -> None:
    """A share that is compared with 5 was meant as 5 %; a query in `unit: ratio` may pass 1, as 150 %."""
    if scale.unit != "ratio" or isinstance(limit, _Share) or (scale.of_capacity and not scale.ratio):
        return
    highest = limit.high if isinstance(limit, Band) else limit
    if highest is None or highest <= (1 if scale.ratio else 2):
        return
    hint = f"write {highest:g}%" if highest <= 100 else "write it as a share of 1, or in percent"
    message = f"a ratio of {highest:g} is {highest * 100:g} %"
    if scale.ratio:
        message += ", more than everything"
        fields.findings.error(fields.place(name), "limit-scale", message, hint)
    else:
        fields.findings.warning(fields.place(name), "limit-scale", message, hint)


def _check_capacity(fields: Fields, name: str, limit: Limit | _Share | None, scale: Scale) -> None:
    """A limit that lies beyond what there is will hardly ever be reached."""
    highest = limit.high if isinstance(limit, Band) else limit
    if isinstance(highest, _Share):
        beyond, shown = highest.of > 1, f"{highest.of * 100:g} %"
    elif highest is not None and isinstance(scale.capacity, float):
        beyond, shown = highest > scale.capacity, f"{highest:g}"
    else:
        return
    if beyond and scale.worse is Worse.HIGHER:
        message = f"{shown} is more than the whole capacity"
        hint = "write a limit up to the capacity, such as 95%"
        fields.findings.warning(fields.place(name), "limit-scale", message, hint)
