"""Does a dead metric source slow navigation down? Scenes over HTTP, source healthy and then black-holed.

    python -m benchmarks.outage [--nodes N] [--moves N]

Between the navigator and a real Prometheus stands a relay that can go dark: it then accepts connections
and never answers, the worst way to be down. Both halves in one run, on one server process.
"""

from __future__ import annotations

import argparse
import contextlib
import socket
import sys
import threading
import time
from collections.abc import Iterator
from statistics import median

from benchmarks.serving import real_navigator, real_prometheus
from benchmarks.table import Row
from benchmarks.viewer import Viewer, percentile

COMMAND = "python -m benchmarks.outage"
_NOTICED_WITHIN = 60.0


class Relay:
    """Passes bytes to a port of this machine until `dark`; from then on it swallows them."""

    def __init__(self, target: int) -> None:
        self._target = target
        self.dark = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Stop listening; open connections end with the process that made them."""
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        with near, contextlib.suppress(OSError):
            if self.dark.is_set():
                self._swallow(near)
                return
            with socket.create_connection(("127.0.0.1", self._target), timeout=10) as far:
                threading.Thread(target=self._pump, args=(far, near), daemon=True).start()
                self._pump(near, far)

    def _pump(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while part := one.recv(65536):
                if not self.dark.is_set():
                    other.sendall(part)
            other.shutdown(socket.SHUT_WR)

    def _swallow(self, near: socket.socket) -> None:
        while near.recv(65536):
            pass


def moves(viewer: Viewer, nodes: list[str], at: float) -> Iterator[float]:
    """The time in ms of a scene for each node."""
    for node in nodes:
        yield viewer.scene(f"?focus={node}&as={at}").ms


def rows(nodes: int = 500, count: int = 150) -> list[Row]:
    """The one row of the table."""
    with real_prometheus(nodes) as server:
        relay = Relay(server.port)
        try:
            with real_navigator(nodes, relay.url) as running:
                return [_compare(running.url, relay, nodes, count)]
        finally:
            relay.close()


def _compare(url: str, relay: Relay, nodes: int, count: int) -> Row:
    viewer = Viewer(url)
    try:
        viewer.wait_filled("?", 120)
        ids = [node["id"] for node in viewer.model().data["nodes"]]
        picked = [ids[i * len(ids) // count] for i in range(count)]
        at = viewer.scene("?").data["at"]
        list(moves(viewer, picked, at))
        healthy = list(moves(viewer, picked, at))
        relay.dark.set()
        while_dark = list(moves(viewer, picked, at))
        noticed = _wait_noticed(viewer)
        dark = while_dark + list(moves(viewer, picked, at))
    finally:
        viewer.close()
    (p50, p95), (dark_p50, dark_p95) = ((median(ms), percentile(ms, 0.95)) for ms in (healthy, dark))
    ratio = f"p50 {dark_p50 / p50:.2f} x, p95 {dark_p95 / p95:.2f} x of healthy"
    measured = (
        f"{p50:.1f} ms p50, {p95:.1f} p95 healthy; {dark_p50:.1f} p50, {dark_p95:.1f} p95, "
        f"{max(dark):.0f} at most in the dark; the screen said so after {noticed:.0f} s"
    )
    return Row(f"A scene with the source black-holed, {nodes} nodes", ratio, measured, COMMAND)


def _wait_noticed(viewer: Viewer) -> float:
    """Seconds until the scene says that its source does not answer."""
    begun = time.monotonic()
    while viewer.scene("?").data["source"]["state"] == "live":
        if time.monotonic() - begun > _NOTICED_WITHIN:
            raise RuntimeError("the navigator did not notice that its source is gone")
        time.sleep(0.5)
    return time.monotonic() - begun


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--nodes", type=int, default=500)
    parser.add_argument("--moves", type=int, default=150)
    options = parser.parse_args()
    for row in rows(options.nodes, options.moves):
        sys.stdout.write(f"{row.what}: {row.ratio}\n  {row.measured}\n")


if __name__ == "__main__":
    main()
