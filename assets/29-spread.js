/* What a move brings, spread over its frames: all of it at once would cost the first frame as much as five. What is
   added while things move waits for its frame, a little in each; whoever needs all of it now asks for it. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { busy, done } = nav.core;
  const FRAME_MS = 4; // of the 16.7 of a frame, for what waits; to lay it out and paint it takes as long again
  const DONE_BY = 0.85; // of the way: on a slow machine a frame takes more rather than to leave anything for the end

  function create() {
    let tasks = [];
    let all = 0; // what everything added costs
    let past = 0;
    let fresh = false;

    /** `cost` in ms is what a task takes at least, with what the browser does about it; one that answers false found
        nothing to do. */
    function add(task, cost = 1) {
      if (!tasks.length) {
        all = 0;
        past = 0;
        fresh = true;
        busy("spread");
      }
      all += cost;
      tasks.push({ task, cost });
    }

    /** One that fails is reported like any error of the page, and the others are done all the same. */
    function one() {
      const { task, cost } = tasks.shift();
      past += cost;
      const begun = performance.now();
      let worked = true;
      try {
        worked = task() !== false;
      } catch (error) {
        reportError(error);
      }
      return Math.max(worked ? cost : 0, performance.now() - begun);
    }

    /** A frame of a move that has come so far (0 to 1). The first one lays out what was written with the key. */
    function step(t) {
      if (fresh || !tasks.length) {
        fresh = false;
        return;
      }
      const due = () => past < (all * t) / DONE_BY;
      for (let spent = 0; tasks.length && (!spent || spent + tasks[0].cost <= FRAME_MS || due());) spent += one();
      if (!tasks.length) done("spread");
    }

    /** All that waits, now. */
    function flush() {
      if (!tasks.length) return;
      while (tasks.length) one();
      done("spread");
    }

    return { add, step, flush };
  }

  nav.spread = { create };
})();
