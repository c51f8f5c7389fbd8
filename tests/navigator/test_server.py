"""The server as a process: starts, says where, answers, stops."""

from __future__ import annotations

import os
import pty
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from navigator import server
from navigator.listening import CannotServeError, address_of, listen
from navigator.settings import Settings

ROOT = Path(server.__file__).resolve().parent.parent

PROGRAM = """\
import atexit, fcntl, os, sys, termios, threading, time
from navigator.logs import configure_logging
from navigator.security import protect
from navigator.server import serve
from navigator.settings import Settings

def make_app():
    if {failing!r}:
        raise {failing}("on purpose")
    atexit.register(lambda: print("closed", flush=True))
    def app(environ, start_response):
        if environ["PATH_INFO"] == "/slow":
            print("slow begins", flush=True)
            time.sleep(1)
        if environ["PATH_INFO"] == "/echo":
            body = str(len(environ["wsgi.input"].read())).encode()
        else:
            body = str(os.getpid()).encode()
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]
    return protect(app, settings)

for terminal in {terminals}:
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    os.close(terminal)
settings = Settings(port=0)
configure_logging("warning", "text")
# In one write: where both are told, the second signal comes within the handler of the first.
hung_up = {reloading} and (lambda: os.write(1, b"reloading\\n"))
serve(make_app, settings, on_hangup=hung_up or None)
"""


@contextmanager
def running(
    failing: str = "", reloading: bool = False, terminal: int | None = None
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server process and the first line it printed; it belongs to `terminal`, if one is given."""
    terminals = () if terminal is None else (terminal,)
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(failing=failing, reloading=reloading, terminals=terminals)],
        cwd=ROOT,
        pass_fds=terminals,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline()
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def url_in(line: str) -> str:
    """The address in the line that says where the navigator is."""
    return next(word for word in line.split() if word.startswith("http://"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("send", [os.kill, os.killpg], ids=["to it alone", "as a terminal does"])
def test_it_answers_as_soon_as_it_says_so_and_ends_cleanly(
    send: Callable[[int, int], None], number: signal.Signals
) -> None:
    """Ctrl-C, a service manager and a closed terminal all end it with 0, and the app can close."""
    with running() as (process, line):
        worker = int(httpx.get(url_in(line), timeout=10).text)
        assert worker != process.pid
        send(process.pid, number)
        out, err = process.communicate(timeout=30)
        assert (process.returncode, out, err) == (0, "closed\n", "")
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


@pytest.mark.parametrize("send", [os.kill, os.killpg], ids=["to it alone", "to its group"])
def test_a_hangup_reloads_where_there_is_something_to_reload(send: Callable[[int, int], None]) -> None:
    """The process that answers is told, and goes on answering; an end is an end still."""
    with running(reloading=True) as (process, line):
        worker = httpx.get(url_in(line), timeout=10).text
        assert process.stdout is not None
        for _ in range(2):
            send(process.pid, signal.SIGHUP)
            assert process.stdout.readline() == "reloading\n"
        assert httpx.get(url_in(line), timeout=10).text == worker
        process.terminate()
        out, err = process.communicate(timeout=30)
        assert (process.returncode, out.replace("reloading\n", ""), err) == (0, "closed\n", "")


def test_a_terminal_that_is_closed_ends_it_all_the_same() -> None:
    """Nobody is left who could end it otherwise."""
    ours, its = pty.openpty()
    with running(reloading=True, terminal=its) as (process, line):
        assert httpx.get(url_in(line), timeout=10).status_code == 200
        os.close(its)
        os.close(ours)
        out, err = process.communicate(timeout=30)
        assert (process.returncode, out.replace("reloading\n", ""), err) == (0, "closed\n", "")


def test_a_request_under_way_is_answered_before_the_end() -> None:
    """Stopping loses nothing that was begun."""
    with running() as (process, line):
        address = httpx.URL(url_in(line))
        with socket.create_connection((address.host, address.port or 0), timeout=20) as client:
            client.sendall(b"GET /slow HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            assert process.stdout is not None
            assert process.stdout.readline() == "slow begins\n"
            process.send_signal(signal.SIGTERM)
            answer = b"".join(iter(lambda: client.recv(65536), b""))
        assert answer.startswith(b"HTTP/1.1 200 OK")
        process.communicate(timeout=30)
        assert process.returncode == 0


@pytest.mark.parametrize(("size", "status"), [(1 << 20, 200), ((1 << 20) + 1, 413)])
def test_chunked_bodies_are_bounded_on_a_real_connection(size: int, status: int) -> None:
    """The same limit with no length announced, through the real server."""
    with running() as (process, line):
        pieces = (b"x" * min(65536, size - start) for start in range(0, size, 65536))
        answer = httpx.post(
            url_in(line) + "echo", content=pieces, headers={"Content-Type": "application/json"}, timeout=10
        )
        assert answer.status_code == status
        assert "Content-Security-Policy" in answer.headers
        process.terminate()
        process.communicate(timeout=30)


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (b"//livez", b"404"),
        (b"/x/../livez", b"404"),
        (b"/%2e%2e/livez", b"404"),
        (b"/x%2flivez", b"404"),
        (b"/%252e%252e/x", b"404"),
        (b"/livez", b"200"),
    ],
)
def test_other_spellings_of_a_path_are_refused_on_a_real_connection(target: bytes, status: bytes) -> None:
    """What the server decodes and hands on is what the rules are made for."""
    with running() as (process, line):
        address = httpx.URL(url_in(line))
        with socket.create_connection((address.host, address.port or 0), timeout=10) as client:
            client.sendall(b"GET " + target + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            answer = b"".join(iter(lambda: client.recv(65536), b""))
        assert answer.split(b" ", 2)[1] == status
        process.terminate()
        process.communicate(timeout=30)


@pytest.mark.parametrize(("error", "code"), [("RuntimeError", 70), ("LookupError", 70)])
def test_an_app_that_cannot_be_made_ends_the_server_with_one_sentence(error: str, code: int) -> None:
    """No traceback, no endless restarts."""
    with running(error) as (process, line):
        _, err = process.communicate(timeout=30)
        assert line == ""
        assert process.returncode == code
        assert err.count("\n") == 1
        assert error in err


def test_a_port_that_is_taken_is_said_before_anything_starts() -> None:
    """The sentence names the port and the way out."""
    with listen(Settings(port=0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotServeError, match=f"port {port} .*--port"):
            listen(Settings(port=port))


@pytest.mark.parametrize("host", ["host.invalid", "203.0.113.7"])
def test_a_host_that_is_not_ours_is_one_sentence(host: str) -> None:
    """Neither a name that does not exist nor another machine's address can be listened on."""
    with pytest.raises(CannotServeError, match=r"--host"):
        listen(Settings(host=host, port=0, insecure_allow_remote=True))


def test_nothing_is_opened_to_other_machines_without_the_flag() -> None:
    """The refusal comes before the socket."""
    with pytest.raises(CannotServeError, match="--insecure-allow-remote"):
        listen(Settings(host="0.0.0.0", port=0))


def test_the_address_is_one_that_a_browser_here_can_open() -> None:
    """Never 0.0.0.0, and with the base path."""
    with listen(Settings(host="0.0.0.0", port=0, insecure_allow_remote=True)) as listener:
        port = listener.getsockname()[1]
        assert (
            address_of(listener, Settings(host="0.0.0.0", base_path="/nav/"))
            == f"http://127.0.0.1:{port}/nav/"
        )
        assert address_of(listener, Settings(host="localhost")) == f"http://localhost:{port}/"
