/* The overlay on the shelves: per lane the names of what a move would reveal, side effects first. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, setData, STATES } = nav.core;
  const FONT = '500 10.5px "Inter", system-ui, sans-serif';
  const MOST = 6;
  const LEAST_NAME = 66; // px: what is cut shorter says nothing
  const [GLYPH, PAD, GAP, EDGE] = [13, 8, 4, 12];
  const width = (text) => nav.titles.width(text, FONT);

  /** How wide each may be so that all fit into `room`: the long ones give way, the short ones stay whole. */
  function shares(naturals, room) {
    let left = room;
    let count = naturals.length;
    const order = naturals.map((natural, index) => [natural, index]).sort(([a], [b]) => a - b);
    const result = [];
    for (const [natural, index] of order) {
      result[index] = Math.min(natural, left / count);
      left -= result[index];
      count -= 1;
    }
    return result;
  }

  /** The most names, at most six, that can be read in `room` px: [how many, the width of each]. */
  function fit(items, room) {
    for (let count = Math.min(MOST, items.length); count > 1; count -= 1) {
      const more = items.length > count ? width(`+${items.length - count}`) + PAD + GAP : 0;
      const naturals = items.slice(0, count).map(({ title, glyph }) => width(title) + (glyph ? GLYPH : 0) + PAD);
      const found = shares(naturals, room - more - GAP * (count - 1));
      if (found.every((share, index) => share >= naturals[index] - 0.5 || share >= LEAST_NAME + PAD + (items[index].glyph ? GLYPH : 0))) return [count, found];
    }
    const more = items.length > 1 ? width(`+${items.length - 1}`) + PAD + GAP : 0;
    return [1, [Math.min(room - more, width(items[0].title) + GLYPH + PAD)]];
  }

  function create(app, layer) {
    const lanes = [0, 1, 2, 3, 4].map(() => ({ el: el("div", { class: "preview-lane" }), signature: "" }));

    function name(item, share) {
      const { id, state, title, glyph, side, level } = item;
      const text = nav.titles.middle(title, Math.max(8, share - PAD - (glyph ? GLYPH : 0)), FONT);
      const element = el("span", { class: "preview-name", "data-kind": "preview", "data-key": id, "data-level": level, "data-state": STATES[state], "data-side": side ? "true" : null });
      if (glyph) element.append(nav.glyphs.glyph(glyph, 10));
      element.append(text);
      return element;
    }

    function itemOf(sides, node) {
      const { model, scene } = app;
      const { id, title, l } = model.nodes[node];
      const state = scene.states[node];
      return { node, id, title, state, level: model.levels[l].id, glyph: nav.glyphs.glyphOf(state, ""), side: sides.has(node) };
    }

    function fill(lane, index, items) {
      const { g } = app.stage;
      const tags = [items[0].side ? "also serves" : "", items.some(({ side }) => !side) ? "shows" : ""];
      const words = tags.filter(Boolean).reduce((sum, tag) => sum + width(tag) + GAP + 3, 0);
      const signature = JSON.stringify([items, g.areaW, g.areaX, g.laneH]);
      if (lane.signature === signature) return;
      lane.signature = signature;
      const [count, share] = fit(items, g.areaW - words - EDGE);
      const shown = items.slice(0, count).map((item, at) => name(item, share[at]));
      const first = items.slice(0, count).findIndex(({ side }) => !side);
      if (tags[1]) shown.splice(first < 0 ? count : first, 0, el("span", { class: "preview-tag", text: tags[1] }));
      if (tags[0]) shown.unshift(el("span", { class: "preview-tag", text: tags[0] }));
      const rest = items.slice(count);
      if (rest.length) shown.push(el("span", { class: "preview-more", "data-kind": "preview-more", "data-members": rest.map(({ id }) => id).join(" "), text: `+${rest.length}` }));
      lane.el.replaceChildren(...shown);
      lane.el.style.transform = `translate(${g.areaX}px,${index * g.laneH + 3}px)`;
      lane.el.style.width = `${g.areaW}px`;
      setData(lane.el, { level: items[0].level });
    }

    /** Lists the nodes that would come, lane by lane; `sides` are side effects. */
    function draw(coming, sides) {
      const { model, scene } = app;
      const worst = nav.model.worstFirst(model, scene.states);
      const order = [...coming].sort((a, b) => sides.has(b) - sides.has(a) || worst(a, b));
      const used = [];
      lanes.forEach((lane, index) => {
        const items = order.filter((node) => model.nodes[node].l === index).map((node) => itemOf(sides, node));
        if (!items.length) return;
        fill(lane, index, items);
        used.push(lane.el);
      });
      nav.core.keep(layer, used);
    }

    function clear() {
      nav.core.keep(layer, []);
    }

    return { draw, clear };
  }

  nav.shelf = { create, fit };
})();
