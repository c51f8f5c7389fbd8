"""The recorded incident, walked with the keyboard alone in the command people start first."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser

from benchmarks.incident_example import Shown, read_example
from tests.browser.acceptance.running import navigator
from tests.browser.acceptance.screens import screen
from tests.browser.acceptance.walks import walk_down

pytestmark = pytest.mark.browser

MOST_MOVES = 6
FAULTS = [
    ("currencyservice", "cpu_contention"),
    ("currencyservice", "network_delay"),
    ("cartservice", "network_delay"),
    ("emailservice", "cpu_contention"),
]


def _shown(service: str, kind: str) -> Shown:
    (found,) = [s for s in read_example().shown if (s.fault.service, s.fault.kind) == (service, kind)]
    return found


@pytest.mark.parametrize(("service", "kind"), FAULTS)
def test_the_keyboard_leads_from_the_suffering_purpose_to_the_service_at_fault(
    browser: Browser, service: str, kind: str
) -> None:
    """At most six moves; each keeps its cards' elements and tells the API's states; Backspace undoes it."""
    look = datetime.fromtimestamp(_shown(service, kind).look, UTC).isoformat()
    with navigator("demo", "--paused", "--at", look) as base, screen(browser, base) as s:
        walk = walk_down(s, browser, service)
        assert len(walk.nodes) <= MOST_MOVES
        walk.undo(s)
        s.assert_clean()
