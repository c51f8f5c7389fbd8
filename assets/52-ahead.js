/* Pictures ahead: what the likely next moves would show, asked for before anybody makes them, so that a move is drawn
   at once. A picture holds for the place it was made for, and not for long. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const MOST = 16;
  const SOON_MS = 60; // what the picture itself asks for goes first
  const USED_MS = 60000;
  const HOLDS_MS = 45000;
  const AGAIN_MS = 25000;
  const REFUSED_MS = 5000;
  const OTHER_REVISION = 409;
  /** Parts of the address that no slot depends on. */
  const ASIDE = ["as", "tz", "theme", "pin", "trail"];

  function create(app) {
    let key = "";
    let found = new Map();
    let under = new Set(); // asked for and not answered
    let said = ""; // the states that the likely ones were last asked under
    let saidAt = -Infinity;
    let usedAt = Date.now();
    let refusedUntil = 0;
    let timer = 0;
    let told = () => {};

    const idle = () => document.hidden || Date.now() - usedAt > USED_MS;

    /** What all pictures of this place depend on: where they would be gone to from, and how much room there is. */
    function keyNow() {
      const query = new URLSearchParams(location.search);
      for (const name of ASIDE) query.delete(name);
      return [app.model.revision, query, app.view].join(" ");
    }

    /** Pictures of another place are forgotten; answers to questions about it will not be taken either. */
    function here() {
      if (!app.model || !app.scene || !app.view) return false;
      const now = keyNow();
      if (key !== now) {
        key = now;
        found = new Map();
        under = new Set();
        said = "";
      }
      return true;
    }

    const fresh = (entry) => entry && (app.place.isPast() || Date.now() - entry.got < HOLDS_MS);

    /** The picture of a move to a node (its id; null or empty: the whole system), or null where it is not known. */
    function get(id) {
      if (!here()) return null;
      const entry = found.get(id || "");
      return fresh(entry) ? entry.picture : null;
    }

    /** Asks for the pictures of these ids, as far as they are neither known nor on their way. */
    function want(ids, again) {
      if (!here() || idle() || Date.now() < refusedUntil) return;
      const focus = app.place.focus() || "";
      const missing = [...new Set(ids)].filter((id) => id !== focus && !under.has(id) && (again || !fresh(found.get(id)))).slice(0, MOST);
      if (missing.length) ask(missing);
    }

    async function ask(ids) {
      const mine = key;
      const { columns, rows } = JSON.parse(app.view);
      const query = new URLSearchParams({ revision: app.model.revision, place: app.place.sent(), columns, rows });
      for (const id of ids) {
        under.add(id);
        query.append("focus", id);
      }
      let answer = null;
      try {
        answer = await app.fetchJson(`screen/next.json?${query}`);
      } catch (error) {
        // Another revision is on its way with the next scene; otherwise nobody is troubled: moves then ask as before.
        if (error.status !== OTHER_REVISION) refusedUntil = Date.now() + REFUSED_MS;
      }
      if (mine !== key) return;
      for (const id of ids) under.delete(id);
      if (answer && answer.revision === app.model.revision) take(answer);
    }

    function take({ at, as, columns, rows, pictures }) {
      for (const [id, picture] of Object.entries(pictures || {})) {
        found.set(id, { got: Date.now(), picture: { ...picture, at, as, columns, rows } });
      }
      told(Object.keys(pictures || {}));
    }

    /** The likely next focuses, the likeliest first: cues, what the focus is for and by, worst first, the way back up,
        what is beside the cursor, then the worst of what is drawn. The whole system is always one of them. */
    function likely() {
      const { model, scene } = app;
      const worst = nav.model.worstFirst(model, scene.states);
      const cues = nav.notes.cuesOf(scene, [...scene.notes.cues.keys()]).map(([node]) => node);
      const focus = scene.focus >= 0 ? [...model.means[scene.focus], ...model.ends[scene.focus]].sort(worst) : [];
      const walked = app.place.via().reverse().map((id) => nav.revision.numberOf(model, id));
      const cursor = app.cursor.node();
      const beside = cursor >= 0 ? [cursor, ...[...model.means[cursor], ...model.ends[cursor]].sort(worst)] : [];
      const drawn = scene.cards.map(({ node }) => node).sort(worst);
      const near = [...cues.slice(0, 4), ...beside.slice(0, 4), ...focus.slice(0, 10), ...walked.slice(0, 2), ...focus, ...cues, ...drawn];
      const ids = [...new Set(near)].filter((node) => model.nodes[node] && node !== scene.focus).map((node) => model.nodes[node].id);
      return scene.focus >= 0 ? [...ids.slice(0, MOST - 1), ""] : ids.slice(0, MOST);
    }

    /** Asks for the likely ones anew where the place or a state is another, or what is known grows old. */
    function look() {
      if (!here() || idle() || app.line.waits()) return;
      const old = !app.place.isPast() && Date.now() - saidAt > AGAIN_MS;
      if (said === app.raw.states && !old) return;
      said = app.raw.states;
      saidAt = Date.now();
      want(likely(), true);
    }

    /** A scene has been drawn: soon, the next ones. */
    function soon() {
      clearTimeout(timer);
      timer = setTimeout(look, SOON_MS);
    }

    function used() {
      const was = idle();
      usedAt = Date.now();
      if (was) soon();
    }
    for (const name of ["pointermove", "pointerdown", "keydown", "wheel"]) addEventListener(name, used, { capture: true, passive: true });
    document.addEventListener("visibilitychange", () => document.hidden || used());

    return {
      get, want, soon, known: () => [...found.keys()],
      compose: (picture) => nav.compose(app.model, app.raw, picture),
      onFound: (task) => { told = task; },
    };
  }

  nav.ahead = { create };
})();
