"""`navigator explain` brings the page that somebody needs to where they are."""

from __future__ import annotations

import json

import pytest

from hierarchy.checks.catalogue import PAGES
from navigator import cli
from navigator.explaining import explained, find_page


@pytest.fixture(autouse=True)
def _a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal with colours, whatever the machine has; a dumb one is 80 columns wide and has none."""
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("check", PAGES)
def test_every_page_can_be_printed_for_terminals_and_for_programs(
    check: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The text has its id, its reason and its examples; JSON has the same."""
    page = PAGES[check]
    assert cli.run(["explain", check]) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"# {check}\n")
    assert page.why in text
    assert page.wrong in text
    assert "\x1b" not in text
    assert cli.run(["explain", check, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["instead"] == page.instead
    assert check in explained(page, terminal=True)


def test_a_page_on_a_terminal_is_laid_out(capsys: pytest.CaptureFixture[str]) -> None:
    """Headings and code are drawn, not their Markdown."""
    text = explained(find_page("limit-order"), terminal=True)
    assert "\x1b[" in text
    assert "```" not in text
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("written", ["unknown-key", "[unknown-key]", "error[unknown-key]", " Unknown-Key "])
def test_an_id_is_found_however_it_was_copied(written: str) -> None:
    """People copy it with its brackets."""
    assert find_page(written).id == "unknown-key"


def test_a_mistyped_id_gets_the_nearest_and_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence on stderr, nothing on stdout."""
    assert cli.run(["explain", "unknwon-key"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "navigator: there is no check 'unknwon-key'; did you mean 'unknown-key'?\n"
    assert cli.run(["explain", "\x1b[31m"]) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_without_an_id_all_checks_are_listed_with_severity_and_summary(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One line each, in alphabetical order."""
    assert cli.run(["explain"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == sorted(PAGES)
    assert all(line.split()[1] in ("error", "warning", "hint") for line in lines)
    assert cli.run(["explain", "--format", "json"]) == 0
    assert [one["id"] for one in json.loads(capsys.readouterr().out)["checks"]] == sorted(PAGES)
