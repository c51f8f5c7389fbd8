"""What was pinned, as it is at the moment looked at; opened wholes and their parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from hierarchy.evidence.readings import Trust
from hierarchy.evidence.states import State
from hierarchy.model import Model, Node, Signal, SignalKey
from layouts.scene import STATES, TRUSTS
from navigator.screen.pinned import pinned, readings_of
from navigator.services import Services
from tests.navigator.screen.asking import Page

NOW = 1_661_142_000.0
CRITICAL, UNKNOWN, OK = (STATES.index(state) for state in (State.CRITICAL, State.UNKNOWN, State.OK))
LIVE, ABSENT = TRUSTS.index(Trust.LIVE), TRUSTS.index(Trust.ABSENT)


@pytest.fixture
def page(services: Services) -> Page:
    """The small shop."""
    return Page.of(services)


def test_a_pin_says_what_its_signal_says(page: Page, source: Any) -> None:
    """Node, signal, state, value, trust and age."""
    source.values[SignalKey("cart", "errors")] = 0.2
    page.services.poller.sweep_once()
    pin = page.scene("?focus=pay&pin=cart/errors")["pin"]
    assert pin == [page.services.index["cart"], 0, CRITICAL, "20 %", LIVE, 5]


def test_a_pin_in_the_past_is_that_of_the_past(page: Page, source: Any) -> None:
    """Whatever the signal says now."""
    page.services.poller.sweep_once()
    source.values[SignalKey("cart", "errors")] = 0.2
    assert page.services.past.at(NOW - 600, 10) is not None
    assert page.scene("?pin=cart/errors")["pin"][2:4] == [OK, "0.1 %"]
    assert page.scene(f"?pin=cart/errors&at={NOW - 600:.0f}")["pin"][2:4] == [CRITICAL, "20 %"]


@pytest.mark.parametrize("pin", ["cart/errors", "cart"])
def test_a_pin_without_a_value_is_unknown(page: Page, source: Any, pin: str) -> None:
    """It is never shown as fine."""
    source.values[SignalKey("cart", "errors")] = None
    page.services.poller.sweep_once()
    assert page.scene(f"?pin={pin}")["pin"][2:5] == [UNKNOWN, "no data", ABSENT]


def test_before_anything_is_read_a_pin_is_unknown(page: Page) -> None:
    """The first scene of a link with a pin."""
    assert page.scene("?pin=cart/errors")["pin"][2] == UNKNOWN


def test_a_pin_without_a_signal_is_that_which_decides(page: Page, source: Any) -> None:
    """As on the card of the node; what has no signal at all says so."""
    source.values[SignalKey("host", "errors")] = 0.2
    page.services.poller.sweep_once()
    assert page.scene("?pin=host")["pin"][1:4] == [0, CRITICAL, "20 %"]


def test_a_scene_without_pin_and_open_groups_says_nothing_of_them(page: Page) -> None:
    """What most scenes have nothing to say of is left out."""
    page.services.poller.sweep_once()
    assert not {"pin", "open"} & page.scene("?focus=pay").keys()
    assert not {"pin", "open"} & page.scene("?focus=pay&pin=gone/x&open=gone").keys()


def _whole(model: Model) -> Model:
    """The cart with three parts beside it, one signal of which has no limits."""
    bare = Signal(id="load", title="Load", query="load{$match}")
    parts = [
        Node(f"cart/{i}", model.nodes["cart"].level, f"Cart {i}", part_of="cart", signals=(bare,))
        for i in "abc"
    ]
    dull = replace(model.nodes["buy"], id="bare", title="Bare", signals=(), how=())
    more = [dull, *parts, *(replace(parts[0], id=f"a-{i}", part_of=None, domain="Shop") for i in range(40))]
    return replace(model, nodes={**model.nodes, **{node.id: node for node in more}})


@pytest.fixture
def larger(model: Model, source: Any, clock: Any) -> Iterator[Page]:
    """The shop whose cart has parts, among many other nodes."""
    services = Services.build(_whole(model), source, clock)
    services.poller.sweep_once()
    yield Page.of(services)
    source.close()
    services.close()


def test_a_signal_without_limits_has_the_state_of_its_node_and_none_without_a_value(
    larger: Page, source: Any
) -> None:
    """Nobody said what would be bad for it: what is known of its node is shown, unknown without a value."""
    assert larger.scene("?pin=cart/a/load")["pin"][2:4] == [UNKNOWN, "no data"]
    source.values[SignalKey("cart/a", "load")] = 3.0
    larger.services.poller.sweep_once()
    node, signal, state, value, trust, _ = larger.scene("?pin=cart/a/load")["pin"]
    shown = larger.services.poller.current
    assert shown is not None
    assert (node, signal, value, trust) == (larger.services.index["cart/a"], 0, "3", LIVE)
    assert STATES[state] is shown.nodes["cart/a"].state


def test_a_node_without_any_signal_can_be_pinned(larger: Page) -> None:
    """It says that it is not measured."""
    assert larger.scene("?pin=bare")["pin"][1:] == [-1, UNKNOWN, "not measured", -1, None]


@pytest.mark.parametrize("place", ["?focus=pay&", "?"])
def test_opened_wholes_show_their_parts_and_say_that_they_are_open(larger: Page, place: str) -> None:
    """With a focus and without one; closed again, the picture is what it was."""
    index = larger.services.index
    parts = {index[id] for id in ("cart/a", "cart/b", "cart/c")}
    closed, opened = larger.scene(place), larger.scene(place + "open=cart,gone")
    assert opened["open"] == [index["cart"]]
    assert parts <= {card[0] for card in opened["cards"]}
    assert not parts <= {card[0] for card in closed["cards"]}
    assert larger.scene(place)["cards"] == closed["cards"]


def test_the_model_says_which_nodes_are_parts_of_which(larger: Page) -> None:
    """By number, the wholes in the order of the model."""
    index = larger.services.index
    model = larger.client.get("/screen/model.json?revision=rev1").get_json()
    assert model["parts"] == [[index["cart"], [index["cart/a"], index["cart/b"], index["cart/c"]]]]


def test_the_way_that_was_walked_reaches_the_picture(model: Model, source: Any, clock: Any) -> None:
    """Of more purposes than fit, the one that one came from stays."""
    buy = model.nodes["buy"]
    ends = [replace(buy, id=f"end-{i:02}", signals=(), how=buy.how) for i in range(40)]
    larger = replace(model, nodes={**model.nodes, **{node.id: node for node in ends}})
    services = Services.build(larger, source, clock)
    source.values[SignalKey("orders", "errors")] = 0.2
    services.poller.sweep_once()
    page, index = Page.of(services, 4, 3), services.index
    shown = {card[0] for card in page.scene("?focus=orders")["cards"]}
    hidden = next(end.id for end in ends if index[end.id] not in shown)
    walked = {card[0] for card in page.scene(f"?focus=orders&via={hidden}")["cards"]}
    assert index[hidden] in walked
    services.close()


@pytest.mark.parametrize(
    ("pin", "read"),
    [
        ("a/b/c", [("a/b", "c"), ("a/b/c", None)]),
        ("a", [("a", None)]),
        ("/", [("", ""), ("/", None)]),
    ],
)
def test_a_pin_is_parted_at_its_last_slash_first(pin: str, read: list[tuple[str, str | None]]) -> None:
    """Ids of members hold slashes themselves."""
    assert list(readings_of(pin)) == read


def test_the_id_of_a_member_alone_is_a_pin_too(larger: Page) -> None:
    """Where the part behind the slash is no signal of the whole."""
    assert pinned(larger.model, "cart/a") == ("cart/a", None)
    assert pinned(larger.model, "cart/errors") == ("cart", "errors")
    assert pinned(larger.model, "cart/none") is None


def test_a_pin_says_what_comes_from_below_though_its_own_signal_is_fine(page: Page, source: Any) -> None:
    """A symptom is mostly well itself; what made it one is the seventh element, else there are six."""
    page.services.poller.sweep_once()
    assert len(page.scene("?pin=pay/errors")["pin"]) == 6
    source.values[SignalKey("cart", "errors")] = 0.2
    page.services.poller.sweep_once()
    pin = page.scene("?pin=pay/errors")["pin"]
    assert (pin[2], pin[6:]) == (OK, [CRITICAL])
