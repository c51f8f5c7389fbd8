/* Cards: one keyed <button> per node on stage. A record keeps the element, its parts and its boxes:
   `cur` is where it is drawn, `to` where it belongs; the element is laid out once for `to` and its place moved by
   transform. A place is a plain element around the button: writing a button's own style has all its rules matched
   anew, which for sixty cards took a third of every frame. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, svg, setText, setData, keep, STATES, age } = nav.core;
  const { glyphOf, setGlyph } = nav.glyphs;
  const FAMILY = '"Inter", system-ui, sans-serif';
  /** How opaque a card is where it grows out of its chip or shrinks into it: seen all the way. */
  const FAINT = 0.55;
  const BADGES = {
    partial: "partial", conflicting: "conflict", error: "error", unreachable: "unreachable",
    truncated: "cut off", ambiguous: "ambiguous", never: "never seen", absent: "no data", "no-traffic": "no traffic",
  };

  function create(node) {
    const parts = {
      least: el("span", { class: "card-least", text: "≥", hidden: true }),
      glyph: el("span", { class: "card-glyph" }),
      title: el("span", { class: "card-title" }),
      marks: el("span", { class: "card-marks" }),
      late: el("span", { class: "card-late" }),
      value: el("span", { class: "card-value" }),
      usual: el("span", { class: "card-usual" }),
      onset: el("span", { class: "card-onset" }),
      name: el("span", { class: "card-name" }),
      badge: el("span", { class: "card-badge" }),
      age: el("span", { class: "card-age" }),
      band: svg("path", { class: "spark-band" }),
      usually: svg("path", { class: "spark-usual" }),
      path: svg("path", { class: "spark-line" }),
      limits: svg("path", { class: "spark-limits" }),
      cursor: svg("path", { class: "spark-cursor" }),
      axis: el("span", { class: "card-axis", "aria-hidden": "true" }),
      threat: el("span", { class: "card-threat", "aria-hidden": "true" }),
    };
    parts.spark = svg("svg", { class: "card-spark", preserveAspectRatio: "none", viewBox: "0 0 1 1", "aria-hidden": "true" });
    parts.signal = el("span", { class: "card-signal" }, parts.value);
    parts.head = el("span", { class: "card-head" }, parts.glyph, parts.title);
    const element = el("button", { type: "button", class: "nav-card", tabindex: "-1" }, parts.head, parts.signal, parts.spark);
    const place = el("div", { class: "card-place" }, element);
    const record = { node, el: element, place, parts, cur: null, to: null, laid: null, card: null, leaving: false, signature: "" };
    record.draw = () => draw(record);
    return record;
  }

  function draw({ place, cur, to, laid }) {
    const sx = cur.w / (laid ?? to).w;
    const sy = cur.h / (laid ?? to).h;
    const scale = Math.abs(sx - 1) + Math.abs(sy - 1) > 0.002 ? ` scale(${sx.toFixed(4)},${sy.toFixed(4)})` : "";
    place.style.transform = `translate(${cur.x.toFixed(1)}px,${cur.y.toFixed(1)}px)${scale}`;
    place.style.opacity = cur.o < 0.999 ? cur.o.toFixed(3) : "";
  }

  /** Where a card belongs in the next picture, before anything of it is written. */
  function aim(record, card, box) {
    Object.assign(record, { card, to: { ...box, o: 1 } });
  }

  /** The box a record is laid out for; only writes what changed. */
  function setBox(record, box) {
    record.to = { ...box, o: 1 };
    const { laid } = record;
    if (laid && laid.w === box.w && laid.h === box.h) return;
    record.laid = { w: box.w, h: box.h };
    record.el.style.width = `${box.w}px`;
    record.el.style.height = `${box.h}px`;
    if (record.cur) record.draw(); // laid out anew in the middle of a move: what is seen keeps its size
  }

  const sizeOf = (card, box) => (card.role === "focus" ? "focus" : box.h >= 66 ? "tall" : box.h >= 50 ? "mid" : box.h >= 38 ? "short" : "low");

  /** What the card says of its trust; the focus has its age beside it, the others while it matters. */
  function badgeText(card) {
    if (card.absence) return card.absence.since;
    if (card.badge) return card.badge;
    const old = card.trust === "stale" || (card.doubtful && card.trust === "live" && Number.isFinite(card.age));
    if (old) return card.role === "focus" ? "" : age(card.age);
    const text = BADGES[card.trust] || "";
    return text && !card.value.includes(text) ? text : "";
  }

  function tooltip(model, card) {
    const { title, owner } = model.nodes[card.node];
    if (card.absence) return [title, card.absence.text, owner ? `owner ${owner}` : ""].filter(Boolean).join("\n");
    const state = `${card.atLeast ? "at least " : ""}${STATES[card.shown] || "unknown"}`;
    const signal = [card.signalName, card.value].filter(Boolean).join(" ");
    const known = [badgeText(card), card.age === null || card.age === undefined ? "" : `read ${age(card.age)} ago`];
    const threat = card.threat > 0 ? `from below: ${STATES[card.threat]}` : "";
    return [title, [state, signal, card.usual, ...known, threat].filter(Boolean).join(" · "),
      ...nav.marks.sentences(card), card.parts ? nav.parts.sentence(card.parts) : "",
      card.partOf >= 0 ? `part of ${model.nodes[card.partOf].title}` : "", owner ? `owner ${owner}` : ""].filter(Boolean).join("\n");
  }

  function attributes(model, scene, record) {
    const { card, el: element } = record;
    setData(element, {
      kind: "node", key: model.nodes[card.node].id, level: model.levels[card.lane].id,
      state: STATES[card.shown] || "unknown", own: card.own >= 0 ? STATES[card.own] : "none",
      threat: card.threat > 0 ? STATES[card.threat] : null, trust: card.trust || null, role: card.role,
      atLeast: card.atLeast ? "true" : null, leaving: null, pressed: null,
      absence: card.absence ? card.absence.short : null,
      cue: card.cue || null, pinned: card.pinned ? "true" : null, imagined: card.imagined || null, mute: card.mute || null,
      parts: card.parts ? (record.inset.bottom ? "foot" : "side") : null, partOf: card.partOf >= 0 ? model.nodes[card.partOf].id : null,
      threatImagined: card.threatImagined ? "true" : null, contradicts: card.contradicts ? "true" : null,
    });
    element.removeAttribute("aria-hidden");
    const whose = card.partOf >= 0 ? `; part of ${model.nodes[card.partOf].title}` : "";
    const name = nav.model.describe(model, scene, card.node) + whose;
    if (element.getAttribute("aria-label") !== name) element.setAttribute("aria-label", name);
    const hint = tooltip(model, card);
    if (element.title !== hint) {
      element.title = hint;
      element.setAttribute("aria-description", hint.split("\n").slice(1).join(" · "));
    }
    if (card.role === "focus") element.setAttribute("aria-current", "true");
    else element.removeAttribute("aria-current");
  }

  const WIDE = 180;
  const AGE_W = 69; // "90 min old"
  const OLD_W = 20;
  const LEAST_WORD = 34;
  const AXIS_H = 18;
  const BARE = 14; // the name, without the hours below the line
  const TWO_LINES = 76;
  const PAD = { focus: 28, tall: 16, mid: 16, short: 16, low: 14 };

  /** Breaks the title into lines beside and below the glyph; answers how many there are, and the room right of the last. */
  function fitTitle(model, record, size) {
    const { card, to, parts } = record;
    const glyph = parts.glyph.firstElementChild ? (size === "focus" ? 19 : 15) : 0;
    const indent = glyph + (card.atLeast ? 10 : 0);
    const px = size === "focus" ? 16 : size === "low" ? 11.5 : 12;
    const weight = size === "focus" || card.shown === 2 ? 700 : 600;
    const edge = parts.threat.firstElementChild && size === "low" ? 9 : 0;
    const most = size === "low" || (size === "mid" && record.inset.bottom) || (size === "focus" && to.h < TWO_LINES) ? 1 : 2; // the value is never cut for the title
    const aside = size === "low" && to.w > WIDE ? nav.titles.width(`${card.value}${badgeText(card)}`, `600 11px ${FAMILY}`) + 20 : 0;
    const marks = nav.marks.draw(parts.marks, card, size);
    parts.signal.style.marginRight = size === "low" && marks ? `${marks}px` : "";
    const { title } = model.nodes[card.node];
    const room = to.w - PAD[size] - edge - aside - 2 - record.inset.right;
    const at = (font, name) => nav.titles.fit(name, room, most, `${weight} ${font}px ${FAMILY}`, indent + marks);
    const normal = at(px, title);
    const fine = (found) => found?.whole && !found.below;
    const small = size === "focus" || fine(normal) ? null : at(px - 1.5, title);
    const smaller = fine(small) || (small?.whole && !normal.whole);
    const { lines } = smaller ? small : normal.whole ? normal : at(px, model.briefs.get(card.node) ?? title);
    setText(parts.title, lines.join("\n"));
    parts.title.style.fontSize = smaller ? `${px - 1.5}px` : "";
    parts.title.style.textIndent = indent ? `${indent}px` : "";
    parts.late.style.right = lines.length === 1 && marks ? `${marks}px` : "";
    const last = nav.titles.width(lines[lines.length - 1], `${weight} ${px}px ${FAMILY}`);
    return { lines: lines.length, beside: room - last - (lines.length === 1 ? indent + marks : 0) - 6 };
  }

  /** The age counts on between two scenes; the room for it is always the same. */
  function setAge(record, seconds) {
    if (record.parts.age.textContent && seconds !== null) setText(record.parts.age, age(seconds) + record.parts.age.dataset.word);
  }

  /** What most cards have nothing to say in is in the page only where it says something: sixty cards stay light. */
  function furnish(parts, aged) {
    const said = (part) => (part.textContent || part.firstElementChild ? [part] : []);
    const least = parts.least.hidden ? [] : [parts.least];
    keep(parts.head, [...least, parts.glyph, parts.title, ...said(parts.marks), ...said(parts.late)]);
    const beside = [parts.usual, parts.name, parts.badge, parts.onset].flatMap(said);
    keep(parts.signal, [parts.value, ...beside, ...(aged ? [parts.age] : [])]);
  }

  /** A word of trust in so much room: whole words, else one that has lost its middle, else nothing. */
  function trustWord(text, room, font) {
    if (!text) return "";
    return nav.titles.start(text, room, font) || (room >= LEAST_WORD ? nav.titles.middle(text, room, font) : "");
  }

  /** Value, × usual, signal's name, badge, onset and age: in one line as far as they fit; the name, and the onset with
      it, below when there is height for that. Else the onset stands beside the title's end. What has no room is in the
      tooltip. */
  function fitSignal(record, size, spare, beside) {
    const { card, to, parts } = record;
    const big = size === "focus";
    const badge = badgeText(card);
    const full = card.absence ? card.absence.short : card.value || (card.shown === 3 ? badge || "unknown" : "");
    const aged = big && Number.isFinite(card.age);
    const w = (text, weight = 400, px = big ? 12 : 11) => (text ? nav.titles.width(text, `${weight} ${px}px ${FAMILY}`) + 5 : 0);
    const line = to.w - PAD[size] - 4 - record.inset.right;
    const low = size === "low";
    const most = low ? to.w * 0.6 : line;
    const value = nav.titles.value(full, most, `600 ${big ? 20 : 11}px ${FAMILY}`);
    const shownBadge = badge === full ? "" : trustWord(badge, most - w(value, 600, big ? 20 : 11), `500 ${big ? 12 : 11}px ${FAMILY}`);
    const corner = parts.threat.firstElementChild && spare < 8 ? 12 : 0;
    const beyond = line - corner - w(value, 600, big ? 20 : 11) - w(shownBadge, 500);
    const old = beyond < AGE_W ? "" : " old";
    let room = beyond - (aged ? (old ? AGE_W : AGE_W - OLD_W) : 0);
    const usual = low ? "" : nav.marks.usual(card, (text) => w(text, 500) <= room);
    room -= w(usual, 500);
    const onset = nav.marks.onset(card);
    const wanted = w(card.signalName) + w(onset, 500) > room;
    const bare = big && wanted && spare < 40 && spare + AXIS_H >= BARE; // what it measures before when: the time bar has the hours too
    const stacked = wanted && (bare || spare >= (big ? 40 : 24));
    const late = low ? (to.w > WIDE ? "" : nav.marks.shortest(card, (text) => w(text, 500) + 3 <= beside)) : !stacked && w(onset, 500) - 5 <= beside ? onset : "";
    const below = stacked ? line + 5 : room;
    const within = !late && !low && w(onset, 500) <= below ? onset : "";
    const left = below - w(within, 500) - 5;
    setText(parts.value, value);
    setText(parts.usual, usual);
    const font = `400 ${big ? 12 : 11}px ${FAMILY}`;
    const name = stacked || left > 24 ? nav.titles.start(card.signalName, left, font) : "";
    setText(parts.name, name || (stacked && left > 40 ? nav.titles.middle(card.signalName, left, font) : ""));
    setText(parts.badge, shownBadge);
    setText(parts.onset, within);
    setText(parts.late, late);
    setText(parts.age, aged ? age(card.age) + old : "");
    parts.age.dataset.word = old;
    furnish(parts, aged);
    return { stacked, bare, any: Boolean(value || shownBadge || aged || usual || within || card.signalName) };
  }

  /** What is left for the sparkline under title and value decides whether it is drawn at all. */
  function face(model, record) {
    const { card, to, parts, el: element } = record;
    const size = sizeOf(card, to);
    const big = size === "focus";
    parts.least.hidden = !card.atLeast;
    setGlyph(parts.glyph, card.absence ? null : glyphOf(card.shown, card.trust), big ? 15 : 12);
    const repeats = size === "low" && card.threat === card.shown;
    setGlyph(parts.threat, card.threat > 0 && !repeats ? STATES[card.threat] : null, 10);
    keep(element, [parts.head, parts.signal, parts.spark, ...(big ? [parts.axis] : []), ...(card.threat > 0 || card.threatImagined ? [parts.threat] : [])]);
    const { lines, beside } = fitTitle(model, record, size);
    const spare = to.h - (size === "short" ? 4 : 10) - lines * (big ? 20 : 14) - (big ? 24 + AXIS_H : 14) - (card.threat > 0 ? 4 : 0) - record.inset.bottom;
    const { stacked, bare, any } = fitSignal(record, size, spare, beside);
    parts.signal.hidden = size === "low" ? to.w <= WIDE : !any;
    const room = spare - (stacked ? 14 : 0) + (bare ? AXIS_H : 0);
    const line = card.imagined !== "assumed" && card.signalName;
    setData(element, {
      size, stacked: stacked ? "true" : null, bare: bare ? "true" : null,
      spark: size !== "low" && room >= (big && !bare ? 12 : 7) && line ? "true" : "false",
    });
  }

  /** Brings a record up to date with its card in a scene; whether anything was to be written. */
  function update(model, scene, record, card, box) {
    record.card = card;
    setBox(record, box);
    record.leaving = false;
    const signature = JSON.stringify([card, box.w, box.h, scene.states[card.node], scene.revision]);
    if (record.signature === signature && !record.el.dataset.pressed) return false;
    record.signature = signature;
    record.inset = nav.parts.inset(card, box);
    attributes(model, scene, record);
    face(model, record);
    return true;
  }

  /** Starts shrinking into a chip: no longer part of the picture for keyboard, pointer or readers. */
  function leave(record, box) {
    record.leaving = true;
    record.signature = "";
    record.goal = { ...box, o: FAINT };
    record.el.dataset.leaving = "true";
    record.el.setAttribute("aria-hidden", "true");
    record.el.setAttribute("tabindex", "-1");
    record.el.removeAttribute("aria-current");
    delete record.el.dataset.cursor;
  }

  nav.cards = { FAINT, create, aim, update, leave, draw, setAge };
})();
