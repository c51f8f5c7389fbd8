"""Answers are packed as the client takes them, and never as it refuses."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

ASKED = {
    "gzip, br": "br",
    "br;q=0": "",
    "gzip;q=0": "",
    "*, br;q=0": "gzip",
    "*;q=0.5, gzip;q=0": "br",
    "*;q=0": "",
    "identity, br;q=0.5": "",
    "BR;q=0, GZIP": "gzip",
    "deflate": "",
    "": "",
    "br;q=x": "",
}


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("path", ["/", "/api/v1/hierarchy", "/screen/model.json?revision=rev1"])
def test_an_answer_is_packed_only_as_the_client_takes_it(client: FlaskClient, path: str, asked: str) -> None:
    """A packing of quality 0 is refused, also where it is the only one named, and by what `*` leaves out."""
    answer = client.get(path, headers={"Accept-Encoding": asked})
    assert answer.status_code == 200
    assert answer.headers.get("Content-Encoding", "") == ASKED[asked]
