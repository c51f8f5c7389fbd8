"""What to write instead of a value that does not have the shape of its key."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hierarchy.file.shapes import Key, Shape

_CURES: Mapping[Shape, str] = MappingProxyType(
    {
        Shape.TEXT: "write one text, such as {name}: 'Take payment'",
        Shape.TEXTS: "write {name}: ['one text', 'another']",
        Shape.IDENTIFIER: "write one id, such as {name}: cart",
        Shape.IDENTIFIERS: "write {name}: [cart, checkout]",
        Shape.REFERENCE: "write {name}: cart, or {name}: {{node: cart}}",
        Shape.REFERENCES: "write {name}: [cart, checkout], or [{{node: cart}}]",
        Shape.PROMQL: "write {name}: 'sum(rate(requests_total[5m]))'",
        Shape.AMOUNT: "write {name}: 1000, or a query in single quotes",
        Shape.EXPECTED: "write {name}: 12, or a query in single quotes",
        Shape.URL: "write {name}: 'https://…'",
        Shape.NUMBER: "write digits only, such as {name}: 3",
        Shape.DECIMAL: "write digits and a point, such as {name}: 0.5",
        Shape.DURATION: "write a number and its unit, such as {name}: 5m",
        Shape.DURATIONS: "write a list, such as {name}: [1d, 1w]",
        Shape.LIMIT: "write {name}: 0.5, {name}: 80%, or {name}: [2, 8] for 'worse: either'",
        Shape.SHARE: "write {name}: 80%, or {name}: 0.8",
        Shape.NEED: "write {name}: all, {name}: 2, or {name}: 80%",
        Shape.LABEL: "write one label, such as {name}: cluster",
        Shape.LABELS: "write {name}: [cluster, host]",
        Shape.MATCH: "write {name}: [cluster], or {name}: {{job: '{{workload}}'}}",
        Shape.PAIRS: "write {name}: [host], or {name}: {{theirs: mine}}",
        Shape.OBJECT: "write its keys indented below {name}:",
        Shape.NAMED: "write 'name: …' for each, indented below {name}:",
        Shape.NAMED_TEXT: "write {name}: {{cluster: prod-eu}}",
        Shape.TERMS: "write {name}: {{arrived: 'sum(rate(requests_total[5m]))'}}",
        Shape.LIST: "write {name}: […]",
    }
)


def cure(key: Key) -> str:
    """A value that would do for a key, as a sentence that begins with a verb."""
    if key.name == "level":
        return "choose by question: why is it there, what must balance, what is done, by what, on what?"
    if key.choices:
        return f"choose one of these words, such as {key.name}: {key.choices[0]}"
    return _CURES[key.shape].format(name=key.name)
