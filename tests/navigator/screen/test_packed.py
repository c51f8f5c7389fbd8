"""The page's files in few answers: named by content, kept for good, packed as the browser can read it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.wrappers import Response

from navigator.screen.packed import FOREVER, PackedFiles, packed_routes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two styles, two scripts and a font."""
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "plain.woff2").write_bytes(b"font")
    (tmp_path / "00-first.css").write_text('@font-face { src: url("fonts/plain.woff2"); }', encoding="utf-8")
    (tmp_path / "10-second.css").write_text("b { color: red; }", encoding="utf-8")
    (tmp_path / "20-a.js").write_text("window.a = 1", encoding="utf-8")
    (tmp_path / "10-b.js").write_text("window.b = 2 // last", encoding="utf-8")
    return tmp_path


@pytest.fixture
def packed(folder: Path) -> PackedFiles:
    """What is packed of that folder."""
    return PackedFiles(folder)


@pytest.fixture
def client(packed: PackedFiles) -> FlaskClient:
    """Asks for it under a path of its own."""
    app = Flask("packed")
    app.register_blueprint(packed_routes(packed, lambda: Response("gone", 404)), url_prefix="/map")
    return app.test_client()


def test_scripts_and_styles_are_joined_in_the_order_of_their_names(
    packed: PackedFiles, client: FlaskClient
) -> None:
    """One answer each; a comment at the end of a file does not swallow the next one."""
    files = packed.files("/map/")
    assert client.get(files.script).text == "window.b = 2 // last\n;\nwindow.a = 1"
    assert client.get(files.style).text.endswith("}\nb { color: red; }")


def test_a_style_asks_for_fonts_by_the_names_that_are_kept(packed: PackedFiles, client: FlaskClient) -> None:
    """Beside the style, with the content in the name, as the page asks for them beforehand."""
    files = packed.files("/map/")
    (font,) = files.fonts
    assert f'url("{font.rpartition("/")[2]}")' in client.get(files.style).text
    assert client.get(font).data == b"font"
    assert client.get(font).headers["Content-Type"] == "font/woff2"


@pytest.mark.parametrize("accepted", ["gzip, br", "gzip", "gzip;q=0.5, br;q=0", "", "identity"])
def test_an_answer_is_packed_as_the_browser_can_read_it(
    packed: PackedFiles, client: FlaskClient, accepted: str
) -> None:
    """The same bytes whatever it reads, and browsers keep them for a year without asking again."""
    script = packed.files("/map/").script
    answer = client.get(script, headers={"Accept-Encoding": accepted})
    encoding = answer.headers.get("Content-Encoding", "")
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[encoding]
    assert encoding == {"gzip, br": "br", "gzip": "gzip", "gzip;q=0.5, br;q=0": "gzip"}.get(accepted, "")
    assert unpack(answer.data) == b"window.b = 2 // last\n;\nwindow.a = 1"
    assert answer.headers["Cache-Control"] == FOREVER
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_a_changed_file_has_another_name_and_the_old_one_is_still_answered(
    packed: PackedFiles, client: FlaskClient, folder: Path
) -> None:
    """A page that was loaded before the change still finds what it asks for."""
    before = packed.files("/map/")
    assert packed.files("/map/") == before
    (folder / "20-a.js").write_text("window.a = 12", encoding="utf-8")
    after = packed.files("/map/")
    assert after.script != before.script
    assert (after.style, after.dash, after.charts) == (before.style, before.dash, before.charts)
    assert client.get(before.script).text.endswith("window.a = 1")
    assert client.get(after.script).text.endswith("window.a = 12")


def test_a_page_that_another_process_served_finds_its_files(folder: Path, client: FlaskClient) -> None:
    """After a restart, and behind two of the same: nobody has asked this one for a page yet."""
    files = PackedFiles(folder).files("/map/")
    asked = (files.charts, files.script, files.style, files.dash, *files.fonts)
    assert [client.get(one).status_code for one in asked] == [200] * len(asked)


def test_a_name_that_there_never_was_is_not_found(client: FlaskClient) -> None:
    """No path leads to a file that is not packed."""
    for name in ("page.0000000000000000.js", "page.js", "..%2Fpage.py", "10-b.js"):
        assert client.get(f"/map/packed/{name}").status_code == 404


def test_dash_comes_with_what_it_needs_and_starts_itself(packed: PackedFiles, client: FlaskClient) -> None:
    """React before Dash, its start last; the charts' library is not among it."""
    files = packed.files("/map/")
    text = client.get(files.dash).text
    order = [text.index(part) for part in ("react.production.min.js", "react-dom.production.min.js")]
    assert order == sorted(order)
    assert text.rstrip().endswith("new DashRenderer();")
    assert len(text) < 500_000 < len(client.get(files.charts).text)
    assert re.fullmatch(r"/map/packed/dash-renderer\.[0-9a-f]{16}\.js", files.dash)
