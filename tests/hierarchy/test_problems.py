"""How problems look to people and to programs."""

import json

from hierarchy.problems import Position, Problem, Severity, as_json, did_you_mean, render_text


def problem(line: str, column: int, length: int, hint: str = "") -> Problem:
    """An error in line 3 of a file."""
    return Problem(Position("h.yaml", 3, column, length), "bad", Severity.ERROR, "Wrong.", hint, line)


def test_a_problem_shows_place_line_caret_hint_and_related_places() -> None:
    """All six parts stand where people expect them."""
    found = Problem(
        Position("h.yaml", 12, 5, 4),
        "duplicate-key",
        Severity.WARNING,
        "Twice.",
        "delete one",
        "    name: x",
        (Position("g.yaml", 1, 2),),
    )
    assert render_text([found]) == (
        "h.yaml:12:5: warning[duplicate-key] Twice.\n"
        "  12 |     name: x\n"
        "     |     ^^^^ delete one\n"
        "    see also g.yaml:1:2\n"
    )


def test_problems_are_parted_by_a_blank_line_and_none_give_no_text() -> None:
    """The text of several can be read, and that of none is empty."""
    first = problem("", 1, 1)
    assert render_text([first, first]) == "h.yaml:3:1: error[bad] Wrong.\n\nh.yaml:3:1: error[bad] Wrong.\n"
    assert render_text([]) == ""


def test_the_caret_stands_under_the_span_also_after_tabs_and_wide_signs() -> None:
    """Signs that take two columns on a terminal move the caret by two."""
    assert render_text([problem("\t店: x", 3, 1)]).splitlines()[1:] == ["  3 |  店: x", "    |    ^"]


def test_a_long_line_is_cut_around_the_place() -> None:
    """The caret stays under the same sign of the shown part."""
    line = "a" * 300 + "HERE" + "b" * 300
    shown, caret = render_text([problem(line, 301, 4)]).splitlines()[1:]
    assert len(shown) < 140
    assert shown[caret.index("^") : caret.rindex("^") + 1] == "HERE"


def test_nothing_that_controls_a_terminal_is_passed_on() -> None:
    """Escape sequences and reordering signs in file names, lines, messages and hints are replaced."""
    evil = "x\x1b[31m\u202ey"
    found = Problem(Position(evil, 1, 1), "bad", Severity.ERROR, evil, evil, evil, (Position(evil, 1, 1),))
    text = render_text([found])
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_colour_changes_nothing_but_colour() -> None:
    """Without its sequences the coloured text is the plain one."""
    found = problem("abc", 2, 1, "try d")
    text = render_text([found], color=True)
    assert text != render_text([found])
    assert text.replace("\x1b[1;31m", "").replace("\x1b[0m", "") == render_text([found])


def test_problems_are_values_that_json_can_hold() -> None:
    """Programs get every part under a plain name; the source line stays with the file."""
    found = problem("abc", 2, 1, "try d")
    assert json.loads(json.dumps(as_json([found]))) == [
        {
            "file": "h.yaml",
            "line": 3,
            "column": 2,
            "length": 1,
            "id": "bad",
            "severity": "error",
            "message": "Wrong.",
            "hint": "try d",
            "related": [],
        }
    ]


def test_a_near_word_is_offered_and_a_far_one_is_not() -> None:
    """A guess that is far off would mislead."""
    assert did_you_mean("chekout", ["cart", "checkout"]) == "did you mean 'checkout'?"
    assert did_you_mean("x", ["cart", "checkout"]) == ""
