"""Changes that rules of a hierarchy see, in a real Prometheus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from adapters.prometheus import change_search
from hierarchy.actions import ChangeKind, ChangeRule
from hierarchy.evidence.changes import Change, Changes, Origin
from hierarchy.levels import Level
from hierarchy.model import Model, Node
from hierarchy.queries import Query
from tests.live.conftest import Open
from tests.live.prometheus_server import START, PrometheusServer, build_blocks, sample
from tests.live.shop_model import model_of

pytestmark = pytest.mark.live

STEP = 15
END = START + 4 * 3600
DEPLOYED = START + 3600
SWAPPED = START + 5400  # the exporter comes back under another name
ROLLED = START + 7200
ROLLED_FOR = 300
FREEZE = START + 1800  # goes on to the end
TO_WORKLOAD = {"deployment": "workload"}
DEPLOYS = ChangeRule(
    "deploys", "Deploy {deployment}", ChangeKind.VALUE, Query("generation"), match=TO_WORKLOAD
)
IMAGES = ChangeRule(
    "images", "{image}", ChangeKind.TRACK, Query("container_info"), track="image", match=TO_WORKLOAD
)
ROLLOUTS = ChangeRule(
    "rollouts", "Rollout of {deployment}", ChangeKind.WHILE, during=Query("max by (deployment) (outdated)")
)
FREEZES = ChangeRule("freeze", "No deploys, please", ChangeKind.WHILE, during=Query("freeze"))


def _lines() -> Iterator[str]:
    times = range(START, END + 1, STEP)
    for name in ("cart", "mail"):
        for exporter in "ab":
            for at in times:
                if (at < SWAPPED) == (exporter == "a"):
                    generation = 3 + (name == "cart" and at >= DEPLOYED)
                    yield sample("generation", {"deployment": name, "exporter": exporter}, generation, at)
    for image in ("v1", "v2"):
        for at in times:
            if (at < ROLLED + ROLLED_FOR and image == "v1") or (at >= ROLLED and image == "v2"):
                labels = {"deployment": "cart", "image": f"cart:{image}", "pod": f"cart-{image}"}
                yield sample("container_info", labels, 1, at)
    for at in times:
        yield sample("outdated", {"deployment": "cart"}, float(0 <= at - ROLLED < ROLLED_FOR), at)
    for at in times:
        yield sample("freeze", {}, float(at >= FREEZE), at)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrometheusServer]:
    """Two deployments, one of which is deployed anew and rolled out; four hours."""
    folder = tmp_path_factory.mktemp("cluster")
    build_blocks(folder, _lines())
    server = PrometheusServer(folder).start()
    yield server
    server.stop()


def _model(url: str, *rules: ChangeRule) -> Model:
    plain = model_of({}, url)
    nodes = {
        name: Node(name, Level.PHYSICAL_FUNCTION, name, labels={"workload": name})
        for name in ("cart", "mail")
    }
    return replace(plain, nodes=nodes, changes=rules)


def _changes(
    cluster: PrometheusServer, opened: Open, *rules: ChangeRule, start: float = START, end: float = END
) -> Changes:
    return opened(_model(cluster.url, *rules)).changes(start, end)


def test_a_change_of_value_is_told_once_with_its_node_and_not_when_the_exporter_is_swapped(
    cluster: PrometheusServer, opened: Open
) -> None:
    """The time is that of the first moment with the new value, the title has the series' labels."""
    found = _changes(cluster, opened, DEPLOYS)

    assert found.failures == ()
    (change,) = found.found
    assert (change.title, change.at, change.until, change.lasting) == ("Deploy cart", DEPLOYED, None, False)
    assert (change.nodes, change.everything, change.origin) == (("cart",), False, Origin.QUERY)
    assert change.labels == {"deployment": "cart", "exporter": "a"}
    assert change.rule == "deploys"


def test_a_change_at_the_very_start_is_seen_and_has_the_same_id_in_every_window(
    cluster: PrometheusServer, opened: Open
) -> None:
    """It is looked further back than asked; a window that ends before, or begins after, has none."""
    windows = [(DEPLOYED, DEPLOYED), (DEPLOYED, END), (START, DEPLOYED + 1), (DEPLOYED - 7, DEPLOYED + 3000)]
    ids = {_changes(cluster, opened, DEPLOYS, start=s, end=e).found[0].id for s, e in windows}

    assert len(ids) == 1
    assert _changes(cluster, opened, DEPLOYS, start=DEPLOYED + 1).found == ()
    assert _changes(cluster, opened, DEPLOYS, end=DEPLOYED - 1).found == ()


def test_a_label_that_changes_is_told_with_its_new_value(cluster: PrometheusServer, opened: Open) -> None:
    """At the first pod with the other image, while the old one is still there."""
    (change,) = _changes(cluster, opened, IMAGES).found

    assert (change.title, change.at, change.nodes) == ("cart:v2", ROLLED, ("cart",))


def test_what_lasts_has_an_end_or_goes_on(cluster: PrometheusServer, opened: Open) -> None:
    """One that matches no label concerns everything."""
    rollout, freeze = _by_rule(_changes(cluster, opened, ROLLOUTS, FREEZES))

    assert (rollout.title, rollout.at, rollout.until) == ("Rollout of cart", ROLLED, ROLLED + ROLLED_FOR)
    assert not rollout.lasting
    assert (freeze.at, freeze.until, freeze.lasting) == (FREEZE, None, True)
    assert (freeze.nodes, freeze.everything) == ((), True)


def test_what_goes_on_at_the_start_has_its_own_begin_and_the_same_id(
    cluster: PrometheusServer, opened: Open
) -> None:
    """However far back that is, up to the day before."""
    whole = _by_rule(_changes(cluster, opened, ROLLOUTS, FREEZES))
    late = _by_rule(_changes(cluster, opened, ROLLOUTS, FREEZES, start=ROLLED + 200, end=ROLLED + 240))

    assert [(c.id, c.at, c.lasting) for c in late] == [
        (whole[0].id, ROLLED, True),
        (whole[1].id, FREEZE, True),
    ]


def test_the_begin_of_what_lasts_is_told_more_exactly_by_its_query(
    cluster: PrometheusServer, opened: Open
) -> None:
    """The second image is there before the first replica is found behind."""
    late = replace(ROLLOUTS, during=Query(f"outdated * (time() >= bool {ROLLED + 60})"))
    exact = replace(late, query=Query("sum by (deployment) (container_info)"))
    failing = replace(late, query=Query("rate(container_info)"))

    assert _changes(cluster, opened, late).found[0].at == ROLLED + 60
    (change,) = _changes(cluster, opened, exact).found
    assert (change.at, change.until) == (ROLLED, ROLLED + ROLLED_FOR)
    vague = _changes(cluster, opened, failing)
    assert vague.found[0].at == ROLLED + 60
    assert vague.failures[0].startswith("when changes of 'rollouts' began is not known exactly: ")


def test_rules_with_one_text_share_one_query(cluster: PrometheusServer, opened: Open) -> None:
    """Ten titles for one query cost the source as much as one."""
    rules = [replace(DEPLOYS, id=f"r{i}", title=f"{{deployment}} {i}") for i in range(10)]
    source = opened(_model(cluster.url, *rules))
    before = cluster.queries()
    found = source.changes(DEPLOYED - 60, DEPLOYED + 60)

    assert len(found.found) == 10
    assert len({one.id for one in found.found}) == 10
    assert cluster.queries() - before == 1


def test_one_rule_that_fails_is_said_and_hides_no_other(cluster: PrometheusServer, opened: Open) -> None:
    """A query that the source refuses, and a source that is not there."""
    broken = replace(DEPLOYS, id="broken", query=Query("rate(generation)"))
    gone = replace(DEPLOYS, id="gone", query=Query("generation", source="elsewhere"))
    found = _changes(cluster, opened, broken, gone, DEPLOYS, start=DEPLOYED, end=DEPLOYED + 60)

    assert [one.title for one in found.found] == ["Deploy cart"]
    assert len(found.failures) == 2
    assert found.failures[0].startswith("what 'broken' shows is not known: ")
    assert "elsewhere" in found.failures[1]


def test_a_query_with_very_many_samples_is_looked_at_less_often_and_with_too_many_series_not_at_all(
    cluster: PrometheusServer, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a search costs has an end, and what is left out is said. Changes keep their time and id."""
    rules = (DEPLOYS, IMAGES, ROLLOUTS)
    often = _changes(cluster, opened, *rules, start=START + 7).found
    monkeypatch.setattr(change_search, "MOST_SAMPLES", 300)
    seldom = _changes(cluster, opened, *rules, start=START + 7).found
    assert [(one.id, one.at) for one in seldom] == [(one.id, one.at) for one in often]
    assert len(seldom) == 3

    monkeypatch.setattr(change_search, "MOST_REFINED", 0)
    vague = _changes(cluster, opened, DEPLOYS, start=START + 7).found[0]
    assert DEPLOYED < vague.at < DEPLOYED + 8 * STEP

    monkeypatch.setattr(change_search, "MOST_SERIES", 1)
    found = _changes(cluster, opened, DEPLOYS)
    assert found.found == ()
    assert found.failures == ("what 'deploys' shows is not known: its query gives 4 series, of at most 1",)


def test_of_very_many_changes_the_last_are_told(
    cluster: PrometheusServer, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And how many there are."""
    monkeypatch.setattr(change_search, "MOST_CHANGES", 3)
    busy = replace(DEPLOYS, query=Query("floor(generation * 0 + time() / 60)"))
    found = _changes(cluster, opened, busy, start=DEPLOYED, end=DEPLOYED + 600)

    assert len(found.found) == 3
    assert found.failures == ("'deploys' shows 22 changes, of which the last 3 are told",)
    assert found.found[-1].at == DEPLOYED + 600


def test_what_is_to_come_has_not_ended(cluster: PrometheusServer, opened: Open) -> None:
    """A window that ends after now is searched up to now; one that lies ahead has nothing."""
    source = opened(_model(cluster.url, FREEZES))
    source._now = lambda: END - 60.0
    (freeze,) = source.changes(END - 600, END + 3600).found

    assert freeze.lasting
    assert source.changes(END + 60, END + 120) == Changes()


def test_a_model_without_rules_asks_nothing(cluster: PrometheusServer, opened: Open) -> None:
    """Most hierarchies begin without any."""
    before = cluster.queries()

    assert _changes(cluster, opened) == Changes()
    assert cluster.queries() == before


def _by_rule(changes: Changes) -> list[Change]:
    assert changes.failures == ()
    return sorted(changes.found, key=lambda one: one.rule, reverse=True)
