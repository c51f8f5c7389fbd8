/* What the tests ask the page: boxes, colours, paths of cards over time. */
(() => {
  "use strict";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const box = (element) => element.getBoundingClientRect();
  const CARDS = "[data-kind=node]:not([data-leaving])";
  const each = (look) => {
    const watch = () => {
      look();
      requestAnimationFrame(watch);
    };
    watch();
  };
  const probe = { kept: new Map(), log: [], paths: {} };

  probe.data = (selector) => all(selector).map((e) => ({ ...e.dataset }));
  probe.count = (selector) => all(selector).length;
  probe.names = () => all(CARDS).map((e) => e.getAttribute("aria-label"));
  probe.active = () => document.activeElement.dataset.key;
  probe.keep = () => { probe.kept = new Map(all("[data-kind=node]").map((e) => [e.dataset.key, e])); };
  probe.same = () => all(CARDS).filter((e) => probe.kept.has(e.dataset.key))
    .map((e) => [e.dataset.key, probe.kept.get(e.dataset.key) === e]);
  probe.cards = () => all(CARDS).map((e) => {
    const b = box(e);
    return { ...e.dataset, x: b.x, y: b.y, w: b.width, h: b.height, text: e.innerText };
  });
  probe.stageBoxes = () => all("[data-kind=node], [data-kind=aggregate]").map((e) => {
    const b = box(e);
    return [b.left, b.top, b.right, b.bottom, e.dataset.level];
  });
  probe.lanes = () => Object.fromEntries(all(".nav-lane").map((e) => [e.dataset.level, [box(e).top, box(e).bottom]]));
  probe.laneHeights = () => all(".nav-lane").map((e) => box(e).height);
  probe.places = () => Object.fromEntries(["header", "strip", "longshot", "stage", "detail", "time"].map((name) => {
    const b = box(document.getElementById(`nav-${name}`));
    return [name, [b.x, b.y, b.width, b.height]];
  }));
  probe.watchCard = (key) => each(() => {
    const card = document.querySelector(`[data-kind=node][data-key="${key}"]`);
    probe.log.push([document.body.dataset.settled, card ? card.parentElement.style.transform : ""]);
  });
  probe.watchAll = () => each(() => {
    for (const e of all("[data-kind=node]")) {
      (probe.paths[e.dataset.key] ||= []).push([box(e).width, box(e).height, e.dataset.leaving || ""]);
    }
  });

  const ask = (place) => fetch(`/scene?${new URLSearchParams({ place, columns: 6, rows: 4 })}`).then((r) => r.json());

  /** Two scenes, the second 8 frames into the first one's motion: how many moved, and the longest jump then. */
  probe.interrupt = async (one, two) => {
    const [first, second] = await Promise.all([one, two].map(ask));
    for (const scene of [first, second]) delete scene.place;
    const boxes = () => new Map(all("[data-kind=node]").map((e) => [e, box(e)]));
    const start = boxes();
    await window.navigatorMap.update(first);
    for (let i = 0; i < 8; i += 1) await new Promise(requestAnimationFrame);
    const before = boxes();
    await window.navigatorMap.update(second);
    const after = boxes();
    const far = (a, b) => Math.abs(a.x - b.x) + Math.abs(a.y - b.y) + Math.abs(a.width - b.width);
    const moved = [...before].filter(([e, b]) => start.has(e) && far(b, start.get(e)) > 2).length;
    return [moved, Math.max(...[...before].map(([e, b]) => (after.has(e) ? far(b, after.get(e)) : 0)))];
  };

  /** Moves, then hands the renderer the answer to the place before that move. */
  probe.lateAnswer = async (id) => {
    const old = await ask(location.search);
    window.navigatorMap.app.place.go(id);
    await window.navigatorMap.update(old);
  };

  /** The scene on screen once more with other parts, as if the server had sent it. */
  probe.again = async (parts) => {
    const scene = { ...structuredClone(window.navigatorMap.app.raw), ...parts };
    delete scene.place;
    await window.navigatorMap.update(scene);
  };

  /** Own state, threat and state shown of some cards by node; every other card is healthy. */
  probe.suffer = async (changed) => {
    const { app } = window.navigatorMap;
    const cards = structuredClone(app.raw.cards);
    for (const card of cards) [card[6], card[7], card[8]] = changed[app.model.nodes[card[0]].id] || [0, -1, 0];
    await probe.again({ cards, states: `o${app.model.nodes.length}` });
  };

  probe.addOnset = async (node) => {
    const scene = { ...window.navigatorMap.app.raw };
    scene.strip = [[scene.at - 1, node, 2], ...scene.strip];
    delete scene.place;
    await window.navigatorMap.update(scene);
  };

  /** The first answer about sparklines is all pending. */
  probe.pendingOnce = () => {
    const { app } = window.navigatorMap;
    const real = app.fetchJson;
    probe.asked = [];
    app.fetchJson = async (path) => {
      const answer = await real(path);
      if (!path.startsWith("screen/sparks")) return answer;
      probe.asked.push(path);
      return probe.asked.length > 1 ? answer : { ...answer, sparks: {}, pending: Object.keys(answer.sparks) };
    };
  };

  probe.colours = () => {
    const c = document.createElement("canvas").getContext("2d");
    const names = ["paper", "band", "band-focus", "card", "raised", "ink", "secondary", "line-strong", "accent", "on-accent",
      "ok", "warning-line", "warning-text", "warning-tint", "critical", "critical-line", "critical-text", "critical-tint",
      "unknown", "unknown-tint", "stale", "past", "imagined", "on-imagined", "on-critical"];
    return Object.fromEntries(names.map((name) => {
      c.fillStyle = window.navigatorMap.core.colour(name);
      c.fillRect(0, 0, 1, 1);
      return [name, [...c.getImageData(0, 0, 1, 1).data].slice(0, 3)];
    }));
  };

  probe.cutOff = () => all(".lane-gutter, .card-title, .nav-card")
    .filter((e) => e.scrollWidth > e.clientWidth + 1 || (e.matches(".lane-gutter") && e.scrollHeight > e.parentNode.clientHeight))
    .map((e) => `${e.className}: ${e.innerText}`);

  probe.marks = () => all("[data-kind=node]").map((e) => ({
    ...e.dataset,
    glyph: e.querySelector(".card-glyph .glyph")?.dataset.glyph || "",
    edge: e.querySelector(".card-threat .glyph")?.dataset.glyph || "",
    line: getComputedStyle(e).borderTopStyle,
  }));

  /** From now on the server is silent, and a minute passes at once. */
  probe.silence = () => {
    const now = Date.now;
    window.fixture.hold = true;
    window.navigatorMap.app.place.go("l2-2");
    Date.now = () => now() + 60000;
  };

  probe.scrolled = async (top) => {
    document.getElementById("nav-stage").scrollTop = top;
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    return box(document.querySelector(".longshot-canvas")).y - box(document.querySelector(".stage-inner")).y;
  };

  probe.pressMeans = () => {
    window.fixture.hold = true;
    const card = document.querySelector("[data-kind=node][data-role=means]");
    card.click();
    return [card.dataset.pressed, document.body.dataset.settled];
  };

  probe.cell = (id) => {
    const { app } = window.navigatorMap;
    const { x, y } = app.longshot.boxOf(app.model.byId.get(id));
    return [x, y];
  };

  window.probe = probe;
})();
