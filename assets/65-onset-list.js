/* All that became abnormal in the window, oldest first: what departed first stands at the top. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, setText, age, clock, clockSeconds, STATES } = nav.core;

  function create(app) {
    const heading = el("h2", { class: "dialog-title", id: "nav-onsets-title" });
    const list = el("ol", { class: "onset-list" });
    const foot = el("p", { class: "onset-foot" });
    const close = el("button", { type: "button", class: "nav-button", text: "Close", onclick: () => dialog.close() });
    const dialog = el("dialog", { class: "nav-dialog onset-dialog", "aria-labelledby": "nav-onsets-title" }, heading, list, el("div", { class: "dialog-foot" }, foot, close));
    document.body.append(dialog);
    dialog.addEventListener("click", (event) => {
      const row = event.target.closest("[data-key]");
      if (row || event.target === dialog) dialog.close();
      if (row) app.place.go(row.dataset.key);
    });
    list.addEventListener("keydown", (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const rows = [...list.querySelectorAll("[data-key]")];
      rows[rows.indexOf(document.activeElement) + step]?.focus();
    });

    function row([time, node, state], first, tz) {
      const { id, title } = app.model.nodes[node];
      const glyph = el("span", { class: "option-glyph" });
      nav.glyphs.setGlyph(glyph, STATES[state], 12);
      const later = time - first;
      const made = el("li", {}, el("button", { type: "button", class: "onset-row", "data-key": id, "data-state": STATES[state] },
        el("span", { class: "onset-time", text: clockSeconds(time, tz) }), el("span", { class: "onset-later", text: later ? `+${age(later)}` : "first" }),
        glyph, el("span", { class: "onset-title", text: title }), el("span", { class: "onset-note" })));
      note(made.firstChild);
      return made;
    }

    /** What it became, and what it is by now where that is something else. */
    function note(row) {
      const { model, scene } = app;
      const node = model.byId.get(row.dataset.key) ?? -1;
      if (node < 0) return;
      const became = row.dataset.state;
      const state = scene.notes.imagined[node] ? became : STATES[scene.states[node]];
      const since = app.header.modeOf(scene).stopped ? `${state} at ${clock(scene.at, app.place.tz())}` : `now ${state}`;
      setText(row.lastChild, `${became}${state === became ? "" : `, ${since}`} · ${model.levels[model.nodes[node].l].title}`);
    }

    /** Another scene: states are renewed where they stand. */
    function renew() {
      if (dialog.open) for (const row of list.querySelectorAll("[data-key]")) note(row);
    }

    /** Opens the list of these onsets, [[time, node, state]]; `more` says how many are not in it. */
    function open(onsets, more) {
      if (!app.scene || dialog.open) return;
      const tz = app.place.tz();
      const sorted = [...onsets].filter(([, node]) => app.model.nodes[node]).sort((a, b) => a[0] - b[0]);
      setText(heading, `Became abnormal since ${clock(app.scene.window[0], tz)}, the first at the top`);
      list.replaceChildren(...sorted.map((one) => row(one, sorted[0][0], tz)));
      setText(foot, more > 0 ? `${sorted.length} of ${sorted.length + more}; the others are still being read` : nav.model.plural(sorted.length, "onset"));
      dialog.showModal();
      list.querySelector("button")?.focus();
    }

    return { open, renew };
  }

  nav.onsetList = { create };
})();
