/* The place: the URL is the whole state of the screen, and the browser owns its history. A move pushes an entry,
   scrubbing and refreshing replace the current one; every change is told to the server as one query string. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { busy } = nav.core;
  const { readIds, setIds, viaAfter } = nav.walk;
  const MOST_OPEN = 12;
  const ASSUMED = /^(.+?)(:(?:ok|warning|critical|unknown))?$/;

  function create(app) {
    const params = () => new URLSearchParams(location.search);
    const text = (query) => {
      const value = query.toString().replace(/%2F/gi, "/").replace(/%2C/gi, ",").replace(/%3A/gi, ":");
      return value ? `?${value}` : "";
    };
    const walk = nav.walk.create(app);
    const recall = nav.recall.create(app);
    let depth = history.state?.navigator ?? 0;
    let sent = null;
    // The moment at which time was made to stand in this tab. The address has it as any moment of the past, and so has
    // whoever it is sent to; the entries of the history know more.
    let paused = history.state?.paused ?? null;
    // Where the cursor was when each entry of the history was left, and where it shall be in the one come back to.
    const cursors = new Map();
    let returning = null;

    /** `later`: who takes what may wait for a frame. */
    function send(later = (task) => task()) {
      const asks = (sent = text(params()) || "?");
      app.coming = null; // a scene of an older place that still waits for its model
      app.line.asked();
      later(() => asks === sent && app.setProps("place", { data: sent }), 3);
    }

    /** Tells everybody of a new place; where its picture is known already it is drawn before anybody is asked. */
    function write(query, push, card = null, picture = null) {
      returning = null;
      if (push) {
        cursors.set(depth, app.cursor.here() ?? card);
        depth += 1;
        for (const later of [...cursors.keys()].filter((known) => known >= depth)) cursors.delete(later);
        history.pushState(entry(query), "", `${location.pathname}${text(query)}${location.hash}`);
      } else replace(query);
      busy("input");
      moved(picture);
    }

    function moved(picture) {
      const later = picture ? app.drawing.ahead(picture) : (task) => task();
      nav.detail.expect?.(params().get("focus"));
      send(later);
    }

    const entry = (query) => ({ navigator: depth, ...(paused !== null && query.get("at") === paused ? { paused } : {}) });

    /** Another address for the same entry of the history, of which nobody is told. */
    function replace(query) {
      history.replaceState(entry(query), "", `${location.pathname}${text(query)}${location.hash}`);
    }

    function withPicture(query) {
      if (app.scene) query.set("as", String(Math.round(app.scene.at)));
      return query;
    }

    /** The first picture is a picture like any other: it keeps the time it was laid out at, for reload and back. */
    function adopt(scene) {
      const query = params();
      if (query.has("as") || !scene.as || scene.source?.state === "waiting" || scene.source?.state === "none") return;
      query.set("as", String(Math.round(scene.as)));
      replace(query);
      send();
    }

    /** The focus asked for is gone and another node stands for it: the address says so, as if it always had, and the
        notice stays until somebody moves on. */
    function follow({ moved, notices }) {
      const [from, to] = moved || [];
      const query = params();
      if (!from || query.get("focus") !== from) return;
      const notice = (notices || []).find(({ id }) => id === "focus-moved");
      if (notice) app.notices.set("focus-moved", notice);
      query.set("focus", to);
      replace(query);
      send();
    }

    /** Moves the focus (null: whole system). Any newer move wins over one still on its way. */
    function go(id) {
      app.notices.set("focus-moved", null);
      const query = params();
      if ((query.get("focus") || "") === (id || "") && app.scene) {
        app.alreadyThere(id || "");
        return;
      }
      app.pin.along(query, id);
      setIds(query, "via", viaAfter(readIds(query.get("via")), query.get("focus"), id));
      if (id) query.set("focus", id);
      else query.delete("focus");
      walk.arrive(id);
      const picture = app.ahead.get(id);
      if (picture) query.set("as", String(picture.as));
      write(picture ? query : withPicture(query), true, id, picture);
    }

    /** Assumes a state of a node ("ID:critical"), no longer any of it ("ID"), or nothing at all (""). Places stay. */
    function assume(spec) {
      const query = params();
      const [, id, state] = spec.match(ASSUMED) || [];
      const before = query.getAll("if");
      const after = id ? before.filter((one) => one.match(ASSUMED)?.[1] !== id) : [];
      if (state) after.push(spec);
      if (before.join() === after.join()) return;
      query.delete("if");
      for (const one of after) query.append("if", one);
      app.whatIf.asked(after.length > 0);
      write(query, true);
    }

    /** Opens a whole in place, so that its parts are wanted on the stage, or closes it again; nothing else is laid out
        anew, and Back undoes it. */
    function toggleOpen(id) {
      const query = params();
      const before = readIds(query.get("open"));
      setIds(query, "open", before.includes(id) ? before.filter((one) => one !== id) : [...before, id].slice(-MOST_OPEN));
      write(query, true);
    }

    /** What one came with: "ID/SIGNAL", "ID" where no signal decides, null for nothing. It is no move. */
    function setPin(spec) {
      const query = params();
      if ((query.get("pin") || null) === (spec || null)) return;
      if (spec) query.set("pin", spec);
      else query.delete("pin");
      write(query, false);
    }

    /** The walk beside the stage, on or off; only the browser knows of it. */
    function toggleTrail() {
      const query = params();
      if (query.get("trail") === "1") query.delete("trail");
      else query.set("trail", "1");
      replace(query);
      app.trail?.update?.();
    }

    /** Looks at a moment of the past; the window stays where it is. */
    function lookAt(time, push) {
      const query = params();
      if (!query.get("to") && app.scene) query.set("to", String(Math.round(app.scene.window[1])));
      query.set("at", String(Math.round(time)));
      query.delete("live");
      write(query, push);
    }

    function live() {
      const query = params();
      query.delete("at");
      query.delete("to");
      query.delete("live");
      write(query, true);
    }

    function pause() {
      const query = params();
      if (!app.scene) return;
      paused = String(Math.round(app.scene.at));
      query.set("at", paused);
      query.delete("live");
      write(query, true);
    }

    /** Lays the picture out anew with the states of now. */
    function refresh() {
      write(withPicture(params()), false);
    }

    function setRange(range) {
      const query = params();
      query.set("range", range);
      write(query, false);
    }

    /** The zone that times are written in; only the words change. */
    function setZone(zone) {
      const query = params();
      if (zone === "UTC") query.delete("tz");
      else query.set("tz", zone);
      write(query, false);
    }

    function setTheme(theme) {
      const query = params();
      query.set("theme", theme);
      replace(query);
      applyTheme();
      send();
    }

    function applyTheme() {
      const theme = params().get("theme");
      if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
      else delete document.documentElement.dataset.theme;
      app.repaint?.();
    }

    /** Backspace leaves the page's own moves only, never the page. */
    function back() {
      if (depth > 0) history.back();
      else app.tell("This is where you came in: there is nothing to go back to");
    }

    /** The card that the cursor goes back to in the picture that was come back to; only once. */
    function cursor() {
      const id = returning;
      returning = null;
      return id;
    }

    addEventListener("popstate", (event) => {
      app.notices.set("focus-moved", null);
      cursors.set(depth, app.cursor.here());
      depth = event.state?.navigator ?? 0;
      paused = event.state?.paused ?? null;
      returning = cursors.get(depth) ?? null;
      busy("input");
      applyTheme();
      moved(recall.take(depth));
    });

    return {
      adopt, assume, cursor, follow, go, lookAt, live, pause, refresh, setRange, setTheme, setZone, applyTheme, back, send,
      drawn: (raw) => recall.keep(depth, raw),
      setPin, toggleOpen, toggleTrail, visited: walk.visited, visits: walk.visits, arrive: walk.arrive,
      opened: () => readIds(params().get("open")),
      pin: () => params().get("pin"),
      trail: () => params().get("trail") === "1",
      via: () => readIds(params().get("via")),
      depth: () => depth,
      sent: () => sent,
      focus: () => params().get("focus"),
      isPast: () => params().has("at"),
      isPaused: () => paused !== null && params().get("at") === paused,
      range: () => params().get("range") || "1h",
      theme: () => params().get("theme"),
      tz: () => params().get("tz") || "UTC",
    };
  }

  nav.place = { create };
})();
