"""What other tools keep, as a hierarchy file that loads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import hierarchy
from hierarchy import Model
from navigator.commands import import_
from navigator.interchange.imports import FORMATS, Imported, import_files

DATA = Path(__file__).parents[2] / "data" / "imports"
FILES = {
    "backstage": "catalog-info.yaml",
    "openslo": "openslo.yaml",
    "sloth": "sloth.yaml",
    "pyrra": "pyrra.yaml",
    "prometheus-rules": "rules.yaml",
}


def imported(name: str) -> Imported:
    """What comes of the example of a format."""
    return import_files(name, {FILES[name]: (DATA / FILES[name]).read_bytes()})


def model_of(outcome: Imported) -> Model:
    """The model that the hierarchy file stands for."""
    loaded = hierarchy.load_text({"h.yaml": outcome.text}, resolve_sources=False)
    assert loaded.model is not None, hierarchy.render_text(loaded.problems)
    return loaded.model


def written(outcome: Imported) -> dict[str, Any]:
    """The nodes of the hierarchy file as they are written."""
    nodes = yaml.safe_load(outcome.text)["nodes"]
    assert isinstance(nodes, dict)
    return nodes


def told(outcome: Imported) -> list[str]:
    """What could not be taken over, with places."""
    return [str(note) for note in outcome.notes]


def test_the_command_offers_the_formats_that_there_are() -> None:
    """And every one has an example here."""
    assert tuple(format.name for format in FORMATS) == import_.FORMATS
    assert set(FILES) == set(import_.FORMATS)


@pytest.mark.parametrize("name", FILES)
def test_what_was_imported_loads_and_is_the_same_every_time(name: str) -> None:
    """By our own loader, without an error."""
    outcome = imported(name)
    assert len(model_of(outcome).nodes) == outcome.nodes > 0
    assert outcome.text == imported(name).text


def test_a_catalog_becomes_mechanisms_resources_and_functions() -> None:
    """A database works, a host is stood on, a system is what its components do."""
    nodes = model_of(imported("backstage")).nodes
    assert {id: node.level.value for id, node in nodes.items()} == {
        "artist-lookup": "physical-function",
        "artist-web": "physical-function",
        "search.searcher": "physical-function",
        "artists-db": "physical-function",
        "www-host": "physical-form",
        "artist-engagement-portal": "generalized-function",
    }
    assert nodes["artist-lookup"].owner == "team-a"
    assert nodes["artist-engagement-portal"].domain == "Artists"
    assert nodes["artist-lookup"].links[0].url == "https://example.com/dashboard"


def test_what_a_catalog_depends_on_is_called_beside_and_rested_on_below() -> None:
    """Also when it is written at the other end, or goes through an API."""
    nodes = written(imported("backstage"))
    lookup = nodes["artist-lookup"]
    assert lookup["calls"] == [
        "artists-db",
        "artist-web",
        {"node": "search.searcher", "because": "It consumes the API Wayback Search."},
    ]
    assert lookup["how"] == nodes["artist-web"]["how"] == nodes["artists-db"]["how"] == ["www-host"]
    assert lookup["why"] == ["artist-engagement-portal"]
    assert nodes["search.searcher"]["part_of"] == "artist-lookup"
    assert "why" not in nodes["www-host"]


def test_what_of_a_catalog_is_no_node_is_told_with_its_place() -> None:
    """A library, a group, an address that is no link, an API that nobody provides."""
    assert told(imported("backstage")) == [
        "catalog-info.yaml:40: component 'playback-lib' is a library, which runs nowhere by itself",
        "catalog-info.yaml:76: group 'team-a' is no part of a hierarchy",
        "catalog-info.yaml:12: the link 'mailto:support@example.com' of 'artist-lookup' is no plain http(s) "
        "address",
        "catalog-info.yaml:20: 'artist-lookup' consumes the API 'wayback-archive', which nobody in these "
        "files provides",
    ]


def test_wholes_that_run_in_circles_are_cut_and_told() -> None:
    """Our format has no such loops, so the last link of one is left out."""
    entity = "{{kind: Component, metadata: {{name: {}}}, spec: {{type: service, subcomponentOf: {}}}}}\n"
    text = "---\n".join(entity.format(*pair) for pair in ("ab", "bc", "ca"))
    outcome = import_files("backstage", {"loop.yaml": text.encode()})
    assert told(outcome) == ["loop.yaml:5: 'c' can't be a part of 'a'"]
    assert model_of(outcome).nodes["a"].part_of == "b"


OBJECTIVES = {
    "sloth": {
        "myservice-requests-availability": ("99.9%", "30d"),
        "myservice-satisfaction": ("95%", "30d"),
        "home-wifi-good-wifi": ("95%", "30d"),
    },
    "pyrra": {
        "nginx-api-errors": ("99.9%", "28d"),
        "caddy-response-latency": ("90%", "28d"),
        "connect-latency": ("99%", "14d"),
        "probe-success": ("99%", "7d"),
    },
    "openslo": {
        "main-page-good": ("99%", "14d"),
        "main-page-best": ("99.95%", "14d"),
        "search-time": ("99%", "30d"),
        "stored-ratio": ("99.9%", "28d"),
        "before-one": ("99.9%", "30d"),
    },
}


@pytest.mark.parametrize("name", OBJECTIVES)
def test_objectives_become_purposes_with_target_and_window(name: str) -> None:
    """All the others stay purposes, without an objective rather than with a made-up one."""
    nodes = model_of(imported(name)).nodes.values()
    assert {node.level.value for node in nodes} == {"functional-purpose"}
    promised = {node.id: node.objective for node in nodes if node.objective is not None}
    found = {id: (f"{o.target * 100:g}%", f"{o.window / 86400:g}d") for id, o in promised.items()}
    assert found == OBJECTIVES[name]
    assert len(found) < len(nodes)


def objective(name: str, node: str) -> dict[str, str]:
    """An objective as it is written."""
    found = written(imported(name))[node]["objective"]
    return {key: value for key, value in found.items() if key not in ("target", "window")}


@pytest.mark.parametrize(
    ("name", "node", "queries"),
    [
        (
            "sloth",
            "myservice-requests-availability",
            {
                "bad": 'sum(rate(http_request_duration_seconds_count{job="myservice",'
                'code=~"(5..|429)"}[$window]))',
                "total": 'sum(rate(http_request_duration_seconds_count{job="myservice"}[$window]))',
            },
        ),
        (
            "sloth",
            "myservice-satisfaction",
            {
                "bad": "1 - (\n  sum(sum_over_time(satisfaction_ratio[$window]))\n  /\n"
                "  sum(count_over_time(satisfaction_ratio[$window]))\n)"
            },
        ),
        (
            "pyrra",
            "caddy-response-latency",
            {
                "good": 'sum(increase(caddy_http_response_duration_seconds_bucket{job="caddy",'
                'le="0.05"}[$window]))',
                "total": 'sum(increase(caddy_http_response_duration_seconds_count{job="caddy"}[$window]))',
            },
        ),
        (
            "pyrra",
            "probe-success",
            {
                "good": "sum(sum_over_time(probe_success[$window]))",
                "total": "sum(count_over_time(probe_success[$window]))",
            },
        ),
        (
            "openslo",
            "main-page-good",
            {
                "good": 'sum(increase(http_requests_total{page="main",code=~"2.."}[$window]))',
                "total": 'sum(increase(http_requests_total{page="main"}[$window]))',
            },
        ),
        ("openslo", "search-time", {"bad": "1 - avg_over_time(((search_seconds:p95) < bool 0.5)[$window:])"}),
        ("openslo", "stored-ratio", {"bad": "1 - (avg_over_time((job:success:ratio5m)[$window:]))"}),
    ],
)
def test_queries_of_objectives_get_the_burn_window(name: str, node: str, queries: dict[str, str]) -> None:
    """Placeholders are replaced, counters taken by their increase, ratios averaged over it."""
    assert objective(name, node) == queries


def test_an_objective_that_is_not_taken_over_is_a_question_and_is_told() -> None:
    """Nothing is lost silently: the reason stands in the file and on stderr, with the line."""
    outcome = imported("sloth")
    reason = "its target is 100, which leaves nothing to go wrong"
    assert f"# DECIDE: its objective was not taken over: {reason}\n" in outcome.text
    assert f"sloth.yaml:30: the objective 'myservice-perfection' was not taken over: {reason}" in told(
        outcome
    )
    assert any("Datadog" in note for note in told(imported("openslo")))


def test_an_objective_for_every_group_says_that_it_is_for_all_together() -> None:
    """The labels become segments, so that everyone or only some can still be asked."""
    outcome = imported("pyrra")
    assert written(outcome)["nginx-api-errors"]["segments"] == [{"label": "handler"}]
    assert "Pyrra promises this for every handler by itself" in outcome.text


def test_two_files_become_one_hierarchy_with_ids_of_their_own() -> None:
    """The same name in both stays two nodes."""
    content = (DATA / "sloth.yaml").read_bytes()
    outcome = import_files("sloth", {"a.yaml": content, "b.yaml": content})
    assert len(model_of(outcome).nodes) == outcome.nodes == 10
    assert "home-wifi-good-wifi-2" in written(outcome)


def test_a_file_that_cannot_be_read_keeps_all_from_being_taken_over() -> None:
    """Half an import would look like a whole one."""
    good = (DATA / "sloth.yaml").read_bytes()
    outcome = import_files("sloth", {"good.yaml": good, "bad.yaml": b"a: [1\nb"})
    assert outcome.text == ""
    assert {problem.position.file for problem in outcome.problems} == {"bad.yaml"}
