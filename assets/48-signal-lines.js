/* The lines of the signals in the detail: the same values, scales and bands as on the cards. Asked for only while
   somebody has the signals open. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { keep, setData, svg } = nav.core;
  const TRIES = 6;
  const drawnParts = new WeakMap();
  let hooked = null;
  let asked = "";
  let generation = 0;

  function update(column) {
    if (hooked !== column) {
      hooked = column;
      // "toggle" does not bubble.
      column.addEventListener("toggle", (event) => { if (event.target.open) look(); }, true);
    }
    look();
  }

  /** The lines that somebody can see, by the key under which the server knows them. */
  function wanted() {
    const { model, scene } = nav.app;
    const index = model?.byId.get(hooked.dataset.node);
    if (!scene || index === undefined) return new Map();
    const ids = (model.nodes[index].signals || []).map(([id]) => id);
    const rows = [...hooked.querySelectorAll(".fold[open] > .signal-row > .signal-line")];
    const keys = rows.map((row) => [ids.indexOf(row.dataset.line), row]).filter(([signal]) => signal >= 0);
    return new Map(keys.map(([signal, row]) => [`${index}.${signal}`, row]));
  }

  function look() {
    const lines = wanted();
    const { scene, model } = nav.app;
    if (!lines.size) return;
    const [from, to] = scene.window;
    const question = new URLSearchParams({ revision: model.revision, keys: [...lines.keys()].join(","), from, to, words: 1 }).toString();
    if (question === asked) return;
    asked = question;
    generation += 1;
    void ask(lines, question, generation, 0);
  }

  async function ask(lines, question, mine, tries) {
    let answer = { sparks: {}, pending: [...lines.keys()] };
    try {
      answer = await nav.app.fetchJson(`screen/sparks.json?${question}`);
    } catch {
      // Asked again below.
    }
    if (mine !== generation) return;
    for (const [key, spark] of Object.entries(answer.sparks)) if (lines.has(key)) draw(lines.get(key), spark);
    if (answer.pending.length && tries < TRIES) setTimeout(() => { if (mine === generation) ask(lines, question, mine, tries + 1); }, 500 * 2 ** tries);
  }

  function parts(row) {
    if (!drawnParts.has(row)) {
      const paths = Object.fromEntries(["band", "usual", "limits", "line"].map((name) => [name, svg("path", { class: `spark-${name}` })]));
      drawnParts.set(row, { paths, holder: svg("svg", { class: "signal-spark", preserveAspectRatio: "none", role: "img" }) });
    }
    return drawnParts.get(row);
  }

  function draw(row, spark) {
    if (!row.isConnected) return;
    const last = spark.values.length - 1;
    const { holder, paths } = parts(row);
    if (last < 1) {
      row.replaceChildren();
      return;
    }
    const [band, usual] = nav.sparks.bandPaths(spark.band, spark.domain, last);
    const drawn = { band, usual, limits: nav.sparks.limitPath(spark.limits, spark.domain, last), line: nav.sparks.linePath(spark.values, spark.domain) };
    holder.setAttribute("viewBox", `0 0 ${last} 1`);
    for (const [name, d] of Object.entries(drawn)) paths[name].setAttribute("d", d);
    keep(holder, Object.keys(drawn).filter((name) => drawn[name]).map((name) => paths[name]));
    setData(row, { trust: spark.trust });
    // The line is a picture with a name; the number beside it is its last.
    holder.setAttribute("aria-label", `Line ${spark.said || "over this window"}`);
    keep(row, [holder]);
  }

  nav.signalLines = { update };
})();
