/* The time zone in which all times are written: UTC, the one of this machine, or any by its IANA name. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, setText, setData, clock } = nav.core;

  const here = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "";

  /** Whether a zone of this name exists. */
  function known(name) {
    try {
      return Boolean(name) && Boolean(new Intl.DateTimeFormat("en-GB", { timeZone: name }));
    } catch {
      return false;
    }
  }

  function create(app) {
    const choices = [["UTC", "UTC"], ["local", "Local"]].map(([zone, title]) => {
      const note = el("span", { class: "zone-note" });
      const button = el("button", { type: "button", class: "zone-choice", "data-zone": zone, onclick: () => take(zone) }, el("b", { text: title }), note);
      return { zone, note, el: button };
    });
    const names = el("datalist", { id: "nav-zones" });
    const input = el("input", { type: "text", id: "nav-zone", class: "search-input", list: "nav-zones", placeholder: "Europe/Berlin", autocomplete: "off", spellcheck: "false" });
    const wrong = el("p", { class: "zone-wrong", role: "status" });
    const form = el("form", { class: "zone-form" }, el("label", { for: "nav-zone", text: "Another, by its name" }), el("div", { class: "zone-line" }, input, el("button", { class: "nav-button", type: "submit", text: "Use" })), wrong);
    const dialog = el("dialog", { class: "nav-dialog zone-dialog", "aria-labelledby": "nav-zone-title" },
      el("h2", { class: "dialog-title", id: "nav-zone-title", text: "Times are written in" }), ...choices.map((one) => one.el), form, names);
    document.body.append(dialog);
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const name = input.value.trim();
      if (known(name)) take(name);
      else setText(wrong, name ? `There is no time zone “${name}”` : "Type a name such as Europe/Berlin");
    });

    function take(zone) {
      dialog.close();
      app.place.setZone(zone);
    }

    function open() {
      const { scene } = app;
      if (!scene || dialog.open) return;
      const now = app.place.tz();
      for (const { zone, note, el: button } of choices) {
        setText(note, `${zone === "local" ? `${here()} · ` : ""}${clock(scene.at, zone)}`);
        setData(button, { chosen: zone === now ? "true" : null });
        button.setAttribute("aria-pressed", String(zone === now));
      }
      if (!names.firstChild) names.append(...(Intl.supportedValuesOf?.("timeZone") || []).map((name) => el("option", { value: name })));
      input.value = ["UTC", "local"].includes(now) ? "" : now;
      setText(wrong, "");
      dialog.showModal();
    }

    return { open };
  }

  nav.zone = { create, known };
})();
