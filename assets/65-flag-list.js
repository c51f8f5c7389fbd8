/* The list behind a flag of the time bar: each change with its time, where it is known from, and what it concerns. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, clockSeconds, zoneName } = nav.core;
  const MOST = 60;

  function create(app) {
    const list = el("ul", { class: "change-list" });
    const foot = el("p", { class: "dialog-foot" });
    const close = el("button", { type: "button", class: "nav-button", text: "Close", onclick: () => dialog.close() });
    const dialog = el("dialog", { class: "nav-dialog change-dialog", "aria-label": "Changes" },
      el("h2", { class: "dialog-title", text: "Changes" }), list, el("div", { class: "dialog-foot" }, foot, close));
    document.body.append(dialog);
    let dropped = 0;

    function concerned(change) {
      const known = change.nodes.filter((node) => app.model.nodes[node]);
      if (change.everything) return [el("span", { text: "everything" })];
      if (!known.length) return [el("span", { text: "no link in the model" })];
      return known.map((node) => el("button", { type: "button", class: "change-node", "data-go-to": app.model.nodes[node].id, text: app.model.nodes[node].title }));
    }

    function row(change) {
      const tz = app.place.tz();
      const time = `${clockSeconds(change.at, tz)}${change.until ? ` – ${clockSeconds(change.until, tz)}` : ""} ${zoneName(tz)}`;
      const link = change.url ? el("a", { href: change.url, target: "_blank", rel: "noopener noreferrer", text: "open" }) : null;
      const aside = app.scene.focus < 0 || !change.nodes.length ? "" : nav.flags.aside(app, change);
      return el("li", { "data-linked": String(change.linked) }, nav.glyphs.glyph("flag", 13),
        el("div", {}, el("div", { class: "change-title" }, el("span", { text: change.title }), link),
          el("div", { class: "change-note", text: [time, change.origin, aside].filter(Boolean).join(" · ") }),
          el("div", { class: "change-nodes" }, ...concerned(change))));
    }

    list.addEventListener("click", (event) => {
      const target = event.target.closest("[data-go-to]");
      if (!target) return;
      dialog.close();
      app.place.go(target.dataset.goTo);
    });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

    function open(changes) {
      if (dialog.open || !changes.length) return;
      list.replaceChildren(...changes.slice(0, MOST).map(row));
      const notes = [
        changes.length > MOST ? `${MOST} of ${changes.length} listed` : "",
        dropped ? `${nav.model.plural(dropped, "older change")} of this window not drawn` : "",
      ];
      foot.textContent = notes.filter(Boolean).join(". ");
      dialog.showModal();
    }

    return { open, more: (count) => { dropped = count; } };
  }

  nav.flagList = { create };
})();
