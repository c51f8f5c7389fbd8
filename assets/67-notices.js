/* Banners: the worst in one line over the strip, the others and what is too long one gesture away, as a list over the
   stage that scrolls by itself. The page's own stand among those of the server. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, setData } = nav.core;
  const RANK = { critical: 3, error: 3, warning: 2, info: 1 };
  const GLYPHS = { critical: "critical", error: "critical", warning: "warning" };

  function create(app, place) {
    const own = new Map();
    const gone = new Set();
    const list = el("div", { class: "notice-list" });
    let open = false;
    let last = "";
    place.append(list);
    if (!place.hasAttribute("role")) place.setAttribute("role", "status");
    place.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !open) return;
      event.stopPropagation();
      fold(false);
    });

    function fold(on) {
      open = on;
      draw();
      list.querySelector(".notice-more")?.focus();
    }

    function all() {
      const listed = [...own.entries()].map(([id, notice]) => ({ id, ...notice }));
      const scene = app.scene ? app.scene.notices || [] : [];
      return [...listed, ...scene.filter(({ id }) => !own.has(id))].filter((notice) => !gone.has(`${notice.id}|${notice.text}`))
        .sort((a, b) => (RANK[b.severity] || 0) - (RANK[a.severity] || 0));
    }

    function row(notice) {
      const glyph = el("span", { class: "notice-glyph" });
      nav.glyphs.setGlyph(glyph, GLYPHS[notice.severity] || "unknown", 13);
      const close = notice.keep ? null : el("button", { type: "button", class: "notice-close", "aria-label": "Dismiss", text: "×",
        onclick: () => { gone.add(`${notice.id}|${notice.text}`); draw(); } });
      return el("div", { class: "nav-notice", "data-severity": notice.severity, "data-key": notice.id },
        glyph, el("span", { class: "notice-text", text: notice.text, title: open ? null : notice.text }), close);
    }

    /** Whether there is more than the one line: other notices, or words that it has no room for. */
    function unfolding(first, others) {
      const text = first.querySelector(".notice-text");
      if (!open && !others && text.scrollWidth <= text.clientWidth) return;
      text.after(el("button", { type: "button", class: "notice-more", "aria-expanded": String(open), onclick: () => fold(!open),
        text: open ? "fold" : others ? `${others} more` : "more" }));
    }

    /** Writes what changed; `again` measures anew, for a change of size. */
    function draw(again) {
      const found = all();
      open = open && found.length > 0;
      const signature = JSON.stringify([found, open, place.clientWidth]);
      if (signature === last && !again) return;
      last = signature;
      setData(list, { open: open ? "true" : null });
      list.replaceChildren(...(open ? found : found.slice(0, 1)).map(row));
      if (found.length) unfolding(list.firstElementChild, found.length - 1);
      setData(place, { count: found.length || null });
    }

    function set(id, notice) {
      if (notice) own.set(id, notice);
      else own.delete(id);
      draw();
    }

    return { draw, set };
  }

  nav.notices = { create };
})();
