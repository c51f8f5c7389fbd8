"""A link says in which time zone it is read, and everything that the server writes keeps to that."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hierarchy.evidence.changes import Change, Changes, Origin
from hierarchy.evidence.cue import Cue, CueEvidence, CueKind, Cues
from hierarchy.model import SignalKey
from layouts.zones import IN_UTC, Zone
from navigator.screen.around import Around
from navigator.screen.cue_rows import look_next
from navigator.screen.url_state import decode, encode
from navigator.screen.zones import zone_of
from navigator.services import Services
from tests.navigator.screen.asking import Page

NOW = 1_661_142_000.0  # 2022-08-22 04:20 UTC, 06:20 in Berlin


def _detail(page: Page, place: str, here: str | None = None) -> str:
    """All texts of the detail of a place, for a browser in the zone `here`."""
    viewport = {"columns": 6, "rows": 4, "dark": False, "tz": here}
    asked = {
        "output": "detail.data",
        "outputs": {"id": "detail", "property": "data"},
        "inputs": [{"id": "scene", "property": "data", "value": {}}],
        "state": [
            {"id": "place", "property": "data", "value": place},
            {"id": "viewport", "property": "data", "value": viewport},
        ],
        "changedPropIds": ["scene.data"],
    }
    headers = {"Origin": "http://localhost"}
    answer = page.client.post("/_dash-update-component", json=asked, headers=headers)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("tz", ["UTC", "local", "Europe/Berlin", "America/Argentina/Buenos_Aires"])
def test_zones_that_there_are_survive_the_link(tz: str) -> None:
    """Without a notice."""
    place, notices = decode(f"tz={tz}", NOW)
    assert (place.tz, notices) == (tz, ())
    assert decode(encode(place), NOW)[0] == place


@pytest.mark.parametrize("tz", ["Mars/Olympus", "../etc/passwd", "Europe", "%00", "x" * 500])
def test_another_zone_is_utc_with_a_notice(tz: str) -> None:
    """Nobody reads times in a zone other than they think."""
    place, (notice,) = decode(f"tz={tz}", NOW)
    assert (place.tz, place.zone) == (None, IN_UTC)
    assert notice.id == "bad-url"
    assert "“tz”" in notice.text
    assert "UTC" in notice.text


def test_local_is_the_zone_that_the_browser_names() -> None:
    """UTC for a browser that does not name any."""
    assert zone_of("local", "Europe/Berlin").named(NOW) == "06:20 local"
    assert [zone_of("local", name) for name in ("", "Mars/Olympus")] == [IN_UTC, IN_UTC]
    assert zone_of("America/Argentina/Buenos_Aires").named(NOW) == "01:20 Buenos Aires"


def test_the_detail_is_written_in_the_zone(services: Services, source: Any) -> None:
    """Since when, and what was done when."""
    source.done = Changes((Change("c", "Deploy", NOW - 60, nodes=("cart",), origin=Origin.POSTED),))
    services.poller.sweep_once()
    source.values[SignalKey("cart", "errors")] = 0.2
    services.clock.time += 15  # type: ignore[attr-defined]
    services.poller.sweep_once()
    page = Page.of(services)
    for query, here, since, done in [
        ("?focus=cart", None, "since 04:20 (", '"04:19"'),
        ("?focus=cart&tz=Europe/Berlin", None, "since 06:20 (", '"06:19"'),
        ("?focus=cart&tz=local", "Asia/Tokyo", "since 13:20 (", '"13:19"'),
    ]:
        said = _detail(page, query, here)
        assert since in said
        assert done in said


def test_cues_say_their_times_in_the_zone(services: Services) -> None:
    """They are worked out once for everybody, and written for whoever reads them."""
    done = CueEvidence(CueKind.CHANGE, "Deploy at 04:19:00 UTC, 60 s before its onset", at=NOW - 60)
    lost = CueEvidence(CueKind.UNKNOWN, "No series; last seen 2022-08-22 04:00 UTC")
    cue = Cue(1, "cart", ("pay", "cart"), 1.0, (done, lost))
    around = Around(whose="pay", cues=Cues("pay", NOW, (cue,)), zone=zone_of("Europe/Berlin"))
    health = services.poller.sweep_once()
    view = look_next(services.model, health, around, "pay")
    assert view is not None
    said = str(view)
    assert "Deploy at 06:19:00 Berlin, 60 s" in said
    assert "last seen 2022-08-22 06:00 Berlin" in said
    plain = str(look_next(services.model, health, replace(around, zone=Zone()), "pay"))
    assert "04:19:00 UTC" in plain


def test_notices_say_their_times_in_the_zone(services: Services, source: Any) -> None:
    """Of a moment that is still being read."""
    services.poller.sweep_once()
    source.go.clear()
    page = Page.of(services)
    try:
        said = [one["text"] for one in page.scene(f"?at={NOW - 600:.0f}&tz=Europe/Berlin")["notices"]]
    finally:
        source.go.set()
    assert any("06:10 Berlin" in text for text in said)
