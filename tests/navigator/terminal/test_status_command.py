"""`navigator status` as people and scripts meet it."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from navigator import cli
from navigator.api.health import health_json
from navigator.settings import SETTINGS
from navigator.terminal import status as status_module
from tests.adapters.fake_upstream import FakeUpstream, reply
from tests.navigator.terminal.shop import ILL, NOW, judged

ROOT = Path(cli.__file__).resolve().parent.parent
FILE = """\
version: 1
title: Shop
sources: {default: {type: prometheus, url: 'http://127.0.0.1:9'}}
nodes:
  host:
    level: physical-form
    title: A host with a name that is longer than a terminal is wide, as names of hosts in clouds are
    signals:
      load: {query: 'load1{job="host"}', unit: ratio, worse: higher, critical: 1}
"""


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No setting from outside, and logging given back."""
    for variable in (name for setting in SETTINGS for name in setting.variables):
        monkeypatch.delenv(variable, raising=False)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A hierarchy of one host."""
    path = tmp_path / "h.yaml"
    path.write_text(FILE)
    return path


def answer(request: bytes) -> list[bytes | float]:
    """A Prometheus in which the load is 0.5, at the time that is asked for."""
    if b"/status/buildinfo" in request:
        return reply(b'{"status":"success","data":{"version":"3.1.0"}}')
    asked = re.search(rb"time=([0-9.]+)", request)
    at = asked[1] if asked else b"1661142000"
    value = at if b"timestamp" in request else b"0.5"
    series = b'{"metric":{},"value":[%s,"%s"]}' % (at, value)
    return reply(b'{"status":"success","data":{"resultType":"vector","result":[%s]}}' % series)


@pytest.fixture
def upstream() -> Iterator[FakeUpstream]:
    """That Prometheus."""
    made = FakeUpstream(answer)
    yield made
    made.close()


def test_states_are_printed_and_the_exit_code_tells_whether_they_could_be_read(
    file: Path, upstream: FakeUpstream, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 with a source that answers; lines are as long as they are, since nobody's terminal limits them."""
    assert cli.run(["status", str(file), "--prometheus", upstream.url, "--at", str(int(NOW))]) == 0
    said = capsys.readouterr()
    assert re.search(r"^✓ A host with .* in clouds are \(host\) ok, load 50 %, \d+ s old$", said.out, re.M)
    assert "\x1b" not in said.out
    assert said.err == ""


def test_a_source_out_of_reach_is_exit_1_and_everything_is_unknown(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is no error of the command: what is not known is printed as that."""
    assert cli.run(["status", str(file), "--prometheus", "http://127.0.0.1:9"]) == 1
    assert "? 1 unknown" in capsys.readouterr().out


def test_members_that_could_not_be_searched_for_are_exit_1_and_told(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without them there may be nothing left to ask the source for, and nothing that says it is away."""
    each = "    each: {label: host, from: 'up'}\n"
    file.write_text(FILE.split("    signals")[0] + each)
    assert cli.run(["status", str(file)]) == 1
    said = capsys.readouterr()
    assert "node 'host': its members could not be searched for: " in said.err
    assert "(host) unknown" in said.out
    assert cli.run(["status", str(file), "--focus", "host/one"]) == 2
    assert "there is no node 'host/one'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        (["--focus", "hots"], "did you mean 'host'?"),
        (["--only", "good"], "'good' is not"),
        (["--at", "noon"], "'noon' is not a time"),
        (["--at", "4102444800"], "2100-01-01T00:00:00Z is still to come"),
        (["--if", "host"], "'host' is not ID:STATE"),
        (["--if", "host:broken"], "ok, warning, critical, unknown"),
        (["--if", "hots:critical"], "did you mean 'host'?"),
    ],
)
def test_what_could_not_be_run_is_exit_2(
    extra: list[str], words: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sentence on stderr, before any source is asked."""
    assert cli.run(["status", str(file), *extra]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""


def test_the_json_is_what_the_health_api_answers(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a focus or only problems, of the nodes those."""
    made = judged(ILL)
    monkeypatch.setattr(status_module, "_judged", lambda *_, **__: (*made, ()))
    assert cli.run(["status", str(file), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(health_json(made[0], {}, made[1])))
    for name in ("ensure_known", "ensure_possible"):
        monkeypatch.setattr(status_module, name, lambda *_: None)
    assert cli.run(["status", str(file), "--format", "json", "--focus", "show", "--only", "problems"]) == 0
    assert set(json.loads(capsys.readouterr().out)["nodes"]) == {
        "buy", "browse", "orders", "show", "catalogue", "index",
    }  # fmt: skip


def test_only_problems_leaves_out_a_host_that_is_well(
    file: Path, upstream: FakeUpstream, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the option is given, not only as the tree is made."""
    for more, shown in (([], True), (["--only", "problems"], False)):
        asked = ["status", str(file), "--prometheus", upstream.url, "--at", str(int(NOW)), *more]
        assert cli.run(asked) == 0
        assert ("(host)" in capsys.readouterr().out) is shown


def test_a_terminal_that_knows_only_ascii_gets_words(file: Path) -> None:
    """A sign that it does not have ends nothing."""
    done = subprocess.run(
        [sys.executable, "-m", "navigator", "status", str(file)],
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert b"(host) unknown" in done.stdout
    assert b"inside the navigator" not in done.stderr


def test_a_reader_that_has_gone_is_no_source_that_could_not_be_reached(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`navigator status | head -1` ends quietly with 0, as every other command does."""

    class Gone(io.StringIO):
        def write(self, _: str, /) -> int:
            raise BrokenPipeError

    made = judged(ILL)
    monkeypatch.setattr(status_module, "_judged", lambda *_, **__: (*made, ()))
    monkeypatch.setattr(sys, "stdout", Gone())
    assert cli.run(["status", str(file)]) == 0
