"""What the commands do: load files or a recording, wire the services, serve or print."""

from __future__ import annotations

import atexit
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import hierarchy
from adapters.prometheus.adapter import PrometheusSource
from adapters.prometheus.cache import Shared
from adapters.recording import RecordedSource, Recording, ensure_writable, read_recording, write_recording
from adapters.recording import record as capture
from adapters.source import Source
from hierarchy.membership import Registry, expanded
from hierarchy.model import Model, SourceConfig
from hierarchy.problems import render_text
from navigator.app import create_app
from navigator.clock import ReplayClock
from navigator.desk import Desk
from navigator.failures import CannotRunError
from navigator.greetings import log_greetings
from navigator.live import Live
from navigator.progress import progress
from navigator.server import serve
from navigator.services import Services
from navigator.settings import Settings
from navigator.times import format_time, parse_time
from navigator.wsgi import WSGIApplication

_CREDENTIALS = ("bearer_token_file", "basic_auth_file", "headers_file", "ca_file")


def serve_files(paths: Sequence[Path], settings: Settings) -> None:
    """Serve hierarchy files against their sources until told to stop, as they are at the time.

    Files that can't be loaded are served as the screen that says so (`/readyz` is 503 then), until
    they can.
    """

    def load() -> hierarchy.Loaded:
        loaded = _loaded(paths, settings)
        if loaded.model is None:
            return loaded
        shown = isinstance(live.desk.current, Services)
        return replace(loaded, model=with_prometheus(loaded.model, settings.prometheus, quiet=shown))

    shared = _shared(settings)

    def read(model: Model, before: Source | None) -> Source:
        """What reads for a model, with the connections of the source before it where they are the same."""
        return PrometheusSource(model, shared=shared) if before is None else before.renewed(model)

    live = Live(paths, load, read)

    def make_app() -> WSGIApplication:
        loaded = live.start()
        atexit.register(live.close)
        if loaded.model is None:
            sys.stderr.write(f"{render_text(loaded.problems)}\nThe page says so until the files load.\n")
        else:
            log_greetings(loaded.model)
        server: WSGIApplication = create_app(settings, live.desk).server
        return server

    serve(make_app, settings, on_hangup=live.reload)


def _shared(settings: Settings) -> Shared | None:
    """What replicas share, if they do."""
    if settings.cache is None:
        return None
    from adapters.prometheus.shared_cache import RedisShared  # its client is loaded where it is used

    password = settings.cache_password_file
    return RedisShared(settings.cache, None if password is None else Path(password))


def serve_recording(path: Path, settings: Settings, default_at: float | None = None) -> None:
    """Serve a recording: the same screen with data time running on from `settings.at`."""
    recording, model = open_recording(path)
    at = recording.start + model.step if default_at is None else default_at
    if settings.at is not None:
        at = parse_time(settings.at, recording.end)
    if not recording.start <= at <= recording.end:
        span = f"{format_time(recording.start)} to {format_time(recording.end)}"
        raise CannotRunError(f"--at lies outside the recording, which holds {span}.")
    speed = 0.0 if settings.paused else settings.speed

    def make_app() -> WSGIApplication:
        whole = with_recorded_members(recording, model)
        source = RecordedSource(recording, whole)
        services = Services.build(whole, source, ReplayClock(at, recording.end, speed))
        desk = Desk(services)
        server: WSGIApplication = create_app(settings, desk).server
        services.start()
        atexit.register(desk.close)
        return server

    serve(make_app, settings)


def with_recorded_members(recording: Recording, model: Model) -> Model:
    """The model with everybody who was found during a recording, with the times of coming and going.

    At every moment those count who were there at that moment.
    """
    registry, source = Registry(model), RecordedSource(recording, model)
    moments = {0, recording.count - 1, *(s.first for found in recording.members.values() for s in found)}
    for moment in sorted(moments):
        at = recording.start + moment * recording.step
        registry.update(source.members(at), at)
    return expanded(model, registry.members)


def open_recording(path: Path) -> tuple[Recording, Model]:
    """A recording and the model that it carries."""
    recording = read_recording(path)
    loaded = hierarchy.load_text(recording.files, resolve_sources=False)
    if loaded.model is None:
        raise CannotRunError(f"The hierarchy inside {path} can't be loaded:\n{render_text(loaded.problems)}")
    return recording, loaded.model


def record(paths: Sequence[Path], settings: Settings, start: str, end: str, out: Path) -> int:
    """Save the model and its readings over [start, end] as one file; 0 when it was written."""
    model, texts = load_or_refuse(paths, settings)
    now = time.time()
    first, last = parse_time(start, now), parse_time(end, now)
    if last <= first:
        raise CannotRunError("--to must be after --from.")
    ensure_writable(out)
    source = PrometheusSource(model)
    try:
        with progress("Reading"):
            recording = capture(source, model, texts, first, last, model.step)
        write_recording(recording, out)
    finally:
        source.close()
    size = out.stat().st_size
    sys.stdout.write(f"Wrote {out} ({size / 1e6:.2f} MB): navigator replay {out}\n")
    return 0


def load_or_refuse(paths: Sequence[Path], settings: Settings) -> tuple[Model, Mapping[str, str]]:
    """The model of the files and their texts, or every problem of theirs as the reason to stop."""
    loaded = _loaded(paths, settings)
    if loaded.model is None:
        raise CannotRunError(render_text(loaded.problems))
    return with_prometheus(loaded.model, settings.prometheus), loaded.texts


def with_prometheus(model: Model, url: str | None, *, quiet: bool = False) -> Model:
    """The model with its default source at `url`, if one is given.

    What the file names to prove who is asking goes only to the server the file names (same scheme,
    host and port); if it is left out, stderr gets a sentence (not when `quiet`). The tenant stays:
    it is no secret.
    """
    if url is None:
        return model
    default = model.sources.get("default", SourceConfig("default", "prometheus", url))
    given = [name for name in _CREDENTIALS if getattr(default, name)]
    moved = replace(default, url=url)
    if given and _origin(url) != _origin(default.url):
        if not quiet:
            sys.stderr.write(
                "navigator: --prometheus names another server than the source 'default' of the file, "
                f"so its {', '.join(given)} {'is' if len(given) == 1 else 'are'} not used.\n"
            )
        moved = replace(moved, bearer_token_file="", basic_auth_file="", headers_file="", ca_file="")
    return replace(model, sources={**model.sources, "default": moved})


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _loaded(paths: Sequence[Path], settings: Settings) -> hierarchy.Loaded:
    return hierarchy.load(paths, os.environ, readdressed=("default",) if settings.prometheus else ())
