/* Means-ends links between cards: one SVG path per link, from the end's lower edge to the means' upper edge,
   redrawn in every frame from where the cards are drawn. Those of leaving cards fade together, as one group. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { svg, setData } = nav.core;

  function path(a, b) {
    const x1 = a.x + a.w / 2;
    const y1 = a.y + a.h;
    const x2 = b.x + b.w / 2;
    const y2 = b.y;
    const bend = Math.max(14, (y2 - y1) / 2);
    return `M${x1.toFixed(1)} ${y1.toFixed(1)}C${x1.toFixed(1)} ${(y1 + bend).toFixed(1)} ${x2.toFixed(1)} ${(y2 - bend).toFixed(1)} ${x2.toFixed(1)} ${y2.toFixed(1)}`;
  }

  function create(layer) {
    const edges = new Map();
    const going = svg("g", { class: "nav-edges-going" });
    let lean = false;
    let faded = 0;
    layer.append(going);

    function roleOf(scene, lineage, end, means) {
      if (end === scene.focus || means === scene.focus) return "direct";
      return lineage.has(end) && lineage.has(means) ? "path" : "rest";
    }

    /** By ids, which outlive a revision. */
    function edgeOf(model, end, means) {
      const key = `${model.nodes[end].id}>${model.nodes[means].id}`;
      let edge = edges.get(key);
      if (!edge) {
        edge = { key, el: svg("path", { class: "nav-edge" }) };
        setData(edge.el, { kind: "edge", key });
        edges.set(key, edge);
      }
      return Object.assign(edge, { end, means });
    }

    /** Every link whose two nodes have a card; those of leaving cards stay until the move ends. */
    function update(model, scene, records) {
      const lineage = new Set([...nav.model.closure(model.ends, scene.focus), ...nav.model.closure(model.means, scene.focus)]);
      const keep = new Set();
      for (const end of records.keys()) {
        for (const means of model.means[end] || []) {
          if (!records.has(means)) continue;
          const edge = edgeOf(model, end, means);
          keep.add(edge.key);
          edge.leaving = records.get(end).leaving || records.get(means).leaving;
          const role = roleOf(scene, lineage, end, means);
          const failing = scene.states[end] === 2 && scene.states[means] === 2;
          const unreal = failing && (scene.notes.imagined[end] || scene.notes.imagined[means]);
          setData(edge.el, { role, failing: failing ? "true" : null, imagined: unreal ? "true" : null, leaving: edge.leaving ? "true" : null });
          const holder = edge.leaving ? going : layer;
          if (edge.el.parentNode !== holder) holder.append(edge.el);
          edge.rest = edge.leaving || (role !== "direct" && !failing);
        }
      }
      for (const [key, edge] of edges) if (!keep.has(key)) drop(key, edge);
    }

    function drop(key, edge) {
      edge.el.remove();
      edges.delete(key);
    }

    /** `t` says how far the move is; it goes back where another one begins, the fading does not. */
    function draw(records, t) {
      for (const [key, edge] of edges) {
        const a = records.get(edge.end);
        const b = records.get(edge.means);
        if (!a || !b) {
          drop(key, edge);
          continue;
        }
        if (lean && edge.rest) continue; // they are hidden
        const d = path(a.cur, b.cur);
        if (edge.d === d) continue;
        edge.d = d;
        edge.el.setAttribute("d", d);
      }
      fade(t);
    }

    function fade(t) {
      faded = going.firstChild ? Math.max(faded, Math.min(1, t * 1.6)) : 0;
      const opacity = faded ? (1 - faded).toFixed(2) : "";
      if (going.style.opacity !== opacity) going.style.opacity = opacity;
    }

    /** Under load only direct and failing links are drawn while things move; the others come back with the last frame. */
    function setLean(on) {
      lean = on;
      layer.classList.toggle("is-lean", on);
    }

    /** Shows which links the cursor's card has. */
    function highlight(node) {
      for (const edge of edges.values()) {
        setData(edge.el, { cursor: node >= 0 && (edge.end === node || edge.means === node) ? "true" : null });
      }
    }

    return { update, draw, setLean, highlight };
  }

  nav.edges = { create };
})();
