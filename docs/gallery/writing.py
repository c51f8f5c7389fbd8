"""Writes the gallery: a folder that is opened from disk, with everything in it that its pages need."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode

import plotly

from docs.gallery.asking import Asking, Json, View
from docs.gallery.pages import index_page, state_page
from docs.gallery.state import State, Theme
from docs.gallery.states import STATES
from docs.gallery.warming import ALL_SIGNALS
from docs.gallery.worlds import world
from navigator.resources import assets_folder

BROWSER = Path(__file__).parent / "browser"
CHARTS = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
VIEWS = ((6, 4), (6, 3), (4, 4), (4, 3), (4, 2))
# What the page's script takes no notice of when it compares places; the same list as in stand_in.js.
NOT_THE_PLACE = ("as", "tz", "theme", "trail", "via", "to", "live")
_RUN = re.compile(r"([a-z])(\d+)")


def write_gallery(folder: Path, states: Sequence[State]) -> None:
    """Writes index, pages, assets and data; what an earlier gallery left in the folder goes."""
    for _ in written_gallery(folder, states):
        pass


def written_gallery(folder: Path, states: Sequence[State]) -> Iterator[State]:
    """As `write_gallery`; yields each state once its page is there, world by world."""
    for name in ("assets", "charts", "data", "gallery", "states"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for name, source in (("assets", assets_folder()), ("gallery", BROWSER)):
        shutil.copytree(source, folder / name)
    (folder / "charts").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(CHARTS, folder / "charts" / "plotly.min.js")
    for name in ("data", "states"):
        (folder / name).mkdir(exist_ok=True)
    (folder / "index.html").write_text(index_page(states), encoding="utf-8")
    named = {state.name: state for state in states}
    for name in sorted({state.world for state in states}):
        with world(name) as desk:
            asking = Asking(desk)
            # Domains take in all that was ever asked for: all of the world is, whoever is named.
            members = [named.get(state.name, state) for state in STATES if state.world == name]
            for place in dict.fromkeys(place for state in members for place in state.places):
                asking.warm(place)
            for state in members:
                prepared = _prepared(folder, asking, state)
                if state.name in named:
                    _write_state(folder, state, prepared)
                    yield state


def address(folder: Path, state: State, theme: Theme = "light") -> str:
    """Where the page of a state is, as a file:// address."""
    place = parse_qsl(state.place.lstrip("?"))
    query = urlencode([*place, *([("theme", theme)] if theme == "dark" else [])], safe=":/,")
    return f"{(folder / 'states' / state.name).as_uri()}.html{'?' + query if query else ''}"


def _prepared(folder: Path, asking: Asking, state: State) -> Json:
    """All that is answered in a state, with the names of the data that were written."""
    found: Json = {"models": {}, "places": {}, "edition": "", "now": 0.0}
    for place in state.places:
        known, scene = _place(folder, asking, place, state)
        found["places"][_name_of(place)] = known
        found["models"][scene["revision"]] = _put(folder, asking.model(scene))
        if place == state.place:
            found |= {"edition": scene["edition"], "now": scene["at"] or 1_661_142_000.0}
            found["storage"] = _storage(state, scene, asking.model(scene))
    return found


def _place(folder: Path, asking: Asking, place: str, state: State) -> tuple[Json, Json]:
    asking.warm(place)
    stores = asking.stores(place, View(*VIEWS[0]))
    scene = stores["scene.data"]
    scenes = {_view_name(VIEWS[0]): _put(folder, scene)}
    for view in VIEWS[1:]:
        scenes[_view_name(view)] = _put(folder, asking.stores(place, View(*view), "scene.data")["scene.data"])
    known: Json = {"scenes": scenes, "detail": _put(folder, stores["detail.data"])}
    model = asking.model(scene)
    known["timeline"] = _put(folder, asking.timeline(scene))
    known["sparks"] = _put(folder, asking.sparks(scene, _keys(model, scene)))
    dark = asking.stores(place, View(*VIEWS[0], dark=True), "chart.data")
    known["charts"] = {
        theme: _put(folder, found.get("chart.data")) for theme, found in (("light", stores), ("dark", dark))
    }
    if state.ahead:
        known["next"] = {
            _view_name(view): _put(folder, asking.ahead(place, scene, model, View(*view))) for view in VIEWS
        }
    return known, scene


def _view_name(view: tuple[int, int]) -> str:
    return "{}x{}".format(*view)


def _keys(model: Json, scene: Json) -> list[str]:
    if len(model["nodes"]) <= ALL_SIGNALS:
        return [f"{i}.{j}" for i, node in enumerate(model["nodes"]) for j, _ in enumerate(node["signals"])]
    return [f"{card[0]}.{card[10]}" for card in scene["cards"] if card[10] >= 0]


def _name_of(place: str) -> str:
    """A place as the page's script names it."""
    given = parse_qs(place.lstrip("?"))
    return "&".join(sorted(f"{k}={v}" for k, vs in given.items() for v in vs if k not in NOT_THE_PLACE))


def _put(folder: Path, data: object) -> str:
    """Keeps data under a name that says what it holds; the same data are there once."""
    text = json.dumps(data, separators=(",", ":"), sort_keys=True)
    name = hashlib.sha256(text.encode()).hexdigest()[:16]
    file = folder / "data" / f"{name}.js"
    if not file.exists():
        file.write_text(f'gallery.put("{name}",{text});\n', encoding="utf-8")
    return name


def _write_state(folder: Path, state: State, prepared: Json) -> None:
    charts = any(_shows_charts(folder, place) for place in prepared["places"].values())
    known = prepared | {
        "name": state.name,
        "steps": state.steps,
        "settles": state.settles,
        "answers": state.answers,
        "charts": charts and state.settles and state.answers == "all",
    }
    (folder / "states" / f"{state.name}.js").write_text(
        f'gallery.put("state",{json.dumps(known)});\n', encoding="utf-8"
    )
    styles = [f"../assets/{file.name}" for file in sorted((folder / "assets").glob("*.css"))]
    scripts = [
        "../gallery/before.js",
        f"{state.name}.js",
        *(f"../data/{name}.js" for name in sorted(set(_names(prepared)))),
        *(f"../assets/{file.name}" for file in sorted((folder / "assets").glob("*.js"))),
        "../gallery/steps.js",
        "../gallery/stand_in.js",
    ]
    text = state_page(state, [*styles, "../gallery/still.css"], scripts)
    (folder / "states" / f"{state.name}.html").write_text(text, encoding="utf-8")


def _shows_charts(folder: Path, place: Json) -> bool:
    text = (folder / "data" / f"{place['charts']['light']}.js").read_text(encoding="utf-8")
    return '"expected":true' in text


def _names(prepared: Json) -> Iterable[str]:
    yield from prepared["models"].values()
    for place in prepared["places"].values():
        for known in place.values():
            yield from known.values() if isinstance(known, dict) else (known,)


def _storage(state: State, scene: Json, model: Json) -> dict[str, str]:
    """What the browser remembers of a walk: who was visited, a minute apart, in the state of now."""
    places = {node["id"]: i for i, node in enumerate(model["nodes"])}
    states = [letter for letter, count in _RUN.findall(scene["states"]) for _ in range(int(count))]
    visits = [
        {
            "id": id,
            "at": scene["at"] - 60 * (len(state.visits) - i),
            "state": "owcu".index(states[places[id]]),
        }
        for i, id in enumerate(state.visits)
    ]
    return {"navigator.visits": json.dumps(visits)} if visits else {}
