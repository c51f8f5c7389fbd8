/* The picture keeps its places while things change. Where something has turned abnormal since it was laid out and has no
   card on it, the header offers to lay it out anew; by itself nothing moves. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, setText, clock } = nav.core;

  /** Nodes that became abnormal after the picture was laid out, still are, and are no cards of it. */
  function newer(scene) {
    const abnormal = (state) => state === 1 || state === 2;
    const late = (scene.strip || []).filter(([time, node]) => time > scene.as && abnormal(scene.states[node]) && !scene.shown.has(node));
    return [...new Set(late.map(([, node]) => node))];
  }

  function create(app, place) {
    const word = el("span", { class: "button-word" });
    const count = el("span", { class: "newer-count" });
    const button = el("button", { type: "button", class: "nav-button header-newer", hidden: true, onclick: () => app.place.refresh() }, nav.glyphs.glyph("refresh", 13), word, count);
    // First of all controls: what comes and goes there moves none of them.
    place.prepend(button);

    function update(scene) {
      const nodes = newer(scene);
      button.hidden = !nodes.length;
      if (!nodes.length) return;
      const time = clock(scene.as, app.place.tz());
      setText(word, `Picture of ${time}`);
      setText(count, `+${nodes.length}`);
      const names = nodes.slice(0, 6).map((node) => app.model.nodes[node].title).join(", ");
      const more = nodes.length > 6 ? ` and ${nodes.length - 6} more` : "";
      const said = `Abnormal since ${time}, when this picture was laid out, and no card of it: ${names}${more}`;
      button.title = `${said}\nLay it out anew ( r )`;
      button.setAttribute("aria-label", `Lay the picture out anew. ${said}`);
    }

    return { update };
  }

  nav.newer = { create };
})();
