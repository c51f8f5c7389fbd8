/* Help: keys, what the marks mean, and the switch for single-character shortcuts. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el } = nav.core;

  const LEGEND = [
    ["critical", "critical"], ["warning", "warning"], ["unknown", "unknown: nothing proves it healthy"],
    ["stale", "stale: last value too old"], ["error", "could not be read"], ["conflicting", "two sources disagree"],
    ["contradiction", "itself ok but critical from below, or critical with every means ok"],
    ["acknowledged", "acknowledged: not passed upward"], ["maintenance", "in maintenance: not passed upward"],
    ["pin", "pinned: what you came with"],
    ["flag", "a change; in outline: no link to what is in focus"],
  ];
  const MARKS = [
    "Left edge and tint: the node's own state.",
    "Bottom edge: what threatens it from below.",
    "≥ before a glyph: at least this bad, more cannot be ruled out.",
    "Hatched and dashed: not known.",
    "A number in a box: a cue, a reason to look there next.",
    "Round dots in the overview: where you have been, the newest strongest.",
    "Overview: thick outline, the focus; thin with ▲, an end of it; thin with ▼, a means.",
    "A tray around cards: the parts of a whole that is open.",
    "Rows of the time bar: the higher, the more is abnormal; solid critical, striped warning, hatched unknown.",
    "Grey band in a line: what is usual. +12 s: departed 12 s after the focus.",
    "Violet, dotted, “if”: assumed or following from it, not real.",
    "A number of members (7/9) or “partial”: not every expected series answered.",
  ];

  function create(app) {
    const check = el("input", { type: "checkbox", id: "nav-single-keys" });
    const keys = el("dl", { class: "help-keys" });
    for (const [key, text] of nav.keys.SHORTCUTS) keys.append(el("dt", {}, ...key.split(" ").map((one) => el("kbd", { text: one }))), el("dd", { text }));
    const legend = el("ul", { class: "help-legend" });
    for (const [glyph, text] of LEGEND) {
      const item = el("li", { "data-glyph": glyph });
      item.append(nav.glyphs.glyph(glyph, 13), el("span", { text }));
      legend.append(item);
    }
    // What the header of a narrow page has no room for.
    const leave = (action) => () => {
      dialog.close();
      action();
    };
    const more = el("p", { class: "help-more" },
      el("button", { type: "button", class: "nav-button", text: "Your walk", onclick: leave(() => app.place.toggleTrail()) }),
      el("button", { type: "button", class: "nav-button", text: "Time zone", onclick: leave(() => app.header.zone()) }));
    const close = el("button", { type: "button", class: "nav-button", text: "Close", onclick: () => dialog.close() });
    const dialog = el("dialog", { class: "nav-dialog help-dialog", "aria-labelledby": "nav-help-title" },
      el("h2", { class: "dialog-title", id: "nav-help-title", tabindex: "-1", autofocus: true, text: "Keys and marks" }),
      el("p", { class: "dialog-lead", text: "Five levels, one picture. Up is why a thing exists, down is how it is done." }),
      more,
      el("div", { class: "help-columns" }, keys, legend, el("ul", { class: "help-marks" }, ...MARKS.map((text) => el("li", { text })))),
      el("p", { class: "dialog-foot" }, check, el("label", { for: "nav-single-keys", text: " single-character shortcuts ( / . [ ] r p t + − ? 1–9 ); off, they work with Alt" }), close));
    document.body.append(dialog);
    check.addEventListener("change", () => app.keys.setSingle(check.checked));
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

    function open() {
      if (dialog.open) return;
      check.checked = app.keys.single();
      dialog.showModal();
    }

    return { open };
  }

  nav.help = { create };
})();
