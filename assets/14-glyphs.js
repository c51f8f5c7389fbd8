/* State glyphs: every state and every kind of not knowing has a shape of its own, so that colour is never alone. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { svg } = nav.core;

  const SHAPES = {
    critical: [["path", { d: "M6 .4 11.6 6 6 11.6 .4 6Z", class: "fill" }], ["path", { d: "M6 3.2v3.4M6 8.2v.6", class: "mark" }]],
    warning: [["path", { d: "M6 .9 11.6 11H.4Z", class: "fill" }], ["path", { d: "M6 4.6v2.9M6 8.9v.5", class: "mark" }]],
    unknown: [
      ["circle", { cx: 6, cy: 6, r: 5.1, class: "dash" }],
      ["path", { d: "M4.4 4.7a1.6 1.6 0 1 1 2.3 1.4c-.5.3-.7.5-.7 1.1M6 8.7v.5", class: "stroke" }],
    ],
    stale: [["circle", { cx: 6, cy: 6, r: 5, class: "stroke" }], ["path", { d: "M6 3.2V6l2 1.3", class: "stroke" }]],
    error: [["circle", { cx: 6, cy: 6, r: 5.1, class: "dash" }], ["path", { d: "M4 4l4 4M8 4l-4 4", class: "stroke" }]],
    conflicting: [["path", { d: "M1.5 4.4h9M1.5 7.6h9M8.2 1.6 3.8 10.4", class: "stroke" }]],
    ok: [["circle", { cx: 6, cy: 6, r: 2.2, class: "fill" }]],
    play: [["path", { d: "M3 1.5 10 6 3 10.5Z", class: "fill" }]],
    pause: [["path", { d: "M3.6 2v8M8.4 2v8", class: "bar" }]],
    search: [["circle", { cx: 5, cy: 5, r: 3.6, class: "stroke" }], ["path", { d: "M7.8 7.8 11 11", class: "stroke" }]],
    theme: [["circle", { cx: 6, cy: 6, r: 4.8, class: "stroke" }], ["path", { d: "M6 1.2a4.8 4.8 0 0 1 0 9.6Z", class: "fill" }]],
    back: [["path", { d: "M7.5 2 3.5 6l4 4", class: "stroke" }]],
    acknowledged: [["path", { d: "M1.6 6.6 4.8 9.8 10.6 2.6", class: "bar" }]],
    maintenance: [
      ["path", { d: "M5.6 6.6 1.8 10.4", class: "bar" }],
      ["path", { d: "M10.9 3.1 8.9 5.1 7.1 4.9 6.9 3.1 8.9 1.1A3.2 3.2 0 0 0 5 5.1 3.2 3.2 0 0 0 6.9 7a3.2 3.2 0 0 0 4-3.9Z", class: "fill" }],
    ],
    contradiction: [["path", { d: "M3.4 10.6V1.6M1.2 3.8 3.4 1.4 5.6 3.8", class: "stroke" }], ["path", { d: "M8.6 1.4v9M6.4 8.2 8.6 10.6 10.8 8.2", class: "stroke" }]],
    pin: [["circle", { cx: 6, cy: 3.9, r: 3.3, class: "fill" }], ["path", { d: "M6 7V11.6", class: "stroke" }]],
    share: [["path", { d: "M7.6 1.4H10.6V4.4M10.4 1.6 5.6 6.4", class: "stroke" }], ["path", { d: "M5.2 2.4H1.6V10.4H9.6V6.8", class: "stroke" }]],
    refresh: [["path", { d: "M10.2 4.1A4.7 4.7 0 1 0 10.7 6.6M10.6 1.4V4.3H7.7", class: "stroke" }]],
    list: [["path", { d: "M1.6 2.8h.2M4.2 2.8h6.2M1.6 6h.2M4.2 6h6.2M1.6 9.2h.2M4.2 9.2h6.2", class: "stroke" }]],
    walk: [["path", { d: "M2 9.6 5 4.4 7.6 7.4 10.2 2.4", class: "stroke" }], ["circle", { cx: 2, cy: 9.6, r: 1.5, class: "fill" }], ["circle", { cx: 10.2, cy: 2.4, r: 1.5, class: "fill" }]],
    flag: [["path", { d: "M2.5 11.5V.8", class: "pole" }], ["path", { d: "M2.5 1.2H10.6L8.2 4 10.6 6.8H2.5Z", class: "cloth" }]],
  };

  /** An SVG of 12 × 12 units; its colour is that of the text around it, or of [data-glyph] in the style sheet. */
  function glyph(name, size) {
    const node = svg("svg", {
      viewBox: "0 0 12 12", width: size || 12, height: size || 12, class: "glyph",
      "data-glyph": name, "aria-hidden": "true", focusable: "false",
    });
    for (const [tag, attributes] of SHAPES[name] || SHAPES.unknown) node.append(svg(tag, attributes));
    return node;
  }

  const BY_TRUST = {
    stale: "stale", error: "error", unreachable: "error", truncated: "error", conflicting: "conflicting",
  };

  /** Which glyph says this state, seen through this trust; null for a healthy one. */
  function glyphOf(state, trust) {
    if (trust === "conflicting") return "conflicting";
    if (state === 3 || state < 0) return BY_TRUST[trust] || "unknown";
    return [null, "warning", "critical"][state];
  }

  /** Puts exactly this glyph (or none) into a holder, touching it only when it changes. */
  function setGlyph(holder, name, size) {
    const drawn = holder.firstElementChild;
    if (drawn ? drawn.dataset.glyph === name && drawn.getAttribute("width") === String(size || 12) : !name) return;
    holder.replaceChildren(...(name ? [glyph(name, size)] : []));
  }

  /** A glyph that says its state to whoever can't see it: beside a bare number nothing else does. */
  function named(shape, state, imagined) {
    shape.removeAttribute("aria-hidden");
    shape.setAttribute("role", "img");
    shape.setAttribute("aria-label", imagined ? `${state} (what if)` : state);
    return shape;
  }

  /** "◆ 2 ▲ 1 ? 4" as elements: one count per abnormal state, worst first, nothing for zero; what is not real comes
      after what is, in outline. */
  function counts(holder, tally, unreal = [0, 0, 0, 0]) {
    const signature = [...tally, ...unreal].join(",");
    if (holder.dataset.tally === signature) return;
    holder.dataset.tally = signature;
    const parts = [];
    for (const [list, imagined] of [[tally, null], [unreal, "true"]]) {
      for (const state of [2, 1, 3]) {
        if (!list[state]) continue;
        const item = nav.core.el("span", { class: "count-item", "data-state": nav.core.STATES[state], "data-imagined": imagined });
        item.append(named(glyph(nav.core.STATES[state], 10), nav.core.STATES[state], imagined), document.createTextNode(String(list[state])));
        parts.push(item);
      }
    }
    holder.replaceChildren(...parts);
  }

  nav.glyphs = { glyph, glyphOf, setGlyph, counts };
})();
