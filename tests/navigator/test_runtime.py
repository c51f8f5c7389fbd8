"""What the commands do with sources: other addresses, recordings of them, and what they say of themselves."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import hierarchy
from adapters.recorded import Recording, Search
from hierarchy.members import Found, Lifetime
from navigator import cli
from navigator.greetings import ask_sources, greeting, log_greetings
from navigator.runtime import load_or_refuse, open_recording, with_recorded_members
from navigator.settings import SETTINGS, Settings
from tests.adapters.fake_upstream import FakeUpstream, reply

FILE = """\
version: 1
title: Shop
sources:
  default: {type: prometheus, url: '${NOWHERE_SET}', tenant: shop%s}
nodes:
  host:
    level: physical-form
    title: Host
    signals:
      load: {query: 'load1{job="host"}', unit: ratio, worse: higher, critical: 1}
"""
BUILD = b'{"status":"success","data":{"version":"3.1.0"}}'
VECTOR = b'{"status":"success","data":{"resultType":"vector","result":[]}}'
MATRIX = b'{"status":"success","data":{"resultType":"matrix","result":[]}}'
ONE = b'{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}'


def answer(request: bytes) -> list[bytes | float]:
    """Prometheus without any data."""
    if b"/status/buildinfo" in request:
        return reply(BUILD)
    if b"/query_range" in request:
        return reply(MATRIX)
    return reply(ONE if re.search(rb"query=1\b", request) else VECTOR)


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No setting from outside, and logging given back."""
    for variable in (name for setting in SETTINGS for name in setting.variables):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.delenv("NOWHERE_SET", raising=False)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


@pytest.fixture
def upstream() -> Iterator[FakeUpstream]:
    """A Prometheus without any data."""
    made = FakeUpstream(answer)
    yield made
    made.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A hierarchy whose source stands in a variable that is not set."""
    path = tmp_path / "h.yaml"
    path.write_text(FILE % "")
    return path


def test_a_given_address_counts_although_the_variable_of_the_file_is_not_set(file: Path) -> None:
    """Whatever the file says; what else it says of the source stays."""
    model, _ = load_or_refuse([file], Settings(prometheus="http://other:9090"))
    assert model.sources["default"].url == "http://other:9090"
    assert model.sources["default"].tenant == "shop"


def test_without_a_given_address_the_variable_that_is_not_set_is_a_problem(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing falls back in silence to some other server."""
    assert cli.run(["status", str(file)]) == 2
    assert "NOWHERE_SET is not set" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("http://prom.example:9090", True),
        ("http://PROM.example:9090/mirror", True),
        ("https://prom.example:9090", False),
        ("http://prom.example", False),
        ("http://other.example:9090", False),
    ],
)
def test_credentials_go_only_to_the_server_that_the_file_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], given: str, sent: bool
) -> None:
    """Another scheme, host or port gets none of them, and stderr says so in one sentence."""
    keys = ("bearer_token_file", "headers_file", "ca_file")
    secrets = "".join(f", {key}: secret" for key in keys)
    path = tmp_path / "h.yaml"
    path.write_text((FILE % secrets).replace("${NOWHERE_SET}", "http://prom.example:9090"))
    model, _ = load_or_refuse([path], Settings(prometheus=given))
    assert [getattr(model.sources["default"], key) for key in keys] == ["secret" if sent else ""] * 3
    assert model.sources["default"].tenant == "shop"
    said = capsys.readouterr().err
    assert said.count("\n") == (0 if sent else 1)
    assert sent or "bearer_token_file, headers_file, ca_file are not used" in said


def test_a_recording_of_a_file_with_variables_can_be_replayed_without_them(
    file: Path, upstream: FakeUpstream, tmp_path: Path
) -> None:
    """A replay asks no source, so it needs neither its address nor its secrets."""
    out = tmp_path / "incident.navrec.gz"
    span = ["--from", "2022-08-22T04:00:00Z", "--to", "2022-08-22T04:10:00Z"]
    assert cli.run(["record", str(file), *span, "-o", str(out), "--prometheus", upstream.url]) == 0
    recording, model = open_recording(out)
    assert "${NOWHERE_SET}" in recording.files[str(file)]
    assert list(model.nodes) == ["host"]


def test_a_recording_that_could_not_be_written_asks_the_source_for_nothing(
    file: Path, upstream: FakeUpstream, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Minutes of reading are not thrown away at the end."""
    out = tmp_path / "missing" / "x"
    span = ["--from", "2022-08-22T04:00:00Z", "--to", "2022-08-22T04:10:00Z"]
    assert cli.run(["record", str(file), *span, "-o", str(out), "--prometheus", upstream.url]) == 2
    assert "x cannot be written" in capsys.readouterr().err
    assert upstream.requests == []


def test_status_says_what_answers(
    file: Path, upstream: FakeUpstream, capsys: pytest.CaptureFixture[str]
) -> None:
    """With its version and where it is, before anything is said of the nodes."""
    cli.run(["status", str(file), "--prometheus", upstream.url])
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == f"Prometheus 3.1.0 answers at {upstream.url}"


@pytest.mark.parametrize(
    ("answering", "level", "words"),
    [
        (answer, "INFO", "Prometheus 3.1.0 answers at "),
        (lambda _: reply(b"<html>Sign in"), "WARNING", " can be asked: "),
    ],
)
def test_the_log_says_what_answers_and_warns_of_what_can_not_be_asked(
    file: Path,
    caplog: pytest.LogCaptureFixture,
    answering: Callable[[bytes], list[bytes | float]],
    level: str,
    words: str,
) -> None:
    """In the background: the start waits for no source."""
    upstream = FakeUpstream(answering)
    model, _ = load_or_refuse([file], Settings(prometheus=upstream.url))
    caplog.set_level(logging.INFO, "navigator.greetings")
    log_greetings(model)
    _join_greetings()
    upstream.close()
    assert [record.levelname for record in caplog.records] == [level]
    assert words in caplog.messages[0]


def test_a_server_that_hangs_does_not_keep_the_start_waiting(file: Path) -> None:
    """`log_greetings` comes back although no answer has."""
    upstream = FakeUpstream(lambda _: [30.0])
    model, _ = load_or_refuse([file], Settings(prometheus=upstream.url))
    log_greetings(model)
    assert _greeting_threads()
    upstream.close()
    _join_greetings()


def test_a_source_of_another_name_is_named(file: Path, upstream: FakeUpstream) -> None:
    """With several sources one can tell them apart."""
    file.write_text((FILE % "").replace("default:", "spare:").replace("${NOWHERE_SET}", upstream.url))
    model, _ = load_or_refuse([file], Settings())
    found = ask_sources(model)["spare"].result(10)
    assert greeting(model.sources["spare"], found).endswith(f"{upstream.url} (source spare)")


def _greeting_threads() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "navigator-greeting"]


def _join_greetings() -> None:
    for thread in _greeting_threads():
        thread.join(15)


def _with_hosts(*found: tuple[int, tuple[str, ...]]) -> Recording:
    """Ten minutes in which searches found these hosts from these moments on."""
    searches = tuple(Search(first, Found(tuple({"host": h} for h in hosts))) for first, hosts in found)
    file = "version: 1\nnodes:\n  hosts:\n    level: physical-form\n    each: {label: host, from: up}\n"
    return Recording("t", {"h.yaml": file}, 0.0, 600.0, 60.0, {}, members={"hosts": searches})


def test_a_replay_has_everybody_who_was_there_at_some_time() -> None:
    """With the moments at which they came and went."""
    recording = _with_hosts((0, ("a", "b")), (3, ("b", "c")))
    loaded = hierarchy.load_text(recording.files, resolve_sources=False).model
    assert loaded is not None
    nodes = with_recorded_members(recording, loaded).nodes
    lifetimes = {id: node.lifetime for id, node in nodes.items() if node.lifetime}
    assert lifetimes == {
        "hosts/a": Lifetime(None, 180.0),
        "hosts/b": Lifetime(None, None),
        "hosts/c": Lifetime(180.0, None),
    }
