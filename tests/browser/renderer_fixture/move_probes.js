/* What the tests of moves do to the page and its line to the server, and what they watch over time. */
(() => {
  "use strict";
  const { probe } = window;
  const nav = window.navigatorMap;
  const CARDS = "[data-kind=node]:not([data-leaving])";
  const frames = async (count) => { for (let i = 0; i < count; i += 1) await new Promise(requestAnimationFrame); };

  /** From now on every answer about scenes and pictures takes so many ms; `order` turns pairs of scenes round. */
  probe.slow = (ms) => {
    const real = window.fetch;
    probe.scenes = 0;
    window.fetch = async (...given) => {
      const path = String(given[0]);
      if (!path.includes("/scene?")) return real(...given);
      probe.scenes += 1;
      const wait = typeof ms === "number" ? ms : ms[Math.min(probe.scenes, ms.length) - 1];
      const answer = await real(...given);
      await new Promise((resolve) => setTimeout(resolve, wait));
      return answer;
    };
  };

  /** Counts what is asked for ahead, and lets it fail with a status if one is given. */
  probe.countAhead = (status) => {
    const { app } = nav;
    const real = app.fetchJson;
    probe.aheadAsked = [];
    app.fetchJson = (path) => {
      if (!path.startsWith("screen/next.json")) return real(path);
      probe.aheadAsked.push(new URLSearchParams(path.split("?")[1]).getAll("focus"));
      return status ? Promise.reject(Object.assign(new Error("refused"), { status })) : real(path);
    };
  };

  probe.ids = () => nav.app.model.nodes.map(({ id }) => id);
  probe.cardOf = (id) => nav.app.stage.recordOf(nav.app.model.byId.get(id)).card;
  probe.firstIn = (state) => probe.ids().find((_, node) => nav.app.scene.states[node] === state);
  probe.titleOf = (id) => nav.app.model.nodes[nav.app.model.byId.get(id)].title;
  probe.styleOf = (id) => {
    const card = document.querySelector(`${CARDS}[data-key="${id}"]`);
    const { animationName, animationIterationCount, boxShadow } = getComputedStyle(card);
    const { transform } = getComputedStyle(card.parentElement);
    return { animationName, animationIterationCount, boxShadow, transform };
  };
  probe.known = (id) => Boolean(nav.app.ahead.get(id));

  /** Presses a card and tells, in the same task and a frame later, what is drawn. */
  probe.pressed = async (id) => {
    const card = document.querySelector(`${CARDS}[data-key="${id}"]`);
    const start = card.getBoundingClientRect().x;
    card.click();
    const role = card.dataset.role;
    await frames(3);
    return { role, moved: card.getBoundingClientRect().x !== start, settled: document.body.dataset.settled, at: nav.stats.firstAt - nav.stats.inputAt };
  };

  /** Where every card is on its way to, by node. */
  probe.aims = () => Object.fromEntries([...nav.app.stage.records.values()].filter((record) => !record.leaving)
    .map((record) => [nav.app.model.nodes[record.node].id, [record.to.x, record.to.y, record.to.w, record.to.h]]));

  /** The next picture ahead of a node, as if it had been made so many seconds ago, with other states since. */
  probe.agePicture = (id, seconds, states) => {
    const picture = nav.app.ahead.get(id);
    picture.at -= seconds;
    picture.as -= seconds;
    if (states) nav.app.raw.states = states;
  };

  /** The scene on screen once more, a refresh later, with some nodes in other states. */
  probe.later = async (changed, parts) => {
    const { app } = nav;
    const scene = structuredClone(app.raw);
    const states = [...app.scene.states];
    for (const [id, state] of Object.entries(changed)) states[app.model.byId.get(id)] = state;
    for (const card of scene.cards) [card[6], card[8]] = [states[card[0]], states[card[0]]];
    scene.states = states.map((state) => `${"owcu"[state]}1`).join("");
    scene.at += 15;
    Object.assign(scene, parts);
    delete scene.place;
    await nav.update(scene);
  };

  /** What a preview says: which keys in which lanes, those with a count included; and what is marked on the stage. */
  probe.previewed = () => {
    const keys = [...document.querySelectorAll("[data-kind=preview]")].map((e) => e.dataset.key);
    const more = [...document.querySelectorAll("[data-kind=preview-more]")].flatMap((e) => e.dataset.members.split(" "));
    const marked = (name) => [...document.querySelectorAll(`${CARDS}[${name}=true]`)].map((e) => e.dataset.key).sort();
    return {
      keys: [...keys, ...more].sort(), sides: marked("data-side"), goes: marked("data-goes"),
      of: document.getElementById("nav-stage").dataset.preview || null,
      lanes: [...document.querySelectorAll(".preview-lane")].map((e) => [...e.querySelectorAll("[data-kind]")].map((one) => ({ ...one.dataset }))),
    };
  };

  /** What a move to a node reveals: the cards of its picture that are not cards now. */
  probe.reveals = (id) => {
    const { app } = nav;
    return app.ahead.get(id).cards.map(([node]) => node).filter((node) => !app.scene.shown.has(node)).map((node) => app.model.nodes[node].id).sort();
  };

  probe.pictured = (id) => nav.app.ahead.get(id).cards.map(([node]) => nav.app.model.nodes[node].id);
  probe.otherEnds = (id) => {
    const { model } = nav.app;
    const node = model.byId.get(id);
    return [...new Set(model.means[node].flatMap((means) => model.ends[means]))].filter((end) => end !== node).map((end) => model.nodes[end].id);
  };

  /** Points at a card. */
  probe.pointAt = (id) => {
    document.querySelector(`${CARDS}[data-key="${id}"]`)
      .dispatchEvent(new PointerEvent("pointermove", { bubbles: true, clientX: 400, clientY: 300 }));
  };

  /** Whether each overlay lies on the shelf of its lane, with everything that it says inside it. */
  probe.overlaysInside = () => [...document.querySelectorAll(".preview-lane")].map((e) => {
    const lane = document.querySelector(`.nav-lane[data-level="${e.dataset.level}"]`).getBoundingClientRect();
    const b = e.getBoundingClientRect();
    const last = e.lastElementChild.getBoundingClientRect();
    return b.top >= lane.top && b.bottom <= lane.top + 26 && last.right <= b.right + 0.5 && b.right <= innerWidth;
  });

  /** Every element's box on the stage but the overlay's. */
  probe.allBoxes = () => [...document.querySelectorAll("#nav-stage [data-kind=node], #nav-stage [data-kind=aggregate], .nav-lane, #navigator > *")].map((e) => {
    const b = e.getBoundingClientRect();
    return [b.x, b.y, b.width, b.height];
  });

  /** Walks at random: after each move, how many cards drawn before and after are another element. */
  probe.randomWalk = async (moves, seed) => {
    let state = seed;
    const random = (count) => { state = (state * 1103515245 + 12345) % 2147483648; return Math.floor((state / 2147483648) * count); };
    const result = { compared: 0, other: [], moves: 0 };
    const elements = () => new Map([...document.querySelectorAll(CARDS)].map((e) => [e.dataset.key, e]));
    for (let i = 0; i < moves; i += 1) {
      const before = elements();
      const ids = [...before.keys(), ...nav.app.model.nodes.filter((_, node) => node % 7 === i % 7).map(({ id }) => id)];
      if (i % 9 === 8) history.back();
      else nav.app.place.go(ids[random(ids.length)]);
      document.body.dataset.walked = String(i);
      await frames(1 + random(12));
      const settled = () => document.body.dataset.settled === "true";
      if (i % 3) for (let n = 0; n < 300 && !settled(); n += 1) await frames(1);
      for (const [key, element] of elements()) {
        if (!before.has(key)) continue;
        result.compared += 1;
        if (before.get(key) !== element) result.other.push([i, key]);
      }
      result.moves += 1;
    }
    return result;
  };

  /** Two moves, the second so many ms into the first one's motion: how many moved, and the longest jump then. */
  probe.turnRound = async (one, two, ms) => {
    const boxes = () => new Map([...document.querySelectorAll("[data-kind=node]")].map((e) => [e, e.getBoundingClientRect()]));
    const far = (a, b) => Math.abs(a.x - b.x) + Math.abs(a.y - b.y) + Math.abs(a.width - b.width);
    const start = boxes();
    nav.app.place.go(one);
    const begun = performance.now();
    while (performance.now() - begun < ms) await frames(1);
    const before = boxes();
    nav.app.place.go(two);
    const after = boxes();
    const moved = [...before].filter(([e, b]) => start.has(e) && far(b, start.get(e)) > 2).length;
    return [moved, Math.max(...[...before].map(([e, b]) => (after.has(e) ? far(b, after.get(e)) : 0)))];
  };

  /** Sizes and opacity of everything that leaves or comes during a move, frame by frame. */
  probe.watchFades = () => {
    probe.fades = {};
    const look = () => {
      for (const e of document.querySelectorAll("[data-kind=node]")) {
        (probe.fades[e.dataset.key] ||= []).push([Number(e.parentElement.style.opacity || 1), e.dataset.leaving || ""]);
      }
      requestAnimationFrame(look);
    };
    look();
  };
})();
