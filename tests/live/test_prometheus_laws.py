"""Laws against a real Prometheus: two regions of a shop, one loses orders and one piles them up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.health import Health, NodeHealth
from hierarchy.evidence.law_health import BalanceHealth, CapacityHealth, ObjectiveHealth
from hierarchy.evidence.laws.series import reckoned_series, terms_for
from hierarchy.evidence.readings import Trust
from hierarchy.evidence.states import State
from hierarchy.file.loader import load_text
from hierarchy.model import Model
from hierarchy.terms import BURN, GROWTH, RESIDUAL, with_terms
from tests.live.conftest import Open
from tests.live.prometheus_server import START, PrometheusServer, build_blocks, sample

pytestmark = pytest.mark.live

NOW = START + 7 * 3600
BREAKS = NOW - 900  # from here on one region loses orders and the other one keeps them waiting
FAILS = NOW - 4200  # from here on a twentieth of all requests fails
FILE = """
version: 1
title: Shop
sources: {default: {type: prometheus, url: "URL"}}
defaults: {match: [region]}
copies: {eu: {labels: {region: eu}}, us: {labels: {region: us}}}
nodes:
  buy:
    level: functional-purpose
    objective:
      bad: 'sum(increase(failed_total{$match}[$window]))'
      total: 'sum(increase(requests_total{$match}[$window]))'
      target: 99.9%
      window: 6h
  browse:
    level: functional-purpose
    signals:
      wrong: {bad: 'sum(rate(failed_total{$match}[2m]))', total: 'sum(rate(requests_total{$match}[2m]))'}
    objective: {of: wrong, target: 99.9%, window: 6h}
  orders:
    level: abstract-function
    why: [buy]
    balance:
      in: {asked: 'sum(rate(asked_total{$match}[2m]))'}
      out:
        kept: 'sum(rate(kept_total{$match}[2m]))'
        refused: {query: 'sum(refused_per_second{$match})', zero_while: 'up{$match}'}
      store: {waiting: {query: 'sum(waiting{$match})', zero_while: 'up{$match}'}}
      over: 5m
  seats:
    level: abstract-function
    why: [buy]
    capacity: {demand: 'sum(taken{$match})', supply: 'sum(seats{$match})', warning: 80%, critical: 95%}
"""


def lines() -> Iterator[str]:
    """15 s samples over seven hours; each metric's lines together."""
    yield from _told("asked_total", lambda _region, t: 100.0 * (t - START))
    yield from _told("kept_total", _kept)
    yield from _told("refused_per_second", lambda region, _t: 2.0 if region == "eu" else None)
    yield from _told("waiting", _waiting)
    yield from _told("requests_total", lambda _region, t: 50.0 * (t - START))
    yield from _told("failed_total", lambda region, t: 2.5 * max(0.0, t - FAILS) if region == "eu" else None)
    yield from _told("taken", lambda region, _t: 90.0 if region == "eu" else 10.0)
    yield from _told("seats", lambda _region, _t: 100.0)
    yield from _told("up", lambda _region, _t: 1.0)


def _told(name: str, value: Callable[[str, float], float | None]) -> Iterator[str]:
    for region in ("eu", "us"):
        for at in range(START, NOW + 1, 15):
            number = value(region, at)
            if number is not None:
                yield sample(name, {"region": region}, number, at)


def _kept(region: str, t: float) -> float:
    usual, less = (98.0, 61.0) if region == "eu" else (100.0, 20.0)
    return usual * (min(t, BREAKS) - START) + less * max(0.0, t - BREAKS)


def _waiting(region: str, t: float) -> float | None:
    """In one region always the same, in the other one no queue at all until there is something in it."""
    if region == "eu":
        return 40.0
    return 80.0 * (t - BREAKS) if t > BREAKS else None


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrometheusServer]:
    """A server that holds `lines()`."""
    folder = tmp_path_factory.mktemp("laws")
    build_blocks(folder, lines())
    made = PrometheusServer(folder).start()
    yield made
    made.stop()


def model(server: PrometheusServer) -> Model:
    """The shop of which the server has the data."""
    loaded = load_text({"shop.yaml": FILE.replace("URL", server.url)})
    assert loaded.model is not None, loaded.problems
    return loaded.model


def judged(server: PrometheusServer, opened: Open, at: float) -> Health:
    """The health of the shop at a time, from one sweep."""
    shop = model(server)
    return evaluate(shop, opened(shop).sweep(at), at)


def law(node: NodeHealth) -> BalanceHealth:
    """The balance of a node."""
    (found,) = node.laws
    assert isinstance(found, BalanceHealth)
    return found


def test_a_loss_is_what_no_term_accounts_for(server: PrometheusServer, opened: Open) -> None:
    """100/s in, 61/s and 2/s out, the same 40 waiting: 37/s are lost."""
    node = judged(server, opened, NOW).nodes["orders.eu"]
    found = law(node)
    assert found.inflows["asked"] == pytest.approx(100, rel=1e-3)
    assert found.outflows == {"kept": pytest.approx(61, rel=1e-3), "refused": pytest.approx(2)}
    assert found.growth["waiting"] == pytest.approx(0, abs=1e-9)
    assert found.residual == pytest.approx(37, abs=0.2)
    assert (node.state, node.signals[RESIDUAL].state, node.signals[GROWTH].state) == (
        State.WARNING,
        State.WARNING,
        State.OK,
    )
    assert node.reasons[0].text.startswith("unaccounted: 37/s (loss or a missing sensor), warning beyond ")


def test_a_queue_that_comes_out_of_nothing_is_seen_to_grow(server: PrometheusServer, opened: Open) -> None:
    """Nothing is lost in the other region, and every error rate is 0: what comes in piles up."""
    node = judged(server, opened, NOW).nodes["orders.us"]
    found = law(node)
    assert found.growth["waiting"] == pytest.approx(80, rel=1e-3)
    assert found.outflows["refused"] == 0
    assert found.residual == pytest.approx(0, abs=0.2)
    assert (node.signals[RESIDUAL].state, node.signals[GROWTH].state) == (State.OK, State.WARNING)
    assert node.reasons[0].text.startswith("waiting grows by 80/s, 80 % of what comes in, warning beyond ")
    early = law(judged(server, opened, BREAKS + 150).nodes["orders.us"])
    # half of the window there was no queue, which counts as 0 and not as nothing known
    assert early.growth["waiting"] == pytest.approx(40, rel=0.15)
    assert early.residual == pytest.approx(0, abs=8)


def test_before_anything_breaks_all_is_balanced(server: PrometheusServer, opened: Open) -> None:
    """Two regions, one without refusals and without a queue, and both are ok."""
    health = judged(server, opened, BREAKS - 30)
    for name in ("orders.eu", "orders.us"):
        assert health.nodes[name].state is State.OK
        assert law(health.nodes[name]).residual == pytest.approx(0, abs=0.2)


@pytest.mark.parametrize("name", ["buy", "browse"])
def test_a_budget_burns_over_every_window_as_counted_by_hand(
    server: PrometheusServer, opened: Open, name: str
) -> None:
    """5 % wrong for 70 min of 6 h: 50 × over an hour and 5 min, 9.7 × over six hours, whether asked over a
    window or of a signal over 2 min."""
    health = judged(server, opened, NOW)
    (hurt,), (fine,) = health.nodes[f"{name}.eu"].laws, health.nodes[f"{name}.us"].laws
    assert isinstance(hurt, ObjectiveHealth)
    assert isinstance(fine, ObjectiveHealth)
    whole = 0.05 * 4200 / 21600 / 0.001
    assert hurt.burns == {
        300.0: pytest.approx(50, rel=0.01),
        1800.0: pytest.approx(50, rel=0.01),
        3600.0: pytest.approx(50, rel=0.01),
        21600.0: pytest.approx(whole, rel=0.01),
    }
    assert hurt.budget == pytest.approx(1 - whole, rel=0.01)
    assert (hurt.state, fine.state, fine.budget) == (State.CRITICAL, State.OK, 1)
    assert health.nodes[f"{name}.eu"].signals[BURN].value == pytest.approx(50, rel=0.01)


def test_a_capacity_is_read_from_both_of_its_queries(server: PrometheusServer, opened: Open) -> None:
    """90 of 100 taken is a warning from 80 % on."""
    node = judged(server, opened, NOW).nodes["seats.eu"]
    (found,) = node.laws
    assert isinstance(found, CapacityHealth)
    assert (found.demand, found.supply, found.headroom) == (90, 100, 10)
    assert found.use == pytest.approx(0.9)
    assert node.state is State.WARNING


def test_the_terms_of_both_regions_are_asked_together(server: PrometheusServer, opened: Open) -> None:
    """No query names one region only, and every reading is live with the age of its newest sample."""
    shop = model(server)
    source = opened(shop)
    source.sweep(NOW)
    before = server.queries()
    sweep = source.sweep(NOW + 15)
    first = server.queries() - before
    one = load_text(
        {"shop.yaml": FILE.replace("URL", server.url).replace(", us: {labels: {region: us}}", "")}
    )
    assert one.model is not None
    lone = opened(one.model)
    lone.sweep(NOW)
    before = server.queries()
    lone.sweep(NOW + 15)
    assert server.queries() - before == first
    told = {key: reading for key, reading in sweep.readings.items() if "balance" in key.signal}
    assert {reading.trust for reading in told.values()} == {Trust.LIVE}
    assert {reading.time for reading in told.values()} == {NOW}


def test_what_laws_say_over_time_is_reckoned_from_the_series_of_their_terms(
    server: PrometheusServer, opened: Open
) -> None:
    """The residual is 0 before the break and 37/s a window after it; the queue of the other region grows by
    80/s; 50 min after the failures began the hour has seen five sixths of what it will see."""
    shop = model(server)
    source = opened(shop)
    for name, signal, before, after in (
        ("orders.eu", RESIDUAL, 0, 37),
        ("orders.us", GROWTH, 0, 80),
        ("buy.eu", BURN, 50 * 3000 / 3600, 50),
    ):
        node = with_terms(shop.nodes[name])
        series = source.series(terms_for(node, signal), NOW - 1800, NOW, 60.0)
        found = reckoned_series(node, signal, series)
        assert len(found.values) == 31
        assert found.values[10] == pytest.approx(before, abs=0.5)
        assert found.values[-1] == pytest.approx(after, abs=0.5)


def test_what_is_asked_only_now_and_then_holds_until_it_is_asked_again(
    server: PrometheusServer, opened: Open
) -> None:
    """Every window is known at every sweep of ten minutes, and the long ones are not asked each time."""
    shop = model(server)
    source = opened(shop)
    asked = []
    for at in range(NOW - 600, NOW + 1, 30):
        before = server.queries()
        sweep = source.sweep(at)
        asked.append(server.queries() - before)
        burns = {k: r.trust for k, r in sweep.readings.items() if k.signal.startswith("objective.")}
        assert set(burns.values()) == {Trust.LIVE}
        assert len(burns) == 4 * 6
    assert min(asked) < max(asked[1:])
