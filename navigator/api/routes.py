"""The HTTP API, version 1: which answer belongs to which path."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, request
from werkzeug.wrappers import Response

from hierarchy.problems import Problem
from layouts.notices import busy
from navigator.api.answers import bad_request, error, json_answer, not_yet, prepared_answer
from navigator.api.change_routes import list_changes, post_change
from navigator.api.cues import DEFAULT_LIMIT, cues_json
from navigator.api.health import assumed_json, health_json, node_health_json
from navigator.api.hierarchy import hierarchy_json, node_json
from navigator.api.impact import impact_json
from navigator.api.moments import Wanted, since, with_rest
from navigator.api.parameters import Args, BadParameterError, UnknownNodeError, count_of, node_of
from navigator.api.series import series_answer
from navigator.api.serving import with_services
from navigator.api.sources import sources_json
from navigator.api.waiting import SourceWaits
from navigator.cue_desk import MOST_CUES
from navigator.desk import Desk
from navigator.past import BusyError
from navigator.services import Services

CHANGES_BEFORE = 86_400.0  # seconds that a node's changes are listed for
MOST_CHANGES = 50

Answer = Callable[[Services, SourceWaits, Args], Response]


def api_routes(desk: Desk) -> Blueprint:
    """The blueprint of `/api/v1`. Without a hierarchy everything answers 503."""
    routes = Blueprint("api", __name__, url_prefix="/api/v1")
    waits = SourceWaits()
    routes.register_error_handler(BadParameterError, _bad_parameter)
    routes.register_error_handler(BusyError, _too_many)

    @routes.get("/hierarchy")
    def hierarchy() -> Response:
        return with_services(desk, lambda services: _hierarchy(services, desk.warnings))

    for path, answer in _READS.items():
        routes.add_url_rule(path, path, _reading(desk, waits, answer), methods=["GET"])

    @routes.get("/nodes/<path:node>")
    def one(node: str) -> Response:
        return with_services(desk, lambda services: _node(services, waits, node, request.args))

    @routes.post("/changes")
    def post() -> Response:
        return with_services(desk, lambda services: post_change(services, request))

    @routes.route("/", defaults={"path": ""})
    @routes.route("/<path:path>")
    def nothing(path: str) -> Response:
        return error(404, "not_found", f"There is nothing at /api/v1/{path[:80]}.", "See /api/v1/hierarchy.")

    return routes


def _reading(desk: Desk, waits: SourceWaits, answer: Answer) -> Callable[[], Response]:
    def made(services: Services) -> Response:
        try:
            return answer(services, waits, request.args)
        except UnknownNodeError as unknown:
            return _unknown_node(services, str(unknown))

    return lambda: with_services(desk, made)


def _hierarchy(services: Services, problems: tuple[Problem, ...]) -> Response:
    made = services.prepared.get("hierarchy", lambda: hierarchy_json(services, problems), of=problems)
    return prepared_answer(made)


def _health(services: Services, waits: SourceWaits, args: Args) -> Response:
    wanted = Wanted(services, args)
    found = waits.look(wanted.within)
    if found is None:
        return not_yet()
    deviations = wanted.deviations(found)
    return json_answer(health_json(services.model, since(services, found), found, deviations))


def _node(services: Services, waits: SourceWaits, id: str, args: Args) -> Response:
    if id not in services.model.nodes:
        return _unknown_node(services, id)
    try:
        wanted = Wanted(services, args)
        found = waits.look(wanted.within)
    except UnknownNodeError as unknown:
        return _unknown_node(services, str(unknown))
    if found is None:
        return not_yet()
    seen = services.changes.between(found.at - CHANGES_BEFORE, found.at).found
    changes = [change for change in seen if change.everything or id in change.nodes][-MOST_CHANGES:]
    judged, declared = found.nodes[id], services.model.nodes[id]
    health = node_health_json(declared, judged, since(services, found).get(id), wanted.deviations(found))
    return json_answer({**node_json(services, id, changes), "health": health})


def _sources(services: Services, _waits: SourceWaits, _args: Args) -> Response:
    configs = dict(services.model.sources)
    return json_answer(sources_json(configs, services.sources.get(), services.poller.current))


def _impact(services: Services, waits: SourceWaits, args: Args) -> Response:
    id = node_of(services, args, "node")
    found = waits.look(Wanted(services, args).within)
    if found is None:
        return not_yet()
    return json_answer(impact_json(services, id, found, assumed_json(found)))


def _cues(services: Services, waits: SourceWaits, args: Args) -> Response:
    focus = node_of(services, args, "focus")
    limit = count_of(args, "limit", DEFAULT_LIMIT, MOST_CUES)
    wanted = Wanted(services, args)
    found = waits.look(
        lambda seconds: with_rest(
            seconds,
            wanted.within,
            lambda health, rest: services.cues.get(focus, health, rest, exact=wanted.at is not None),
        )
    )
    return not_yet() if found is None else json_answer(cues_json(found, limit))


def _unknown_node(services: Services, id: str) -> Response:
    hint, found = "GET /api/v1/hierarchy lists them.", services.successors.of(id)
    if found is not None:
        hint = (
            f"It is called “{found.id}” now."
            if found.renamed
            else f"It is gone; its end “{found.id}” is there."
        )
    return error(404, "unknown_node", f"There is no node “{id[:80]}”.", hint)


def _bad_parameter(problem: Exception) -> Response:
    return bad_request(str(problem), problem.hint if isinstance(problem, BadParameterError) else "")


def _too_many(_: Exception) -> Response:
    return error(503, "busy", busy().text, "Ask again in a few seconds.", retry=True)


_READS: dict[str, Answer] = {
    "/health": _health,
    "/impact": _impact,
    "/cues": _cues,
    "/series": series_answer,
    "/changes": list_changes,
    "/sources": _sources,
}
