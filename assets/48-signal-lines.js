/* The lines of the signals in the detail: the same values, scales and bands as on the cards. Asked for only while
   somebody has the signals open. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { keep, setData, svg } = nav.core;
  const SLOWEST_MS = 15000;
  const drawnParts = new WeakMap();
  const answers = new WeakMap(); // for each row the question that it has the answer to
  let hooked = null;
  let asking = "";
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

  /** What is drawn stays while it is asked for again, where its times are by now. */
  function look() {
    const lines = wanted();
    const { scene, model } = nav.app;
    if (!lines.size) return;
    const [from, to] = scene.window;
    const question = new URLSearchParams({ revision: model.revision, keys: [...lines.keys()].join(","), from, to, words: 1 }).toString();
    for (const row of lines.values()) if (drawnParts.has(row)) frame(row);
    if (question === asking || [...lines.values()].every((row) => answers.get(row) === question)) return;
    asking = question;
    generation += 1;
    void ask(question, [from, to], generation, 0);
  }

  /** Asks until all that somebody still sees has come: other rows may stand for the same signals by then. */
  async function ask(question, window, mine, tries) {
    let answer = null;
    try {
      answer = await nav.app.fetchJson(`screen/sparks.json?${question}`);
    } catch {
      // Asked again below.
    }
    if (mine !== generation) return;
    const lines = wanted();
    for (const [key, row] of lines) {
      const spark = answer?.sparks[key];
      if (spark) draw(row, spark, window);
      if (answer && !answer.pending.includes(key)) answers.set(row, question);
    }
    if ([...lines.values()].every((row) => answers.get(row) === question)) asking = "";
    else setTimeout(() => { if (mine === generation) ask(question, window, mine, tries + 1); }, Math.min(SLOWEST_MS, 500 * 2 ** tries));
  }

  function parts(row) {
    if (!drawnParts.has(row)) {
      const paths = Object.fromEntries(["band", "usual", "limits", "other", "line"].map((name) => [name, svg("path", { class: `spark-${name}` })]));
      drawnParts.set(row, { paths, holder: svg("svg", { class: "signal-spark", preserveAspectRatio: "none", role: "img" }) });
    }
    return drawnParts.get(row);
  }

  function draw(row, spark, window) {
    const last = spark.values.length - 1;
    const drawn = Object.assign(parts(row), { last, window });
    const { holder, paths } = drawn;
    if (last < 1) {
      row.replaceChildren();
      return;
    }
    const [band, usual] = nav.sparks.bandPaths(spark.band, spark.domain, last);
    const other = row.closest(".signal-row")?.dataset.trust === "conflicting" ? nav.sparks.otherPath(spark) : "";
    const ways = { band, usual, limits: nav.sparks.limitPath(spark.limits, spark.domain, last), other, line: nav.sparks.linePath(spark.values, spark.domain) };
    for (const [name, d] of Object.entries(ways)) paths[name].setAttribute("d", d);
    keep(holder, Object.keys(ways).filter((name) => ways[name]).map((name) => paths[name]));
    setData(row, { trust: spark.trust });
    // The line is a picture with a name; the number beside it is its last.
    const second = other ? `; ${spark.other.title} ${spark.other.said || ""}` : "";
    holder.setAttribute("aria-label", `Line ${spark.said || "over this window"}${second}`);
    frame(row);
  }

  /** Shows of a row's line what lies in the window of the page. */
  function frame(row) {
    const { holder, last, window } = drawnParts.get(row);
    const box = nav.sparks.viewBox(last, window, nav.app.scene.window);
    if (box) nav.sparks.frame(holder, box, last);
    keep(row, box ? [holder] : []);
  }

  nav.signalLines = { update };
})();
