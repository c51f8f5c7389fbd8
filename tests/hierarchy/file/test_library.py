"""The templates that come with the navigator are files like any other, and good ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import combinations
from typing import Any

import pytest
import yaml

from adapters.prometheus.batching import why_single
from hierarchy import Severity, load_text
from hierarchy.file.library import library_names, library_text
from hierarchy.model import Model

NAMES = library_names()
LABELS = ("job", "instance", "namespace", "pod", "node", "workload")


def written(name: str) -> Mapping[str, Any]:
    """The template as the file has it."""
    text = library_text(name)
    assert text is not None
    document = yaml.safe_load(text)
    assert list(document["templates"]) == [name]
    template: Mapping[str, Any] = document["templates"][name]
    return template


def used(name: str) -> Model:
    """A hierarchy that uses nothing but this template, copied into its file."""
    text = library_text(name)
    assert text is not None
    labels = ", ".join(f"{label}: a" for label in LABELS)
    node = f"  one: {{level: physical-form, use: {name}, labels: {{{labels}}}}}\n"
    loaded = load_text({f"{name}.yaml": f"{text}nodes:\n{node}"}, {})
    assert [p for p in loaded.problems if p.severity is not Severity.HINT] == []
    assert loaded.model is not None
    return loaded.model


def test_the_library_knows_the_exporters_and_conventions_that_are_met_most() -> None:
    """What `navigator init` recognizes, and what people look for first."""
    expected = {
        "alertmanager", "blackbox", "cadvisor", "go-process", "grpc-server", "http-requests", "http-server",
        "kube-daemonset", "kube-deployment", "kube-node", "kube-pod", "memcached", "nginx", "node-exporter",
        "otel-http-server", "otel-rpc-server", "postgres", "process", "prometheus", "python-process", "redis",
        "target",
    }  # fmt: skip
    assert expected <= set(NAMES)


@pytest.mark.parametrize(
    "name", ["", "..", "../std/redis", "redis.yaml", "Redis", "no-such", "a/b", "redis\n"]
)
def test_a_name_that_the_library_does_not_have_gives_nothing(name: str) -> None:
    """Nor does any name lead out of its folder."""
    assert library_text(name) is None


@pytest.mark.parametrize("name", NAMES)
def test_every_template_of_the_library_loads_without_a_problem(name: str) -> None:
    """Neither errors nor warnings, at a node that has the labels it asks for."""
    signals = used(name).nodes["one"].signals
    assert len(signals) == len(written(name)["signals"])


@pytest.mark.parametrize("name", NAMES)
def test_every_signal_of_the_library_has_a_title_a_unit_and_a_direction(name: str) -> None:
    """And says what it measures where it has a limit, unless its title already does."""
    for key, signal in written(name)["signals"].items():
        assert signal["title"], key
        assert signal.get("unit") or "total" in signal, key
        assert signal["worse"] in ("higher", "lower", "either"), key


@pytest.mark.parametrize("name", NAMES)
def test_many_nodes_of_one_template_are_asked_for_with_one_query(name: str) -> None:
    """Every text of every template can be batched over its match labels."""
    template = written(name)
    match = template["match"]
    labels = sorted(match)
    for key, signal in template["signals"].items():
        texts = [signal.get(part) for part in ("query", "bad", "good", "total", "zero_when", "capacity")]
        for text in texts:
            if isinstance(text, str):
                assert why_single(text, labels) == "", (key, text)


@pytest.mark.parametrize("name", NAMES)
def test_rates_of_the_library_look_back_over_four_scrapes_of_a_minute(name: str) -> None:
    """A shorter window would be empty where Prometheus scrapes once a minute."""
    text = library_text(name)
    assert text is not None
    windows = re.findall(r"\[(\d+)([a-z]+)\]", text)
    assert all((unit == "m" and int(count) >= 5) or unit == "h" for count, unit in windows)
    assert len(windows) == len(re.findall(r"\b(?:rate|increase|changes)\(", text))


def test_templates_that_stand_on_one_process_can_be_used_together() -> None:
    """What a process is, what its runtime is and what it answers have no signal id in common."""
    together = ("target", "process", "go-process", "http-server", "http-client")
    ids = {name: set(written(name)["signals"]) for name in (*together, "python-process", "node-exporter")}
    assert [(a, b) for a, b in combinations(ids, 2) if ids[a] & ids[b]] == []
    for name in ("redis", "postgres", "memcached", "nginx", "prometheus", "alertmanager", "blackbox"):
        shared = set(written(name)["signals"]) & (ids["target"] | ids["process"] | ids["go-process"])
        assert shared == set(), name


@pytest.mark.parametrize("wrong", ["std/redys", "redis"])
def test_a_template_of_the_library_that_is_misnamed_is_suggested(wrong: str) -> None:
    """Also where none of it is used yet, and where only the shelf is missing."""
    text = f"version: 1\nnodes: {{a: {{level: physical-form, use: {wrong}}}}}\n"
    hints = [p.hint for p in load_text({"a.yaml": text}, {}).problems if p.id == "dangling-link"]
    assert hints == ["did you mean 'std/redis'?"]
