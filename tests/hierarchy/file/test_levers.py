"""What nodes are found and segmented by, and what can be done at them."""

import pytest

from hierarchy.actions import Lever
from hierarchy.file.fields import open_object
from hierarchy.file.findings import Findings
from hierarchy.file.keys import NODE
from hierarchy.file.law_drafts import read_laws
from hierarchy.file.laws_of import laws_of
from hierarchy.file.queries import QueryChecks
from hierarchy.file.site import Site
from hierarchy.file.yaml_reader import read_tree
from hierarchy.laws import Segment
from hierarchy.problems import Position
from tests.hierarchy.file.law_reading import read


def test_segments_are_labels_with_a_title() -> None:
    """The label itself is the title where none is given."""
    read_ = read("segments: [{label: cluster, title: Region}, {label: tenant}]")
    assert read_.told == []
    assert read_.laws.segments == (Segment("cluster", "Region"), Segment("tenant", "tenant"))


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("[{title: Region}]", (1, 12, "missing-key")),
        ("[{label: 1st}]", (1, 20, "label-name")),
        ("[cluster]", (1, 12, "wrong-type")),
        ("[{label: a}, {label: a}]", (1, 25, "named-twice")),
    ],
)
def test_segments_that_name_no_label_are_told(written: str, told: tuple[int, int, str]) -> None:
    """Each mistake is told once, where it stands."""
    assert read(f"segments: {written}").told == [told]


def test_levers_symptoms_and_former_ids_are_kept() -> None:
    """`needs` are nodes, placeholders in the address are labels of the node or the time range."""
    read_ = read(
        """
levers:
  - {title: Shed, url: 'https://flags/{cluster}?from={from}', effect: Less, needs: [flags, flags]}
  - {title: Restart, url: 'http://ops/restart'}
symptoms: ['bind: address already in use', 'bind: address already in use', no route]
formerly: [sales, purchases]
"""
    )
    assert read_.told == []
    assert read_.laws.levers == (
        Lever("Shed", "https://flags/{cluster}?from={from}", "Less", ("flags.eu",)),
        Lever("Restart", "http://ops/restart"),
    )
    assert read_.laws.symptoms == ("bind: address already in use", "no route")
    assert read_.laws.formerly == ("sales", "purchases")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("levers: [{title: Shed}]", (1, 10, "missing-key")),
        ("levers: [{url: 'https://a'}]", (1, 10, "missing-key")),
        ("levers: [{title: Shed, url: 'javascript:alert(1)'}]", (1, 29, "link-url")),
        ("levers: [{title: Shed, url: 'https://a/{zone}'}]", (1, 29, "missing-label")),
        ("levers: Shed", (1, 9, "wrong-type")),
        ("symptoms: [{a: b}]", (1, 12, "wrong-type")),
        ("formerly: [Old One]", (1, 12, "bad-id")),
    ],
)
def test_what_can_not_be_done_or_found_is_told(written: str, told: tuple[int, int, str]) -> None:
    """Each mistake is told once, where it stands."""
    assert read(written).told == [told]


def test_levers_of_a_template_come_first_and_are_told_where_it_is_used() -> None:
    """A label that a template's lever needs is missing at the node, not in the template."""
    findings = Findings()
    texts = {
        "t.yaml": "levers: [{title: Undo, url: 'https://ops/{zone}'}]",
        "n.yaml": "levers: [{title: Shed, url: 'https://flags'}]\nsymptoms: [slow]",
    }
    drafts = []
    for file, text in texts.items():
        tree = read_tree(findings, file, text)
        assert tree is not None
        fields = open_object(findings, NODE, tree, Position(file, 1, 1))
        assert fields is not None
        drafts.append(read_laws(fields))
    used = Position("n.yaml", 9, 9)
    draft = drafts[1].using(drafts[0].levers, ("wedged", "slow"), used)
    site = Site("cart", {}, None, "default", lambda ref, _key: ref.id)
    laws = laws_of(findings, QueryChecks(findings), site, draft)
    assert [lever.title for lever in laws.levers] == ["Undo", "Shed"]
    assert laws.symptoms == ("wedged", "slow")
    problem = findings.sorted()[0]
    assert (problem.position, problem.id, problem.related) == (
        used,
        "missing-label",
        (Position("t.yaml", 1, 29, 20),),
    )
