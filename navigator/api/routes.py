"""The HTTP API, version 1: hierarchy, health, nodes, series."""

from __future__ import annotations

import time
from collections.abc import Mapping

from flask import Blueprint, request
from werkzeug.wrappers import Response

from hierarchy.evidence.health import Health
from hierarchy.model import SignalKey
from hierarchy.problems import Problem
from layouts.notices import busy
from navigator.api.answers import bad_request, error, json_answer, prepared_answer
from navigator.api.health import health_json, node_health_json
from navigator.api.hierarchy import hierarchy_json, node_json
from navigator.api.serving import with_services
from navigator.api.waiting import SourceWaits
from navigator.desk import Desk
from navigator.past import BusyError
from navigator.screen.recent import since_of
from navigator.screen.url_state import RANGES
from navigator.series import Window
from navigator.services import Services
from navigator.times import TimeError, parse_duration, parse_time

GLANCE = 0.05  # seconds between two looks for the first judgement
LONGEST_SERIES = 11_000
LONGEST_STEP = 86_400.0


class BadParameterError(ValueError):
    """A query parameter that can't be read; the message says which and why."""


def api_routes(desk: Desk) -> Blueprint:
    """The blueprint of `/api/v1`. Without a hierarchy everything answers 503."""
    routes = Blueprint("api", __name__, url_prefix="/api/v1")
    waits = SourceWaits()
    routes.register_error_handler(BadParameterError, _bad_parameter)
    routes.register_error_handler(BusyError, _too_many)

    @routes.get("/hierarchy")
    def hierarchy() -> Response:
        return with_services(desk, lambda services: _hierarchy(services, desk.warnings))

    @routes.get("/health")
    def health() -> Response:
        return with_services(desk, lambda services: _whole_health(services, waits, request.args))

    @routes.get("/nodes/<path:node>")
    def one(node: str) -> Response:
        return with_services(desk, lambda services: _node(services, waits, node, request.args))

    @routes.get("/series")
    def series() -> Response:
        return with_services(desk, lambda services: _series(services, waits, request.args))

    @routes.route("/", defaults={"path": ""})
    @routes.route("/<path:path>")
    def nothing(path: str) -> Response:
        return error(404, "not_found", f"There is nothing at /api/v1/{path[:80]}.", "See /api/v1/hierarchy.")

    return routes


def _hierarchy(services: Services, problems: tuple[Problem, ...]) -> Response:
    made = services.prepared.get("hierarchy", lambda: hierarchy_json(services, problems), of=problems)
    return prepared_answer(made)


def _whole_health(services: Services, waits: SourceWaits, args: Mapping[str, str]) -> Response:
    found = _health(services, waits, args)
    return json_answer(health_json(_since(services, found), found)) if found else _not_yet()


def _since(services: Services, health: Health) -> dict[str, float]:
    return since_of(services.recent.since_at(health.at), health)


def _bad_parameter(problem: Exception) -> Response:
    return bad_request(str(problem), "Times are RFC 3339, Unix seconds or now-90m.")


def _too_many(_: Exception) -> Response:
    response = error(503, "busy", busy().text, "Ask again in a few seconds.")
    response.headers["Retry-After"] = "5"
    return response


def _node(services: Services, waits: SourceWaits, id: str, args: Mapping[str, str]) -> Response:
    if id not in services.model.nodes:
        return _unknown_node(services, id)
    found = _health(services, waits, args)
    if not found:
        return _not_yet()
    since = _since(services, found).get(id)
    return json_answer({**node_json(services, id), "health": node_health_json(found.nodes[id], since)})


def _unknown_node(services: Services, id: str) -> Response:
    hint, found = "GET /api/v1/hierarchy lists them.", services.successors.of(id)
    if found is not None:
        hint = (
            f"It is called “{found.id}” now."
            if found.renamed
            else f"It is gone; its end “{found.id}” is there."
        )
    return error(404, "unknown_node", f"There is no node “{id[:80]}”.", hint)


def _health(services: Services, waits: SourceWaits, args: Mapping[str, str]) -> Health | None:
    """The newest judgement, or the one at `at`; None while it is not known yet."""
    at = _time(args, "at", services.clock.now())
    if at is not None:
        return waits.look(lambda seconds: services.past.at(at, seconds))
    return waits.look(lambda seconds: _current(services, seconds))


def _current(services: Services, seconds: float) -> Health | None:
    deadline = time.monotonic() + seconds
    while services.poller.current is None and time.monotonic() < deadline:
        time.sleep(GLANCE)
    return services.poller.current


def _series(services: Services, waits: SourceWaits, args: Mapping[str, str]) -> Response:
    node, _, signal = args.get("signal", "").rpartition("/")
    key = SignalKey(node, signal)
    definition = services.signals.get(key)
    if definition is None:
        hint = "signal=NODE/SIGNAL; GET /api/v1/hierarchy lists nodes and signals."
        return error(404, "unknown_signal", f"There is no signal “{args.get('signal', '')[:120]}”.", hint)
    now = services.clock.now()
    end = _time(args, "to", now) or now
    start = _time(args, "from", now)
    start = end - RANGES["1h"] if start is None else start
    window = _window(start, end, _step(args), services.model.step)
    known = waits.look(lambda seconds: services.series.get((key,), window, seconds)[0].get(key))
    if known is None:
        return _not_yet()
    return json_answer(
        {
            "signal": str(key),
            "unit": definition.unit,
            "times": list(known.times),
            "values": list(known.values),
            "reference": None,
            "spread": None,
            "trust": known.trust.value,
            "detail": known.detail,
        }
    )


def _window(start: float, end: float, step: float | None, finest: float) -> Window:
    if end <= start:
        raise BadParameterError("to must be after from")
    if step is None:
        return Window.of(start, end, 240, finest)
    if (end - start) / step > LONGEST_SERIES:
        raise BadParameterError(
            f"from, to and step ask for more than {LONGEST_SERIES} points: use a longer step"
        )
    return Window(start // step * step, end // step * step, step)


def _step(args: Mapping[str, str]) -> float | None:
    text = args.get("step", "")
    if not text:
        return None
    try:
        step = parse_duration(text)
    except TimeError as problem:
        raise BadParameterError(f"step: {problem}") from None
    if not 1 <= step <= LONGEST_STEP:
        raise BadParameterError("step must be between 1s and 1d")
    return float(int(step))


def _time(args: Mapping[str, str], name: str, now: float) -> float | None:
    text = args.get(name, "")
    if not text:
        return None
    try:
        return parse_time(text, now)
    except TimeError as problem:
        raise BadParameterError(f"{name}: {problem}") from None


def _not_yet() -> Response:
    response = error(503, "not_yet", "The source has not answered yet.", "Ask again in a few seconds.")
    response.headers["Retry-After"] = "5"
    return response
