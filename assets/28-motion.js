/* One rAF loop for everything that moves. A mover has `cur` (where it is drawn now) and `to`; a new move starts
   from `cur`, so that it can be interrupted at any frame. What already moves to the same place goes on with its own
   clock, so that a scene which arrives meanwhile changes no motion. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { busy, done, reducedMotion } = nav.core;
  const LONG = 350;
  const SHORT = 250;
  const LATEST = 600; // ms after which even a slow machine has drawn the whole way
  const STEPS = 6; // at least, so that an eye can follow: late frames make a move longer before they make it jump
  const SLOW_FRAME = 34;
  const FRAME = 1000 / 60;
  const WEAK_MOVES = 3; // after a move that was too slow, so many begin without what is faint; then all is tried again

  /** Slow in, slow out. A sine is at most 1.57 × as fast as its mean (a cubic 3 ×): one late frame is a smaller jump. */
  const ease = (t) => (1 - Math.cos(Math.PI * t)) / 2;
  const mix = (a, b, p) => a + (b - a) * p;
  const same = (a, b) => Boolean(a && b) && Math.abs(a.x - b.x) + Math.abs(a.y - b.y) + Math.abs(a.w - b.w)
    + Math.abs(a.h - b.h) < 0.5 && Math.abs(a.o - b.o) < 0.001;

  function create({ onFrame, onEnd, onLean }) {
    let movers = [];
    let handle = 0;
    let last = 0;
    let begun = false;
    let slow = 0;
    let lean = false;
    let recent = [];
    let weak = 0;

    /** 350 ms, and 250 ms from the third move within 3 s on. */
    function length(now) {
      recent = recent.filter((time) => now - time < 3000);
      recent.push(now);
      return recent.length > 2 ? SHORT : LONG;
    }

    /** Two slow frames in a row: what is faint is left out until the end, and from the start of the next moves. */
    function watch(frame) {
      nav.stats.frames.push(frame);
      slow = frame > SLOW_FRAME ? slow + 1 : 0;
      if (slow < 2 || lean) return;
      weak = WEAK_MOVES;
      spare(true);
    }

    function spare(on) {
      if (lean === on) return;
      lean = on;
      onLean(on);
    }

    /** How far a mover is by now, 0 to 1, as time goes by for it: a late frame counts for one of STEPS only. Where
        frames as long as those so far would not do until the latest end, what is left is shared out among them. */
    function advance(clock, frame) {
      clock.frames += 1;
      const usual = (clock.spent + frame) / clock.frames;
      const most = Math.max(1 / STEPS, ((1 - clock.t) * usual) / Math.max(usual, LATEST - clock.spent));
      clock.spent += frame;
      clock.t += Math.min(frame / clock.duration, most);
      if (clock.t > 0.999) clock.t = 1;
      return clock.t;
    }

    function step(now) {
      handle = 0;
      const frame = begun ? Math.max(0, now - last) : Math.max(FRAME, now - last);
      begun = true;
      last = now;
      if (!nav.stats.firstAt) nav.stats.firstAt = performance.now();
      watch(frame);
      let least = 1;
      const clocks = new Set(movers.map((mover) => mover.clock).filter((clock) => clock && clock.t < 1));
      for (const clock of clocks) least = Math.min(least, advance(clock, frame));
      for (const mover of movers) if (clocks.has(mover.clock)) place(mover, ease(mover.clock.t));
      onFrame(least);
      if (least < 1) handle = requestAnimationFrame(step);
      else finish();
    }

    function place(mover, p) {
      const { from, to, cur } = mover;
      cur.x = mix(from.x, to.x, p);
      cur.y = mix(from.y, to.y, p);
      cur.w = mix(from.w, to.w, p);
      cur.h = mix(from.h, to.h, p);
      cur.o = mix(from.o, to.o, p);
      mover.draw();
    }

    function finish() {
      spare(false);
      const ended = movers;
      movers = [];
      for (const mover of ended) mover.clock = null;
      onEnd(ended);
      done("motion");
    }

    /** Nothing moves, or nothing may: everything is where it belongs at once. */
    function jump(list, now) {
      if (handle) cancelAnimationFrame(handle);
      handle = 0;
      if (!nav.stats.firstAt) nav.stats.firstAt = now;
      for (const mover of list) {
        mover.from = mover.cur;
        place(mover, 1);
      }
      onFrame(1);
      finish();
    }

    /** Moves everything to its `to`, from where it is drawn. What is on its way there already is left alone; with
        nothing to move, or reduced motion, everything is there at once. */
    function run(list) {
      const now = performance.now();
      const moving = handle !== 0;
      movers = list;
      busy("motion");
      if (reducedMotion() || document.hidden || !list.some(({ cur, to }) => !same(cur, to))) {
        jump(list, now);
        return;
      }
      const clock = { t: 0, spent: 0, frames: 0, duration: 0 };
      for (const mover of list) set(mover, clock, moving);
      if (list.some((mover) => mover.clock === clock)) {
        nav.stats.moves += 1;
        slow = 0;
        clock.duration = length(now);
        if (weak > 0) {
          weak -= 1;
          spare(true);
        }
      }
      if (moving) return;
      last = now;
      begun = false;
      handle = requestAnimationFrame(step);
    }

    /** Gives a mover its clock: its own one if it goes there already, none if it is there, else the new one. */
    function set(mover, clock, moving) {
      const goes = moving && mover.clock && same(mover.aim, mover.to);
      if (!goes) {
        mover.clock = same(mover.cur, mover.to) ? null : clock;
        mover.aim = { ...mover.to };
        mover.from = { ...mover.cur };
      }
      place(mover, mover.clock ? ease(mover.clock.t) : 1);
    }

    // A page that nobody sees gets no frames: what a move was to bring would wait until somebody looks again.
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && handle) jump(movers, performance.now());
    });
    return { run, running: () => handle !== 0 };
  }

  nav.motion = { create, ease };
})();
