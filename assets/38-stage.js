/* The stage: five lanes that never move, their gutters, and the keyed cards, chips and links on them. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { SEVERITY, el, svg, setText, setData, busy, done, reducedMotion } = nav.core;
  const GHOST_MS = 1200;
  const CARD_MS = 0.8; // what a card costs its frame
  const { FAINT } = nav.cards;

  function lane(level) {
    const parts = {
      tag: el("span", { class: "lane-tag" }),
      title: el("h2", { class: "lane-title", hidden: true }),
      question: el("span", { class: "lane-question" }),
      shown: el("span", { class: "lane-shown" }),
      counts: el("span", { class: "lane-counts" }),
    };
    // Its cards lie in a layer above the links; for a reader they belong to the lane all the same.
    parts.el = el("div", { class: "nav-lane", "aria-owns": `nav-cards-${level}` },
      el("div", { class: "lane-gutter" }, parts.tag, parts.title, parts.question, parts.shown, parts.counts));
    parts.cards = el("div", { class: "lane-cards", role: "group", id: `nav-cards-${level}` });
    parts.level = level;
    return parts;
  }

  function create(place) {
    const inner = el("div", { class: "stage-inner" });
    const lanes = [0, 1, 2, 3, 4].map(lane);
    const edgeLayer = svg("svg", { class: "nav-edges", "aria-hidden": "true" });
    const chipLayer = el("div", { class: "nav-chips" });
    const ghosts = el("div", { class: "nav-ghosts", "aria-hidden": "true" });
    const [trays, opens] = ["nav-trays", "nav-opens"].map((name) => el("div", { class: name }));
    inner.append(...lanes.map((item) => item.el), trays, edgeLayer, ghosts, chipLayer, ...lanes.map((item) => item.cards), opens);
    place.append(inner);
    const stage = { place, inner, lanes, ghosts, records: new Map(), g: null, model: null, scene: null, spread: nav.spread.create() };
    stage.spares = nav.spares.create(stage);
    stage.room = nav.geometry.kept(place, nav.geometry.roomOf);
    stage.edges = nav.edges.create(edgeLayer);
    stage.chips = nav.chips.create(chipLayer);
    stage.parts = nav.parts.create(opens, trays);
    stage.motion = nav.motion.create({
      onFrame: (t) => {
        stage.spread.step(t);
        stage.edges.draw(stage.records, t);
        stage.parts.draw();
      },
      onEnd: (movers) => settle(stage, movers),
      onLean: (on) => {
        stage.edges.setLean(on);
        inner.classList.toggle("is-lean", on);
      },
    });
    return Object.assign(stage, {
      render: (model, scene, early) => render(stage, model, scene, early),
      prepare: (model, scene) => stage.spares.prepare(model, scene),
      relayout: () => relayout(stage),
      rekey: (numberOf) => rekey(stage, numberOf),
      recordOf: (node) => stage.records.get(node),
    });
  }

  function settle(stage, movers) {
    stage.spread.flush();
    for (const record of movers) {
      if (!record.leaving) continue;
      record.place.remove();
      stage.records.delete(record.node);
    }
    stage.inner.classList.remove("is-moving");
    stage.edges.settle(stage.records);
    busy("order");
    setTimeout(() => order(stage));
    stage.afterMove?.();
  }

  /** Not in the frame that ends the move: moved elements are laid out anew. */
  function order(stage) {
    if (!stage.motion.running()) sortCards(stage);
    done("order");
  }

  /** Reading order = drawn order, where the browser can move elements without losing their focus. */
  function sortCards(stage) {
    for (const { cards } of stage.lanes) {
      if (!cards.moveBefore) return;
      const order = [...stage.records.values()].filter((record) => record.place.parentNode === cards)
        .sort((a, b) => a.to.x - b.to.x || a.to.y - b.to.y);
      let before = cards.firstElementChild;
      for (const record of order) {
        if (record.place === before) before = before.nextElementSibling;
        else cards.moveBefore(record.place, before);
      }
    }
  }

  function gutters(stage, model, scene) {
    const focusLane = scene.focus >= 0 ? model.nodes[scene.focus].l : -1;
    stage.lanes.forEach((item, index) => {
      const nodes = model.lanes[index] || [];
      const level = model.levels[index];
      const shown = scene.cards.filter((card) => card.lane === index).length;
      setData(item.el, { kind: "landmark", key: `lane-${level.id}`, level: level.id, focus: index === focusLane ? "true" : null });
      setText(item.tag, focusLane < 0 ? "" : index < focusLane ? "why ↑" : index > focusLane ? "how ↓" : "focus");
      setText(item.title, level.title);
      item.title.hidden = false;
      setText(item.question, level.question);
      const narrow = stage.g.gutter < 110;
      setText(item.shown, nodes.length ? `${shown} of ${nodes.length}${narrow ? "" : " shown"}` : "nothing here");
      item.shown.title = `${shown} of ${nodes.length} drawn as cards, the others are counted in the chips above`;
      nav.glyphs.counts(item.counts, ...nav.model.tallies(nodes, scene));
      item.cards.setAttribute("aria-label", level.title);
      item.cards.style.setProperty("--level", JSON.stringify(level.title));
    });
  }

  function sizeStage(stage, model, scene) {
    stage.g = nav.geometry.measure(stage.room.get(), scene.columns || 6, model.domains.length);
    const { g, inner } = stage;
    inner.style.height = `${g.height}px`;
    stage.lanes.forEach((item, index) => {
      item.el.style.top = `${index * g.laneH}px`;
      item.el.style.height = `${g.laneH}px`;
    });
  }

  function chipFor(stage, node) {
    const { l, d } = stage.model.nodes[node];
    return nav.geometry.chipBox(stage.g, l, d);
  }

  /** A card that comes grows out of its chip; one that was just leaving turns round where it is. */
  function enter(stage, card) {
    if (stage.records.has(card.node)) return stage.records.get(card.node);
    const record = stage.spares.take(card.node) ?? nav.cards.create(card.node);
    record.cur = { ...chipFor(stage, card.node), o: stage.scene ? FAINT : 1 };
    stage.records.set(card.node, record);
    return record;
  }

  /** What can't wait: the focus and the one before it, what turns round, and what the keyboard is on. */
  const urgent = ({ el: element, leaving }, { role }) => role === "focus" || element.dataset.role === "focus" || leaving
    || element === document.activeElement;

  /** The cards in the order in which they are written: the worst first where some are written in later frames. */
  function worstFirst({ cards, states }) {
    return [...cards].sort((a, b) => SEVERITY[states[b.node]] - SEVERITY[states[a.node]]);
  }

  /** Writes a card and puts it into its lane. `later`: a frame of the move does it, but for what the keyboard is on. */
  function bring(stage, model, scene, card, later) {
    const record = enter(stage, card);
    const box = nav.geometry.cardBox(stage.g, card);
    const write = () => {
      const came = !record.place.isConnected;
      toLane(stage, record, card.lane);
      return nav.cards.update(model, scene, record, card, box) || came;
    };
    nav.cards.aim(record, card, box);
    if (later && !urgent(record, card)) stage.spread.add(write, CARD_MS);
    else write();
    return record;
  }

  /** In another revision nodes have other numbers: cards of those that stayed keep their elements, the others fade
      out where they are, under numbers that no node has. */
  function rekey(stage, numberOf) {
    stage.spread.flush();
    const records = [...stage.records.values()];
    stage.spares.forget();
    stage.records.clear();
    let gone = 0;
    for (const record of records) {
      const node = numberOf(record.node);
      record.signature = "";
      record.node = node >= 0 ? node : (gone -= 1);
      if (node < 0 && !record.leaving) nav.cards.leave(record, record.cur);
      stage.records.set(record.node, record);
    }
  }

  /** A card stands in the group of its lane; where elements can be moved without losing the keyboard, they are. */
  function toLane(stage, record, lane) {
    const { cards } = stage.lanes[lane];
    if (record.place.parentNode === cards) return;
    if (record.place.parentNode && cards.moveBefore) cards.moveBefore(record.place, null);
    else cards.append(record.place);
  }

  /** `early`: a picture that its scene is not there for yet. It begins to move at once and is written while it does. */
  function render(stage, model, scene, early) {
    stage.spread.flush();
    const first = !stage.scene;
    const later = early && !first && !reducedMotion() && !document.hidden;
    stage.model = model;
    sizeStage(stage, model, scene);
    const before = [...stage.records.values()].filter((record) => !record.leaving)
      .map((record) => ({ record, box: { ...record.cur } }));
    for (const card of later ? worstFirst(scene) : scene.cards) {
      const record = bring(stage, model, scene, card, later);
      if (first) record.cur = { ...record.to };
    }
    stage.spares.forget();
    for (const record of stage.records.values()) {
      if (!scene.shown.has(record.node) && !record.leaving) nav.cards.leave(record, chipFor(stage, record.node));
    }
    stage.scene = scene;
    stage.chips.update(model, scene, stage.g);
    gutters(stage, model, scene);
    keepFocus(stage);
    stage.edges.update(model, scene, stage.records);
    stage.parts.update(model, scene, stage.records);
    nav.list.arrange(stage, scene);
    start(stage, before);
    if (!stage.motion.running()) stage.spread.flush();
  }

  /** A leaving card keeps its layout and aims at its chip; every other aims at its own box. */
  function start(stage, before) {
    const movers = [...stage.records.values()];
    for (const record of movers) {
      if (!record.leaving) continue;
      record.to = { ...record.to, ...record.goal };
      record.draw = () => drawLeaving(record);
    }
    for (const record of movers) if (!record.leaving) record.draw = () => nav.cards.draw(record);
    if (reducedMotion()) haunt(stage, before);
    stage.inner.classList.add("is-moving");
    stage.motion.run(movers);
  }

  function drawLeaving(record) {
    const { cur, el: element, place } = record;
    const w = parseFloat(element.style.width) || 1;
    const h = parseFloat(element.style.height) || 1;
    place.style.transform = `translate(${cur.x.toFixed(1)}px,${cur.y.toFixed(1)}px) scale(${(cur.w / w).toFixed(4)},${(cur.h / h).toFixed(4)})`;
    place.style.opacity = cur.o.toFixed(3);
  }

  /** Without movement, an outline stays for a moment where a card was. */
  function haunt(stage, before) {
    for (const { record, box } of before) {
      const { to, leaving } = record;
      if (!leaving && ["x", "y", "w", "h"].every((side) => Math.abs(box[side] - to[side]) < 4)) continue;
      const ghost = el("div", { class: "nav-ghost", "data-ghost-of": record.el.dataset.key });
      ghost.style.transform = `translate(${box.x}px,${box.y}px)`;
      ghost.style.width = `${box.w}px`;
      ghost.style.height = `${box.h}px`;
      stage.ghosts.append(ghost);
      setTimeout(() => ghost.remove(), GHOST_MS);
    }
  }

  /** When the card with the keyboard goes away, the keyboard goes on from the focus. */
  function keepFocus(stage) {
    const active = document.activeElement;
    if (!active || !active.dataset || active.dataset.leaving !== "true") return;
    const target = stage.records.get(stage.scene.focus) || [...stage.records.values()].find(({ leaving, place }) => !leaving && place.isConnected);
    if (target) target.el.focus({ preventScroll: true });
  }

  /** After a change of size everything is where it belongs at once. */
  function relayout(stage) {
    stage.room.forget();
    stage.spares.forget();
    stage.spread.flush();
    if (!stage.scene) return;
    busy("layout");
    for (const record of [...stage.records.values()]) {
      if (!record.leaving) continue;
      record.place.remove();
      stage.records.delete(record.node);
    }
    sizeStage(stage, stage.model, stage.scene);
    for (const card of stage.scene.cards) {
      const record = bring(stage, stage.model, stage.scene, card, false);
      record.cur = { ...record.to };
    }
    stage.chips.update(stage.model, stage.scene, stage.g);
    stage.parts.update(stage.model, stage.scene, stage.records);
    nav.list.arrange(stage, stage.scene);
    stage.motion.run([...stage.records.values()].filter((record) => !record.leaving));
    done("layout");
  }

  nav.stage = { create };
})();
