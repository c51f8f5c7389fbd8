"""Bodies of requests are bounded, whether their length is announced or not."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from navigator.security import protect
from navigator.security_requests import LARGEST_BODY
from navigator.settings import Settings
from navigator.wsgi import Environ, StartResponse

JSON = "application/json"


@dataclass
class Recorder:
    """An app that notes which bodies reached it."""

    bodies: list[bytes] = field(default_factory=list)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        self.bodies.append(environ["wsgi.input"].read(length))
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"reached"]


def post(body: bytes, announce: bool, **extra: object) -> tuple[int, Recorder, io.BytesIO]:
    """A POST with its length announced, or chunked as a server hands it on."""
    app, stream = Recorder(), io.BytesIO(body)
    builder = EnvironBuilder(method="POST", content_type=JSON, headers=[("Host", "localhost")])
    environ = dict[str, Any](builder.get_environ())
    environ.update({"wsgi.input": stream, "CONTENT_LENGTH": str(len(body))})
    if not announce:
        del environ["CONTENT_LENGTH"]
        environ.update({"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True})
    environ.update(extra)
    return int(run_wsgi_app(protect(app, Settings()), environ)[1].split()[0]), app, stream


@pytest.mark.parametrize("announce", [True, False], ids=["with a length", "chunked"])
def test_a_body_of_one_mebibyte_passes_whole_and_one_byte_more_does_not(announce: bool) -> None:
    """The same limit whether the length is announced or found out while reading."""
    status, app, _ = post(b"x" * LARGEST_BODY, announce)
    assert (status, app.bodies) == (200, [b"x" * LARGEST_BODY])
    status, app, _ = post(b"x" * (LARGEST_BODY + 1), announce)
    assert (status, app.bodies) == (413, [])


def test_no_more_of_an_endless_body_is_read_than_needed_to_refuse_it() -> None:
    """Memory stays bounded whatever is sent."""
    _, _, stream = post(b"x" * (4 * LARGEST_BODY), announce=False)
    assert stream.tell() == LARGEST_BODY + 1


@pytest.mark.parametrize("length", ["-1", "1e3", "+5", "٣", "5, 5", "0x10"])
def test_a_length_that_is_no_number_is_a_bad_request(length: str) -> None:
    """Two readings of one length are how requests are smuggled."""
    assert post(b"{}", announce=True, CONTENT_LENGTH=length)[0] == 400


def test_a_length_beside_chunks_is_a_bad_request() -> None:
    """The other way to smuggle."""
    assert post(b"{}", announce=True, HTTP_TRANSFER_ENCODING="chunked")[0] == 400
