/* Everything that knows Dash. The first picture does not wait for it: it is asked for by a plain request, and
   Dash's scripts are loaded when it stands. What is written before Dash is there is handed over when it is. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const SLOWEST_MS = 15000;
  const waiting = new Map();
  let ready = false;
  let asked = false;
  let early = null;

  /** New data for a slot; of what waits for Dash only the newest counts. */
  function setProps(id, props) {
    if (ready) window.dash_clientside.set_props(id, props);
    else waiting.set(id, props);
    if (!ready && !asked && waiting.has("place") && waiting.has("viewport")) first();
  }

  /** The first picture, then Dash; if there is none to be had, Dash asks for it once more. */
  async function first() {
    asked = true;
    const { columns, rows, tz } = waiting.get("viewport").data;
    const query = new URLSearchParams({ place: waiting.get("place").data, columns, rows, ...(tz ? { tz } : {}) });
    try {
      await nav.update(await nav.app.fetchJson(`screen/scene.json?${query}`));
    } catch {
      // Said by the line to the server, which asks again.
    }
    // When the picture has been painted: what comes after it takes nothing of its line.
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => start())));
  }

  /** Loads Dash, again and again with growing waits where it can't be had: without it the picture stands still. */
  function start(tries = 0) {
    const place = document.getElementById("_dash-renderer");
    if (place) load(place.dataset.src).catch(() => setTimeout(() => start(tries + 1), Math.min(SLOWEST_MS, 500 * 2 ** tries)));
  }

  /** A script from our own server; resolves when it has run, and is rejected where it can't be had. */
  function load(address) {
    const script = document.createElement("script");
    const policy = window.trustedTypes?.createPolicy(`navigator-${address.replace(/\W/g, "-")}`, { createScriptURL: (url) => url });
    script.src = policy ? policy.createScriptURL(address) : address;
    return new Promise((done, failed) => {
      script.addEventListener("load", done);
      script.addEventListener("error", () => {
        script.remove();
        failed(new Error(`${address} could not be loaded`));
      });
      document.head.append(script);
    });
  }

  /** Dash has laid out its slots: from now on it carries what is written. */
  function flush() {
    if (ready || !window.dash_clientside?.set_props) return;
    ready = true;
    for (const [id, props] of waiting) window.dash_clientside.set_props(id, props);
    waiting.clear();
  }

  function Slot({ id, children }) {
    window.React.useEffect(() => {
      if (id === "slots") setTimeout(flush);
    }, [id]);
    return children ?? null;
  }

  /** The model that the page most likely needs is asked for together with the first picture. */
  function mount(root) {
    const { base, revision } = root.dataset;
    const model = `screen/model.json?revision=${encodeURIComponent(revision)}`;
    const get = (path) => nav.get(base || "/", path);
    if (revision) early = get(model);
    early?.catch(() => {});
    const fetchJson = (path) => {
      const known = path === model ? early : null;
      if (known) early = null;
      return known ?? get(path);
    };
    return nav.mount(root, { setProps, fetchJson });
  }

  window.navigator_slots = { Slot };
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.navigator = {
    scene: (scene) => nav.update(scene),
    detail: (detail) => nav.detail.update(detail) ?? null,
    chart: (chart) => nav.charts.update(chart) ?? null,
  };
  nav.dash = { mount, load };
})();
