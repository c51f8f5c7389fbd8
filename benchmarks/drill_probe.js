/* An observer of its own, without a word from the renderer: in every frame, what is drawn where. `begin(kind, full)`
   arms it; the clock starts with the key press. The cheap look reads what the page writes when it moves something
   (transforms of cards and markers, positions in the graph) and asks for no layout; `full` also reads the boxes of
   ALL elements in every frame, which costs frames, and says whether both saw the same first and last movement.
   A look sees what the frame before it has changed. */
(() => {
  "use strict";
  const STILL_MS = 400;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const graph = () => document.querySelector("#stage")?._cyreg?.cy;
  const round = (...values) => values.map((value) => value.toFixed(1)).join(" ");
  const box = (e) => {
    const { x, y, width, height } = e.getBoundingClientRect();
    return round(x, y, width, height);
  };
  const cards = () => all("[data-kind=node]:not([data-leaving])").map((e) => [e.dataset.key, e]);
  const points = () => all(".scatterlayer .points path").map((e) => [e.__data__?.id, e]);
  const nodes = () => (graph() ? graph().nodes().toArray() : []).map((n) => [n.id(), n]);

  /** Per kind of page: its elements by node, and what a frame shows of one, read cheaply and in full. */
  const everyCard = () => all("[data-kind=node]").map((e) => [e.dataset.key, e]);
  const KINDS = {
    navigator: { things: everyCard, elements: cards, cheap: (e) => (e.closest(".card-place") || e).style.transform, full: box },
    children: { things: everyCard, elements: cards, cheap: box, full: box },
    plotly: { things: points, elements: points, cheap: (e) => e.getAttribute("transform"), full: box },
    cytoscape: {
      things: nodes, elements: () => [], cheap: (n) => round(n.position("x"), n.position("y")),
      full: (n) => round(...Object.values(n.renderedBoundingBox())),
    },
  };
  const probe = { kind: KINDS.navigator, full: false };
  const late = (probe.late = []);
  new PerformanceObserver((list) => late.push(...list.getEntries())).observe({ type: "longtask" });

  const track = (how) => ({ how, drawn: read(how), first: 0, last: 0 });
  const read = (how) => new Map(probe.kind.things().map(([key, thing]) => [key, probe.kind[how](thing)]));

  /** Something moved if it was drawn before and is drawn elsewhere now; what only comes or goes has not moved. */
  function look(eye) {
    const drawn = read(eye.how);
    const moved = [...drawn].some(([key, where]) => eye.drawn.has(key) && eye.drawn.get(key) !== where);
    eye.drawn = drawn;
    if (!moved || !probe.pressed) return;
    eye.last = performance.now();
    if (!eye.first) eye.first = eye.last;
  }

  function watch(now) {
    for (const eye of probe.eyes) look(eye);
    const [{ first, last }] = probe.eyes;
    if (first) probe.frames.push([now, performance.now()]);
    if (first && performance.now() - last > STILL_MS) document.body.dataset.probe = "done";
    else requestAnimationFrame(watch);
  }

  probe.begin = (kind, full) => {
    Object.assign(probe, { kind: KINDS[kind], pressed: 0, frames: [], before: new Map(KINDS[kind].elements()) });
    probe.eyes = (full ? ["cheap", "full"] : ["cheap"]).map(track);
    document.body.dataset.probe = "watching";
    performance.clearResourceTimings();
    late.length = 0;
    addEventListener("keydown", (event) => { probe.pressed = event.timeStamp; }, { capture: true, once: true });
    requestAnimationFrame(watch);
  };

  /** Both looks were in the same frame, or in two that follow each other: boxes are rounded, too. */
  const frameOf = (at) => probe.frames.filter(([, seen]) => seen < at).length;
  const near = (a, b) => Math.abs(frameOf(a) - frameOf(b)) <= 1;

  /** Milliseconds from the key press, the intervals of the frames of the motion, tasks of over 50 ms and bytes that
      the move caused, and who is still the same element. */
  probe.result = () => {
    const [{ first, last }, other] = probe.eyes;
    const after = new Map(probe.kind.elements());
    const stayed = [...probe.before.keys()].filter((key) => after.has(key));
    const moving = probe.frames.filter(([, seen]) => seen <= last + 1).map(([at]) => at);
    const own = window.navigatorMap?.stats;
    const tasks = late.filter((task) => task.startTime >= probe.pressed - 50 && task.startTime <= last);
    return {
      first: first - probe.pressed,
      settled: last - probe.pressed,
      intervals: moving.slice(1).map((at, i) => at - moving[i]),
      agrees: other ? near(other.first, first) && near(other.last, last) : null,
      tasks: tasks.length,
      busy: tasks.reduce((sum, task) => sum + task.duration, 0),
      bytes: performance.getEntriesByType("resource").reduce((sum, entry) => sum + entry.transferSize, 0),
      stayed: stayed.length,
      same: stayed.filter((key) => probe.before.get(key) === after.get(key)).length,
      dom: document.getElementsByTagName("*").length,
      own: own ? { scene: own.sceneAt - own.inputAt, first: own.firstAt - own.inputAt } : null,
    };
  };

  /** The control: intervals of frames while nothing moves. */
  probe.rest = (ms) => new Promise((resolve) => {
    const frames = [];
    const next = (now) => {
      frames.push(now);
      if (now - frames[0] < ms) requestAnimationFrame(next);
      else resolve(frames.slice(1).map((at, i) => at - frames[i]));
    };
    requestAnimationFrame(next);
  });

  window.drillProbe = probe;
})();
