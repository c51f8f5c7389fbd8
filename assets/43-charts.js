/* The charts of the detail. Their library is large: it is loaded when there is something to chart and the picture
   stands, and until then their room is kept. Charts of one node are never seen under another's name. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const AGAIN_MS = 400;
  const IDLE_MS = 1500;
  const CONFIG = { displayModeBar: false, responsive: false, scrollZoom: false };
  let wanted = null;
  let drawnOf = null;
  let library = null;
  let again = 0;
  let drawing = Promise.resolve();
  let watching = null;

  const place = () => document.getElementById("detail-chart-place");
  const holder = () => document.querySelector("#detail-chart .chart-figure");

  /** {node, expected, pending, figure, height} from the server; without a figure none of it is read yet. */
  function update(chart) {
    const room = place();
    if (!room || !chart) return;
    clearTimeout(again);
    if (chart.pending) again = setTimeout(() => nav.app.setProps("chart-retry", { data: Date.now() }), AGAIN_MS);
    room.hidden = !chart.expected;
    if (!chart.figure) {
      // What nobody answers is not being read.
      say(nav.app.scene?.source?.state === "unreachable" ? "No chart: the source does not answer." : "The charts are being read…");
      return;
    }
    wanted = chart;
    holder().style.height = `${chart.height}px`;
    match();
    void ready().then(draw);
  }

  /** The library, once: when the picture stands and nothing else is to be done. */
  function ready() {
    library = library ?? settled().then(() => nav.dash.load(document.getElementById("navigator").dataset.charts)).catch(() => {
      library = null;
      say("The charts could not be loaded; they are asked for again with the next picture.");
      throw new Error("the charts' library could not be loaded");
    });
    return library.catch(() => null);
  }

  function settled() {
    return new Promise((done) => {
      const idle = () => nav.core.whenIdle(done, { timeout: IDLE_MS });
      if (document.body.dataset.settled === "true") {
        idle();
        return;
      }
      const watcher = new MutationObserver(() => {
        if (document.body.dataset.settled !== "true") return;
        watcher.disconnect();
        idle();
      });
      watcher.observe(document.body, { attributes: true, attributeFilter: ["data-settled"] });
    });
  }

  /** One drawing after the other, and only the newest; none while something moves. */
  function draw() {
    nav.app.whenStill(() => { drawing = drawing.then(drawOne, drawOne); });
  }

  async function drawOne() {
    const chart = wanted;
    const element = holder();
    if (!chart || !window.Plotly || !place().clientWidth) return;
    wanted = null;
    watch();
    const width = place().clientWidth;
    try {
      await window.Plotly.react(element, chart.figure.data, { ...chart.figure.layout, width }, CONFIG);
      drawnOf = chart.node;
      tell(element, chart.figure);
    } catch (error) {
      say("These charts could not be drawn.");
      throw error;
    } finally {
      match();
    }
  }

  /** The charts as one picture with a name: what is charted, its value, what is usual, and what the lines are. */
  function tell(element, figure) {
    const texts = ((figure.layout && figure.layout.annotations) || []).map(({ text }) => plain(text)).filter((text) => /[a-z]/i.test(text));
    const runs = (figure.data || []).map(inWords).filter(Boolean);
    const scales = (figure.layout && figure.layout.meta && figure.layout.meta.scales) || [];
    // Of every row, as on cards: an id may hold a space, so one row of the attribute is one line.
    nav.core.setData(element, {
      scale: scales.map(([name]) => name).join("\n") || null, domain: scales.map(([, ...span]) => span.join(",")).join("\n") || null,
    });
    element.setAttribute("role", "img");
    element.querySelector(".plot-container")?.setAttribute("aria-hidden", "true");
    element.setAttribute("aria-label", ["Charts", ...texts, ...runs].join(". "));
    // The library's own ruler for texts, which nobody sees.
    document.getElementById("js-plotly-tester")?.setAttribute("aria-hidden", "true");
  }

  /** The library is given text as HTML; for ears it is text again. */
  const plain = (text) => String(text).replace(/<[^>]*>/g, " ").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&").replace(/\s+/g, " ").trim();

  /** What the eye takes from a line: "CPU in use: from 12 % to 97 %, last 95 %", and from when on nothing is known. */
  function inWords({ name, x, y, text }) {
    const known = [...(y || []).keys()].filter((index) => Number.isFinite(y[index]));
    if (!known.length || !text) return name ? `${plain(name)}: nothing known in this window` : "";
    const by = (better) => text[known.reduce((best, index) => (better(y[index], y[best]) ? index : best))];
    const last = known.at(-1);
    const until = last < y.length - 2 ? `, nothing known after ${String(x[last]).slice(11, 16)}` : "";
    return plain(`${name}: from ${by((a, b) => a < b)} to ${by((a, b) => a > b)}, last ${text[last]}`) + until;
  }

  /** Follows the room there is; what came while there was none is drawn when there is. */
  function watch() {
    if (watching) return;
    watching = new ResizeObserver(() => {
      match();
      if (wanted) draw();
      else if (!fits()) drawing = drawing.then(fit, fit);
    });
    watching.observe(place());
  }

  async function fit() {
    if (!fits() && place().clientWidth) await window.Plotly.relayout(holder(), { width: place().clientWidth });
    match();
  }

  function fits() {
    const drawn = holder()?.querySelector(".main-svg");
    return Boolean(drawn) && Math.abs(Number(drawn.getAttribute("width")) - place().clientWidth) <= 1;
  }

  /** Their room stays, so that nothing jumps; what is seen in it is of the node in the heading, and as wide as it. */
  function match() {
    const column = document.getElementById("nav-detail");
    const room = place();
    if (!room || !column) return;
    const own = drawnOf !== null && drawnOf === column.dataset.node && fits();
    room.style.visibility = own ? "" : "hidden";
    nav.core.setData(room, { waits: own ? null : "true" });
  }

  function say(text) {
    const line = document.querySelector("#detail-chart-place .chart-wait");
    if (line) nav.core.setText(line, text);
  }

  nav.charts = { update, match };
})();
