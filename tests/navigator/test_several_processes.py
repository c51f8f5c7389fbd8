"""Several processes that answer, and one that reads: one navigator to whoever asks, whoever dies."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import httpx
import pytest

from navigator import server
from navigator.processes import SIGN_SECONDS
from tests.navigator.several_processes import PATIENCE, children, meeting_place, reader, running, until


@pytest.fixture(scope="module")
def both() -> Iterator[Sequence[httpx.Client]]:
    """The same navigator as one process, and with three that answer."""
    with running(1) as (_, one), running(3) as (_, several):
        yield one, several


SCENE = {
    "output": "scene.data",
    "outputs": {"id": "scene", "property": "data"},
    "inputs": [
        {"id": "place", "property": "data", "value": ""},
        {"id": "viewport", "property": "data", "value": {"columns": 6, "rows": 4}},
        {"id": "tick", "property": "data", "value": 1},
    ],
    "changedPropIds": ["tick.data"],
}
PATHS = (
    "/",
    "/?focus=nobody",
    "/livez",
    "/readyz",
    "/screen/edition.json",
    "/screen/model.json?revision=other",
    "/screen/scene.json?columns=6&rows=4",
    "/api/v1/hierarchy",
    "/api/v1/health",
    "/api/v1/nothing?a=%20b&a=%C3%A4",
    "/packed/nothing.js",
    "/_dash-layout",
)
ENCODINGS = ("br, gzip", "gzip", "identity")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("path", PATHS)
def test_whichever_process_answers_says_the_same(
    both: Sequence[httpx.Client], path: str, encoding: str
) -> None:
    """Status, body and every header but those of the moment, as from a single process; also for HEAD and
    for who has it already."""
    seen = []
    for client in both:
        whole = client.get(path, headers={"Accept-Encoding": encoding})
        known = {"Accept-Encoding": encoding, "If-None-Match": whole.headers.get("ETag", "none")}
        again = client.get(path, headers=known)
        head = client.head(path, headers={"Accept-Encoding": encoding})
        seen.append([(r.status_code, _body(r), _headers(r)) for r in (whole, again, head)])
    one, several = seen
    assert several == one


def _body(response: httpx.Response) -> str:
    """Without what is random in each page."""
    return re.sub(r'"end_id":"[^"]*"', "", response.text)


def _headers(response: httpx.Response) -> dict[str, str]:
    """What stays the same, without the policy where there is no page: only pages know their scripts."""
    page = "html" in response.headers.get("content-type", "")
    left_out = {"date", "content-length" if page else _POLICY}
    return {name.lower(): value for name, value in response.headers.items() if name.lower() not in left_out}


_POLICY = "content-security-policy"


def test_a_callback_a_large_body_and_a_foreign_origin_are_answered_the_same(
    both: Sequence[httpx.Client],
) -> None:
    """What is posted is carried whole, and what must not be is refused before it is carried."""
    seen = []
    for client in both:
        own = {"Origin": str(client.base_url).rstrip("/")}
        scene = client.post("/_dash-update-component", json=SCENE, headers=own)
        echo = client.post("/echo", json=["é" * 250_000], headers=own)
        foreign = client.post("/echo", json=[], headers={"Origin": "https://elsewhere.example"})
        seen.append([(r.status_code, r.content) for r in (scene, echo, foreign)])
    one, several = seen
    assert several == one
    assert [status for status, _ in one] == [200, 200, 403]


def test_all_processes_hear_of_what_one_was_told_and_a_hangup_reaches_the_reader() -> None:
    """There is one state, however many answer, and one reload."""
    with running(3) as (process, client):
        assert len(children(process)) == 4
        pid = reader(client)
        for number in range(12):
            client.get(f"/tell/{number}", headers={"Connection": "close"})
        told = client.get("/tell/end").text.split()
        assert told[0] == str(pid)
        assert [word for word in told[1:] if word != "x"] == [*map(str, range(12)), "end"]
        assert process.stdout is not None
        os.kill(process.pid, signal.SIGHUP)
        assert process.stdout.readline() == "reloading\n"
        assert reader(client) == pid
        process.terminate()
        assert process.communicate(timeout=PATIENCE) == ("closed\n", "")


def test_a_process_that_answers_and_is_killed_is_replaced_and_loses_nothing() -> None:
    """Whoever asks meanwhile is answered by the others."""
    with running(2) as (process, client):
        pid = reader(client)
        client.get("/tell/before", headers={"Connection": "close"})
        for old in [one for one in children(process) if one != pid]:
            os.kill(old, signal.SIGKILL)
            until(partial(lambda gone: _replaced(children(process), gone), old))
            client.close()
            with httpx.Client(base_url=client.base_url, timeout=PATIENCE) as anew:
                told = anew.get("/tell/after").text.split()
            assert told[0] == str(pid)
            assert "before" in told


def _replaced(pids: Sequence[int], old: int) -> bool | None:
    return True if len(pids) == 3 and old not in pids else None


def test_while_the_reader_is_replaced_programs_and_people_are_told_and_it_comes_back() -> None:
    """Nothing is answered from memory: a page says that nothing is known. The processes live."""
    with running(2) as (process, client):
        pid = reader(client)
        os.kill(pid, signal.SIGSTOP)  # so that its successor is not there before we look
        os.kill(process.pid, signal.SIGSTOP)
        os.kill(pid, signal.SIGKILL)
        program = until(lambda: _refused(client.get("/api/v1/health")))
        assert program.json()["error"]["code"] == "starting"
        assert program.headers["Retry-After"] == "2"
        assert client.get("/readyz").status_code == 503
        assert client.get("/livez").json() == {"status": "alive"}
        person = client.get("/", headers={"Accept": "text/html"})
        assert (person.status_code, person.headers["Refresh"]) == (503, "2")
        assert "is starting" in person.text
        os.kill(process.pid, signal.SIGCONT)
        assert reader(client) != pid
        assert client.get("/readyz").status_code == 200
        assert len(children(process)) == 3


def test_a_reader_that_hangs_is_replaced_and_one_that_is_busy_or_starts_slowly_is_not(tmp_path: Path) -> None:
    """What counts is the sign of life that it gives beside its work."""
    with running(2, hung=3, late=tmp_path / "late") as (process, client):
        pid = reader(client)  # after more than that
        spinning = [threading.Thread(target=lambda: client.get("/busy")) for _ in range(3)]
        for one in spinning:
            one.start()
        for one in spinning:
            one.join()
        assert reader(client) == pid
        os.kill(pid, signal.SIGSTOP)
        until(partial(lambda old: True if old not in children(process) else None, pid))
        with httpx.Client(base_url=client.base_url, timeout=PATIENCE) as anew:
            assert reader(anew) != pid
        assert len(children(process)) == 3


def test_whatever_hangs_is_back_within_half_a_minute() -> None:
    """The longest until it is noticed (it is looked for each second), to end it, and to start and read."""
    noticed, ended, started = server.HUNG_SECONDS + 1, 2, 10
    assert noticed + ended + started <= 30
    assert server.HUNG_SECONDS >= 10 * SIGN_SECONDS, "a busy one has time enough for a sign"
    assert server.STARTING_SECONDS >= 60


def _refused(response: httpx.Response) -> httpx.Response | None:
    return response if response.status_code == 503 else None


def test_what_is_in_flight_is_finished_when_all_end_and_nothing_is_left() -> None:
    """Neither a process nor the folder in which they meet."""
    with running(2) as (process, client):
        pids = [reader(client), *children(process)]
        answers: list[str] = []
        asking = threading.Thread(target=lambda: answers.append(client.get("/slow/whole").text))
        asking.start()
        assert process.stdout is not None
        assert process.stdout.readline() == "slow whole\n"
        place = meeting_place(pids[0])
        assert place.exists()
        process.terminate()
        out, err = process.communicate(timeout=PATIENCE)
        asking.join()
        assert (process.returncode, out, err, answers) == (0, "closed\n", "", ["whole"])
        assert not place.parent.exists()
        assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_nothing_is_left_when_the_parent_is_killed() -> None:
    """Its children see that it is gone, and end."""
    with running(2) as (process, client):
        pid = reader(client)
        pids, place = children(process), meeting_place(pid)
        process.kill()
        until(lambda: not any(Path(f"/proc/{one}").exists() for one in pids) or None)
        assert not place.parent.exists()
