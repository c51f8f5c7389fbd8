/* The strip: what became abnormal when, newest left, in fixed slots; frozen while the pointer is over it.
   Above it lie the banners of the page's own state. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, setText, setData, clock, clockSeconds, STATES } = nav.core;
  const FRESH = 90;
  const SLOT = 172;
  const MORE = 150;

  function create(app, place) {
    const list = el("ol", { class: "strip-list", "aria-label": "What became abnormal, newest first" });
    const first = nav.onsetList.create(app);
    let unlisted = 0;
    const rest = el("span");
    const more = el("button", { type: "button", class: "strip-more", "aria-haspopup": "dialog", title: "All of them, the first at the top", onclick: () => openList() }, nav.glyphs.glyph("list", 12), rest);
    place.append(list, more);
    let waiting = null;
    // Under the pointer or with the keyboard in it, it stays as it is.
    const frozen = () => place.matches(":hover") || Boolean(list.querySelector(":focus-visible"));
    const thaw = () => { if (waiting && !frozen()) draw(waiting); };
    place.addEventListener("pointerleave", thaw);
    list.addEventListener("focusout", () => setTimeout(thaw));
    list.addEventListener("click", (event) => {
      const slot = event.target.closest("[data-key]");
      if (slot) app.place.go(slot.dataset.key);
    });

    /** All onsets of the window that are known: those of the time bar, else those of the scene. */
    function openList() {
      const known = app.time.onsets();
      const total = unlisted + (app.scene.strip || []).length;
      const onsets = known.length ? known : app.scene.strip || [];
      if (onsets.length) first.open(onsets, total - onsets.length);
    }

    function slot([time, node, state], tz, words, at) {
      const { id, title } = app.model.nodes[node];
      const glyph = el("span", { class: "slot-glyph" });
      nav.glyphs.setGlyph(glyph, STATES[state], 11);
      return el("li", {}, el("button", {
        type: "button", class: "strip-slot", "data-key": id, "data-state": STATES[state], "data-fresh": at - time <= FRESH ? "true" : null, tabindex: "-1",
        title: `${title} became ${STATES[state]} at ${clockSeconds(time, tz)}`,
        "aria-label": `${words(time, tz)} ${title} ${STATES[state]}`,
      }, glyph, el("span", { class: "slot-time", text: words(time, tz) }), el("span", { class: "slot-title", text: title })));
    }

    function draw(scene) {
      waiting = null;
      const all = [...(scene.strip || [])].filter(([, node]) => app.model.nodes[node]).sort((a, b) => b[0] - a[0]);
      const room = Math.max(1, Math.floor((place.clientWidth - MORE) / SLOT));
      const shown = all.slice(0, room);
      list.style.setProperty("--slots", String(room));
      const tz = app.place.tz();
      // Where a minute holds several, seconds tell them apart.
      const words = new Set(shown.map(([time]) => clock(time, tz))).size < shown.length ? clockSeconds : clock;
      const fresh = shown.filter(([time]) => scene.at - time <= FRESH).length;
      const signature = JSON.stringify([shown, room, tz, scene.revision, fresh]);
      if (list.dataset.signature !== signature) {
        list.dataset.signature = signature;
        list.replaceChildren(...shown.map((one) => slot(one, tz, words, scene.at)));
        list.querySelector(".strip-slot")?.setAttribute("tabindex", "0");
      }
      const others = (scene.more || 0) + all.length - shown.length;
      const since = clock(scene.window[0], app.place.tz());
      const none = scene.filling ? `Reading what happened since ${since}…` : `Nothing became abnormal ${app.header.modeOf(scene).stopped ? `from ${since} to ${clock(scene.at, app.place.tz())}` : `since ${since}`}`;
      setText(rest, others ? `+${others} since ${since}` : all.length ? `all since ${since}` : none);
      unlisted = scene.more || 0;
      more.disabled = !all.length && !others;
      setData(more, { empty: all.length ? null : "true" });
    }

    function update(scene) {
      first.renew();
      if (frozen()) waiting = scene;
      else draw(scene);
    }

    list.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      const slots = [...list.querySelectorAll(".strip-slot")];
      const next = slots[slots.indexOf(document.activeElement) + step];
      event.preventDefault();
      event.stopPropagation();
      if (!next) return;
      slots.forEach((one) => one.setAttribute("tabindex", one === next ? "0" : "-1"));
      next.focus();
    });

    return { update };
  }

  nav.strip = { create };
})();
