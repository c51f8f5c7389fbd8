"""The sources as JSON: what each is and has beside answers, and how it is doing."""

from __future__ import annotations

from adapters.failures import SourceFailure
from adapters.prometheus.capabilities import WITHOUT, Capabilities
from hierarchy.evidence.health import Health
from hierarchy.model import SourceConfig
from navigator.source_desk import Abouts

Json = dict[str, object]


def sources_json(configs: dict[str, SourceConfig], abouts: Abouts, health: Health | None) -> Json:
    """Never an address or a credential: who may look may not know where everything is."""
    return {"sources": [_source(config, abouts.get(name), health) for name, config in configs.items()]}


def _source(config: SourceConfig, about: Capabilities | SourceFailure | None, health: Health | None) -> Json:
    status = health.sources.get(config.name) if health is not None else None
    known = about if isinstance(about, Capabilities) else None
    return {
        "name": config.name,
        "type": config.type,
        "state": status.state.value if status is not None else None,
        "product": known.product or None if known else None,
        "version": known.version or None if known else None,
        "features": {one.value: has.value for one, has in known.features.items()} if known else None,
        "without": [WITHOUT[one] for one in known.lacks] if known else [],
    }
