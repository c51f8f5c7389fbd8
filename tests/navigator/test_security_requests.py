"""What gets through to the app: methods, paths, hosts, origins and bodies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client, EnvironBuilder, run_wsgi_app
from werkzeug.test import TestResponse as Answer

from navigator.security import protect
from navigator.settings import Settings
from navigator.wsgi import Environ, StartResponse

JSON = "application/json"


@dataclass
class Recorder:
    """An app that notes which paths reached it."""

    paths: list[str] = field(default_factory=list)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        self.paths.append(environ["PATH_INFO"])
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"reached"]


def ask(settings: Settings, method: str = "GET", path: str = "/", **headers: str) -> Answer:
    """One request; header names with underscores for dashes."""
    given_headers = {"Host": "localhost:8050"} | {
        name.replace("_", "-"): text for name, text in headers.items()
    }
    body = b"{}" if method == "POST" else None
    return Client(protect(Recorder(), settings)).open(path, method=method, headers=given_headers, data=body)


def code(answer: Answer) -> str:
    """The code of a uniform error."""
    assert answer.json is not None
    assert set(answer.json["error"]) == {"code", "message", "hint"}
    return str(answer.json["error"]["code"])


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "get", "X"])
def test_methods_that_nothing_here_uses_are_refused(method: str) -> None:
    """405 with the methods that are allowed, before the app sees anything."""
    answer = ask(Settings(), method)
    assert (answer.status_code, code(answer)) == (405, "method-not-allowed")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


def send_raw(app: Recorder, raw: str) -> int:
    """A request line's path as a server hands it on: decoded once, and raw beside it."""
    environ = dict[str, Any](EnvironBuilder(path="/", headers=[("Host", "localhost")]).get_environ())
    decoded = bytearray()
    rest = raw.encode("latin-1")
    while rest:
        if rest[:1] == b"%" and len(rest) >= 3:
            try:
                decoded.append(int(rest[1:3], 16))
                rest = rest[3:]
                continue
            except ValueError:
                pass
        decoded += rest[:1]
        rest = rest[1:]
    environ.update({"PATH_INFO": decoded.decode("latin-1"), "REQUEST_URI": raw, "RAW_URI": raw})
    return int(run_wsgi_app(protect(app, Settings()), environ)[1].split()[0])


MUTATIONS = [
    "//{}",
    "/{}//",
    "/./{}",
    "/../{}",
    "/x/../{}",
    "/{}/..",
    "/{}/.",
    "/%2e%2e/{}",
    "/x/%2E%2e/{}",
    "/%2f{}",
    "/x%2F..%2F{}",
    "/{}%2f",
    "/%5c{}",
    "/x\\..\\{}",
    "/{}%00",
    "/%00/{}",
    "/{}%0a",
    "/{}%0d%0aX",
    "/%252e%252e/{}",
    "/%252f{}",
    "/%25",
    "/{};x=1",
    "/{}%ff",
    "/{} x",
    "/<{}>",
    '/"{}',
    "{}",
    "http://evil.example/{}",
    "/{}%7f",
    "/%c0%ae%c0%ae/{}",
    "/{}#x",
    "/'{}",
    "/`{}",
    "/{{{}}}",
    "/|{}",
    "/^{}",
    "/{}/%2e/x",
    "/" + "a" * 1025 + "{}",
]
PLACES = ["api/v1/health", "_dash-update-component", "assets/app.js", "livez", "x"]


@pytest.mark.parametrize("mutation", MUTATIONS)
@pytest.mark.parametrize("place", PLACES)
def test_a_path_written_in_any_other_way_does_not_reach_the_app(mutation: str, place: str) -> None:
    """190 spellings that have walked around rules elsewhere; each is simply not there."""
    app = Recorder()
    assert send_raw(app, mutation.format(place)) == 404
    assert app.paths == []


@given(st.text(st.characters(max_codepoint=255), max_size=40))
def test_no_path_reaches_the_app_that_is_not_in_its_one_spelling(raw: str) -> None:
    """Property: what gets through has no empty, dot or encoded parts."""
    app = Recorder()
    status = send_raw(app, raw)
    assert status in (200, 404)
    for path in app.paths:
        assert "//" not in path
        assert not {".", ".."} & set(path.split("/"))
        assert path.isascii()
        assert not set(path) & set("\\%;<>\"' \t\r\n\0")


@pytest.mark.parametrize(
    "path", ["/", "/api/v1/nodes/checkout.cart-2_b", "/assets/a.v4_1m12.js", "/@x/~y/a:b", "/x/"]
)
def test_ordinary_paths_reach_the_app(path: str) -> None:
    """The rule is strict, not deaf."""
    app = Recorder()
    assert send_raw(app, path) == 200
    assert app.paths == [path]


REMOTE = Settings(host="0.0.0.0", insecure_allow_remote=True)
NAMED = Settings(allowed_hosts=("nav.example.com",))


@pytest.mark.parametrize(
    ("settings", "host", "passes"),
    [
        (Settings(), "localhost", True),
        (Settings(), "LOCALHOST:1234", True),
        (Settings(), "127.0.0.1:8050", True),
        (Settings(), "127.8.9.1", True),
        (Settings(), "[::1]:8050", True),
        (Settings(), "evil.example", False),
        (Settings(), "localhost.evil.example", False),
        (Settings(), "127.0.0.1.evil.example", False),
        (Settings(), "10.0.0.1", False),
        (Settings(), "nav.example.com", False),
        (NAMED, "nav.example.com", True),
        (NAMED, "nav.example.com.:443", True),
        (NAMED, "other.example.com", False),
        (REMOTE, "10.0.0.1:8050", True),
        (REMOTE, "evil.example", False),
        (Settings(host="nav.internal", insecure_allow_remote=True), "nav.internal:8050", True),
    ],
)
def test_only_names_that_are_ours_are_answered(settings: Settings, host: str, passes: bool) -> None:
    """A site that lets its own name point here (DNS rebinding) gets nothing."""
    answer = ask(settings, Host=host)
    assert answer.status_code == (200 if passes else 403)
    assert passes or code(answer) == "unknown-host"


@pytest.mark.parametrize(
    "host", ["", " ", "a b", "user@localhost", "localhost:port", "localhost/x", "[::1", "localhost:99999"]
)
def test_a_malformed_host_is_a_bad_request(host: str) -> None:
    """Nothing is guessed from it."""
    environ = EnvironBuilder().get_environ() | {"HTTP_HOST": host}
    status = run_wsgi_app(protect(Recorder(), Settings()), environ)[1]
    assert status.startswith("400")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://localhost:8050"}, 200),
        ({"Origin": "http://localhost:8050", "Sec_Fetch_Site": "same-origin"}, 200),
        ({"Sec_Fetch_Site": "same-origin"}, 200),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Sec_Fetch_Site": "none"}, 403),
        ({"Sec_Fetch_Site": ""}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://localhost:8051"}, 403),
        ({"Origin": "http://localhost"}, 403),
        ({"Origin": "http://127.0.0.1:8050"}, 403),
        ({"Origin": "file://localhost:8050"}, 403),
        ({"Origin": "http://localhost:8050:1"}, 403),
        ({"Origin": "http://evil.example", "Sec_Fetch_Site": "same-origin"}, 403),
        ({"Origin": "http://localhost:8050", "Sec_Fetch_Site": "cross-site"}, 403),
        ({"Host": "nav.example.com", "Origin": "https://nav.example.com"}, 200),
        ({"Host": "nav.example.com", "Origin": "https://nav.example.com:443"}, 200),
        ({"Host": "127.0.0.1:8050", "Origin": "https://nav.example.com"}, 200),
    ],
)
def test_only_our_own_pages_and_programs_may_change_something(headers: dict[str, str], status: int) -> None:
    """Every combination of what a browser of any age tells about where a request comes from."""
    answer = ask(NAMED, "POST", Content_Type=JSON, **headers)
    assert answer.status_code == status
    assert status == 200 or code(answer) == "cross-origin"


def test_reading_from_another_page_needs_no_origin_since_it_changes_nothing() -> None:
    """A link from elsewhere must open the page; the browser keeps it from that page's scripts."""
    answer = ask(Settings(), "GET", Origin="http://evil.example", Sec_Fetch_Site="cross-site")
    assert answer.status_code == 200
    assert not [name for name, _ in answer.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_a_body_that_a_plain_form_could_send_is_refused(kind: str) -> None:
    """Forms need no permission to cross sites, JSON does."""
    assert ask(Settings(), "POST", Content_Type=kind).status_code == 415


def test_json_with_a_charset_passes_and_packed_json_does_not() -> None:
    """A packed body could unpack to any size."""
    assert ask(Settings(), "POST", Content_Type="application/json; charset=utf-8").status_code == 200
    assert ask(Settings(), "POST", Content_Type=JSON, Content_Encoding="gzip").status_code == 415


def test_people_get_a_page_and_programs_get_json() -> None:
    """The API never answers with HTML, whatever the request says it accepts."""
    page = ask(Settings(), path="/x//", Accept="text/html,*/*")
    assert page.mimetype == "text/html"
    assert ask(Settings(), "PUT", "/api/v1/health", Accept="text/html").mimetype == JSON
    assert ask(Settings(), path="/x//").mimetype == JSON


def test_the_page_shows_a_strange_host_as_text() -> None:
    """Whatever part of a request is repeated is escaped."""
    answer = ask(Settings(), Host="<script>alert(1)</script>", Accept="text/html")
    assert b"<script" not in answer.data
