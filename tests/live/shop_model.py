"""Small hierarchies over the live data, made without a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hierarchy.levels import Level
from hierarchy.model import Model, Node, Signal, SourceConfig
from hierarchy.queries import Matcher
from tests.live.shop_data import ALL


def model_of(nodes: Mapping[str, Iterable[Signal]], url: str, **sources: str) -> Model:
    """A model whose nodes have these signals; `url` is the default source."""
    made = {
        name: Node(name, Level.PHYSICAL_FUNCTION, name, signals=tuple(signals))
        for name, signals in nodes.items()
    }
    configs = {
        name: SourceConfig(name, "prometheus", address, timeout=8.0)
        for name, address in {"default": url, **sources}.items()
    }
    return Model("1", "Shop", made, sources=configs)


def match(**labels: str) -> tuple[Matcher, ...]:
    """Equality matchers."""
    return tuple(Matcher(label, value) for label, value in labels.items())


def errors(service: str) -> Signal:
    """Failed requests of a service, a ratio."""
    return Signal(
        "errors",
        "Failed",
        bad='sum(rate(failures_total{code=~"5..",$match}[2m]))',
        total="sum(rate(requests_total{$match}[2m]))  # all of them",
        match=match(service=service),
        template="service",
    )


def latency(service: str) -> Signal:
    """The 0.8 quantile of a service."""
    query = "histogram_quantile(0.8, sum by (le) (rate(bucket_total{$match}[2m])))"
    return Signal("latency", "p80", query=query, match=match(service=service), template="service")


def queue(service: str) -> Signal:
    """The queue of a service."""
    query = "max(queue_length{$match})"
    return Signal("queue", "Queue", query=query, match=match(service=service), template="service")


def services_model(url: str) -> Model:
    """A node per service (hostile names included) with three signals each."""
    return model_of({f"n{i}": (errors(s), latency(s), queue(s)) for i, s in enumerate(ALL)}, url)
