"""What services take over from those of the revision before."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hierarchy.evidence.readings import Trust
from hierarchy.evidence.states import State
from hierarchy.levels import Level
from hierarchy.model import Model, Node, SignalKey, SourceConfig
from navigator.carrying import carried_keys
from navigator.posted_changes import NewChange
from navigator.series import Window
from navigator.services import Services

NOW = 1_661_142_000.0
CART = SignalKey("cart", "errors")


def _with(model: Model, id: str, **changes: Any) -> Model:
    node = replace(model.nodes[id], **changes)
    return replace(model, revision="rev2", nodes={**model.nodes, id: node})


def _signal_with(model: Model, id: str, **changes: Any) -> Model:
    (signal,) = model.nodes[id].signals
    return _with(model, id, signals=(replace(signal, **changes),))


def _more(model: Model, id: str) -> Model:
    node = Node(id, Level.PHYSICAL_FORM, id, signals=model.nodes["host"].signals, why=("cart",))
    return replace(model, revision="rev2", nodes={**model.nodes, id: node})


def test_nothing_turns_unknown_while_one_hierarchy_takes_over(services: Services, source: Any) -> None:
    """What was read holds on; only what is new waits for its first value, and nothing is called fine."""
    source.values[CART] = 0.2
    before = services.poller.sweep_once()
    after = services.renewed(_more(services.model, "disk"), source)
    current = after.poller.current
    assert current is not None
    assert current.revision == "rev2"
    assert {id: current.nodes[id].state for id in before.nodes} == {
        id: node.state for id, node in before.nodes.items() if id != "cart"
    } | {"cart": State.CRITICAL}
    assert current.nodes["disk"].state is State.UNKNOWN
    source.values[SignalKey("disk", "errors")] = 0.0
    assert after.poller.sweep_once().nodes["disk"].state is State.OK
    after.close()


def test_before_the_first_sweep_nothing_is_known_of_the_next_either(services: Services, source: Any) -> None:
    """No state comes from nowhere."""
    after = services.renewed(_more(services.model, "disk"), source)
    assert after.poller.current is None
    after.close()


def test_new_limits_judge_what_was_read_before(services: Services, source: Any) -> None:
    """Without waiting for the source."""
    source.values[CART] = 0.03
    services.poller.sweep_once()
    after = services.renewed(_signal_with(services.model, "cart", critical=0.02), source)
    current = after.poller.current
    assert current is not None
    assert current.nodes["cart"].state is State.CRITICAL
    after.close()


def test_an_answer_to_another_question_is_not_carried_over(services: Services, source: Any) -> None:
    """A changed query, source, or address of the source: unknown until it is read."""
    services.poller.sweep_once()
    changed = [
        _signal_with(services.model, "cart", query="other{$match}"),
        _signal_with(services.model, "cart", source="other"),
        replace(
            services.model,
            revision="rev2",
            sources={"default": SourceConfig("default", "prometheus", "http://other:9090")},
        ),
    ]
    for model in changed:
        after = services.renewed(model, source)
        current = after.poller.current
        assert current is not None
        assert current.nodes["cart"].state is State.UNKNOWN
        assert current.nodes["cart"].signals["errors"].trust is Trust.ABSENT
        after.close()


def test_of_another_server_nothing_has_been_heard_though_it_has_the_name_of_one_that_answered(
    services: Services, source: Any
) -> None:
    """Neither in the present nor at a moment that is looked at."""
    here, there = (SourceConfig("default", "prometheus", f"http://{host}:9090") for host in ("a", "b"))
    known = services.renewed(replace(services.model, revision="rev2", sources={"default": here}), source)
    known.poller.sweep_once()
    assert known.past.at(NOW - 60, 5) is not None
    for config, names in ((here, ["default"]), (there, [])):
        after = known.renewed(replace(known.model, revision="rev3", sources={"default": config}), source)
        past = after.past.at(NOW - 60, 5)
        assert after.poller.current is not None
        assert past is not None
        assert [list(health.sources) for health in (after.poller.current, past)] == [names, names]
        after.close()
    known.close()


def test_a_renamed_node_keeps_its_values_and_its_history(services: Services, source: Any, clock: Any) -> None:
    """It is the same thing."""
    services.poller.sweep_once()
    clock.time = NOW + 15
    source.values[CART] = 0.2
    services.poller.sweep_once()
    cart = services.model.nodes["cart"]
    basket = replace(cart, id="basket", formerly=("cart",), how=(), why=())
    after = services.renewed(replace(services.model, revision="rev2", nodes={"basket": basket}), source)
    current = after.poller.current
    assert current is not None
    assert current.nodes["basket"].state is State.CRITICAL
    assert after.history.since_at(NOW + 15)["basket"].at == NOW + 15
    after.close()


def test_a_change_of_words_carries_every_signal_over(model: Model) -> None:
    """Titles, units and limits change no value."""
    words = _signal_with(model, "cart", title="Errors", unit="percent", warning=0.5, hold=60.0)
    assert carried_keys(model, words) == {key: key for key in model.signals()}


def test_when_everything_is_known_the_source_is_not_asked_again_at_once(
    services: Services, source: Any
) -> None:
    """A file that is saved again and again costs no queries."""
    services.poller.sweep_once()
    same = services.renewed(_with(services.model, "cart", title="Basket"), source)
    asked = len(source.sweeps)
    same.start()
    _until(lambda: same.poller.ensure_window(NOW - 900, NOW))
    same.close()
    assert NOW not in source.sweeps[asked:]
    more = same.renewed(_more(services.model, "disk"), source)
    more.start()
    _until(lambda: NOW in source.sweeps[asked:])
    more.close()


def _until(true: Callable[[], bool]) -> None:
    gate = threading.Event()
    for _ in range(1000):
        if true():
            return
        gate.wait(0.01)
    raise AssertionError("it did not become true")


def test_a_moment_of_the_past_that_is_looked_at_stays_known(services: Services, source: Any) -> None:
    """Nobody who looks at yesterday sees it go blank; what is new is read there as well."""
    at = NOW - 3600
    assert services.past.at(at, 5) is not None
    source.gone = True
    same = services.renewed(_with(services.model, "cart", title="Basket"), source)
    found = same.past.at(at, 5)
    assert found is not None
    assert {node.state for node in found.nodes.values()} == {State.OK}
    more = same.renewed(_more(same.model, "disk"), source)
    found = more.past.at(at, 5)
    assert found is not None
    assert found.nodes["cart"].state is State.OK
    assert found.nodes["disk"].state is State.UNKNOWN
    for made in (same, more):
        made.close()


def test_lines_that_are_drawn_stay_drawn(services: Services, source: Any) -> None:
    """Series that are known are known to the next; another question has no line yet."""
    window = Window.of(NOW - 3600, NOW, 60, 15.0)
    services.series.get((CART,), window, 5)
    source.go.clear()
    same = services.renewed(_with(services.model, "cart", title="Basket"), source)
    found, pending = same.series.get((CART,), window, 0)
    assert (list(found), pending) == ([CART], ())
    other = services.renewed(_signal_with(services.model, "cart", query="other{$match}"), source)
    found, pending = other.series.get((CART,), window, 0)
    assert (list(found), pending) == ([], (CART,))
    source.go.set()
    for made in (same, other):
        made.close()


def test_scales_stay_where_their_limits_do(services: Services, source: Any) -> None:
    """A kind of signal keeps the height that it grew to; with other limits it begins anew."""
    grown = services.scales.domain(CART, "1h", [7.0])
    same = services.renewed(_with(services.model, "cart", title="Basket"), source)
    assert same.scales.domain(CART, "1h", [0.1]) == grown
    model = services.model
    nodes = {
        id: replace(node, signals=tuple(replace(s, warning=0.5) for s in node.signals))
        for id, node in model.nodes.items()
    }
    other = services.renewed(replace(model, revision="rev2", nodes=nodes), source)
    assert other.scales.domain(CART, "1h", [0.1]) != grown
    for made in (same, other):
        made.close()


def test_places_stay_when_nodes_come(services: Services, source: Any) -> None:
    """The order of the next revision remembers that of this one."""
    turned = _with(services.model, "checkout", why=())
    after = services.renewed(turned, source)
    assert after.order.lanes == services.order.lanes
    after.close()


def test_what_was_posted_and_what_is_usual_outlive_a_reload(services: Services, source: Any) -> None:
    """Also what is posted to the services before while both are there; mutes go on to be taken."""
    window = Window(NOW - 3600, NOW, 60.0)
    services.references.band((CART,), window, 5)
    services.changes.post(NewChange("Deploy", NOW - 60, {"service": "cart"}))
    after = services.renewed(_more(services.model, "disk"), source)
    services.changes.post(NewChange("Late", NOW - 30))
    source.go.clear()
    assert [one.title for one in after.changes.between(NOW - 3600, NOW).found] == ["Deploy", "Late"]
    assert CART in after.references.band((CART,), window, 0.0)
    assert after.mutes is services.mutes
    source.go.set()
    after.close()


def test_closing_ends_every_desk(services: Services) -> None:
    """Nothing is asked any more, and no thread of theirs goes on."""
    others = set(threading.enumerate())
    health = services.poller.sweep_once()
    services.cues.get("buy", health, 5)
    services.references.band((CART,), Window(NOW - 3600, NOW, 60.0), 5)
    theirs = set(threading.enumerate()) - others
    assert theirs
    services.close()
    for thread in theirs:
        thread.join(5)
    assert not [thread.name for thread in theirs if thread.is_alive()]
