"""From an empty folder to a hierarchy of a real system: drafted, checked, completed by hand, opened."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from adapters.prometheus.adapter import PrometheusSource
from hierarchy import Level, Model, load
from hierarchy.graph import Graph
from hierarchy.membership import Registry, expanded
from navigator.cli import run
from tests.browser.acceptance.running import navigator
from tests.live.monitored_system import TARGETS, MonitoredSystem, wait_for

pytestmark = pytest.mark.live
PURPOSE = """\
  orders:
    level: functional-purpose
    title: Customers can order
    for: Customers

"""


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MonitoredSystem]:
    """A machine, two stores, a service of two instances and alerting, all scraped."""
    running = MonitoredSystem(tmp_path_factory.mktemp("system")).start()
    yield running
    running.stop()


@pytest.fixture
def drafted(system: MonitoredSystem, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """What `navigator init` writes into an empty folder."""
    file = tmp_path / "hierarchy.yaml"
    assert run(["init", "--prometheus", system.prometheus.url, "-o", str(file)]) == 0
    assert len(capsys.readouterr().err.splitlines()) == 3
    return file


def with_members(file: Path) -> Model:
    """The model of a file with the members that the source has now as nodes."""
    model = load(file, {}).model
    assert model is not None
    source = PrometheusSource(model)
    at = time.time()
    found = source.members(at)
    source.close()
    return expanded(model, Registry(model).update(found, at))


def test_the_draft_of_a_real_system_passes_every_check_offline_and_online(
    drafted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No error, and no warning but at the questions: each signal has the one series that it says."""
    lines = drafted.read_text("utf-8").splitlines()
    for online in ([], ["--online"]):
        assert run(["check", str(drafted), "--format", "json", *online]) == 0
        problems = json.loads(capsys.readouterr().out)["problems"]
        serious = [problem for problem in problems if problem["severity"] != "hint"]
        assert {problem["severity"] for problem in serious} <= {"warning"}
        answered = [p for p in serious if not lines[p["line"] - 2].startswith("  #")]
        assert answered == []


def test_nearly_every_scraped_target_is_a_node_or_a_member_of_one(
    system: MonitoredSystem, drafted: Path
) -> None:
    """By job and address, as Prometheus lists its targets."""
    answer = httpx.get(f"{system.prometheus.url}/api/v1/targets?state=active", trust_env=False, timeout=10)
    labels = [target["labels"] for target in answer.json()["data"]["activeTargets"]]
    targets = {(one["job"], one["instance"]) for one in labels}
    assert len(targets) == sum(TARGETS.values())
    nodes = with_members(drafted).nodes.values()
    drawn = {(node.labels.get("job", ""), node.labels.get("instance", "")) for node in nodes}
    assert len(targets & drawn) >= 0.9 * len(targets)


def test_a_purpose_added_by_hand_has_a_way_down_to_a_resource(drafted: Path) -> None:
    """As the head of the file says: a copy with another id, and that id at the flow that serves it."""
    text = drafted.read_text("utf-8")
    assert "To add a purpose: copy the node `purpose`" in text
    text = text.replace("  # DECIDE", f"{PURPOSE}  # DECIDE", 1).replace("[purpose]", "[purpose, orders]")
    drafted.write_text(text)
    graph = Graph(with_members(drafted))
    machines = [node.id for node in graph.model.nodes.values() if node.level is Level.PHYSICAL_FORM]
    assert machines == ["node"]
    paths = graph.paths("orders", "node")
    through = {node for path in paths for node in path}
    assert {"redis", "postgres"} < through
    assert any(node.startswith("shop/") for node in through)


def test_the_draft_opens_and_every_node_is_judged_by_what_prometheus_says(
    system: MonitoredSystem, drafted: Path
) -> None:
    """All targets are up, so nothing below is unknown for lack of data."""
    with navigator("serve", str(drafted)) as address:
        wait_for(
            lambda: httpx.get(f"{address}/readyz", trust_env=False).status_code == 200, "the first sweep"
        )

        def judged() -> bool:
            system.visit()
            nodes = httpx.get(f"{address}/api/v1/health", trust_env=False, timeout=10).json()["nodes"]
            own = {name: node["own"] for name, node in nodes.items()}
            return len(own) > 14 and all(own[name] == "ok" for name in ("redis", "postgres", "prometheus"))

        wait_for(judged, "every node to be judged")
        assert httpx.get(address, trust_env=False, timeout=10).status_code == 200
