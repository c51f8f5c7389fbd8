"""Everything that the detail is made of, as the browser's part takes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hierarchy.evidence.readings import Trust
from hierarchy.evidence.states import State
from layouts.blocks import BAR_STEPS, bar, share_step
from layouts.detail import sections
from layouts.doings import changes, levers
from layouts.evidence_views import (
    BalanceView,
    BarPart,
    BurnRow,
    CapacityView,
    ChangeRow,
    ChangesView,
    CueRow,
    Fact,
    LeverRow,
    LeversView,
    LookNext,
    ObjectiveView,
    SplitView,
    Touched,
    ValueRow,
    WhatIf,
)
from layouts.markup import trees
from layouts.view_models import DetailView, LinkRow, MeansRows, NodeRow, ReasonRow, SignalRow

BAD = "<img src=x onerror=alert(1)>"
SCRIPT = Path(__file__).parents[2] / "assets" / "44-detail.js"
ROW = NodeRow("cart", BAD, State.WARNING, BAD)
TOUCHED = Touched("buy", BAD, State.CRITICAL)
PART = BarPart(BAD, BAD, 0.5, "in")
PICTURES = (
    BalanceView(State.WARNING, BAD, (PART,), (PART,), BAD, BAD, BAD),
    ObjectiveView(State.OK, BAD, (BurnRow(BAD, BAD, 1.0, 0.5, BAD, State.OK),), BAD, 0.4),
    CapacityView(State.UNKNOWN, BAD, BAD, BAD, 0.3, BAD, ((0.8, State.WARNING),)),
)


def _full() -> DetailView:
    """A detail with everything in it that a detail can have; every text is hostile."""
    return DetailView(
        id="pay",
        title=BAD,
        level=BAD,
        domain=BAD,
        owner=BAD,
        description=BAD,
        beneficiary=BAD,
        state=State.CRITICAL,
        state_text=BAD,
        own=State.CRITICAL,
        threat=State.OK,
        since=BAD,
        evidence=BAD,
        contradiction=BAD,
        reasons=(ReasonRow(BAD, State.CRITICAL),),
        signals=(
            SignalRow(
                "s", BAD, BAD, None, Trust.STALE, *(BAD,) * 6, (Fact(BAD, BAD), Fact(BAD, BAD, code=True))
            ),
        ),
        ends=(ROW,),
        means=(MeansRows(BAD, (ROW,)),),
        parts=(ROW,),
        links=(LinkRow(BAD, "https://wiki.example/"),),
        laws=(ReasonRow(BAD, State.OK),),
        mute=BAD,
        imagined=BAD,
        what_if=WhatIf("pay", State.OK, any=True),
        look=LookNext((CueRow(1, "cart", BAD, BAD, State.OK, (BAD,), BAD, (BAD,)),), BAD, True, BAD),
        pictures=PICTURES,
        splits=(SplitView(BAD, BAD, (ValueRow(BAD, BAD, 0.4, None, far=True),), False, True, 3, BAD),),
        changes=ChangesView((ChangeRow("c", *(BAD,) * 5, False, "https://ci.example/"),), BAD, 2, (BAD,)),
        levers=LeversView((LeverRow(BAD, "https://flags.example/", BAD, BAD, BAD, (TOUCHED,)),), 4),
        symptoms=(BAD,),
    )


def _walk(found: Any) -> Iterator[tuple[str, dict[str, str], Any]]:
    for tag, attributes, children in found:
        yield tag, attributes, children
        if isinstance(children, list):
            yield from _walk(children)


def test_all_that_is_sent_is_something_the_browser_writes() -> None:
    """Another tag or attribute would be left out in silence; texts stay texts."""
    script = SCRIPT.read_text(encoding="utf-8")
    tags = set(re.findall(r'"(\w+)"', re.search(r"TAGS = new Set\(\[(.*?)\]", script).group(1)))  # type: ignore[union-attr]
    allowed = re.compile(re.search(r"ATTRIBUTE = /(.*?)/;", script).group(1))  # type: ignore[union-attr]
    told = [one for parts in sections(_full()).values() for one in _walk(trees(parts))]
    assert {tag for tag, _, _ in told} <= tags
    assert [name for _, attributes, _ in told for name in attributes if not allowed.search(name)] == []
    assert sum(children == BAD for _, _, children in told) > 20


def test_no_bar_is_the_only_thing_that_tells_a_number() -> None:
    """Bars are drawn without words; each stands beside a number."""
    told = [one for parts in sections(_full()).values() for one in _walk(trees(parts))]
    bars = [children for _, attributes, children in told if attributes.get("class") == "bar"]
    values = [1 for _, attributes, _ in told if attributes.get("class") == "bar-value"]
    assert bars
    assert len(values) >= len(bars)
    assert all(text == "" for found in bars for _, _, text in found)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_bar_is_as_long_as_its_share_and_never_longer_than_there_is_room(one: float, other: float) -> None:
    """In steps of the sheet; what is there at all is seen."""
    low, high = sorted((share_step(one), share_step(other)))
    assert 0 <= low <= high <= BAR_STEPS
    assert (share_step(one) == 0) == (one == 0)
    assert (one <= other) == (share_step(one) <= share_step(other)) or share_step(one) == share_step(other)


def test_what_has_no_length_is_not_drawn() -> None:
    """A residual of zero is no stripe."""
    (drawn,) = trees([bar([(0.5, "in"), (0.0, "residual")], [(0.8, State.CRITICAL)])])
    assert [attributes.get("data-role") for _, attributes, _ in drawn[2]] == ["in", None]  # type: ignore[attr-defined]


def test_what_if_is_asked_and_ended_at_the_node() -> None:
    """Two questions at first; where one is asked the other, the way back, and the end of all."""
    view = _full()

    def offered(asked: WhatIf | None) -> list[tuple[object, str]]:
        told = _walk(trees(sections(replace(view, what_if=asked))["why"]))
        return [
            (children, attributes["data-if"]) for _, attributes, children in told if "data-if" in attributes
        ]

    assert offered(WhatIf("pay")) == [("as if failed", "pay:critical"), ("as if fine", "pay:ok")]
    assert offered(WhatIf("pay", State.CRITICAL, any=True)) == [
        ("as if fine", "pay:ok"),
        ("as it is", "pay"),
        ("end what-if", ""),
    ]
    assert offered(None) == []


def test_what_follows_from_pressing_a_button_is_said_below_it() -> None:
    """Said above, it would push the button and all before it away from who has just pressed."""
    view = replace(_full(), imagined="Taken to be critical")
    asked = replace(view, imagined="")
    said, before = (trees(sections(one)["why"]) for one in (view, asked))
    assert said[:-1] == before
    assert "Taken to be critical" in str(said[-1])


def test_nothing_done_and_nothing_to_do_take_no_room() -> None:
    """But a search for changes that failed is said, even with none found."""
    assert changes(ChangesView()) == []
    assert levers(LeversView()) == []
    said = str(changes(ChangesView(failures=("Rule “images”: timed out.",))))
    assert "could not all be looked for" in said
    assert "timed out" in said
