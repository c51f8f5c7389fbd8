/* The trajectory: one's walk through levels and decomposition, in the detail's place. Rows stand where the lanes do; the
   numbers are the visits, drawn where the node belongs, with the state that it had then. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, svg, setText, setData, clock, clockSeconds, zoneName, STATES } = nav.core;
  const { RADIUS } = nav.trailMap;
  const LOW_ROW = 74;
  const FONT = '500 11px "Inter", system-ui, sans-serif';
  const EMPTY = "Nothing looked at yet. Every node that you move to gets a number here: in its level, from whole to part, with the state that it had when you were there.";

  function row() {
    const parts = { level: el("span", { class: "trail-level" }), share: el("span", { class: "trail-share" }) };
    parts.el = el("div", { class: "trail-row" });
    parts.head = el("p", { class: "trail-head" }, parts.level, parts.share);
    return parts;
  }

  function create(app) {
    const rows = [0, 1, 2, 3, 4].map(row);
    const lines = svg("svg", { class: "trail-lines", "aria-hidden": "true" });
    const points = el("ol", { class: "trail-points", "aria-label": "Nodes looked at, in the order of the first visit" });
    const steps = el("ol", { class: "nav-sr", "aria-label": "Every step" });
    const empty = el("p", { class: "trail-empty", text: EMPTY });
    const axis = el("p", { class: "trail-axis" });
    const since = el("p", { class: "trail-since" });
    const close = el("button", { type: "button", class: "trail-close", title: "Back to the detail ( t )", "aria-label": "Close the walk", text: "×", onclick: () => app.place.toggleTrail() });
    const foot = el("div", { class: "trail-foot" }, axis, since, el("p", { class: "trail-legend" }, way(false), " along a link ", way(true), " a jump"));
    const inner = el("div", { class: "trail-inner" }, ...rows.map((one) => one.el), lines, ...rows.map((one) => one.head), points, empty);
    const place = el("section", { id: "nav-trail", "aria-label": "Your walk through the levels", hidden: true }, inner, foot, steps, close);
    app.places.detail.after(place);
    const view = { app, place, inner, rows, lines, points, steps, empty, axis, since, signature: "", before: null };
    points.addEventListener("click", (event) => {
      const point = event.target.closest("[data-key]");
      if (point) app.place.go(point.dataset.key);
    });
    points.addEventListener("keydown", (event) => along(view, event));
    new ResizeObserver(() => requestAnimationFrame(() => draw(view))).observe(place);
    return { update: () => update(view), open: () => !place.hidden };
  }

  function way(jump) {
    return svg("svg", { class: "legend-way", width: 22, height: 8, "aria-hidden": "true" }, svg("path", { d: "M1 4H21", class: "trail-way", ...(jump ? { "data-jump": "true" } : {}) }));
  }

  /** Shows or hides it as the address says. What had the keyboard has it again when the view is closed. */
  function update(view) {
    const { app, place } = view;
    const open = app.place.trail();
    const opening = open && place.hidden;
    if (!open && !place.hidden) shut(view);
    if (!open || !app.scene) return;
    place.hidden = false;
    app.places.detail.inert = true;
    setData(app.root, { trail: "true" });
    if (opening && nav.geometry.form() !== "full") setData(app.root, { sheet: "open" });
    draw(view);
    if (!opening || !document.hasFocus() || nav.core.reasons.has("load")) return;
    view.before = document.activeElement;
    (view.points.querySelector("[aria-current]") || view.points.querySelector("button") || place.querySelector(".trail-close")).focus({ preventScroll: true });
    app.say(`Your walk, ${nav.model.plural(app.place.visits().length, "visit")}`);
  }

  function shut(view) {
    const { app, place, before } = view;
    const held = place.contains(document.activeElement);
    place.hidden = true;
    app.places.detail.inert = false;
    setData(app.root, { trail: null });
    view.signature = "";
    view.before = null;
    if (!held) return;
    const target = before?.isConnected && before !== document.body ? before : app.stage.recordOf(app.scene.focus)?.el;
    target?.focus({ preventScroll: true });
  }

  /** Left and right, up and down go along the walk. */
  function along(view, event) {
    const all = [...view.points.querySelectorAll("button")];
    const now = all.indexOf(document.activeElement);
    const next = { ArrowLeft: now - 1, ArrowUp: now - 1, ArrowRight: now + 1, ArrowDown: now + 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (!all[next]) return;
    all.forEach((one, index) => one.setAttribute("tabindex", index === next ? "0" : "-1"));
    all[next].focus();
  }

  function draw(view) {
    const { app, place, inner } = view;
    if (place.hidden || !app.scene) return;
    const { model, scene } = app;
    const rowH = nav.geometry.form() === "full" ? app.stage.g.laneH : LOW_ROW;
    const width = place.clientWidth;
    const visits = app.place.visits();
    const pinned = scene.notes.pin;
    const signature = JSON.stringify([model.revision, visits, width, rowH, scene.focus, pinned, app.place.tz()]);
    if (view.signature === signature) return;
    view.signature = signature;
    const stops = nav.trailMap.stops(model, visits);
    inner.style.height = `${5 * rowH}px`;
    const grid = nav.trailMap.place(model, stops, { width, rowH, left: 14, right: 10 });
    heads(view, model, stops, rowH);
    connect(view, nav.trailMap.ways(model, visits), stops, grid, width, rowH);
    write(view, stops);
    tell(view, visits, grid);
  }

  /** Names of the levels as in the gutter, and how many of each were looked at. */
  function heads({ rows, empty, app }, model, stops, rowH) {
    rows.forEach((item, level) => {
      const all = model.lanes[level].length;
      item.el.style.top = `${level * rowH}px`;
      item.el.style.height = `${rowH}px`;
      item.head.style.top = `${level * rowH}px`;
      setText(item.level, model.levels[level].title);
      setText(item.share, all ? `${nav.trailMap.looked(model, stops, level)} of ${all} looked at` : "nothing here");
      setData(item.el, { focus: app.scene.focus >= 0 && model.nodes[app.scene.focus].l === level ? "true" : null });
    });
    empty.hidden = stops.length > 0;
  }

  /** The ways between the numbers; one gone more than once is thicker, a jump is dashed. */
  function connect({ lines }, ways, stops, { kinds, colW }, width, rowH) {
    const at = new Map(stops.map((stop) => [stop.node, stop]));
    const borders = kinds.slice(1).map((_, index) => {
      const x = Math.round(14 + (index + 1) * colW) - 4.5;
      return svg("path", { class: "trail-border", d: `M${x} 0V${5 * rowH}` });
    });
    const drawn = ways.map(({ a, b, times, jump }) => {
      const [from, to] = [at.get(a), at.get(b)];
      const path = svg("path", { class: "trail-way", d: `M${from.x.toFixed(1)} ${from.y.toFixed(1)}L${to.x.toFixed(1)} ${to.y.toFixed(1)}` });
      path.style.strokeWidth = `${Math.min(5, 1.5 + 1.2 * (times - 1))}px`;
      setData(path, { jump: jump ? "true" : null, times });
      return path;
    });
    lines.setAttribute("viewBox", `0 0 ${width} ${5 * rowH}`);
    lines.replaceChildren(...borders, ...drawn);
  }

  const when = (at, tz) => (at ? clockSeconds(at, tz) : "");

  /** "Visit 2 at 03:02:10, critical then; visit 5 at 03:20:00, warning then" */
  function history(visits, tz) {
    return visits.map(({ number, at, state, threat }) => `visit ${number}${at ? ` at ${when(at, tz)}` : ""}, ${nav.walk.stateWords(state, threat)} then`).join("; ");
  }

  function write({ app, points }, stops) {
    const { model, scene } = app;
    const tz = app.place.tz();
    const held = document.activeElement?.closest("#nav-trail") ? document.activeElement.dataset.key : null;
    const current = stops.find(({ node }) => node === scene.focus);
    points.replaceChildren(...stops.map((stop) => {
      const { node, first, visits, x, y, room, turned } = stop;
      const { id, title, l } = model.nodes[node];
      const glyph = el("span", { class: "trail-glyph" });
      const { state, threat } = visits[visits.length - 1];
      const below = threat > 0 && threat !== state ? STATES[threat] : null;
      nav.glyphs.setGlyph(glyph, below && state === 0 ? below : STATES[state] || "unknown", 11);
      const pin = node === scene.notes.pin ? nav.glyphs.glyph("pin", 10) : null;
      const name = room ? nav.titles.middle(title, room - 16 - (pin ? 12 : 0), FONT) : "";
      const point = el("button", {
        type: "button", class: "trail-point", "data-key": id, "data-level": model.levels[l].id, "data-visits": visits.length, "data-turned": turned ? "true" : null,
        "data-state": STATES[state], "data-threat": below, "aria-current": stop === current ? "true" : null,
        tabindex: stop === (current || stops[0]) ? "0" : "-1",
        title: `${title}\n${history(visits, tz).replaceAll("; ", "\n")}\nnow ${nav.model.stateWord(model, scene, node)}`,
        "aria-label": `${first}: ${title}, ${model.levels[l].title}; ${history(visits, tz)}`,
      }, el("span", { class: "trail-number", text: String(first) }), ...(room ? [glyph, pin, el("span", { class: "trail-name", text: name })].filter(Boolean) : []));
      point.style.transform = turned ? `translate(calc(${(x + RADIUS).toFixed(1)}px - 100%),${(y - RADIUS - 2).toFixed(1)}px)`
        : `translate(${(x - RADIUS).toFixed(1)}px,${(y - RADIUS - 2).toFixed(1)}px)`;
      return el("li", {}, point);
    }));
    if (held) points.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
  }

  /** The foot, and every step in words for whoever can't see the lines. */
  function tell({ app, axis, since, steps }, visits, { kinds }) {
    const { model } = app;
    const tz = app.place.tz();
    const titles = nav.trailMap.columns(model);
    axis.replaceChildren(...(kinds.length > 1 ? titles.map(([, title]) => el("span", { text: title })) : []));
    axis.hidden = kinds.length < 2;
    const first = visits.find(({ at }) => at);
    setText(since, visits.length ? `${nav.model.plural(visits.length, "visit")}${first ? ` since ${clock(first.at, tz)} ${zoneName(tz)}` : ""}` : "Your walk");
    steps.replaceChildren(...visits.map(({ id, at, state, threat }) => {
      const node = nav.revision.numberOf(model, id);
      const name = node < 0 ? `${id}, no longer in the hierarchy` : `${model.nodes[node].title}, ${model.levels[model.nodes[node].l].title}`;
      return el("li", { text: `${name}, ${nav.walk.stateWords(state, threat)}${at ? ` at ${when(at, tz)}` : ""}` });
    }));
  }

  nav.trail = { create };
})();
