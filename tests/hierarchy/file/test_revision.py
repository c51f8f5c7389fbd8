"""Everything that changes what a hierarchy means changes its revision, and nothing else does."""

import pytest

from hierarchy import load_text

_FILE = """version: 1
title: Shop
sources: {default: {type: prometheus, url: 'http://a'}, other: {type: prometheus, url: 'http://b'}}
reference: {ago: [1d], window: 1h}
levels: {physical-form: {title: Machines, question: on what?}}
changes:
  deploys: {query: g, title: Deploy, match: {d: w}}
  images: {query: g, track: image}
  rollouts: {while: r, query: g}
nodes:
  buy:
    level: functional-purpose
    formerly: [sell]
    objective: {good: 'sum(rate(a[$window]))', total: 'sum(rate(b[$window]))', target: 99%, window: 30d}
    segments: [{label: cluster, title: Region}]
    symptoms: [slow]
    levers: [{title: Shed, url: 'https://a', effect: Less, needs: [hosts]}]
    signals:
      errors: {bad: a, total: b, zero_while: z, zero_when: y, min_total: 1, worse: higher, warning: 1%}
      load: {query: l, capacity: 10, worse: higher, warning: 80%, hold: 1m, max_age: 5m, spread: pod,
             kind: derived, measures: Mean, confirm_with: other, agree: 5%}
      other: {query: o, capacity: 'c', worse: higher, critical: 90%}
  browse: {level: functional-purpose}
  orders:
    level: abstract-function
    why: [buy, browse]
    priority: [buy, browse]
    balance: {in: {a: i}, out: {b: {query: o, zero_while: z}}, store: {c: s}, tolerance: 2%, over: 5m}
    capacity: {demand: d, supply: 5, warning: 80%, critical: 95%}
  hosts: {level: physical-form, why: [orders]}
"""


def _revision(text: str) -> str:
    result = load_text({"h.yaml": text}, {})
    assert result.model is not None, result.problems
    return result.model.revision


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ago: [1d]", "ago: [1w]"),
        ("window: 1h", "window: 2h"),
        ("title: Machines", "title: Hosts"),
        ("question: on what?", "question: where?"),
        ("title: Deploy", "title: Rollout"),
        ("{d: w}", "{d: v}"),
        ("{query: g, title", "{query: h, title"),
        ("track: image", "track: tag"),
        ("while: r", "while: s"),
        ("[sell]", "[sold]"),
        ("target: 99%", "target: 98%"),
        ("window: 30d", "window: 7d"),
        ("rate(b[$window])", "rate(c[$window])"),
        ("title: Region", "title: Cluster"),
        ("[slow]", "[slower]"),
        ("title: Shed", "title: Drop"),
        ("https://a", "https://b"),
        ("effect: Less", "effect: More"),
        ("needs: [hosts]", "needs: [orders]"),
        ("zero_while: z, zero_when", "zero_while: x, zero_when"),
        ("zero_when: y", "zero_when: x"),
        ("min_total: 1", "min_total: 2"),
        ("capacity: 10", "capacity: 11"),
        ("capacity: 'c'", "capacity: 'd'"),
        ("critical: 90%", "critical: 91%"),
        ("hold: 1m", "hold: 2m"),
        ("max_age: 5m", "max_age: 6m"),
        ("spread: pod", "spread: host"),
        ("kind: derived", "kind: assumed"),
        ("measures: Mean", "measures: Median"),
        ("confirm_with: other", "confirm_with: errors"),
        ("agree: 5%", "agree: 6%"),
        ("[buy, browse]\n    balance", "[browse, buy]\n    balance"),
        ("in: {a: i}", "in: {a: j}"),
        ("{query: o, zero_while: z}", "{query: o, zero_while: w}"),
        ("{query: o, zero_while: z}", "{query: o, zero_while: z, source: other}"),
        ("{c: s}", "{c: t}"),
        ("tolerance: 2%", "tolerance: 3%"),
        ("over: 5m", "over: 6m"),
        ("supply: 5", "supply: 6"),
        ("demand: d", "demand: e"),
        ("warning: 80%, critical: 95%", "warning: 81%, critical: 95%"),
    ],
)
def test_whatever_is_meant_otherwise_has_another_revision(before: str, after: str) -> None:
    """Caches and the browser's copy are keyed by it."""
    assert _FILE.count(before) == 1
    assert _revision(_FILE.replace(before, after)) != _revision(_FILE)


def test_comments_quotes_and_defaults_that_are_written_out_change_nothing() -> None:
    """The same meaning has the same revision wherever it is loaded."""
    assert _revision("# about the shop\n" + _FILE) == _revision(_FILE)
    assert _revision(_FILE.replace("title: Shop", 'title: "Shop"')) == _revision(_FILE)
    assert _revision(_FILE.replace("target: 99%", "target: 0.99")) == _revision(_FILE)
    assert _revision(_FILE.replace("window: 30d", "window: 720h")) == _revision(_FILE)
    assert _revision(_FILE.replace("capacity: 10,", "capacity: 1e1,")) == _revision(_FILE)
