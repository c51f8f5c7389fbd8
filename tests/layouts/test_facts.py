"""Where a number comes from: each fact with its name and its own button, a long query by both of its ends."""

from __future__ import annotations

from typing import Any

from layouts.evidence_views import Fact
from layouts.facts import LONGEST_CODE, facts
from layouts.markup import trees


def _told(*rows: Fact) -> list[Any]:
    (tree,) = trees([facts(rows)])
    found: Any = tree[2]
    return list(found) if isinstance(found, list) else []


def test_what_is_not_known_is_left_out() -> None:
    """A name with nothing beside it would look like something that did not load."""
    assert [fact[1]["data-key"] for fact in _told(Fact("Query", ""), Fact("Source", "default"))] == ["Source"]


def test_every_fact_has_a_button_of_its_own_that_says_what_it_copies() -> None:
    """Also for who only hears the page."""
    for name, fact in zip(
        ("Query", "Read"), _told(Fact("Query", "up", True), Fact("Read", "live")), strict=True
    ):
        (button,) = [child for child in fact[2] if child[0] == "button"]
        assert button[1]["aria-label"] == f"Copy {name.lower()}"
        assert button[1]["data-copy"] == name.lower()


def test_a_query_of_two_thousand_letters_is_shown_by_both_ends_and_copied_whole() -> None:
    """All of it is one gesture away, and is what the button copies."""
    query = "".join(chr(97 + i % 26) for i in range(2000))
    (fact,) = _told(Fact("Query", query, code=True))
    (body,) = [child for child in fact[2] if child[1].get("class") == "fact-body"]
    short, whole = body[2]
    assert len(short[2]) < LONGEST_CODE + 10
    assert short[2].startswith(query[:100])
    assert short[2].endswith(query[-100:])
    summary, code = whole[2]
    assert summary[2] == "All 2000 letters"
    assert (code[1]["class"], code[2]) == ("fact-text", query)
    assert str(fact).count("'fact-text'") == 1
