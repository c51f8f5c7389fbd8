"""The clock of moves: who restarts, where an interruption begins, what late frames do; frame by frame."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.renderer_fixture.models import small_model
from tests.browser.renderer_fixture.pages import Screen, chromium, screen
from tests.browser.renderer_fixture.site import serve

pytestmark = pytest.mark.browser

FRAME = 1000 / 60
LATEST = 600  # ms
# A motion of its own whose frames come when the test says so: `frames` lets so many ms go by each.
_BENCH = """() => {
  let time = 5000, queue = [];
  window.requestAnimationFrame = (task) => queue.push(task);
  window.cancelAnimationFrame = () => { queue = []; };
  performance.now = () => time;
  const box = (x, o) => ({ x, y: 0, w: 100, h: 40, o });
  const lean = [];
  let ended = 0;
  const onEnd = () => { ended += 1; };
  const motion = navigatorMap.motion.create({ onFrame() {}, onEnd, onLean: (on) => lean.push(on) });
  const movers = {};
  window.bench = {
    mover(name, x, to, o = 1) {
      const one = (movers[name] = { cur: box(x, o), to: box(to, 1), drawn: [] });
      one.draw = () => one.drawn.push([time, one.cur.x, one.cur.o]);
    },
    aim(name, to) { movers[name].to = box(to, 1); },
    run() { motion.run(Object.values(movers)); },
    frames(...lengths) {
      for (const length of lengths) {
        time += length;
        for (const task of queue.splice(0)) task(time);
      }
      return motion.running();
    },
    drawn: (name) => movers[name].drawn,
    lean: () => lean,
    ended: () => ended,
    time: () => time,
  };
}"""


@pytest.fixture(scope="module")
def page() -> Iterator[str]:
    """The address of the small model."""
    with serve(small_model()) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for this file."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def bench(browser: Browser, page: str) -> Iterator[Screen]:
    """A page with a motion whose frames are the test's."""
    with screen(browser, f"{page}/?focus=l2-0") as opened:
        opened.js(_BENCH)
        yield opened


def _do(bench: Screen, script: str) -> Any:
    return bench.js(f"() => {{ const b = window.bench; return {script}; }}")


def _frames(bench: Screen, *lengths: float) -> bool:
    """Lets frames of so many ms go by; whether something still moves."""
    still: bool = bench.js("(lengths) => bench.frames(...lengths)", list(lengths))
    return still


def _until_still(bench: Screen, length: float) -> int:
    """How many more frames of one length a move takes."""
    count = 1
    while _frames(bench, length):
        count += 1
        assert count < 200
    return count


def _path(bench: Screen, name: str) -> list[float]:
    return [x for _, x, _ in _do(bench, f"b.drawn('{name}')")]


def test_the_same_targets_again_change_nothing_of_a_move(bench: Screen) -> None:
    """A scene that comes half-way and wants what is on its way already restarts nothing, moves nothing."""
    _do(bench, "[b.mover('a', 0, 300), b.run()]")
    _frames(bench, *[FRAME] * 10)
    before = _path(bench, "a")[-1]
    _do(bench, "[b.aim('a', 300), b.run()]")
    assert _path(bench, "a")[-1] == before
    assert 10 + _until_still(bench, FRAME) == 21
    assert _path(bench, "a")[-1] == 300


def test_who_gets_another_target_begins_anew_and_the_others_go_on(bench: Screen) -> None:
    """One card's new target leaves the way of every other card as it was."""
    _do(bench, "[b.mover('a', 0, 300), b.mover('b', 0, 300), b.run()]")
    _frames(bench, *[FRAME] * 10)
    half = _path(bench, "b")[-1]
    _do(bench, "[b.aim('b', 0), b.run()]")
    assert _path(bench, "b")[-1] == half
    rest = _until_still(bench, FRAME)
    assert rest > 15
    ways = _do(bench, "[b.drawn('a'), b.drawn('b')]")
    arrived = [way[-1][0] for way in ways]
    assert arrived[0] - 5000 == pytest.approx(21 * FRAME, abs=1)
    assert arrived[1] > arrived[0] + 100
    assert _do(bench, "b.ended()") == 1


def test_an_interruption_begins_where_things_are_drawn_their_opacity_too(bench: Screen) -> None:
    """A card that is fading in and is called back turns round from its place and from its opacity."""
    _do(bench, "[b.mover('a', 0, 300, 0.3), b.run()]")
    _frames(bench, *[FRAME] * 8)
    _, x, opacity = _do(bench, "b.drawn('a').at(-1)")
    assert 0 < x < 300
    assert 0.3 < opacity < 1
    _do(bench, "[b.aim('a', -200), b.run()]")
    assert _do(bench, "b.drawn('a').at(-1).slice(1)") == [x, opacity]
    _frames(bench, FRAME)
    _, later, seen = _do(bench, "b.drawn('a').at(-1)")
    assert x - 16 < later < x
    assert opacity < seen < opacity + 0.1


@pytest.mark.parametrize("length", [FRAME, 40.0, 70.0, 100.0])
def test_late_frames_make_a_move_longer_before_they_make_it_jump(bench: Screen, length: float) -> None:
    """With frames of up to 100 ms a card still has five places on its way and no step of a third of it."""
    _do(bench, "[b.mover('a', 0, 900), b.run()]")
    frames = _until_still(bench, length)
    way = _path(bench, "a")
    steps = [b - a for a, b in pairwise(way)]
    assert len({x for x in way if 0 < x < 900}) >= 5
    assert max(steps) <= 0.34 * 900
    assert min(steps) >= 0
    assert frames * length <= LATEST + length


def test_one_frame_that_comes_late_is_no_jump(bench: Screen) -> None:
    """A single pause of a third of a second in the middle moves a card by less than a third of its way."""
    _do(bench, "[b.mover('a', 0, 900), b.run()]")
    _frames(bench, *[FRAME] * 9, 320)
    way = _path(bench, "a")
    assert way[-1] - way[-2] < 0.5 * 900
    assert way[-1] < 900
    _until_still(bench, FRAME)
    assert _do(bench, "b.time()") - 5000 <= LATEST + 3 * FRAME


def test_a_machine_that_is_far_too_slow_still_arrives(bench: Screen) -> None:
    """With frames of 250 ms the move ends soon after the latest end, whatever that looks like."""
    _do(bench, "[b.mover('a', 0, 900), b.run()]")
    assert _until_still(bench, 250) <= 3
    assert _path(bench, "a")[-1] == 900


def test_the_third_move_within_three_seconds_is_shorter(bench: Screen) -> None:
    """A drill takes 350 ms, and 250 for somebody who goes on quickly; after a rest 350 again."""
    _do(bench, "[b.mover('a', 0, 300)]")
    lengths = []
    for aim in (300, 0, 300, 0):
        _do(bench, f"[b.aim('a', {aim}), b.run()]")
        lengths.append(_until_still(bench, FRAME))
    _frames(bench, 4000)
    _do(bench, "[b.aim('a', 300), b.run()]")
    assert [*lengths, _until_still(bench, FRAME)] == [21, 21, 15, 15, 21]


def test_what_is_faint_goes_after_two_late_frames_in_a_row_and_comes_back(bench: Screen) -> None:
    """One late frame changes nothing; two leave links and lines out until the end, and from the start of
    three more moves, after which all of it is tried again."""
    _do(bench, "[b.mover('a', 0, 300), b.run()]")
    _frames(bench, 40, FRAME, 40, FRAME)
    assert _do(bench, "b.lean()") == []
    _frames(bench, 40, 40)
    assert _do(bench, "b.lean()") == [True]
    _until_still(bench, FRAME)
    assert _do(bench, "b.lean()") == [True, False]
    for aim in (0, 300, 0, 300):
        _do(bench, f"[b.aim('a', {aim}), b.run()]")
        _until_still(bench, FRAME)
    assert _do(bench, "b.lean()") == [True, False] * 4


def test_the_servers_scene_in_the_middle_of_a_move_restarts_nothing(browser: Browser, page: str) -> None:
    """On the real stage: the scene of a move once more while it goes on, and no card's clock is a new one."""
    with screen(browser, f"{page}/?focus=l2-0") as s:
        moving, kept = s.js("""async () => {
          const { app, update } = navigatorMap;
          const query = new URLSearchParams({ place: "?focus=l2-3", columns: 6, rows: 4 });
          const answer = await fetch(`/scene?${query}`);
          const scene = await answer.json();
          delete scene.place;
          await update(scene);
          const moving = [...app.stage.records.values()].filter((record) => record.clock);
          const clocks = new Map(moving.map((record) => [record, record.clock]));
          await update({ ...structuredClone(scene), at: scene.at + 1 });
          return [clocks.size, [...clocks].filter(([record, clock]) => record.clock === clock).length];
        }""")
        s.settle()
        assert moving > 5
        assert kept == moving


def test_a_long_walk_leaves_nothing_behind(browser: Browser, page: str) -> None:
    """After many more moves to the same places the page has about as many elements and listeners."""
    with screen(browser, f"{page}/?focus=l2-0", reduced=True) as s:
        session = s.page.context.new_cdp_session(s.page)
        session.send("Performance.enable")

        def counted() -> dict[str, float]:
            s.js("() => new Promise((seen) => setTimeout(seen, 1300))")  # ghosts stay for 1.2 s
            session.send("HeapProfiler.collectGarbage")
            found = session.send("Performance.getMetrics")["metrics"]
            return {metric["name"]: metric["value"] for metric in found}

        def walk(rounds: int) -> None:
            for _ in range(rounds):
                for node in ("l0-1", "l1-2", "l2-5", "l3-9", "l4-3", "l2-0"):
                    s.go(node)

        walk(2)
        before = counted()
        walk(6)
        after = counted()
        assert after["Nodes"] <= before["Nodes"] * 1.1
        assert after["JSEventListeners"] <= before["JSEventListeners"] + 20
