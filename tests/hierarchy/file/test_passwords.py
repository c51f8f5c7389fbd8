"""No password that somebody wrote into an address is printed again, whatever is wrong beside it."""

from __future__ import annotations

import pytest

from hierarchy import as_json, load_text, render_text
from hierarchy.file.findings import Findings
from hierarchy.problems import Position

HEAD = "version: 1\nsources:\n  default: "
TAIL = "\nnodes: {a: {level: physical-form}}\n"


@pytest.mark.parametrize("password", ["hidden", "hid/den", "hid@den", "hidden?", "hidden#", "1hidden"])
@pytest.mark.parametrize(
    "source",
    [
        "{type: prometheus, url: 'https://shop:%s@host', foo: 1}",
        "{type: prometheus, url: 'https://shop:%s@host', tenant: &a x}",
        "{type: prometheus, url: https://shop:%s@host, tenant: [x]}",
        "{type: prometheus, url: 'https://shop:%s@host:port'}",
        "{type: 'https://shop:%s@host', url: 'http://host'}",
        "'https://shop:%s@host'",
        "{type: prometheus, url: 'https://shop:%s@host', ",
        "{type: prometheus, url: 'http://host', https://shop:%s@host: 1}",
    ],
)
def test_a_password_is_told_by_no_problem_of_its_line(source: str, password: str) -> None:
    """Neither in the line that is shown, nor in a message that quotes what was found."""
    problems = load_text({"h.yaml": HEAD + source % password + TAIL}, {}).problems
    told = render_text(problems) + str(as_json(problems))
    assert problems
    assert "hid" not in told
    assert "den" not in told


def test_carets_stay_below_what_they_point_at_when_a_password_is_left_out() -> None:
    """As many stars as there were signs."""
    text = HEAD + "{type: prometheus, url: 'https://shop:hidden@host', foo: 1}" + TAIL
    problem = next(p for p in load_text({"h.yaml": text}, {}).problems if p.id == "unknown-key")
    assert problem.source_line == "  default: {type: prometheus, url: 'https://***********@host', foo: 1}"
    assert problem.source_line[problem.position.column - 1 :].startswith("foo")


@pytest.mark.parametrize("line", ["see https://host:9090/a@b", "mail a:b@host", "https://host/@shop?x=a:b@c"])
def test_what_is_no_password_is_shown_as_it_is_written(line: str) -> None:
    """A line that is changed for no reason sends its author looking."""
    findings = Findings()
    findings.add_text("h.yaml", line)
    findings.error(Position("h.yaml", 1, 1), "bad-id", "wrong", "write it")
    assert findings.sorted()[0].source_line == line
