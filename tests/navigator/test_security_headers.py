"""Every answer, whatever it is, carries the strict headers."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import pytest
from werkzeug.test import Client

from navigator.security import protect
from navigator.security_headers import security_headers
from navigator.settings import Settings
from navigator.wsgi import Environ, StartResponse

HASH = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
STRICT = (
    f"default-src 'self'; script-src 'self' {HASH}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


def careless_app(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Answers by path; tries to weaken the headers."""
    path = environ["PATH_INFO"]
    if path == "/broken":
        raise RuntimeError("secret detail")
    if path == "/silent":
        return [b"no status"]
    headers = [
        ("Content-Type", "text/plain"),
        ("content-security-policy", "default-src *"),
        ("X-Frame-Options", "ALLOWALL"),
        ("Referrer-Policy", "unsafe-url"),
    ]
    start_response("404 NOT FOUND" if path == "/missing" else "200 OK", headers)
    return [b"body"]


@pytest.mark.parametrize(
    ("method", "path", "host", "status"),
    [
        ("GET", "/", "localhost", 200),
        ("HEAD", "/", "127.0.0.1:8050", 200),
        ("GET", "/missing", "[::1]:8050", 404),
        ("GET", "/broken", "localhost", 500),
        ("GET", "/silent", "localhost", 500),
        ("DELETE", "/", "localhost", 405),
        ("GET", "/x//", "localhost", 404),
        ("GET", "/", "evil.example", 403),
        ("POST", "/", "localhost", 415),
    ],
)
def test_every_answer_has_exactly_the_strict_headers(
    method: str, path: str, host: str, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    """What the app set is replaced, not added to, and errors are no exception."""
    caplog.set_level(logging.CRITICAL)
    client = Client(protect(careless_app, Settings(), script_hashes=[HASH]))
    answer = client.open(path, method=method, headers={"Host": host})
    assert answer.status_code == status
    assert answer.headers.getlist("Content-Security-Policy") == [STRICT]
    assert answer.headers.getlist("X-Frame-Options") == ["DENY"]
    assert answer.headers.getlist("Referrer-Policy") == ["same-origin"]
    assert answer.headers.getlist("X-Content-Type-Options") == ["nosniff"]


def test_listed_origins_may_frame_the_page_and_nobody_else() -> None:
    """X-Frame-Options can't name origins, so it goes when the policy names them."""
    headers = dict(security_headers(("https://portal.example", "'self'")))
    assert headers["Content-Security-Policy"].endswith("frame-ancestors https://portal.example 'self'")
    assert "X-Frame-Options" not in headers


@pytest.mark.parametrize("text", ["'unsafe-inline'", "sha256-abc=", "'sha256-abc=' *", "", "'sha256-a;b'"])
def test_only_hashes_can_be_added_to_the_script_policy(text: str) -> None:
    """Anything else would open the policy without anybody noticing."""
    with pytest.raises(ValueError, match="not a hash"):
        security_headers(script_hashes=[text])


def test_the_policy_never_allows_evaluation_or_other_hosts() -> None:
    """The two doors that most attacks on pages need."""
    policy = dict(security_headers(script_hashes=[HASH]))["Content-Security-Policy"]
    script = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in script
    assert "*" not in policy
    assert "http" not in policy
