/* A new abnormality pulses quietly where it is drawn: on its card or its chip, its cell in the long shot and its lane's
   counts, at most three times, without movement. Only while time goes on in one picture; nothing jumps. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, setData, SEVERITY, STATES } = nav.core;
  const LASTS_MS = 3200;
  const MOST = 12; // of more, the lane's counts tell
  const hurt = (state) => state === 1 || state === 2;

  /** The nodes that became abnormal, or worse so, by themselves or from below, worst first. `known` has the last state
      of each that was known: what only comes to be known is no news. */
  function turned(model, known, before, after) {
    const worse = (now, last) => hurt(now) && last !== 3 && SEVERITY[now] > SEVERITY[last];
    return [...after.states.keys()].filter((node) => {
      if (worse(after.states[node], known[node])) return true;
      const [card, earlier] = [after.shown.get(node), before.shown.get(node)];
      return card && earlier && worse(card.threat, Math.max(0, earlier.threat)) && SEVERITY[card.threat] > SEVERITY[after.states[node]];
    }).sort(nav.model.worstFirst(model, after.states));
  }

  function create(app) {
    const ends = new WeakMap();
    let known = null;
    let picture = "";

    /** What must be the same for a difference to be news: address, hierarchy, and the slots of the picture. */
    const pictureOf = (scene) => [location.search, scene.revision, scene.as, scene.focus].join(" ");

    function update(before, scene) {
      const now = pictureOf(scene);
      const same = now === picture && before && before.states.length === scene.states.length;
      const goes = scene.mode !== "past" && scene.mode !== "paused" && !scene.notes.whatIf && same && scene.at > before.at;
      const news = goes && known ? turned(app.model, known, before, scene) : [];
      if (!known || known.length !== scene.states.length || !same) known = scene.states.slice();
      else scene.states.forEach((state, node) => { if (state !== 3) known[node] = state; });
      picture = now;
      // The worst last: of many in one chip or lane its colour is the one that stays.
      for (const node of news.slice(0, MOST).reverse()) show(node, scene);
      for (const node of [...news].reverse()) pulse(app.stage.lanes[app.model.nodes[node].l].counts, scene.states[node]);
    }

    function show(node, scene) {
      const { l, d } = app.model.nodes[node];
      const card = scene.shown.get(node);
      const state = card ? Math.max(scene.states[node] % 3, card.threat % 3) : scene.states[node];
      if (card) pulse(app.stage.recordOf(node).el, state);
      else for (const chip of app.places.stage.querySelectorAll(`.nav-chip[data-lane="${l}"]`)) if (chip.dataset.domain === app.model.domains[d]) pulse(chip, state);
      cell(node, state);
    }

    /** A cell is painted on a canvas: its pulse is a frame over it. */
    function cell(node, state) {
      const box = app.longshot.boxOf(node);
      if (!box) return;
      const frame = el("span", { class: "longshot-pulse", "aria-hidden": "true" });
      const size = app.longshot.plan.cell;
      frame.style.width = `${size}px`;
      frame.style.height = `${size}px`;
      frame.style.transform = `translate(${box.x}px,${box.y}px)`;
      app.longshot.canvas.after(frame);
      pulse(frame, state);
      setTimeout(() => frame.remove(), LASTS_MS);
    }

    function pulse(element, state) {
      setData(element, { pulse: hurt(state) ? STATES[state] : STATES[1] });
      clearTimeout(ends.get(element));
      ends.set(element, setTimeout(() => setData(element, { pulse: null }), LASTS_MS));
    }

    return { update };
  }

  nav.pulses = { create, turned };
})();
