/* The time bar: one axis for everything. Changes as flags; per level a heat row with the share of abnormal nodes
   (nothing known is hatched) and its onsets as ticks; the moment looked at as a line that can be dragged into the
   past. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { busy, done, el, setText, setData, clock, clockSeconds, colour, zoneName } = nav.core;
  const STEPS = [60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200];
  const ROW = 6;
  const PITCH = 7;
  const TOP = 17;
  const LEGEND_HINTS = {
    flag: "a change; in outline: no link to what is in focus", pin: "what you came with",
    contradiction: "itself ok but critical from below, or critical with every means ok",
  };

  function create(app, place) {
    const canvas = el("canvas", { class: "time-canvas", "aria-hidden": "true" });
    const marker = el("div", { class: "time-marker", "aria-hidden": "true" });
    const label = el("span", { class: "time-label" });
    marker.append(label);
    const track = el("div", { class: "time-track", role: "slider", tabindex: "0", "aria-label": "Moment looked at", "aria-valuenow": 0, "aria-valuetext": "not known yet" }, canvas, marker);
    const word = el("span", { class: "time-word" });
    const what = el("span", { class: "time-what" });
    const note = el("span", { class: "time-note", text: "share abnormal, by level" });
    place.append(legend(), el("div", { class: "time-head" }, word, what, note), track);
    const bar = { app, place, canvas, track, marker, label, word, what, words: nav.timeWords.create(place), flags: nav.flags.create(app, place), data: null, view: null, generation: 0, timer: 0, dragged: false };
    drag(bar);
    return {
      update: (scene, waits) => update(bar, scene, waits),
      repaint: () => paint(bar),
      onset: (step) => onset(bar, step),
      onsets: () => (bar.data && bar.data.revision === bar.scene?.revision && bar.data.to === bar.scene.window[1] ? bar.data.onsets || [] : []),
    };
  }

  function legend() {
    const items = [["critical", "critical"], ["warning", "warning"], ["unknown", "unknown"], ["stale", "stale"]];
    const holder = el("div", { class: "time-legend", "aria-hidden": "true" });
    for (const [glyph, text] of items) holder.append(el("span", { "data-glyph": glyph }, nav.glyphs.glyph(glyph, 11), el("span", { text })));
    holder.append(el("span", {}, el("span", { class: "cue-mark", text: "1" }), el("span", { text: "cue" })));
    for (const [glyph, text] of [["flag", "change"], ["pin", "pinned"], ["contradiction", "contradicts"]]) {
      holder.append(el("span", { "data-glyph": glyph, title: LEGEND_HINTS[glyph] }, nav.glyphs.glyph(glyph, 11), el("span", { text })));
    }
    holder.append(el("span", { class: "legend-walked" }, el("span", { class: "legend-print" }), el("span", { text: "looked at" })));
    holder.append(el("span", { class: "legend-threat" }, el("span", { class: "legend-edge" }), el("span", { text: "bottom edge: from below" })));
    return holder;
  }

  const x = (bar, time) => ((time - bar.view.from) / (bar.view.to - bar.view.from || 1)) * bar.view.width;

  function update(bar, scene, waits) {
    bar.scene = scene;
    bar.view = { from: scene.window[0], to: scene.window[1], width: bar.track.clientWidth };
    const past = scene.mode === "past" || scene.mode === "paused";
    const { recorded } = bar.app.header.modeOf(scene);
    setText(bar.what, scene.notes.whatIf ? "WHAT IF" : "");
    setText(bar.word, past ? scene.mode.toUpperCase() : recorded ? "REPLAY" : "");
    setData(document.body, { mode: scene.mode, past: past ? "true" : null });
    put(bar);
    paint(bar);
    ask(bar, scene, waits, 0, (bar.generation += 1));
  }

  async function ask(bar, scene, waits, tries, mine) {
    clearTimeout(bar.timer);
    if (waits && !tries) busy("timeline");
    const query = new URLSearchParams({ revision: scene.revision, from: scene.window[0], to: scene.window[1] });
    let answer = null;
    try {
      answer = await bar.app.fetchJson(`screen/timeline.json?${query}`);
    } catch { /* the rows stay hatched; the next scene asks again */ }
    if (mine !== bar.generation) return;
    if (answer) bar.data = { ...answer, revision: scene.revision };
    if (tries && answer && !answer.pending) bar.app.sparks.again(); // all of the window is known now
    bar.app.whenStill(() => {
      if (mine === bar.generation) paint(bar);
      done("timeline");
    });
    if ((!answer || answer.pending) && tries < 8) bar.timer = setTimeout(() => ask(bar, scene, false, tries + 1, mine), Math.min(15000, 700 * 2 ** tries));
  }

  function hatch(c, ink) {
    const tile = document.createElement("canvas");
    tile.width = 5;
    tile.height = 5;
    const t = tile.getContext("2d");
    t.strokeStyle = ink;
    t.beginPath();
    t.moveTo(-1, 6);
    t.lineTo(6, -1);
    t.stroke();
    return c.createPattern(tile, "repeat");
  }

  /** A row's piece: height says how many, colour how bad; nothing known is hatched over the full height. */
  function piece(c, left, width, y, share, worst, ink) {
    c.fillStyle = ink.band;
    c.fillRect(left, y, width, ROW);
    if (share === null || share === undefined) {
      c.fillStyle = ink.hatch;
      c.fillRect(left, y, width, ROW);
    } else if (share > 0) {
      const tall = Math.max(2, Math.round(Math.sqrt(Math.min(1, share)) * ROW));
      c.fillStyle = worst === 2 ? ink.critical : worst === 1 ? ink.warning : ink.unknown;
      c.fillRect(left, y + ROW - tall, width, tall);
      c.fillStyle = ink.band;
      // Striped is warning, solid critical: colour is never alone.
      for (let gap = Math.ceil(left / 4) * 4; worst === 1 && gap < left + width; gap += 4) c.fillRect(gap, y + ROW - tall, 1, tall);
    }
  }

  function rows(bar, c, ink) {
    const { data, view } = bar;
    const times = data && data.times ? data.times : [];
    for (let level = 0; level < 5; level += 1) {
      const y = TOP + level * PITCH;
      c.fillStyle = times.length ? ink.band : ink.hatch;
      c.fillRect(0, y, view.width, ROW);
      times.forEach((time, index) => {
        const left = Math.max(0, Math.floor(x(bar, time)));
        const right = Math.min(view.width, Math.ceil(x(bar, time + (data.step || 60))));
        if (right > left) piece(c, left, right - left, y, data.levels[level][index], data.worst ? data.worst[level][index] : 2, ink);
      });
    }
  }

  function axis(bar, c, ink) {
    const { from, to, width } = bar.view;
    const tz = bar.app.place.tz();
    const step = STEPS.find((seconds) => (seconds / (to - from)) * width >= 84) || 86400;
    c.font = '500 11px "Inter", system-ui, sans-serif';
    c.textBaseline = "top";
    const y = TOP + 5 * PITCH + 2;
    for (let time = Math.ceil(from / step) * step; time <= to; time += step) {
      const at = x(bar, time);
      c.fillStyle = ink.line;
      c.fillRect(Math.round(at), TOP, 1, 5 * PITCH + 1);
      c.fillStyle = ink.secondary;
      const text = clock(time, tz);
      const half = c.measureText(text).width / 2;
      const marker = Math.min(width, Math.max(0, x(bar, bar.scene.at)));
      const covered = marker > width / 2 ? [marker - 66, marker + 2] : [marker - 2, marker + 66];
      if (at + half > covered[0] && at - half < covered[1]) continue;
      c.fillText(text, Math.min(width - 2 * half, Math.max(0, at - half)), y);
    }
  }

  function paint(bar) {
    if (!bar.view || !bar.view.width) return;
    const { canvas, view, track } = bar;
    const ratio = window.devicePixelRatio || 1;
    view.width = track.clientWidth;
    const height = track.clientHeight;
    canvas.width = Math.round(view.width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${view.width}px`;
    canvas.style.height = `${height}px`;
    const c = canvas.getContext("2d");
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    const ink = Object.fromEntries(["band", "critical", "warning", "unknown", "line", "secondary", "ink", "raised", "accent"].map((name) => [name, colour(name)]));
    ink.hatch = hatch(c, ink.unknown);
    rows(bar, c, ink);
    axis(bar, c, ink);
    onsets(bar, c, ink);
    bar.words.update(bar.app.model, bar.scene, bar.data, bar.app.place.tz());
    // Numbers of nodes mean those of the revision that was asked about.
    const known = bar.data && bar.data.revision === bar.scene.revision ? bar.data : null;
    bar.flags.draw(c, (time) => x(bar, time), { top: TOP - 4, bottom: TOP + 5 * PITCH, width: view.width }, known, bar.scene, ink);
    put(bar);
  }

  /** The mark stands at the moment of the picture; while it is dragged it stays under the pointer. */
  function put(bar) {
    if (!bar.dragged) mark(bar, bar.scene.at);
  }

  /** A tick in its level's row where a node became abnormal: critical over the whole height, warning over the lower
      half. The focus's own goes through all rows. */
  function onsets(bar, c, ink) {
    const { data, scene, view } = bar;
    if (!data || data.revision !== scene.revision) return;
    const own = [];
    for (const [time, node, state] of data.onsets || []) {
      const { nodes } = bar.app.model;
      if (time < view.from || time > view.to || !nodes[node]) continue;
      const at = Math.round(x(bar, time));
      const y = TOP + nodes[node].l * PITCH;
      const tall = state === 2 ? ROW : ROW / 2;
      c.fillStyle = ink.raised;
      c.fillRect(at - 2, y + ROW - tall, 4, tall);
      c.fillStyle = ink.ink;
      c.fillRect(at - 1, y + ROW - tall, 2, tall);
      if (node === scene.focus) own.push([at, y]);
    }
    c.fillStyle = ink.accent;
    for (const [at, y] of own) {
      c.fillRect(at - 0.5, TOP - 1, 1, 5 * PITCH);
      c.fillRect(at - 2, y - 1, 4, ROW + 2);
    }
  }

  function mark(bar, time) {
    const { view, marker, label, track } = bar;
    const tz = bar.app.place.tz();
    const at = Math.min(view.width, Math.max(0, x(bar, time)));
    marker.style.transform = `translateX(${at.toFixed(1)}px)`;
    setText(label, clockSeconds(time, tz));
    setData(marker, { side: at > view.width / 2 ? "left" : "right" });
    for (const [name, value] of [["valuemin", view.from], ["valuemax", view.to], ["valuenow", Math.round(time)],
      ["valuetext", `${clockSeconds(time, tz)} ${zoneName(tz)}`]]) track.setAttribute(`aria-${name}`, String(value));
  }

  /** Dragging shows the moment at once and asks for its picture at most four times a second. */
  function drag(bar) {
    let first = true;
    let last = 0;
    const timeAt = (event) => {
      const box = bar.track.getBoundingClientRect();
      const part = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
      return Math.min(bar.view.to, bar.view.from + part * (bar.view.to - bar.view.from));
    };
    const commit = (time) => {
      bar.app.place.lookAt(time, first);
      first = false;
      last = performance.now();
    };
    bar.track.addEventListener("pointerdown", (event) => {
      if (!bar.view || event.button !== 0) return;
      bar.dragged = true;
      first = true;
      bar.track.setPointerCapture(event.pointerId);
      mark(bar, timeAt(event));
    });
    bar.track.addEventListener("pointermove", (event) => {
      if (!bar.dragged) return;
      const time = timeAt(event);
      mark(bar, time);
      if (performance.now() - last > 250) commit(time);
    });
    bar.track.addEventListener("pointerup", (event) => {
      if (!bar.dragged) return;
      bar.dragged = false;
      commit(timeAt(event));
    });
    bar.track.addEventListener("pointercancel", () => {
      bar.dragged = false;
      put(bar);
    });
    bar.track.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageUp: 10, PageDown: -10, Home: -Infinity, End: Infinity }[event.key];
      if (!step || !bar.scene || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      const time = Math.min(bar.view.to, Math.max(bar.view.from, bar.scene.at + step * (bar.scene.step || 15)));
      bar.app.place.lookAt(time, !bar.app.place.isPast());
    });
  }

  /** Moves to the previous or next onset known in this window. */
  function onset(bar, step) {
    if (!bar.scene) return;
    const times = [...((bar.data && bar.data.onsets) || []), ...(bar.scene.strip || [])].map(([time]) => time);
    const sorted = [...new Set(times)].filter((time) => time >= bar.view.from && time <= bar.view.to).sort((a, b) => a - b);
    const next = step > 0 ? sorted.find((time) => time > bar.scene.at + 0.5) : sorted.reverse().find((time) => time < bar.scene.at - 0.5);
    if (next === undefined) bar.app.tell(step > 0 ? "No later onset in this window" : "No earlier onset in this window");
    else bar.app.place.lookAt(next, !bar.app.place.isPast());
  }

  nav.time = { create };
})();
