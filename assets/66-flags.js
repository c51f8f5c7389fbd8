/* Changes on the time bar: what people and machines did, as flags at their time; lasting ones with their extent. In
   outline where nothing in the model links one to the focus, nor to the symptom that is pinned. Flags too near to each other are one with a count; a click
   lists what they stand for. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, setText, setData, clock, clockSeconds } = nav.core;
  const NEAR = 24; // a finger's width: what is nearer can't be told apart by one
  const POLE = 2.5;
  const MOST_NODES = 20; // so many of a change's nodes are named at most; with more nobody knows about the others
  const FONT = '500 10.5px "Inter", system-ui, sans-serif';
  const ORIGINS = { query: "seen in the metrics", posted: "posted", alert: "alert" };
  const SAFE_LINK = /^https?:\/\//i;

  const readChange = ([at, until, title, nodes, origin, everything, url]) => ({
    at, until: Number.isFinite(until) ? until : null, title: String(title || "change"), nodes: nodes || [],
    origin: ORIGINS[origin] || "", everything: Boolean(everything), url: SAFE_LINK.test(url || "") ? url : "",
  });

  /** All nodes that the focus is linked with: above it, below it, and what those call; null for the whole system. */
  function linkedWith(model, focus) {
    if (focus < 0) return null;
    const down = model.means.map((means) => [...means]);
    for (const [caller, callee] of model.calls || []) down[caller].push(callee);
    return new Set([focus, ...nav.model.closure(down, focus), ...nav.model.closure(model.ends, focus)]);
  }

  /** Whether a change concerns the focus as far as anybody knows. */
  function concerns({ everything, nodes }, linked) {
    if (everything || nodes.length >= MOST_NODES) return true;
    return linked ? nodes.some((node) => linked.has(node)) : nodes.length > 0;
  }

  /** Neighbours within reach of a group's first flag join it. */
  function grouped(changes, x, width) {
    const groups = [];
    for (const change of changes) {
      const left = Math.min(width - 10, Math.max(0, x(change.at)));
      const last = groups[groups.length - 1];
      if (last && left - last.left < NEAR) last.changes.push(change);
      else groups.push({ left, changes: [change] });
    }
    return groups;
  }

  function create(app, place) {
    const list = el("ol", { class: "time-flags", "aria-label": "Changes" });
    place.append(list);
    const dialog = nav.flagList.create(app);
    const flags = new Map();
    let closure = { key: "", focus: null, pin: null };

    const sentence = (change) => [
      `${clockSeconds(change.at, app.place.tz())}${change.until ? `–${clock(change.until, app.place.tz())}` : ""} ${change.title}`,
      change.origin, aside(app, change),
    ].filter(Boolean).join(", ");

    function linkedNow(scene) {
      const pin = scene.focus >= 0 ? nav.pin.nodeOf(app.model, scene) : -1;
      const key = `${scene.revision}|${scene.focus}|${pin}`;
      if (closure.key !== key) closure = { key, focus: linkedWith(app.model, scene.focus), pin: pin >= 0 ? linkedWith(app.model, pin) : null };
      return closure;
    }

    function flagOf(key) {
      if (flags.has(key)) return flags.get(key);
      const glyph = nav.glyphs.glyph("flag", 12);
      const count = el("span", { class: "flag-count" });
      const text = el("span", { class: "flag-text" });
      const button = el("button", { type: "button", class: "time-flag", tabindex: "-1", "aria-haspopup": "dialog" }, glyph, count, text);
      const flag = { el: el("li", {}, button), button, count, text, changes: [] };
      button.addEventListener("click", () => dialog.open(flag.changes));
      flags.set(key, flag);
      return flag;
    }

    function fill(flag, { left, changes }, room) {
      const linked = changes.some((change) => change.linked);
      const hint = `${changes.length > 1 ? `${changes.length} changes\n` : ""}${changes.slice(0, 8).map(sentence).join("\n")}${changes.length > 8 ? `\nand ${changes.length - 8} more` : ""}`;
      const many = changes.length > 1 ? String(changes.length) : "";
      const free = room - 22 - (many ? nav.titles.width(many, FONT) + 3 : 0);
      flag.changes = changes;
      flag.el.style.transform = `translateX(${(left - POLE).toFixed(1)}px)`;
      setText(flag.count, many);
      setText(flag.text, many || free < 40 ? "" : nav.titles.middle(changes[0].title, free, FONT));
      setData(flag.button, { linked: String(linked), changes: changes.length, at: changes[0].at });
      if (flag.button.title === hint) return;
      flag.button.title = hint;
      flag.button.setAttribute("aria-label", hint.replaceAll("\n", "; "));
    }

    /** Puts exactly these flags into the list; those that stay keep their element, and with it the keyboard. */
    function arrange(groups, width) {
      const used = new Map();
      groups.forEach((group, index) => {
        const key = `${group.changes[0].at}|${group.changes[0].title}|${used.has(`${group.changes[0].at}|${group.changes[0].title}`) ? index : ""}`;
        const flag = flagOf(key);
        used.set(key, flag);
        fill(flag, group, (groups[index + 1]?.left ?? width) - group.left);
        if (list.children[index] !== flag.el) list.insertBefore(flag.el, list.children[index] || null);
      });
      for (const [key, flag] of flags) {
        if (used.has(key)) continue;
        flag.el.remove();
        flags.delete(key);
      }
      const held = list.contains(document.activeElement) ? document.activeElement : null;
      list.querySelectorAll(".time-flag").forEach((button, index) => button.setAttribute("tabindex", (held ? button === held : index === 0) ? "0" : "-1"));
    }

    /** Draws the flags of the timeline `data` (null: not known yet, the flags stay away), and on the canvas under them
        the extents of what lasts. `box` has the top and bottom of the rows and their width. */
    function draw(c, x, box, data, scene, ink) {
      const from = scene.window[0];
      const to = scene.window[1];
      const linked = linkedNow(scene);
      const changes = ((data && data.changes) || []).map(readChange)
        .filter((change) => Number.isFinite(change.at) && change.at <= to && (change.until ?? change.at) >= from)
        .sort((a, b) => a.at - b.at)
        .map((change) => {
          const here = concerns(change, linked.focus);
          const far = !here && linked.pin !== null && concerns(change, linked.pin);
          return { ...change, linked: here || far, far };
        });
      for (const change of changes) extent(c, x, box, change, ink);
      arrange(grouped(changes, x, box.width), box.width);
      dialog.more((data && data.moreChanges) || 0);
    }

    list.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const all = [...list.querySelectorAll(".time-flag")];
      const next = all[all.indexOf(document.activeElement) + step];
      if (!next) return;
      document.activeElement.setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
    });

    return { draw };
  }

  /** What to say of a change that the model does not link with the focus: whether it does with what is pinned. */
  function aside(app, { linked, far, nodes }) {
    if (linked && !far) return "";
    if (app.scene.focus < 0 || !nodes.length) return "no link in the model";
    const pinned = app.model.nodes[nav.pin.nodeOf(app.model, app.scene)];
    return far && pinned ? `no link to the focus in the model; linked with ${pinned.title}, which is pinned` : "no link to the focus in the model";
  }

  /** A faint line down through the rows where it was done, and a bar as long as it lasted. */
  function extent(c, x, { top, bottom, width }, { at, until, linked }, ink) {
    const left = Math.round(x(at));
    c.fillStyle = ink.secondary;
    c.strokeStyle = ink.secondary;
    c.setLineDash(linked ? [] : [2, 2]);
    if (left >= 0 && left <= width) {
      c.globalAlpha = 0.5;
      c.beginPath();
      c.moveTo(left + 0.5, top);
      c.lineTo(left + 0.5, bottom);
      c.stroke();
      c.globalAlpha = 1;
    }
    if (until !== null && until > at) {
      const [a, b] = [Math.max(0, left), Math.min(width, Math.round(x(until)))];
      if (linked) c.fillRect(a, top, Math.max(2, b - a), 3);
      else c.strokeRect(a + 0.5, top + 0.5, Math.max(2, b - a - 1), 2);
    }
    c.setLineDash([]);
  }

  nav.flags = { create, concerns, linkedWith, aside };
})();
