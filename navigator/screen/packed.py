"""The page's files as few answers: packed once, named by their content, kept by browsers for a year.

Forty scripts are forty requests and forty sets of headers; one is read a third of a second earlier. What is
in an answer is in its name, so that an old one is never shown for a new one, and none is asked for twice.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import dash
import plotly
from dash import _dash_renderer
from flask import Blueprint, make_response, request
from werkzeug.wrappers import Response

from layouts.page import Files

FOREVER = "public, max-age=31536000, immutable"
JAVASCRIPT = "text/javascript; charset=utf-8"
_PATTERNS = ("*.css", "*.js", "fonts/*.woff2", "favicon.svg")
_LARGE = 1_000_000  # would keep whoever asks first waiting still longer
_URL = re.compile(r"""url\((["']?)fonts/([\w.-]+)\1\)""")
# In the order in which they need each other. Dash's own list begins with what only browsers need that can't
# show this page, and ends with components that it doesn't use.
_BEFORE_DASH = ("react@", "react-dom@", "prop-types@")
_START = b"\n;var renderer = new DashRenderer();\n"


@dataclass(frozen=True)
class Packed:
    """One answer, its name made from what is in it; packed when it is first asked for, and then kept."""

    name: str
    kind: str
    body: bytes

    @cached_property
    def brotli(self) -> bytes:
        """For browsers that read it: they say so where nobody on the way can tamper with it. Of the last two
        steps one would save a tenth more, and keep whoever asks first waiting ten times as long."""
        packed: bytes = brotli.compress(self.body, quality=5 if len(self.body) > _LARGE else 9)
        return packed

    @cached_property
    def gzip(self) -> bytes:
        """For all others."""
        return gzip.compress(self.body, 6, mtime=0)


def pack(name: str, kind: str, body: bytes) -> Packed:
    """`page.js` with its content's first letters of a hash in the name: `page.3f2a….js`."""
    stem, _, ending = name.rpartition(".")
    return Packed(f"{stem}.{hashlib.sha256(body).hexdigest()[:16]}.{ending}", kind, body)


@dataclass
class PackedFiles:
    """Everything that the page loads; the files of `folder` are looked at again for each page, so that what
    is worked on is seen by a reload."""

    folder: Path
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stamp: tuple[object, ...] = ()
    _names: dict[str, str] = field(default_factory=dict)
    _kept: dict[str, Packed] = field(default_factory=dict)

    def files(self, base: str) -> Files:
        """The addresses for a page under the path `base`, which ends with a slash."""
        at = {name: f"{base}packed/{packed}" for name, packed in self._current().items()}
        fonts = tuple(at[name] for name in sorted(at) if name.endswith(".woff2"))
        return Files(
            at["page.css"],
            at["page.js"],
            at["dash-renderer.js"],
            at["charts.js"],
            fonts,
            at.get("favicon.svg", ""),
        )

    def find(self, name: str) -> Packed | None:
        """The answer of that name, also one of before the files changed. A page of another process, or of
        this one before it was started anew, finds what has the same content."""
        if name not in self._kept:
            self._current()
        return self._kept.get(name)

    def _current(self) -> dict[str, str]:
        """What is packed under each name, as the files are now."""
        with self._lock:
            stamp = tuple((path, path.stat().st_mtime_ns) for path in self._sources())
            if stamp != self._stamp:
                self._names, self._stamp = self._packed(), stamp
            return self._names

    def _sources(self) -> list[Path]:
        return sorted(path for pattern in _PATTERNS for path in self.folder.glob(pattern))

    def _packed(self) -> dict[str, str]:
        names = (
            {} if not self._names else {name: self._names[name] for name in ("dash-renderer.js", "charts.js")}
        )
        if not names:
            self._keep(names, "dash-renderer.js", JAVASCRIPT, _dash_script())
            self._keep(names, "charts.js", JAVASCRIPT, _chart_library())
        by_kind: dict[str, list[Path]] = {}
        for path in self._sources():
            by_kind.setdefault(path.suffix, []).append(path)
        for path in by_kind.get(".woff2", ()):
            self._keep(names, path.name, "font/woff2", path.read_bytes())
        for path in by_kind.get(".svg", ()):
            self._keep(names, path.name, "image/svg+xml", path.read_bytes())
        styles = _joined(by_kind.get(".css", ()), b"\n").decode()
        styles = _URL.sub(lambda found: f'url("{names.get(found[2], found[2])}")', styles)
        self._keep(names, "page.css", "text/css; charset=utf-8", styles.encode())
        self._keep(names, "page.js", JAVASCRIPT, _joined(by_kind.get(".js", ()), b"\n;\n"))
        return names

    def _keep(self, names: dict[str, str], name: str, kind: str, body: bytes) -> None:
        packed = pack(name, kind, body)
        names[name] = packed.name
        self._kept.setdefault(packed.name, packed)


def packed_routes(files: PackedFiles, answer_missing: Callable[[], Response]) -> Blueprint:
    """The blueprint of `packed/…`."""
    routes = Blueprint("packed", __name__)

    @routes.get("/packed/<name>")
    def packed(name: str) -> Response:
        found = files.find(name)
        return answer_missing() if found is None else _answer(found)

    return routes


def _answer(found: Packed) -> Response:
    accepted = request.accept_encodings
    body, encoding = found.body, ""
    named = {name for name, quality in accepted if quality > 0}
    if found.kind != "font/woff2":  # packed already
        if "br" in named:
            body, encoding = found.brotli, "br"
        elif "gzip" in named:
            body, encoding = found.gzip, "gzip"
    response = make_response(body)
    response.headers["Content-Type"] = found.kind
    response.headers["Cache-Control"] = FOREVER
    response.headers["Vary"] = "Accept-Encoding"
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


def _joined(paths: Iterable[Path], between: bytes) -> bytes:
    """Files in the order of their names, one after the other."""
    return between.join(path.read_bytes() for path in paths)


def _dash_script() -> bytes:
    """React and Dash's own part, which starts itself at the end."""
    folder = Path(dash.__file__).parent
    listed: list[str] = _dash_renderer._js_dist_dependencies[0]["relative_package_path"]["prod"]
    needed = [folder / one for start in _BEFORE_DASH for one in listed if Path(one).name.startswith(start)]
    return _joined([*needed, folder / "dash-renderer" / "build" / "dash_renderer.min.js"], b"\n;\n") + _START


def _chart_library() -> bytes:
    return (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()
