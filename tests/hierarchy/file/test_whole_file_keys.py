"""What a file says about the whole: changes, names of levels, what is usual, where to ask."""

from typing import NamedTuple

import pytest

from hierarchy.actions import ChangeKind, ChangeRule
from hierarchy.file.changes import read_change
from hierarchy.file.drafts import Draft
from hierarchy.file.fields import Fields, open_object
from hierarchy.file.findings import Findings
from hierarchy.file.keys import FILE
from hierarchy.file.level_names import read_level_names, read_reference
from hierarchy.file.queries import QueryChecks
from hierarchy.file.sources import Surroundings, check_source_names, read_source, source_names
from hierarchy.file.yaml_reader import read_tree
from hierarchy.laws import Reference
from hierarchy.levels import LEVELS
from hierarchy.problems import Position
from hierarchy.queries import Query

Told = list[tuple[int, int, str]]


class Opened(NamedTuple):
    """A file's keys and its findings."""

    file: Fields
    findings: Findings

    @property
    def told(self) -> Told:
        """What was told, as (line, column, id)."""
        return [(p.position.line, p.position.column, p.id) for p in self.findings.sorted()]


def opened(text: str) -> Opened:
    """The keys of a file of these lines."""
    findings = Findings()
    tree = read_tree(findings, "h.yaml", text)
    assert tree is not None, findings.sorted()
    file = open_object(findings, FILE, tree, Position("h.yaml", 1, 1))
    assert file is not None
    return Opened(file, findings)


def changes(written: str) -> tuple[list[ChangeRule | None], Told]:
    """The change that is written so, called `deploys`, in a file that asks `thanos`."""
    file, findings = opened(f"changes: {{deploys: {written}}}")
    queries = QueryChecks(findings)
    read = [read_change(findings, queries, entry, "thanos") for entry in file.named("changes")]
    return read, Opened(file, findings).told


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        (
            "{query: g, title: 'Deploy {d}', match: {d: workload}}",
            ChangeRule(
                "deploys",
                "Deploy {d}",
                ChangeKind.VALUE,
                Query("g", source="thanos"),
                match={"d": "workload"},
            ),
        ),
        (
            "{query: i, track: image, source: other, match: {}}",
            ChangeRule("deploys", "deploys", ChangeKind.TRACK, Query("i", source="other"), track="image"),
        ),
        (
            "{while: w > 0}",
            ChangeRule("deploys", "deploys", ChangeKind.WHILE, during=Query("w > 0", source="thanos")),
        ),
        (
            "{while: w, query: g}",
            ChangeRule(
                "deploys",
                "deploys",
                ChangeKind.WHILE,
                Query("g", source="thanos"),
                Query("w", source="thanos"),
            ),
        ),
    ],
)
def test_a_change_is_seen_by_value_by_label_or_while_something_holds(written: str, rule: ChangeRule) -> None:
    """`while` comes first; its query then tells when it began. Without match it concerns everything."""
    assert changes(written) == ([rule], [])


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{title: Deploy}", (1, 11, "change-without-query")),
        ("{track: image}", (1, 11, "change-without-query")),
        ("{query: g, while: w, track: image}", (1, 41, "change-shape")),
        ("{query: 'sum('}", (1, 28, "promql-syntax")),
        ("{query: 'g{$match}'}", (1, 28, "match-without-template")),
        ("{query: g, track: 1st}", (1, 38, "label-name")),
        ("{query: g, match: {d: 'a b'}}", (1, 42, "label-name")),
        ("{query: g, match: {'a b': d}}", (1, 39, "label-name")),
        ("g", (1, 20, "wrong-type")),
    ],
)
def test_a_change_that_can_not_be_seen_is_told(written: str, told: tuple[int, int, str]) -> None:
    """Each mistake is told once, where it stands."""
    assert changes(written)[1] == [told]


def test_levels_keep_their_order_and_the_names_that_the_file_leaves_alone() -> None:
    """Renaming is about words; the five levels stay what they are."""
    file, findings = opened(
        "levels: {physical-form: {title: Machines}, functional-purpose: {question: what for?}}"
    )
    levels = read_level_names(file)
    assert findings.sorted() == ()
    assert [info.level for info in levels] == [info.level for info in LEVELS]
    assert (levels[0].title, levels[0].question) == ("Purposes", "what for?")
    assert (levels[4].title, levels[4].question) == ("Machines", "on what?")
    assert levels[1:4] == LEVELS[1:4]
    assert read_level_names(opened("version: 1").file) == LEVELS


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{machines: {title: Machines}}", (1, 10, "unknown-key")),
        ("{physical-form: Machines}", (1, 25, "wrong-type")),
        ("{physical-form: {title: }}", (1, 26, "empty-value")),
    ],
)
def test_names_of_levels_that_do_not_exist_are_told(written: str, told: tuple[int, int, str]) -> None:
    """The ids are fixed, so a wrong one is a mistake."""
    file, findings = opened(f"levels: {written}")
    read_level_names(file)
    assert Opened(file, findings).told == [told]


def test_what_is_usual_is_a_day_and_a_week_ago_unless_the_file_says_otherwise() -> None:
    """Each of the two keys may be left out."""
    assert read_reference(opened("version: 1").file) == Reference((86400.0, 604800.0), 3600.0)
    assert read_reference(opened("reference: {ago: [1w, 2w, 1w]}").file) == Reference(
        (604800.0, 1209600.0), 3600.0
    )
    assert read_reference(opened("reference: {window: 30m}").file).window == 1800.0


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{ago: 1d}", (1, 18, "wrong-type")),
        ("{ago: [1d, 2]}", (1, 23, "wrong-type")),
        ("{ago: [1s]}", (1, 19, "out-of-range")),
        ("{window: 400d}", (1, 21, "out-of-range")),
    ],
)
def test_what_can_not_be_usual_is_told(written: str, told: tuple[int, int, str]) -> None:
    """Each mistake is told once, where it stands."""
    file, findings = opened(f"reference: {written}")
    read_reference(file)
    assert Opened(file, findings).told == [told]


_EVERYWHERE = """
sources:
  default: {type: prometheus, url: 'http://a'}
  alerts: {type: alertmanager, url: 'http://b'}
defaults: {source: one, labels: {source: no}}
copies: {eu: {source: two}}
templates: {t: {source: three, signals: {s: {query: 'a', source: four}}}}
changes: {c: {query: a, source: five}}
nodes:
  n:
    source: six
    signals: {s: {source: seven}}
    each: {from: a, source: eight}
    objective: {source: nine}
    balance: {in: {x: {query: a, source: ten}, y: a}}
    capacity: {source: eleven}
  m: {signals: {s: {source: null}, t: {source: default}}}
"""


def test_a_source_is_looked_for_wherever_one_may_be_named() -> None:
    """The table of the format says where that is; labels of that name are none."""
    tree = read_tree(Findings(), "h.yaml", _EVERYWHERE)
    assert tree is not None
    words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"]
    assert [ref.id for ref in source_names(tree, FILE)] == [*words, "default"]


_SOURCES = _EVERYWHERE[: _EVERYWHERE.index("defaults")]


def _checked(named: str) -> Told:
    text = f"{_SOURCES}defaults: {{source: {named}}}"
    file, findings = opened(text)
    draft = Draft()
    for entry in file.named("sources"):
        read_source(findings, entry, Surroundings({}), draft)
    assert draft.sources["alerts"].type == "alertmanager"
    tree = read_tree(findings, "h.yaml", text)
    assert tree is not None
    check_source_names(findings, draft.sources, source_names(tree, FILE))
    return Opened(file, findings).told


def test_an_alertmanager_is_read_and_can_not_be_asked_for_numbers() -> None:
    """It is there for what comes with alerts; a query needs a Prometheus."""
    assert _checked("default") == []
    assert _checked("alerts") == [(5, 20, "source-type")]
    assert _checked("thanos") == [(5, 20, "dangling-link")]


def test_the_default_source_is_one_that_can_be_asked() -> None:
    """Everything that names no source asks it."""
    file, findings = opened("sources: {default: {type: alertmanager, url: 'http://a'}}")
    for entry in file.named("sources"):
        read_source(findings, entry, Surroundings({}), Draft())
    assert Opened(file, findings).told == [(1, 21, "source-type")]
