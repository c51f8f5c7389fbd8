/* One rAF loop for everything that moves. A mover has `cur` (where it is drawn now) and `to`; a new move starts
   from `cur`, so that it can be interrupted at any frame. All movers start and end together. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { busy, done, reducedMotion } = nav.core;
  const LONG = 350;
  const SHORT = 250;
  const SLOW_FRAME = 34;

  const ease = (t) => (t < 0.5 ? 4 * t * t * t : 1 - (-2 * t + 2) ** 3 / 2);
  const mix = (a, b, p) => a + (b - a) * p;

  function create({ onFrame, onEnd, onLean }) {
    let movers = [];
    let start = 0;
    let duration = LONG;
    let handle = 0;
    let last = 0;
    let slow = 0;
    let lean = false;
    let recent = [];

    /** 350 ms, and 250 ms from the third move within 3 s on. */
    function length(now) {
      recent = recent.filter((time) => now - time < 3000);
      recent.push(now);
      return recent.length > 2 ? SHORT : LONG;
    }

    function watch(now) {
      const frame = now - last;
      last = now;
      nav.stats.frames.push(frame);
      slow = frame > SLOW_FRAME ? slow + 1 : 0;
      if (slow >= 2 && !lean) {
        lean = true;
        onLean(true);
      }
    }

    function step(now) {
      handle = 0;
      if (!nav.stats.firstAt) nav.stats.firstAt = now;
      watch(now);
      const t = Math.min(1, Math.max(0, (now - start) / duration));
      const p = ease(t);
      for (const mover of movers) place(mover, p);
      onFrame(t);
      if (t < 1) handle = requestAnimationFrame(step);
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
      if (lean) onLean(false);
      lean = false;
      const ended = movers;
      movers = [];
      onEnd(ended);
      done("motion");
    }

    /** Moves everything to its `to`; with nothing to move, or reduced motion, it is there at once. */
    function run(list) {
      const now = performance.now();
      const still = reducedMotion() || document.hidden || !list.some(differs);
      for (const mover of list) mover.from = { ...mover.cur };
      movers = list;
      busy("motion");
      if (handle) cancelAnimationFrame(handle);
      handle = 0;
      if (still) {
        if (!nav.stats.firstAt) nav.stats.firstAt = now;
        for (const mover of list) place(mover, 1);
        onFrame(1);
        finish();
        return;
      }
      nav.stats.moves += 1;
      start = now;
      last = now;
      slow = 0;
      duration = length(now);
      for (const mover of list) place(mover, 0);
      onFrame(0);
      handle = requestAnimationFrame(step);
    }

    const differs = ({ cur, to }) => Math.abs(cur.x - to.x) + Math.abs(cur.y - to.y)
      + Math.abs(cur.w - to.w) + Math.abs(cur.h - to.h) > 0.5 || cur.o !== to.o;

    return { run, running: () => handle !== 0 };
  }

  nav.motion = { create, ease };
})();
