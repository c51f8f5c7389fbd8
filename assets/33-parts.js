/* Wholes and parts: how many parts a whole has and how they are, the gesture that opens and closes it in place, and
   the tray that shows whose parts the cards of an opened whole are. A card is a button, so its gesture is a button of
   its own that lies over the card's foot or end and moves with it; with the keyboard it is + and −. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, setText, setData, STATES } = nav.core;
  const FOOT = 17;
  const TARGET = 24; // a finger's width: what is drawn stands at its foot
  const SIDE = 32;
  const FOOT_FROM = 58; // cards lower than that have no room for another line
  const FONT = '500 11px "Inter", system-ui, sans-serif';
  const known = new WeakMap();

  /** Parts of every whole and whole of every part, by number, once per model. */
  function of(model) {
    if (!known.has(model)) {
      const parts = new Map((model.parts || []).map(([whole, list]) => [whole, list]));
      const whole = new Map();
      for (const [one, list] of parts) for (const part of list) if (!whole.has(part)) whole.set(part, one);
      known.set(model, { parts, whole });
    }
    return known.get(model);
  }

  /** What a card says of its parts, and of which opened whole it is one: {count, tally, open} or null; -1 for none. */
  function onCard(model, notes, states, card) {
    const { parts, whole } = of(model);
    const list = parts.get(card.node);
    const up = whole.get(card.node) ?? -1;
    card.parts = list ? { count: list.length, tally: nav.model.tally(list, states), open: notes.open.has(card.node) } : null;
    card.partOf = notes.open.has(up) ? up : -1;
    return card;
  }

  /** What a card leaves free for the gesture, in px. */
  function inset({ parts, role }, { h }) {
    if (!parts) return { right: 0, bottom: 0 };
    return role === "focus" || h >= FOOT_FROM ? { right: 0, bottom: FOOT } : { right: SIDE, bottom: 0 };
  }

  /** "12 parts: 1 critical, 2 warning, 9 ok" */
  function sentence({ count, tally }) {
    const words = [2, 1, 3, 0].filter((state) => tally[state]).map((state) => `${tally[state]} ${STATES[state]}`);
    return `${nav.model.plural(count, "part")}: ${words.join(", ")}`;
  }

  /** As many states as there is room for, worst first; the tooltip has them all. */
  function fitting({ count, tally }, width) {
    let room = width - 19 - nav.titles.width(nav.model.plural(count, "part"), FONT);
    const result = [0, 0, 0, 0];
    for (const state of [2, 1, 3].filter((one) => tally[one])) {
      room -= 20 + 7 * String(tally[state]).length;
      if (room < 0) break;
      result[state] = tally[state];
    }
    return result;
  }

  function create(layer, trays) {
    const buttons = new Map();
    let shown = [];

    function buttonOf(id) {
      if (buttons.has(id)) return buttons.get(id);
      const sign = el("span", { class: "open-sign" });
      const count = el("span", { class: "open-count" });
      const states = el("span", { class: "open-states" });
      const element = el("button", { type: "button", class: "nav-open", tabindex: "-1" }, sign, count, states);
      const button = { el: element, sign, count, states };
      buttons.set(id, button);
      layer.append(element);
      return button;
    }

    function fill(model, button, { card, to }) {
      const { title, id } = model.nodes[card.node];
      const { parts } = card;
      const foot = inset(card, to).bottom > 0;
      setData(button.el, { open: id, opened: String(parts.open), pressed: null, at: foot ? "foot" : "side", role: card.role });
      setText(button.sign, parts.open ? "−" : "+");
      setText(button.count, foot ? nav.model.plural(parts.count, "part") : String(parts.count));
      nav.glyphs.counts(button.states, foot ? fitting(parts, to.w - 24) : [0, 0, 0, 0]);
      const hint = `${parts.open ? "Close" : "Open"} ${title}, ${sentence(parts)}`;
      if (button.el.title === `${hint} ( ${parts.open ? "−" : "+"} )`) return;
      button.el.title = `${hint} ( ${parts.open ? "−" : "+"} )`;
      button.el.setAttribute("aria-label", hint);
      button.el.setAttribute("aria-expanded", String(parts.open));
    }

    /** Buttons for the wholes on stage, and nothing else. */
    function update(model, scene, records) {
      const used = new Set();
      shown = [];
      for (const record of records.values()) {
        if (record.leaving || !record.card?.parts) continue;
        const { id } = model.nodes[record.node];
        const button = buttonOf(id);
        used.add(id);
        fill(model, button, record);
        shown.push({ button, record });
      }
      for (const [id, button] of buttons) {
        if (used.has(id)) continue;
        button.el.remove();
        buttons.delete(id);
      }
      draw();
      tray(model, records);
    }

    /** Every frame: where the cards are drawn now. */
    function draw() {
      for (const { button, record } of shown) {
        const { cur, to } = record;
        if (!cur || !to) continue;
        const foot = button.el.dataset.at === "foot";
        const pad = record.card.role === "focus" ? 12 : 5;
        const w = foot ? to.w - pad - 14 : SIDE - 6;
        const h = foot ? TARGET : Math.min(TARGET, to.h - 2);
        const x = foot ? cur.x + pad : cur.x + cur.w - SIDE + 3;
        const y = foot ? cur.y + cur.h - h - 5 : cur.y + (cur.h - h) / 2;
        const at = `translate(${x.toFixed(1)}px,${y.toFixed(1)}px)`;
        const opacity = cur.o < 0.999 ? cur.o.toFixed(2) : "";
        const look = [at, w, h, record.place.isConnected ? opacity : "0"]; // not before its card
        if (button.look?.every((value, index) => value === look[index])) continue;
        button.look = look;
        Object.assign(button.el.style, { transform: at, width: `${w}px`, height: `${h}px`, opacity: look[3] });
      }
    }

    const meet = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
    const around = (a, b) => {
      const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
      return { x, y, w: Math.max(a.x + a.w, b.x + b.w) - x, h: Math.max(a.y + a.h, b.y + b.h) - y };
    };

    /** Boxes of neighbours as one, as long as no other card comes to lie in it. */
    function joined(boxes, others) {
      const groups = [];
      for (const box of [...boxes].sort((a, b) => a.x - b.x || a.y - b.y)) {
        const index = groups.findIndex((group) => !others.some((other) => meet(around(group, box), other)));
        if (index < 0) groups.push(box);
        else groups[index] = around(groups[index], box);
      }
      return groups;
    }

    /** A tray behind the parts of each opened whole, with the whole where it stands beside them; it has no part in
        motion, and is there when the cards have come to rest. */
    function tray(model, records) {
      const all = [...records.values()].filter((record) => !record.leaving && record.to);
      const made = [];
      for (const { record: whole } of shown.filter(({ record }) => record.card.parts.open)) {
        const lanes = new Set(all.filter(({ card }) => card.partOf === whole.node).map(({ card }) => card.lane));
        // A whole that stands in another lane than its parts has the same tray as they have.
        if (lanes.size) lanes.add(whole.card.lane);
        for (const lane of lanes) {
          const mine = all.filter(({ card, node }) => card.lane === lane && (card.partOf === whole.node || node === whole.node));
          const others = all.filter((record) => record.card.lane === lane && !mine.includes(record)).map(({ to }) => to);
          for (const box of joined(mine.map(({ to }) => to), others)) made.push(trayBox(model.nodes[whole.node].title, box));
        }
      }
      trays.replaceChildren(...made);
    }

    function trayBox(title, box) {
      const element = el("div", { class: "nav-tray", "data-of": title, title: `${title} and its parts` });
      element.style.transform = `translate(${box.x - 4}px,${box.y - 4}px)`;
      element.style.width = `${box.w + 8}px`;
      element.style.height = `${box.h + 8}px`;
      return element;
    }

    return { update, draw };
  }

  /** Opens (1) or closes (-1) the whole at the cursor or in focus; a part closes the whole that it is part of. */
  function gesture(app, step) {
    const { model, scene } = app;
    if (!scene) return;
    const node = model.byId.get(app.cursor.here() ?? "") ?? scene.focus;
    if (node < 0) {
      app.tell("Nothing is in focus that could be opened");
      return;
    }
    const { parts, whole } = of(model);
    const open = scene.notes.open;
    const { title } = model.nodes[node];
    const closing = open.has(node) ? node : whole.get(node) ?? -1;
    if (step > 0 && !parts.has(node)) app.tell(`${title} has no parts`);
    else if (step > 0 && open.has(node)) app.tell(`${title} is open already`);
    else if (step > 0) toggle(app, node);
    else if (!open.has(closing)) app.tell(parts.has(node) ? `${title} is closed already` : `${title} is no part of anything that is open`);
    else {
      if (closing !== node) app.cursor.moveTo(closing);
      toggle(app, closing);
    }
  }

  /** Opens or closes one whole, and says so. */
  function toggle(app, node) {
    const { parts } = of(app.model);
    const count = parts.get(node)?.length ?? 0;
    for (const button of document.querySelectorAll(`#navigator [data-open="${CSS.escape(app.model.nodes[node].id)}"]`)) setData(button, { pressed: "true" });
    app.place.toggleOpen(app.model.nodes[node].id);
    app.say(`${app.model.nodes[node].title} ${app.scene.notes.open.has(node) ? "closed" : `opened, ${nav.model.plural(count, "part")}`}`);
  }

  /** Whether the parts that the detail tells of are cards, on the button there: it is the only one on narrow screens. */
  function mark({ places, model, scene }) {
    for (const button of places.detail.querySelectorAll("[data-open]")) {
      const node = model?.byId.get(button.dataset.open) ?? -1;
      setData(button, { pressed: null });
      button.setAttribute("aria-expanded", String(scene?.notes.open.has(node) ?? false));
    }
  }

  nav.parts = { create, mark, gesture, inset, of, onCard, sentence, toggle };
})();
