"""A source whose address leads nowhere: nothing is known, and people read at which step it ended."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest

from adapters.prometheus import transport
from hierarchy.evidence.readings import SourceState, Trust
from hierarchy.evidence.states import State
from tests.faults.chain import AFFECTED, chain, well_machines
from tests.faults.fault_server import FaultServer
from tests.faults.lies import GOOD

TLS = Path(__file__).parents[1] / "data" / "tls"
UNKNOWN_NAME = "prometheus.nobody.invalid"
PATIENCE = 20.0  # seconds, of the source


@contextmanager
def _unknown_name() -> Iterator[str]:
    """Of which no server of names knows anything."""
    asked = socket.getaddrinfo

    def refused(host: object, *arguments: object, **more: object) -> object:
        if host in (UNKNOWN_NAME, UNKNOWN_NAME.encode()):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return asked(host, *arguments, **more)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", refused)
        yield f"http://{UNKNOWN_NAME}:9090"


@contextmanager
def _encrypted(scheme: str) -> Iterator[str]:
    """A server with a certificate of its own, spoken to as the scheme says."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "server.pem", TLS / "server.key")
    server = FaultServer(GOOD, tls=context)
    try:
        yield f"{scheme}://127.0.0.1:{server.port}"
    finally:
        server.close()


@contextmanager
def _plain_where_tls_is_expected() -> Iterator[str]:
    """A server that speaks no TLS."""
    server = FaultServer(GOOD)
    try:
        yield f"https://127.0.0.1:{server.port}"
    finally:
        server.close()


@contextmanager
def _full() -> Iterator[str]:
    """A port that answers no connection any more, since nobody takes those that wait."""
    with ExitStack() as stack:
        listening = stack.enter_context(socket.socket())
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listening.getsockname())
        stack.enter_context(pytest.MonkeyPatch.context()).setattr(transport, "_CONNECT_SECONDS", 0.5)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


CASES: dict[str, tuple[Callable[[], AbstractContextManager[str]], tuple[str, ...]]] = {
    "a name that nobody knows": (_unknown_name, ("nobody knows the name prometheus", "does DNS work?")),
    "a certificate of its own": (lambda: _encrypted("https"), ("is not trusted", "with ca_file")),
    "TLS where none is expected": (lambda: _encrypted("http"), ("broke off its answer", "want https")),
    "no TLS where it is expected": (_plain_where_tls_is_expected, ("does not speak TLS", "want http, not")),
    "a queue that is full": (
        _full,
        ("no connection to 127.0.0.1", "within 0.5 s", "does a firewall let us through"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_address_that_leads_nowhere_is_told_and_leaves_its_nodes_unknown(name: str) -> None:
    """The other source is read all the same; the banner has the reason and what to do."""
    make, says = CASES[name]
    with make() as url, well_machines() as machines, chain(url, machines.url, timeout=PATIENCE) as followed:
        health = followed.sweep()
        assert health.sources["default"].state is SourceState.UNREACHABLE
        assert health.sources["machines"].state is SourceState.LIVE
        assert health.nodes["host"].own is State.OK
        for id in AFFECTED:
            node = health.nodes[id]
            assert node.signals["lost"].trust is Trust.UNREACHABLE
            assert node.own is not State.OK
            assert node.bounds.worst is State.CRITICAL
        scene = followed.scene("bank")
        told = " ".join(notice["text"] for notice in scene["notices"] if notice["severity"] == "critical")
        assert "“default”" in told
        for words in says:
            assert words.lower() in told.lower(), told
        assert scene["source"]["state"] == "unreachable"
        assert "Traceback" not in followed.shown("bank")
