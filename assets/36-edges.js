/* Means-ends links between cards, from the end's lower edge to the means' upper edge, redrawn in every frame from where
   the cards are drawn. Links that look alike are one SVG path: the browser pays for elements, not for lines. Those of
   leaving cards fade together, as one group. */
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
    const going = svg("g", { class: "nav-edges-going" });
    const looks = new Map();
    let links = [];
    let cursor = -1;
    let lean = false;
    let faded = 0;
    layer.append(going);

    function roleOf(scene, lineage, end, means) {
      if (end === scene.focus || means === scene.focus) return "direct";
      return lineage.has(end) && lineage.has(means) ? "path" : "rest";
    }

    /** Every link whose two nodes have a card; those of leaving cards stay until the move ends. */
    function update(model, scene, records) {
      const lineage = new Set([...nav.model.closure(model.ends, scene.focus), ...nav.model.closure(model.means, scene.focus)]);
      links = [];
      for (const end of records.keys()) {
        for (const means of model.means[end] || []) {
          if (!records.has(means)) continue;
          const failing = scene.states[end] === 2 && scene.states[means] === 2;
          const imagined = failing && Boolean(scene.notes.imagined[end] || scene.notes.imagined[means]);
          const leaving = records.get(end).leaving || records.get(means).leaving;
          links.push({ end, means, role: roleOf(scene, lineage, end, means), failing, imagined, leaving });
        }
      }
      sort();
    }

    /** Gives every link to the path of those that look like it; a path that has none any more goes. */
    function sort() {
      for (const look of looks.values()) look.links = [];
      for (const link of links) {
        const { end, means, role, failing, imagined, leaving } = link;
        const at = !leaving && cursor >= 0 && (end === cursor || means === cursor);
        lookOf(role, failing, imagined, leaving, at).links.push(link);
      }
      for (const [key, look] of looks) {
        setData(look.el, { count: look.links.length });
        if (look.links.length) continue;
        look.el.remove();
        looks.delete(key);
      }
    }

    function lookOf(role, failing, imagined, leaving, at) {
      const key = [role, failing, imagined, leaving, at].join(" ");
      if (!looks.has(key)) {
        const look = { el: svg("path", { class: "nav-edge" }), links: [], d: "", rest: leaving || (role !== "direct" && !failing) };
        const told = (is) => (is ? "true" : null);
        setData(look.el, { kind: "edge", role, failing: told(failing), imagined: told(imagined), leaving: told(leaving), cursor: told(at) });
        stack(look, leaving ? going : layer, 8 * at + 4 * (role === "direct") + 2 * failing + (role === "path"));
        looks.set(key, look);
      }
      return looks.get(key);
    }

    /** What matters more lies above, whatever came first. */
    function stack(look, holder, rank) {
      look.rank = rank;
      const above = [...looks.values()].filter((other) => other.el.parentNode === holder && other.rank > rank);
      above.sort((a, b) => a.rank - b.rank);
      holder.insertBefore(look.el, above[0]?.el ?? null);
    }

    /** `t` says how far the move is; it goes back where another one begins, the fading does not. */
    function draw(records, t) {
      for (const look of looks.values()) if (!lean || !look.rest) trace(look, records); // else they are hidden
      fade(t);
    }

    /** Everything is where it belongs: the links of cards that left are gone with them. */
    function settle(records) {
      links = links.filter(({ end, means }) => records.has(end) && records.has(means));
      sort();
      draw(records, 1);
    }

    function trace(look, records) {
      let d = "";
      for (const { end, means } of look.links) {
        const a = records.get(end);
        const b = records.get(means);
        if (a && b) d += path(a.cur, b.cur);
      }
      if (look.d === d) return;
      look.d = d;
      look.el.setAttribute("d", d);
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
    function highlight(node, records) {
      if (cursor === node) return;
      cursor = node;
      sort();
      for (const look of looks.values()) trace(look, records);
    }

    return { update, draw, settle, setLean, highlight };
  }

  nav.edges = { create };
})();
