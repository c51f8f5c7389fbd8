"""Nodes that are to be told apart and yet ask the same are told."""

from __future__ import annotations

import pytest

from hierarchy import Severity
from tests.hierarchy.file.loading import told

_COPIES = "copies: {eu: {labels: {zone: eu}}, us: {labels: {zone: us}}}\n"
_EACH = "each: {label: pod, from: 'group by (pod) (pods{$match})'}"
_ALONE = (
    "signals: {rate: {query: 'sum(rate(orders_total[5m]))'}}",
    "capacity: {demand: sum(asked), supply: 10}",
    "balance: {in: {a: 'sum(rate(a_total[5m]))'}, out: {b: 'sum(rate(b_total[5m]))'}}",
    "objective: {bad: 'errors:ratio$window', target: 99%, window: 30d}",
    "each: {label: pod, from: 'group by (pod) (pods)'}",
    "use: pod, labels: {app: a}",
)
_APART = (
    "signals: {rate: {query: 'sum(rate(orders_total{$match}[5m]))'}}",
    "capacity: {demand: 'sum(asked{$match})', supply: sum(there)}",
    "objective: {bad: 'errors:ratio$window{$match}', target: 99%, window: 30d}",
    _EACH,
    "use: pod, labels: {app: '{zone}'}, signals: {up: null}",
)
_POD = "templates: {pod: {match: [app], signals: {up: {query: 'up{$match}'}}}}\n"


def _alike(text: str) -> list[str]:
    found = told(text, severity=Severity.WARNING)
    assert told(text) == []
    return [name for *_, name in found if name.endswith("-ask-alike")]


@pytest.mark.parametrize("asked", _ALONE)
def test_copies_that_ask_the_same_are_told_once(asked: str) -> None:
    """Whatever it is that they ask, each copy would show what all of them are."""
    text = f"nodes:\n  cart: {{level: physical-function, {asked}}}\n"
    assert _alike(_POD + _COPIES + text) == ["copies-ask-alike"]
    assert _alike(_POD + text) == []


@pytest.mark.parametrize("asked", _APART)
def test_copies_that_ask_for_their_own_are_not_told(asked: str) -> None:
    """A supply that all share is one thing, and what was removed asks nothing."""
    assert _alike(f"{_POD}{_COPIES}nodes:\n  cart: {{level: physical-function, {asked}}}\n") == []


def test_copies_that_ask_other_sources_may_ask_the_same() -> None:
    """The source then tells them apart."""
    far = "sources: {far: {type: prometheus, url: 'http://far'}}\n"
    text = f"{_COPIES}nodes:\n  cart: {{level: physical-function, {_ALONE[0]}}}\n"
    assert _alike(far + text.replace("labels: {zone: us}", "source: far")) == []


def test_members_whose_template_leaves_out_what_tells_them_apart_are_told() -> None:
    """Each member would show the number of all; the own signals of a search ask for each alone."""
    node = f"nodes:\n  pods: {{level: physical-function, {_EACH.replace('{$match}', '')}, MORE}}\n"
    assert _alike(_POD + node.replace("MORE", "use: pod, labels: {app: a}")) == ["members-ask-alike"]
    apart = _POD.replace("[app]", "{app: '{app}', pod: {regex: '{pod}-.*'}}")
    assert _alike(apart + node.replace("MORE", "use: pod, labels: {app: a}")) == []
    assert _alike(node.replace("MORE", "signals: {up: {query: 'up{$match}'}}")) == []
