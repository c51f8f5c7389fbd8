"""What answers at the address of each source, said once at the start; nothing waits for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor

from adapters.discovery import Capabilities, probe
from hierarchy.model import Model, SourceConfig

log = logging.getLogger(__name__)


def greeting(config: SourceConfig, found: Capabilities) -> str:
    """`Prometheus 2.42.0 answers at http://prometheus:9090`, or why nothing there can be used."""
    source = "" if config.name == "default" else f" (source {config.name})"
    if found.failure is not None:
        return f"Nothing at {config.url}{source} can be asked: {found.failure.message}"
    product = f"{found.name} {found.version}".strip() or "A server that does not say what it is"
    return f"{product} answers at {config.url}{source}"


def ask_sources(model: Model) -> Mapping[str, Future[Capabilities]]:
    """Ask all sources what they are, each in a thread of its own; each answer comes within its timeout."""
    pool = ThreadPoolExecutor(max(1, len(model.sources)), thread_name_prefix="navigator-greeting")
    asked = {config.name: pool.submit(probe, config) for config in _answering_queries(model)}
    pool.shutdown(wait=False)
    return asked


def log_greetings(model: Model) -> None:
    """Log what answers, when it has: a warning where nothing that can be used does. Returns at once."""
    for config in _answering_queries(model):
        threading.Thread(target=_log, args=(config,), name="navigator-greeting", daemon=True).start()


def _answering_queries(model: Model) -> list[SourceConfig]:
    return [config for config in model.sources.values() if config.type == "prometheus"]


def _log(config: SourceConfig) -> None:
    found = probe(config)
    log.log(logging.INFO if found.usable else logging.WARNING, greeting(config, found))
