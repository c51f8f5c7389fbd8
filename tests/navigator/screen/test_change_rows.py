"""Changes in the detail: when, how long before this began, and whether the model links them."""

from __future__ import annotations

from hierarchy.evidence.changes import Change, Changes, Origin
from hierarchy.graph import Graph
from hierarchy.model import Model
from layouts.doings import changes
from layouts.evidence_views import ChangesView
from navigator.screen.around import Around
from navigator.screen.change_rows import MOST_CHANGES, changes_of, recent_changes

NOW = 1_661_142_000.0  # 2022-08-22 04:20 UTC


def _of(model: Model, id: str, *found: Change, began: float | None = NOW - 600) -> ChangesView:
    return changes_of(model, Graph(model), Around(changes=Changes(found)), id, began)


def test_a_change_says_how_long_before_this_began_and_where_it_is(model: Model) -> None:
    """At the node, below, above, or everywhere; each with the words that a person would use."""
    rows = _of(
        model,
        "pay",
        Change("1", "Deploy cart", NOW - 1320, nodes=("cart",)),
        Change("2", "Flag on", NOW - 540, nodes=("buy",), origin=Origin.POSTED),
        Change("3", "Freeze", NOW - 600, everything=True),
        Change("4", "Scaled", NOW - 3600, NOW - 3000, nodes=("pay",)),
    ).rows
    assert [(row.title, row.time, row.when, row.place) for row in rows] == [
        ("Flag on", "04:11", "60 s after this began", "above, at Buy"),
        ("Freeze", "04:10", "just as this began", "concerns everything"),
        ("Deploy cart", "03:58", "12 min before this began", "below, at Cart"),
        ("Scaled", "03:20", "50 min before this began, lasted 10 min", "here"),
    ]
    assert [row.origin for row in rows][:2] == ["posted", "seen by a query"]


def test_what_the_model_does_not_link_comes_last_and_says_so(model: Model) -> None:
    """Hollow, not hidden: neither what names no node nor what names one elsewhere."""
    view = _of(
        model,
        "cart",
        Change("1", "Unknown", NOW - 10),
        Change("2", "Elsewhere", NOW - 20, nodes=("checkout",)),
        Change("3", "Deploy cart", NOW - 3000, nodes=("cart", "gone")),
    )
    assert [(row.title, row.place, row.linked) for row in view.rows] == [
        ("Deploy cart", "here", True),
        ("Unknown", "no link in the model", False),
        ("Elsewhere", "at Checkout: no link in the model", False),
    ]
    assert view.summary == "newest 03:30 · 2 with no link in the model"


def test_what_is_linked_with_the_pinned_symptom_alone_stands_between_and_says_so(model: Model) -> None:
    """The signal one came with counts as well, and no word claims that the focus is linked."""
    found = (
        Change("1", "Unknown", NOW - 10),
        Change("2", "Elsewhere", NOW - 20, nodes=("checkout",)),
        Change("3", "Deploy cart", NOW - 3000, nodes=("cart",)),
    )
    around = Around(changes=Changes(found))
    view = changes_of(model, Graph(model), around, "cart", None, "checkout")
    assert [(row.title, row.place, row.linked) for row in view.rows] == [
        ("Deploy cart", "here", True),
        (
            "Elsewhere",
            "at Checkout: no link to the focus in the model; linked with Checkout, which is pinned",
            True,
        ),
        ("Unknown", "no link in the model", False),
    ]


def test_what_is_called_below_is_linked_as_it_is_for_cues(model: Model) -> None:
    """Checkout calls the cart: a change of the one is no stranger to the other."""
    (row,) = _of(model, "checkout", Change("1", "Deploy cart", NOW - 900, nodes=("cart",))).rows
    assert (row.place, row.linked) == ("below, at Cart", True)


def test_where_nothing_is_wrong_a_change_is_before_nothing(model: Model) -> None:
    """No beginning, no distance from it; what still goes on says that."""
    (row,) = _of(model, "cart", Change("1", "Rollout", NOW, lasting=True, nodes=("cart",)), began=None).rows
    assert row.when == "still going on"


def test_the_whole_system_lists_changes_with_the_nodes_that_they_concern(model: Model) -> None:
    """Newest first; what matches none is marked."""
    found = (
        Change("1", "Deploy", NOW - 60, nodes=("cart", "checkout", "pay")),
        Change("2", "Reboot", NOW - 30),
    )
    view = recent_changes(model, Around(changes=Changes(found, ("Rule “images”: timed out.",))), None)
    assert [(row.place, row.linked) for row in view.rows] == [
        ("at Cart, Checkout and 1 more", True),
        ("no link in the model", False),
    ]
    assert "timed out" in str(changes(view))


def test_only_addresses_of_the_web_are_linked_and_text_stays_text(model: Model) -> None:
    """A change is posted by anybody who may."""
    bad = Change("1", "<img src=x>", NOW, nodes=("cart",), url="javascript:alert(1)")
    (row,) = _of(model, "cart", bad).rows
    assert row.href == ""
    assert row.title == "<img src=x>"


def test_long_lists_are_cut_and_counted(model: Model) -> None:
    """The time bar has them all."""
    found = tuple(Change(str(i), f"C{i}", NOW - i, nodes=("cart",)) for i in range(MOST_CHANGES + 5))
    view = _of(model, "cart", *found)
    assert (len(view.rows), view.more) == (MOST_CHANGES, 5)
    (fold,) = changes(view)
    assert str(MOST_CHANGES + 5) in str(fold.children[0])
