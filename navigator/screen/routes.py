"""What the browser's part fetches beside the scene: the model, sparklines, the time bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, request
from werkzeug.wrappers import Response

from hierarchy.model import Model, Node, SignalKey
from layouts.scene import ROLES, STATES, TRUSTS
from navigator.api.answers import bad_request, error, json_answer, prepared_answer
from navigator.desk import NO_REVISION, Current, Desk
from navigator.metrics.viewers import Viewers
from navigator.screen.next_pictures import next_json, no_next_json
from navigator.screen.next_pictures import read as read_next
from navigator.screen.sparklines import SPARK_POINTS, sparks_json
from navigator.screen.time_flags import flags_json
from navigator.screen.unavailable import no_model_json, no_timeline_json
from navigator.series import Window
from navigator.services import NoHierarchy, Services

LONGEST_WINDOW = 7 * 86400.0
SPARK_KEYS = 80

Json = dict[str, object]


def screen_routes(desk: Desk, viewers: Viewers) -> Blueprint:
    """The blueprint of `screen/…`; all answers are JSON.

    What names nodes by index says for which revision; for one that is gone it is refused (409), and
    the browser asks for a new scene.
    """
    routes = Blueprint("screen", __name__)

    @routes.get("/screen/edition.json")
    def edition() -> Response:
        viewers.note(request.args.get("page", ""))
        return json_answer({"edition": desk.edition})

    @routes.get("/screen/model.json")
    def model() -> Response:
        return _of_revision(desk, _model)

    @routes.get("/screen/sparks.json")
    def sparks() -> Response:
        return _of_revision(desk, _sparks)

    @routes.get("/screen/timeline.json")
    def timeline() -> Response:
        return _of_revision(desk, _timeline)

    @routes.get("/screen/next.json")
    def next_pictures() -> Response:
        return _of_revision(desk, _next)

    return routes


def _of_revision(desk: Desk, answer: Callable[[Current], Response]) -> Response:
    """The answer of the revision that is asked for, if that is current or was a moment ago."""
    asked = request.args.get("revision", "")
    with desk.reading(asked) as current:
        revision = current.model.revision if isinstance(current, Services) else NO_REVISION
        if asked == revision:
            return answer(current)
    message = f"The hierarchy is at revision {revision}."
    return error(409, "other_revision", message, "Ask for a new scene; its revision says which.")


def _model(current: Current) -> Response:
    if isinstance(current, NoHierarchy):
        return json_answer(no_model_json())
    body = current.prepared.get("screen", lambda: model_json(current))
    if request.accept_encodings["br"] <= 0:
        return prepared_answer(body)
    return prepared_answer(current.prepared.packed("screen", body), packing="br")


def _sparks(current: Current) -> Response:
    if isinstance(current, NoHierarchy):
        return json_answer({"from": 0, "to": 3600, "step": 60, "sparks": {}, "pending": []})
    window = _window(request.args, current.model.step)
    keys = _keys(request.args.get("keys", ""), current.model)
    if window is None or keys is None:
        return bad_request("from and to must be Unix seconds, keys node.signal by index, at most 80")
    return json_answer(sparks_json(current, keys, window, words="words" in request.args))


def _timeline(current: Current) -> Response:
    if isinstance(current, NoHierarchy):
        return json_answer(no_timeline_json())
    window = _window(request.args, current.model.step)
    if window is None:
        return bad_request("from and to must be Unix seconds, to after from, at most a week apart")
    return json_answer(timeline_json(current, window))


def _next(current: Current) -> Response:
    asked = read_next(request.args)
    if isinstance(asked, str):
        return bad_request(asked)
    return prepared_answer(
        no_next_json(asked) if isinstance(current, NoHierarchy) else next_json(current, asked)
    )


def model_json(services: Services) -> Json:
    """Names, levels, links and lane order, once per revision (docs/screen-protocol.md)."""
    model, order, index = services.model, services.order, services.index
    nodes = [
        {
            "id": node.id,
            "title": node.title,
            "l": node.level.rank,
            "d": order.column_of[node.id],
            "owner": node.owner,
            "signals": [[signal.id, signal.title] for signal in node.shown],
            **_past_of(node),
        }
        for node in model.nodes.values()
    ]
    return {
        "revision": model.revision,
        "title": model.title,
        "step": model.step,
        "states": [state.value for state in STATES],
        "trusts": [trust.value for trust in TRUSTS],
        "roles": list(ROLES),
        "levels": [{"id": i.level.value, "title": i.title, "question": i.question} for i in model.levels],
        "domains": list(order.domains),
        "nodes": nodes,
        "lanes": [[index[id] for id in lane] for lane in order.lanes],
        "groups": [
            [index[node.id], group.rule.value, group.impact.value, [index[id] for id in group.members]]
            for node in model.nodes.values()
            for group in node.how
        ],
        "calls": [[index[node.id], index[callee]] for node in model.nodes.values() for callee in node.calls],
        "parts": [
            [index[whole], [index[part] for part in parts]]
            for whole in model.nodes
            if (parts := services.graph.parts(whole))
        ],
    }


def _past_of(node: Node) -> Json:
    """What it was called before, and when a member came and went; left out where there is nothing to say."""
    past: Json = {"was": list(node.formerly)} if node.formerly else {}
    if node.lifetime is not None:
        known = {"since": node.lifetime.since, "until": node.lifetime.until}
        past |= {name: time for name, time in known.items() if time is not None}
    return past


def timeline_json(services: Services, window: Window) -> Json:
    """Per level the share of abnormal nodes and the worst state over time, the onsets and the changes."""
    complete = services.poller.ensure_window(window.start, window.end)
    history, step = services.history, max(window.step, services.model.step)
    spans = (window.start, window.end + step, step)
    share = [history.share_abnormal(info.level, *spans) for info in services.model.levels]
    worst = [history.worst(info.level, *spans) for info in services.model.levels]
    flags, waiting = flags_json(services, window)
    return {
        "from": window.start,
        "to": window.end,
        "step": step,
        "times": [window.start + i * step for i in range(len(share[0]))],
        "levels": [[None if s is None else round(s, 3) for s in row] for row in share],
        "worst": [[None if s is None else STATES.index(s) for s in row] for row in worst],
        "onsets": [
            [onset.at, services.index[onset.node], STATES.index(onset.state)]
            for onset in history.onsets(window.start, window.end)
        ],
        **flags,
        "pending": not complete or waiting,
    }


def _window(args: Mapping[str, str], step: float) -> Window | None:
    try:
        start, end = float(args.get("from", "")), float(args.get("to", ""))
    except ValueError:
        return None
    if not -LONGEST_WINDOW <= start < end <= min(1e11, start + LONGEST_WINDOW):
        return None
    return Window.of(start, end, SPARK_POINTS, step)


def _keys(text: str, model: Model) -> dict[str, SignalKey] | None:
    """`12.0,13.1` -> the signals they name; None for anything else or too many."""
    nodes = list(model.nodes.values())
    keys: dict[str, SignalKey] = {}
    parts = [part for part in text.split(",") if part]
    if len(parts) > SPARK_KEYS:
        return None
    for part in parts:
        node, dot, signal = part.partition(".")
        if not (
            dot and node.isdecimal() and signal.isdecimal() and len(part) < 16 and int(node) < len(nodes)
        ):
            return None
        if int(signal) >= len(nodes[int(node)].shown):
            return None
        keys[part] = SignalKey(nodes[int(node)].id, nodes[int(node)].shown[int(signal)].id)
    return keys
