"""Pictures ahead: a move drawn from one is the move that the server draws."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest

from adapters.recording import RecordedSource
from benchmarks.generate import generate_model
from benchmarks.made_data import MadeSource
from hierarchy.evidence.states import SEVERITY, State
from hierarchy.model import SignalKey
from hierarchy.problems import Position, Problem, Severity
from navigator.app import create_app
from navigator.desk import Desk
from navigator.recorded_examples import find_example
from navigator.runtime import open_recording, with_recorded_members
from navigator.screen.url_state import decode
from navigator.screen.view_builder import Picture, build_picture
from navigator.services import NoHierarchy, Services
from navigator.settings import Settings
from tests.navigator.screen.asking import Page, StepClock, gone, slots

NOW = 1_661_142_000.0
FOCUSES = 6
LATER = 600.0  # made readings are others by then


def _generated(nodes: int) -> Services:
    model = generate_model(nodes, 11)
    return Services.build(model, MadeSource(model), StepClock(NOW))


def _recorded(name: str) -> Services:
    example = find_example(name)
    recording, model = open_recording(example.recording)
    whole = with_recorded_members(recording, model)
    clock = StepClock(example.at or recording.start, replay=True)
    return Services.build(whole, RecordedSource(recording, whole), clock)


@pytest.fixture(params=["online-boutique", "thundering-herd", 500, 2000])
def page(request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of a recorded incident or of a generated hierarchy, on a wide stage or a small one."""
    made = _recorded(request.param) if isinstance(request.param, str) else _generated(request.param)
    made.poller.sweep_once()
    columns, rows = (4, 3) if request.param in ("thundering-herd", 500) else (6, 4)
    yield Page.of(made, columns, rows)
    made.close()


def _tick(page: Page, seconds: float) -> None:
    clock: Any = page.services.clock
    clock.time += seconds
    page.services.poller.sweep_once()


def _places(page: Page, dice: random.Random) -> list[str]:
    """Places of every kind: the whole system, a node with a way behind it, opened wholes, a moment of the
    past, something assumed, an older picture."""
    ids = list(page.model.nodes)
    wholes = [id for id in ids if page.services.graph.parts(id)] or ids
    one, other, third = dice.sample(ids, 3)
    now = int(page.services.clock.now())
    return [
        "?",
        f"?focus={quote(one)}&via={quote(other)}&as={now - 30}",
        f"?focus={quote(other)}&open={quote(dice.choice(wholes))},{quote(dice.choice(wholes))}&range=6h",
        f"?focus={quote(third)}&at={now - 900}&via={quote(','.join(dice.sample(ids, 6)))}",
        f"?focus={quote(one)}&if={quote(other)}:critical&if={quote(third)}:warning",
        f"?at={now - 600}&if={quote(one)}:critical&pin={quote(third)}",
    ]


def _read(services: Services, place: str) -> None:
    """As a page has done that shows this place: the moment has been read, what follows is worked out."""
    asked, _ = decode(place, services.clock.now())
    if asked.at is not None:
        assert services.past.at(asked.at, 30) is not None
    if asked.what_if:
        states = dict(asked.what_if)
        imagined = services.what_if
        assert imagined.now(states, 30) if asked.at is None else imagined.at(asked.at, states, 30)


def test_a_move_drawn_from_a_picture_ahead_is_the_one_that_the_server_draws(page: Page) -> None:
    """For every kind of place: the same cards, saying the same, in the same slots for the link that the
    browser then has; and in these slots still after polls in which states changed."""
    dice = random.Random(page.model.revision)
    moves, changed = [], 0
    for place in _places(page, dice):
        _read(page.services, place)
        here = page.scene(place)
        focuses = ["", *dice.sample(list(page.model.nodes), FOCUSES - 1)]
        found = page.ahead(place, focuses)
        assert found["at"] == found["as"] == here["at"]
        assert set(found["pictures"]) == set(focuses)
        for focus, picture in found["pictures"].items():
            scene = page.scene(gone(place, focus, found["as"]))
            assert (scene["as"], scene["focus"]) == (found["as"], picture["focus"])
            assert [card[:14] for card in scene["cards"]] == [card[:14] for card in picture["cards"]]
            assert scene["since"] == picture["since"]
            moves.append((gone(place, focus, found["as"]), picture))
    before = page.services.poller.current
    for seconds in (LATER, 15.0):
        _tick(page, seconds)
        now = page.services.poller.current
        assert before is not None
        assert now is not None
        changed += sum(now.nodes[id].state is not before.nodes[id].state for id in page.model.nodes)
        for place, picture in dice.sample(moves, 8):
            assert slots(page.scene(place)) == slots(picture)
    assert len(moves) == 6 * FOCUSES
    assert changed > 0


def test_what_was_judged_anew_within_the_same_second_changes_no_picture(
    services: Services, source: Any
) -> None:
    """The record of a second may be replaced; the picture that was drawn of it stays."""
    page = Page.of(services, 4, 2)
    source.values[SignalKey("cart", "errors")] = 0.2
    services.poller.sweep_once()
    found = page.ahead("?", ["pay"])
    known = dict(services.laid_out.at(found["as"]) or {})
    source.values[SignalKey("cart", "errors")] = 0.001
    source.values[SignalKey("checkout", "errors")] = 0.2
    services.poller.sweep_once()
    assert services.history.severities_at(found["as"], 0.0) != known
    page.scene(gone("?", "pay", found["as"]))
    assert services.laid_out.at(found["as"]) == known
    assert known["cart"] == SEVERITY[State.CRITICAL]


def test_going_live_again_does_not_lay_the_picture_out_anew(
    services: Services, source: Any, clock: Any
) -> None:
    """The moment of the past that it was laid out at was judged then, and is another record than that of the
    step before."""
    page = Page.of(services)
    source.values[SignalKey("cart", "errors")] = 0.2
    services.poller.sweep_once()
    clock.time = NOW + 20
    source.values[SignalKey("cart", "errors")] = 0.001
    services.poller.sweep_once()
    past = page.scene(f"?focus=pay&at={NOW + 15:.0f}")
    kept = dict(services.laid_out.at(past["as"]) or {})
    assert services.history.severities_at(past["as"], 15.0) != kept
    live = page.scene(f"?focus=pay&as={past['as']}")
    assert slots(live) == slots(past)
    assert services.laid_out.at(past["as"]) == kept


def test_nothing_is_waited_for(services: Services, source: Any) -> None:
    """Of a moment that has not been read there are no pictures, rather than late ones or others."""
    page = Page.of(services)
    assert page.ahead("?", ["pay"])["pictures"] == {}
    services.poller.sweep_once()
    source.go.clear()
    found = page.ahead(f"?at={NOW - 600:.0f}", ["pay", ""])
    assert (found["at"], found["pictures"]) == (NOW - 600, {})
    assert set(page.ahead("?", ["pay", ""])["pictures"]) == {"pay", ""}


def test_what_is_asked_by_many_is_made_once(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five hundred people before the same picture cost as one; a new judgement makes new ones."""
    made = 0

    def counted(*given: Any) -> Picture:
        nonlocal made
        made += 1
        return build_picture(*given)

    monkeypatch.setattr("navigator.screen.next_pictures.build_picture", counted)
    page = Page.of(services)
    services.poller.sweep_once()
    first = page.ahead("?focus=buy", ["pay", "cart"])
    for i in range(20):
        assert page.ahead(f"?focus=buy&as={NOW - i:.0f}&tz=UTC&trail={i}", ["cart", "pay"]) == first
    assert made == 2
    page.ahead("?focus=buy&open=cart", ["pay"])
    page.ahead("?focus=buy&via=cart", ["pay"])
    Page.of(services, 4, 2).ahead("?focus=buy", ["pay"])
    assert made == 5
    services.poller.sweep_once()
    page.ahead("?focus=buy", ["pay"])
    assert made == 6


def test_nodes_that_are_not_there_are_left_out(services: Services) -> None:
    """And the rest is answered."""
    services.poller.sweep_once()
    found = Page.of(services).ahead("?focus=nobody&open=nothing&pin=none", ["pay", "nobody", "host"])
    assert list(found["pictures"]) == ["pay", "host"]
    assert found["pictures"]["pay"]["focus"] == services.index["pay"]
    assert (found["revision"], found["columns"], found["rows"]) == ("rev1", 6, 4)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("columns=6&rows=4", "focus"),
        ("columns=6&rows=4&" + "&".join(f"focus=n{i}" for i in range(17)), "16"),
        ("columns=5&rows=4&focus=pay", "columns"),
        ("rows=4&focus=pay", "columns"),
        ("columns=6&rows=9&focus=pay", "rows"),
        ("columns=6&focus=pay", "rows"),
        ("columns=6&rows=4&focus=pay&place=" + "x" * 5000, "place"),
    ],
)
def test_a_bad_question_is_refused_as_elsewhere(services: Services, query: str, said: str) -> None:
    """With a code, and a sentence that names the parameter."""
    answer = Page.of(services).client.get(f"/screen/next.json?revision=rev1&{query}")
    assert answer.status_code == 400
    error = answer.get_json()["error"]
    assert error["code"] == "bad_parameter"
    assert said in error["message"]


def test_another_revision_is_refused_and_none_has_no_pictures(services: Services) -> None:
    """As with all that names nodes by number."""
    query = "columns=6&rows=4&focus=pay"
    answer = Page.of(services).client.get(f"/screen/next.json?revision=rev0&{query}")
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (409, "other_revision")
    problem = Problem(Position("shop.yaml", 1, 1), "unknown-key", Severity.ERROR, "no")
    bare = create_app(Settings(), Desk(NoHierarchy("Navigator", (problem,)))).server.test_client()
    found = bare.get(f"/screen/next.json?revision=none&{query}").get_json()
    assert (found["revision"], found["pictures"]) == ("none", {})


def test_a_node_that_was_renamed_is_walked_through_under_its_new_name(
    services: Services, source: Any
) -> None:
    """The link still says the old one, and the scene of it has the same cards."""
    host = replace(services.model.nodes["host"], id="machine", formerly=("host",), why=("checkout", "cart"))
    nodes = {
        id: replace(node, how=tuple(replace(group, members=("machine",)) for group in node.how))
        if id in ("checkout", "cart")
        else node
        for id, node in services.model.nodes.items()
        if id != "host"
    }
    after = services.renewed(
        replace(services.model, revision="rev2", nodes={**nodes, "machine": host}), source
    )
    after.poller.sweep_once()
    page = Page.of(after)
    found = page.ahead("?focus=cart&via=host&open=host", ["buy"])
    scene = page.scene(gone("?focus=cart&via=host&open=host", "buy", found["as"]))
    assert slots(scene) == slots(found["pictures"]["buy"])
    assert scene["open"] == [after.index["machine"]]
    after.close()
