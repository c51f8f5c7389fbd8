/* The header's controls: search, range and zone, live or paused, what the source says, theme, help. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, setText, setData, clock, clockSeconds, zoneName, age } = nav.core;
  const RANGES = [["15m", "15 min"], ["1h", "1 h"], ["3h", "3 h"], ["6h", "6 h"], ["24h", "24 h"]];
  const MODES = { live: "Live", paused: "Paused", past: "Past", replay: "Replay" };

  function button(className, glyph, label, action) {
    const word = el("span", { class: "button-word" });
    const icon = el("span", { class: "button-glyph" });
    nav.glyphs.setGlyph(icon, glyph, 13);
    const element = el("button", { type: "button", class: `nav-button ${className}`, "aria-label": label, title: label, onclick: action }, icon, word);
    return { el: element, word, icon };
  }

  function create(app, place) {
    const search = button("header-search", "search", "Search ( / )", () => app.search.open());
    setText(search.word, "Search");
    search.el.append(el("kbd", { text: "/" }));
    const range = el("select", { class: "header-range", "aria-label": "Time range" },
      ...RANGES.map(([value, text]) => el("option", { value, text })));
    range.addEventListener("change", () => app.place.setRange(range.value));
    const span = el("button", { type: "button", class: "header-window", title: "Time zone", onclick: () => zone.open() });
    const zone = nav.zone.create(app);
    const share = nav.share.create(app);
    const walk = button("header-walk", "walk", "Your walk ( t )", () => app.place.toggleTrail());
    const sharing = button("header-share", "share", "Share this picture", () => share.open());
    const mode = button("header-mode", "pause", "Live or paused ( . )", () => toggleLive());
    const speed = el("span", { class: "header-speed" });
    const back = button("header-live", "play", "Back to live", () => app.place.live());
    setText(back.word, "Back to live");
    const sourceGlyph = el("span", { class: "source-glyph" });
    const sourceText = el("span", { class: "source-text", text: "no answer yet" });
    const sourceAge = el("span", { class: "source-age", hidden: true });
    const source = el("span", { class: "header-source" }, sourceGlyph, sourceText, sourceAge);
    const theme = button("header-theme", "theme", "Light or dark", () => toggleTheme());
    const help = button("header-help", null, "Help ( ? )", () => app.help.open());
    setText(help.word, "?");
    place.append(el("div", { class: "header-controls" }, search.el,
      el("span", { class: "header-time" }, span, range), speed, mode.el, back.el, source, walk.el, sharing.el, theme.el, help.el));
    const newer = nav.newer.create(app, place.querySelector(".header-controls"));
    nav.glyphs.setGlyph(sourceGlyph, "unknown", 12);
    range.value = app.place.range();
    // What there is nothing to say of before the first scene is not there.
    for (const part of [mode.el, back.el, speed, span, walk.el, sharing.el]) part.hidden = true;
    search.el.disabled = true;

    function toggleLive() {
      if (!app.scene) return;
      if (app.place.isPast() || modeOf(app.scene).stopped) app.place.live();
      else app.place.pause();
    }

    function toggleTheme() {
      const dark = app.place.theme() ? app.place.theme() === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      app.place.setTheme(dark ? "light" : "dark");
    }

    function modeOf(scene) {
      const recorded = scene.mode === "replay" || Boolean(scene.clock && scene.clock.recorded);
      const stopped = scene.mode === "paused" || scene.mode === "past";
      return { recorded, stopped };
    }

    function drawMode(scene) {
      const { recorded, stopped } = modeOf(scene);
      const tz = app.place.tz();
      const word = recorded && !stopped ? "Replay" : MODES[scene.mode] || "Live";
      setText(mode.word, `${word} ${clockSeconds(scene.at, tz)}`);
      nav.glyphs.setGlyph(mode.icon, stopped ? "play" : "pause", 12);
      const label = stopped ? "Run on ( . )" : "Pause ( . )";
      mode.el.title = label;
      mode.el.setAttribute("aria-label", `${word} ${clockSeconds(scene.at, tz)}. ${label}`);
      setData(mode.el, { mode: scene.mode, stopped: stopped ? "true" : "false" });
      mode.el.hidden = false;
      setText(back.word, recorded ? "Back to replay" : "Back to live");
      back.el.hidden = !stopped;
      const pace = scene.clock ? scene.clock.speed : 1;
      const rate = pace === 0 ? ", standing still" : pace === 1 ? "" : ` × ${pace}`;
      const words = recorded ? `recorded${rate}` : "";
      const shorter = innerWidth < 1024 ? words.replace(/,.*/, "") : words.replace("standing still", "still");
      setText(speed, innerWidth < 1280 ? shorter : words);
      speed.title = words;
      speed.hidden = !recorded;
    }

    function drawSource(scene) {
      const { state, text } = scene.source || { state: "unreachable", text: "No source has answered yet" };
      const glyph = { live: "ok", partial: "warning", stale: "stale", unreachable: "error", refusing: "error" }[state] || "unknown";
      nav.glyphs.setGlyph(sourceGlyph, glyph, 12);
      setText(sourceText, state === "live" ? "source" : `source ${state}`);
      setData(source, { state });
      if (source.title !== (text || "")) source.title = text || "";
    }

    /** How long ago the source answered; null where nobody knows. */
    function setAge(seconds) {
      sourceAge.hidden = seconds === null;
      if (seconds !== null) setText(sourceAge, age(seconds));
    }

    function update(scene) {
      const tz = app.place.tz();
      for (const part of [span, walk.el, sharing.el]) part.hidden = false;
      search.el.disabled = false;
      setText(span, `${clock(scene.window[0], tz)}–${clock(scene.window[1], tz)} ${zoneName(tz)}`);
      span.setAttribute("aria-label", `${span.textContent}. Time zone`);
      if (document.activeElement !== range) range.value = scene.range;
      newer.update(scene);
      drawMode(scene);
      drawSource(scene);
    }

    return { update, age: setAge, toggleLive, modeOf, zone: () => zone.open() };
  }

  nav.header = { create };
})();
