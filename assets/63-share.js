/* Sharing: the address of exactly this picture, at this moment or as it goes on live. Where the clipboard can't be
   written, the address stands there selected. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, setText, clockSeconds, zoneName } = nav.core;

  const whole = (time) => String(Math.round(time));

  /** The address of the picture of a scene; with `moment` of just this moment, else of what is there whenever it is
      opened. Both lay it out as it stands now. */
  function address({ href, hash }, scene, moment) {
    const url = new URL(href);
    const query = url.searchParams;
    query.delete("live");
    if (moment) {
      query.set("at", whole(scene.at));
      if (Math.abs(scene.window[1] - scene.at) > 0.5) query.set("to", whole(scene.window[1]));
      query.set("range", scene.range);
    } else for (const name of ["at", "to"]) query.delete(name);
    if (Number.isFinite(scene.as)) query.set("as", whole(scene.as));
    const text = query.toString().replace(/%2F/gi, "/").replace(/%2C/gi, ",").replace(/%3A/gi, ":");
    return `${url.origin}${url.pathname}?${text}${hash || ""}`;
  }

  function create(app) {
    const said = el("p", { class: "share-said", role: "status" });
    const rows = [row("moment", "This moment"), row("live", "Live")];
    const close = el("button", { type: "button", class: "nav-button", text: "Close", onclick: () => dialog.close() });
    const dialog = el("dialog", { class: "nav-dialog share-dialog", "aria-labelledby": "nav-share-title" },
      el("h2", { class: "dialog-title", id: "nav-share-title", text: "Share this picture" }),
      ...rows.map((one) => one.el), el("div", { class: "dialog-foot" }, said, close));
    document.body.append(dialog);
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

    function row(kind, title) {
      const field = el("input", { type: "text", class: "share-address", readonly: true, id: `nav-share-${kind}`, spellcheck: "false" });
      const about = el("span", { class: "share-about" });
      const button = el("button", { type: "button", class: "nav-button", text: "Copy", "aria-label": `Copy the address: ${title}` });
      button.addEventListener("click", () => copy(field));
      field.addEventListener("focus", () => field.select());
      return {
        kind, field, about,
        el: el("div", { class: "share-row", "data-share": kind }, el("label", { for: `nav-share-${kind}` }, el("b", { text: title }), about), field, button),
      };
    }

    /** Copies what a field holds; where that is not allowed, the field is selected for whoever copies by hand. */
    async function copy(field) {
      try {
        await navigator.clipboard.writeText(field.value);
        setText(said, "Copied");
        app.say("Address copied");
      } catch {
        field.focus();
        field.select();
        setText(said, "Selected: copy it with the keyboard or by a long press");
      }
    }

    function open() {
      const { scene } = app;
      if (!scene || dialog.open) return;
      const tz = app.place.tz();
      const stopped = app.place.isPast() || app.header.modeOf(scene).stopped;
      const [moment, live] = rows;
      moment.field.value = address(location, scene, true);
      live.field.value = address(location, scene, false);
      setText(moment.about, `${clockSeconds(scene.at, tz)} ${zoneName(tz)}, as it is drawn now`);
      setText(live.about, "same places, states of whenever it is opened");
      live.el.hidden = stopped;
      setText(said, "");
      dialog.showModal();
      (stopped ? moment : live).field.focus();
      if (stopped) copy(moment.field);
    }

    return { open };
  }

  nav.share = { address, create };
})();
