/* An observer of its own: in every frame the boxes of ALL cards, without a word from the renderer.
   `begin()` arms it; the clock starts with the key press. */
(() => {
  "use strict";
  const CARDS = "[data-kind=node]:not([data-leaving])";
  const STILL_MS = 400;
  const cards = () => new Map([...document.querySelectorAll(CARDS)].map((e) => [e.dataset.key, e]));
  const boxes = () => [...document.querySelectorAll("[data-kind=node]")].map((e) => {
    const { x, y, width, height } = e.getBoundingClientRect();
    return `${e.dataset.key} ${x.toFixed(1)} ${y.toFixed(1)} ${width.toFixed(1)} ${height.toFixed(1)}`;
  }).sort().join("|");
  const probe = { pressed: 0, first: 0, last: 0, frames: [], before: new Map() };

  function watch(now) {
    const drawn = boxes();
    if (probe.pressed && drawn !== probe.drawn) {
      if (!probe.first) probe.first = now;
      probe.last = now;
    }
    if (probe.first) probe.frames.push(now);
    probe.drawn = drawn;
    if (probe.first && now - probe.last > STILL_MS) document.body.dataset.probe = "done";
    else requestAnimationFrame(watch);
  }

  probe.begin = () => {
    Object.assign(probe, { pressed: 0, first: 0, last: 0, frames: [], before: cards(), drawn: boxes() });
    document.body.dataset.probe = "watching";
    addEventListener("keydown", (event) => { probe.pressed = event.timeStamp; }, { capture: true, once: true });
    requestAnimationFrame(watch);
  };

  /** Milliseconds from the key press, the intervals of the frames in between, and who is still the same element. */
  probe.result = () => {
    const after = cards();
    const stayed = [...probe.before.keys()].filter((key) => after.has(key));
    const moving = probe.frames.filter((at) => at <= probe.last);
    const own = window.navigatorMap ? window.navigatorMap.stats : null;
    return {
      first: probe.first - probe.pressed,
      settled: probe.last - probe.pressed,
      intervals: moving.slice(1).map((at, i) => at - moving[i]),
      stayed: stayed.length,
      same: stayed.filter((key) => probe.before.get(key) === after.get(key)).length,
      dom: document.getElementsByTagName("*").length,
      cards: after.size,
      own: own && { scene: own.sceneAt - own.inputAt, first: own.firstAt - own.inputAt },
    };
  };
  window.drillProbe = probe;
})();
