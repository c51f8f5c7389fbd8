/* The walk: which nodes were visited in this tab, and lists of ids as they stand in the address. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { STATES } = nav.core;
  const STORE = "navigator.visits";
  const MOST_VISITS = 200;
  const MOST_VIA = 6;

  /** "a,b" as ids; one that holds a comma is percent-encoded in the list. */
  function readIds(text) {
    return (text || "").split(",").filter(Boolean).map((one) => {
      try {
        return decodeURIComponent(one);
      } catch {
        return one;
      }
    });
  }

  const writeIds = (ids) => ids.map((id) => (/[,%]/.test(id) ? encodeURIComponent(id) : id)).join(",");

  /** Puts a list into a query, or takes it out where it is empty. */
  function setIds(query, name, ids) {
    if (ids.length) query.set(name, writeIds(ids));
    else query.delete(name);
  }

  /** The nodes walked through after a move to a node: newest last, at most 6; none in the whole system. */
  function viaAfter(via, from, to) {
    if (!to) return [];
    return [...via, from].filter((id) => id && id !== to).slice(-MOST_VIA);
  }

  /** "critical"; "ok, critical from below" where what threatens it is not what it is itself. */
  const stateWords = (state, threat) => {
    const own = STATES[state] || "unknown";
    return threat > 0 && threat !== state ? `${own}, ${STATES[threat]} from below` : own;
  };

  /** What comes to a node from below: 0 for nothing, null where it has no card to say so. */
  function threatOf(scene, node) {
    const card = scene?.shown.get(node);
    return card ? Math.max(0, card.threat) : null;
  }

  function create(app) {
    let known = null;

    /** Every visit of this tab, [{id, at, state, threat}], oldest first: `at` in data time, `state` as it was shown then,
        `threat` (0 = none, null = not known) what came from below. */
    function visits() {
      if (known) return known;
      try {
        const read = JSON.parse(sessionStorage.getItem(STORE) || "[]");
        known = read.filter((visit) => visit && typeof visit.id === "string" && Number.isFinite(visit.at));
      } catch {
        known = [];
      }
      return known;
    }

    /** Somebody has come to a node; staying there is no other visit. */
    function arrive(id) {
      const list = visits();
      if (!id) return;
      const node = app.model?.byId.get(id) ?? -1;
      const last = list[list.length - 1];
      if (last?.id === id) {
        if (last.threat !== null) return;
        // A move to what was no card: only its own picture tells what comes from below.
        last.threat = threatOf(app.scene, node);
        store();
        return;
      }
      const scene = node >= 0 ? app.scene : null;
      list.push({ id, at: app.scene ? app.scene.at : 0, state: scene ? scene.states[node] : 3, threat: threatOf(scene, node) });
      known = list.slice(-MOST_VISITS);
      store();
    }

    function store() {
      try {
        sessionStorage.setItem(STORE, JSON.stringify(known));
      } catch { /* private windows may refuse; the walk is then kept for the page only */ }
    }

    /** The ids visited, each once, the latest last. */
    const visited = () => visits().map(({ id }) => id).filter((id, index, all) => all.lastIndexOf(id) === index);

    return { arrive, visited, visits };
  }

  nav.walk = { create, readIds, setIds, stateWords, viaAfter };
})();
