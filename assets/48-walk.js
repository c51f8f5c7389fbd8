/* The walk: which nodes were visited in this tab, and lists of ids as they stand in the address. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
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

  function create(app) {
    let known = null;

    /** Every visit of this tab, [{id, at, state}], oldest first: `at` in data time, `state` as it was shown then. */
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
      if (!id || list[list.length - 1]?.id === id) return;
      const node = app.model?.byId.get(id) ?? -1;
      list.push({ id, at: app.scene ? app.scene.at : 0, state: node >= 0 && app.scene ? app.scene.states[node] : 3 });
      known = list.slice(-MOST_VISITS);
      try {
        sessionStorage.setItem(STORE, JSON.stringify(known));
      } catch { /* private windows may refuse; the walk is then kept for the page only */ }
    }

    /** The ids visited, each once, the latest last. */
    const visited = () => visits().map(({ id }) => id).filter((id, index, all) => all.lastIndexOf(id) === index);

    return { arrive, visited, visits };
  }

  nav.walk = { create, readIds, setIds, viaAfter };
})();
