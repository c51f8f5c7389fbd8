"""The page about the HTTP API says what the API answers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from navigator import cli
from navigator.services import Services

PAGE = (Path(cli.__file__).resolve().parent.parent / "docs" / "http-api.md").read_text()
SECTIONS = dict(re.findall(r"^## (.+)\n(.*)$", PAGE, re.MULTILINE))
NOW = 1_661_142_000.0
ASKED = {
    "GET /api/v1/hierarchy": "/api/v1/hierarchy",
    "GET /api/v1/health": "/api/v1/health",
    "GET /api/v1/nodes/ID": "/api/v1/nodes/cart",
    "GET /api/v1/series": "/api/v1/series?signal=cart/errors",
    "GET /api/v1/cues": "/api/v1/cues?focus=buy",
    "GET /api/v1/impact": "/api/v1/impact?node=cart",
    "GET /api/v1/changes": "/api/v1/changes",
    "GET /api/v1/sources": "/api/v1/sources",
}


def _named(line: str, word: str) -> set[str]:
    listed = re.search(rf"{word}: ((?:`[a-z_]+`[^`.]*)+)", line)
    return set(re.findall(r"`([a-z_]+)`", listed[1])) if listed else set()


def _fields(section: str) -> set[str]:
    return _named(SECTIONS[section], "Fields")


@pytest.mark.parametrize("section", sorted(ASKED))
def test_the_page_names_the_fields_of_every_answer(
    section: str, client: FlaskClient, services: Services
) -> None:
    """None that is not there, and none left out."""
    services.poller.sweep_once()
    answer: dict[str, Any] = client.get(ASKED[section]).get_json()
    assert _fields(section) == set(answer)


def test_the_page_names_the_fields_of_a_posted_change(client: FlaskClient) -> None:
    """As it is answered when it is kept."""
    assert _fields("POST /api/v1/changes") == set(
        client.post("/api/v1/changes", json={"title": "x"}).get_json()
    )


def test_the_page_names_the_fields_of_a_node_of_a_signal_and_of_a_change(
    client: FlaskClient, services: Services
) -> None:
    """What the tables of answers are made of."""
    services.poller.sweep_once()
    node = client.get("/api/v1/health").get_json()["nodes"]["cart"]
    for name in (*node, *node["signals"]["errors"]):
        assert f"`{name}`" in PAGE


def test_every_path_has_its_section(client: FlaskClient) -> None:
    """And no section stands for a path that is not there."""
    paths = {
        f"{method} {rule.rule.replace('<path:node>', 'ID')}"
        for rule in client.application.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and not rule.rule.endswith(("<path:path>", "/v1/"))
        for method in (rule.methods or set()) & {"GET", "POST", "PATCH"}
    }
    assert set(SECTIONS) == paths
