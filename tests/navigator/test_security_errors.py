"""Errors of the app, the log, and what is refused before anything is served."""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterable, Iterator

import pytest
from werkzeug.test import Client

from navigator.log_budget import LogBudget
from navigator.security import protect, refuse_unsafe
from navigator.settings import Settings
from navigator.wsgi import Environ, StartResponse

PLAIN = [("Content-Type", "text/plain")]


def raising(_: Environ, __: StartResponse) -> Iterable[bytes]:
    """Fails before it answers."""
    raise RuntimeError("secret detail\nwith a second line")


def late(_: Environ, start_response: StartResponse) -> Iterator[bytes]:
    """Fails after its status and before its body."""
    start_response("200 OK", PLAIN)
    raise RuntimeError("secret detail")
    yield b""


def torn(_: Environ, start_response: StartResponse) -> Iterator[bytes]:
    """Fails in the middle of its body."""
    start_response("200 OK", PLAIN)
    yield b"first"
    raise RuntimeError("secret detail")


@pytest.mark.parametrize("app", [raising, late])
@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_an_error_in_the_app_is_a_500_without_its_details_logged_once_with_an_id(
    app: object, accept: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Who asked gets an id, who runs it finds the rest under that id."""
    answer = Client(protect(app, Settings())).get("/", headers={"Accept": accept})  # type: ignore[arg-type]
    assert answer.status_code == 500
    assert b"secret" not in answer.data
    assert b"Traceback" not in answer.data
    (record,) = caplog.records
    assert "\n" not in record.getMessage()
    assert isinstance(record.args, tuple)
    assert str(record.args[0]).encode() in answer.data
    assert record.exc_info is not None


def test_an_answer_that_breaks_in_its_middle_breaks_the_connection(caplog: pytest.LogCaptureFixture) -> None:
    """Ending it quietly would make half an answer look like a whole one."""
    with pytest.raises(BrokenPipeError) as caught:
        Client(protect(torn, Settings())).get("/", buffered=True)
    assert caught.value.errno == errno.EPIPE
    assert len(caplog.records) == 1


def test_the_app_can_clean_up_after_every_answer() -> None:
    """close() is passed on, as WSGI demands."""
    closed = []

    class Body:
        def __iter__(self) -> Iterator[bytes]:
            yield b"x"

        def close(self) -> None:
            closed.append(True)

    def app(_: Environ, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", PLAIN)
        return Body()

    Client(protect(app, Settings())).get("/").close()
    assert closed == [True]


def test_an_app_may_write_directly_and_may_take_its_status_back() -> None:
    """The two old corners of WSGI still work."""

    def app(_: Environ, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", PLAIN)
        write = start_response("202 ACCEPTED", PLAIN)
        write(b"one ")
        return [b"two"]

    answer = Client(protect(app, Settings())).get("/")
    assert (answer.status_code, answer.data) == (202, b"one two")


def test_junk_requests_cannot_flood_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """A thousand refusals give thirty lines."""
    client = Client(protect(raising, Settings()))
    for number in range(1000):
        client.get(f"//junk{number}")
    assert len(caplog.records) == 30


def test_the_log_says_how_much_was_left_out(caplog: pytest.LogCaptureFixture) -> None:
    """Silence after a flood would look like peace."""
    now = [0.0]
    budget = LogBudget(logging.getLogger("navigator.test"), lines=2, seconds=60, monotonic=lambda: now[0])
    for _ in range(5):
        budget.log(logging.WARNING, "again")
    now[0] = 61
    budget.log(logging.WARNING, "later")
    assert [record.getMessage() for record in caplog.records] == [
        "again", "again", "3 more lines like these were left out", "later",
    ]  # fmt: skip


def test_a_long_path_is_logged_short_and_on_one_line(caplog: pytest.LogCaptureFixture) -> None:
    """Nobody writes lines of their own into the log."""
    Client(protect(raising, Settings())).get("/" + "a" * 5000 + "%0aroot logged in")
    (record,) = caplog.records
    assert "\n" not in record.getMessage()
    assert len(record.getMessage()) < 300


@pytest.mark.parametrize("host", ["127.0.0.1", "127.3.2.1", "::1", "localhost"])
def test_listening_on_this_machine_alone_is_always_allowed(host: str) -> None:
    """Nobody else can come in."""
    assert refuse_unsafe(Settings(host=host), {"FLASK_DEBUG": "1"}) == []


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.1.2.3", "nav.example.com", "localhost.example.com"])
def test_listening_beyond_this_machine_without_login_needs_the_explicit_flag(host: str) -> None:
    """The refusal names the way out."""
    (reason,) = refuse_unsafe(Settings(host=host), {})
    assert "--insecure-allow-remote" in reason
    assert refuse_unsafe(Settings(host=host, insecure_allow_remote=True), {}) == []


def test_debugging_is_never_open_to_other_machines() -> None:
    """Not even with the flag: a debugger runs what it is sent."""
    settings = Settings(host="0.0.0.0", insecure_allow_remote=True)
    assert len(refuse_unsafe(settings, {"FLASK_DEBUG": "1", "DASH_DEBUG": "true"})) == 2
    assert refuse_unsafe(settings, {"FLASK_DEBUG": "0", "DASH_DEBUG": ""}) == []
