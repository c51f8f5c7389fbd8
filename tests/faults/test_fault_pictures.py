"""What a person sees in a real browser while a source does what it should not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from hierarchy.evidence.readings import SourceState
from tests.browser.acceptance.screens import screen
from tests.browser.renderer_fixture.pages import chromium
from tests.faults.cases import BY_NAME
from tests.faults.chain import AFFECTED, Face, chain, well_machines
from tests.faults.fault_server import FaultServer
from tests.faults.lies import GOOD

pytestmark = pytest.mark.browser

SEEN = (
    "nobody listens",
    "503",
    "302 to a login",
    "a login page",
    "422 for everything",
    "a million series",
    "words that pose",
    "a warning",
    "two for one",
    "no number",
    "a clock 5 min ahead",
)
CHIP = dict.fromkeys(("422 for everything", "a million series"), "source refusing")
CHIP |= dict.fromkeys(("two for one", "no number"), "source")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the file."""
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def face() -> Face:
    """What shows them all, one after the other."""
    return Face()


@contextmanager
def served(face: Face) -> Iterator[str]:
    """The address of a navigator over the chain that is followed."""
    assert face.app is not None
    server = make_server("127.0.0.1", 0, face.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("name", SEEN)
def test_a_person_reads_what_is_wrong_and_sees_nothing_unknown_as_well(
    name: str, browser: Browser, face: Face
) -> None:
    """The banner stands there as text, every card concerned is unknown, and the others are what they were."""
    case = BY_NAME[name]
    failing = FaultServer(GOOD)
    try:
        with well_machines() as machines, chain(failing.url, machines.url, face, case.cap) as followed:
            followed.sweep()
            if case.behaviour is None:
                failing.refuse()
            else:
                failing.behaviour = case.behaviour
            followed.sweep(5.0)
            followed.sweep(120.0)
            with served(face) as base, screen(browser, base, "?focus=bank") as s:
                s.detail_of("bank")
                cards = {card["key"]: card["state"] for card in s.cards()}
                for id in AFFECTED:
                    assert cards.get(id, "unknown") != "ok", cards
                assert cards["host"] == "ok"
                told = " ".join(s.ask("texts", "#nav-notices .nav-notice")).lower()
                assert s.ask("texts", ".header-source")[0].startswith(
                    CHIP.get(name, f"source {case.state.value}")
                )
                for words in case.says if case.state is not SourceState.LIVE else ():
                    assert words.lower() in told, told
                s.assert_clean()
    finally:
        failing.close()
