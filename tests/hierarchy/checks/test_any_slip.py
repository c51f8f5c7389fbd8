"""Whatever line of a good file is spoilt, all that is said has a page and a cure."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from hierarchy import Severity, load_text
from hierarchy.checks.catalogue import PAGES
from tests.house.source_files import ROOT

LINES = (ROOT / "hierarchy.example.yaml").read_text("utf-8").splitlines()
GRAVITY = list(Severity)  # gravest first
KINDS = ("value", "key", "cut", "twice")
VALUES = (
    ("", "null", "0", "80%", "x", "- x", "*", "'", "{", "[a, b]", "{}", "{node: x, same: [a]}", "each", "5m",
     "$match", "physical-form", "functional-purpose", "rate(x_total[5m])", 'sum(x_total{code="500"})', ": ",
     "${NO_SUCH_VARIABLE}", "https://x.example", "\t", "# cut")
)  # fmt: skip


@given(
    st.lists(
        st.tuples(st.integers(0, len(LINES) - 1), st.sampled_from(VALUES), st.sampled_from(KINDS)),
        min_size=1,
        max_size=3,
    )
)
@settings(max_examples=80)
def test_a_spoilt_line_is_told_with_a_page_and_what_to_write_instead(
    slips: list[tuple[int, str, str]],
) -> None:
    """And the severity is never graver than the page says."""
    lines = list(LINES)
    for at, value, where in slips:
        line = lines[at]
        key, colon, _rest = line.partition(":")
        spoilt = (f"{key}{colon} {value}", f"{value}{line}", "", f"{line}\n{line}")
        lines[at] = spoilt[KINDS.index(where)]
    for problem in load_text({"h.yaml": "\n".join(lines)}, env={}).problems:
        assert problem.id in PAGES
        assert problem.hint
        assert GRAVITY.index(problem.severity) >= GRAVITY.index(PAGES[problem.id].severity)
