/* Pictures of the page's own recent history, so that back and forward are drawn at once and retrace exactly. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const MOST = 24;
  /** What states and values hold for; between two such contexts nothing is carried over. */
  const CONTEXT = ["at", "to", "range", "if", "live"];
  const SLOTS = ["focus", "as", "open", "via", ...CONTEXT];

  const partsOf = (names) => {
    const query = new URLSearchParams(location.search);
    return JSON.stringify(names.map((name) => query.getAll(name)));
  };

  function create(app) {
    const entries = new Map();
    let context = "";

    /** A scene has been drawn in this entry of the history. */
    function keep(depth, raw) {
      context = partsOf(CONTEXT);
      entries.delete(depth);
      entries.set(depth, { slots: partsOf(SLOTS), view: app.view, raw });
      if (entries.size > MOST) entries.delete(entries.keys().next().value);
    }

    /** The picture that this entry had, if it was of the same moment and hierarchy as what is drawn now, and has room. */
    function take(depth) {
      const entry = entries.get(depth);
      if (!entry || !app.raw || !app.model || entry.view !== app.view || context !== partsOf(CONTEXT)) return null;
      if (entry.slots !== partsOf(SLOTS) || entry.raw.revision !== app.model.revision || app.raw.revision !== app.model.revision) return null;
      return entry.raw;
    }

    return { keep, take };
  }

  nav.recall = { create };
})();
