"""Cues on the first dozen labelled faults of resources and network, through a real Prometheus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.prometheus.adapter import PrometheusSource
from benchmarks.cue_cases import Case, Looked, Looking, cases_of
from benchmarks.cue_flat import Metrics, median_iqr, n_sigma, ranking, read_metrics
from benchmarks.cue_hierarchies import plain_model
from benchmarks.cue_walks import by_cues, by_states
from benchmarks.cues import share
from benchmarks.incident_data import BOUTIQUE, RAW, minutes, placements
from benchmarks.incident_prometheus import incident_prometheus
from hierarchy.graph import Graph

pytestmark = pytest.mark.live

END = 1661148480.0  # 2022-08-22 06:08 UTC, after the sixteenth fault
WANTED = ("resource", "network")

Seen = tuple[tuple[Looked, ...], Graph, Metrics]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """Every fault until then, looked at with nothing but what was known at its third sample."""
    folder: Path = tmp_path_factory.mktemp("cues")
    with incident_prometheus(folder, end=END) as url:
        model = plain_model(BOUTIQUE, url)
        source = PrometheusSource(model)
        try:
            looking = Looking(model, source)
            cases = [case for case in cases_of(BOUTIQUE, model) if case.at < END]
            looked = tuple(looking.look(case) for case in cases)
        finally:
            source.close()
        yield looked, looking.graph, read_metrics(url, minutes(RAW, BOUTIQUE)[0], END)


def _places(seen: Seen) -> list[int | None]:
    return [one.place for one in seen[0] if one.case.kind in WANTED]


def test_the_first_cue_is_the_service_at_fault(seen: Seen) -> None:
    """Of twelve faults at least eleven are named first."""
    places = _places(seen)
    assert len(places) == 12
    assert share(places, 1) >= 11 / 12


def test_cues_are_better_than_any_flat_ranking_of_the_same_data(seen: Seen) -> None:
    """Than N-sigma and median/IQR over all metrics, also where those are told when it began."""
    looked, _, metrics = seen
    cases = [one.case for one in looked if one.case.kind in WANTED]
    for score in (n_sigma, median_iqr):
        for told in (False, True):
            places = [_flat_place(metrics, case, told, score is n_sigma) for case in cases]
            assert share(places, 1) < share(_places(seen), 1)


def test_fewer_cards_are_opened_by_cues_than_by_states(seen: Seen) -> None:
    """And the first step always lies on a way to what is at fault."""
    looked, graph, _ = seen
    walks = [(by_cues(one, graph), by_states(one, graph)) for one in looked if one.case.kind in WANTED]
    assert all(cues.first_leads for cues, _ in walks)
    assert sum(cues.opened or 0 for cues, _ in walks) < sum(states.opened or 0 for _, states in walks) / 2


def test_a_fault_in_the_code_seldom_blames_a_resource(seen: Seen) -> None:
    """Of four, at least two times nothing is said to deviate, or the right one is named."""
    code = [one for one in seen[0] if one.case.kind == "code"]
    assert len(code) == 4
    assert sum(one.place == 1 or one.says_nothing_below for one in code) >= 2


def _flat_place(metrics: Metrics, case: Case, told: bool, sigma: bool) -> int | None:
    service = case.name.split()[0]
    right = (service, placements(RAW, BOUTIQUE)[service])
    order = ranking(metrics, case, n_sigma if sigma else median_iqr, told=told)
    return next((i for i, owner in enumerate(order, 1) if owner in right), None)
