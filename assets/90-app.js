/* mount(root, {setProps, fetchJson}) · update(scene) · fail(text): the browser's part as one object.
   No Dash in here but the default way to hand a store its new data. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { busy, done, el, setData, setText } = nav.core;
  const OTHER_REVISION = 409;
  const AGAIN_MS = 300;
  let app = null;

  /** JSON of our own server; an error has the `status` that it answered. */
  async function get(base, path) {
    const response = await fetch(base + path, { headers: { Accept: "application/json" } });
    if (!response.ok) throw Object.assign(new Error(`${path} answered ${response.status}`), { status: response.status });
    return response.json();
  }

  function part(root, id) {
    const found = root.querySelector(`#${id}`) || document.getElementById(id);
    if (found) return found;
    const made = el(id === "nav-detail" ? "aside" : "div", { id });
    root.append(made);
    return made;
  }

  /** Fills the page's empty containers and tells the server where we are. Mounting twice does nothing. */
  function mount(root, options) {
    if (app && app.root.isConnected) return app;
    const given = options || {};
    const base = root.dataset.base || "/";
    app = {
      root, model: null, scene: null, raw: null, queue: [], ticks: 0, tickedAt: 0, drawnAt: 0,
      setProps: given.setProps || ((id, props) => window.dash_clientside.set_props(id, props)),
      fetchJson: given.fetchJson || ((path) => get(base, path)),
    };
    nav.app = app;
    busy("load");
    connect(root);
    app.sizing.fonts();
    app.place.applyTheme();
    app.sizing.send();
    app.place.send();
    setInterval(pulse, 1000);
    return app;
  }

  function connect(root) {
    const places = {};
    for (const name of ["header", "strip", "longshot", "stage", "detail", "time", "live", "notices"]) places[name] = part(root, `nav-${name}`);
    for (const name of ["header", "strip", "longshot", "stage", "detail", "time"]) setData(places[name], { kind: "landmark", key: name });
    places.title = part(root, "nav-title");
    places.stage.setAttribute("aria-label", "Five levels");
    if (places.stage.tagName !== "MAIN") places.stage.setAttribute("role", "region");
    app.places = places;
    app.say = nav.voice.speaker(places.live);
    app.tell = nav.said.create(app);
    app.tick = tick;
    app.unpress = unpress;
    app.whenStill = (task) => (app.stage.motion.running() || app.queue.length ? app.queue.push(task) : task());
    app.alreadyThere = alreadyThere;
    app.sizing = nav.sizing.create(app);
    app.repaint = app.sizing.repaint;
    app.screens = nav.screens.create(places.stage);
    app.stage = nav.stage.create(places.stage);
    app.stage.afterMove = () => {
      if (!app.queue.length) return;
      busy("rest");
      setTimeout(rest);
    };
    app.line = nav.line.create(app);
    app.news = nav.news.create(app);
    app.voice = nav.voice.create(app);
    app.place = nav.place.create(app);
    app.search = nav.search.create(app);
    app.keys = nav.keys.create(app);
    app.help = nav.help.create(app);
    app.header = nav.header.create(app, places.header);
    app.strip = nav.strip.create(app, places.strip);
    app.notices = nav.notices.create(app, places.notices);
    app.ages = nav.ages.create(app);
    app.longshot = nav.longshot.create(places.longshot, (node) => app.place.go(app.model.nodes[node].id),
      (nodes) => app.search.open(nodes, `${nodes.length} nodes in this cell`), (nodes, title) => app.search.open(nodes, title));
    app.sparks = nav.sparks.create(app);
    app.cursor = nav.cursor.create(app);
    app.time = nav.time.create(app, places.time);
    app.whatIf = nav.whatIf.create(app);
    app.surround = nav.surround.create(app);
    app.ahead = nav.ahead.create(app);
    app.preview = nav.preview.create(app);
    app.pointing = nav.pointing.create(app);
    app.pulses = nav.pulses.create(app);
    app.drawing = nav.drawing.create(app);
    app.gestures = nav.gestures.create(app);
    app.screens.show("loading");
    app.gestures.listen();
  }

  /** What waited for the end of a move, one by one, so that a key that is pressed meanwhile waits for one of them only. */
  function rest() {
    if (app.stage.motion.running()) return;
    try {
      app.queue.shift()?.();
    } finally {
      if (app.queue.length) setTimeout(rest);
      else done("rest");
    }
  }

  const plain = (text) => (text || "").replace(/^\?/, "");

  /** The scene of a picture ahead that is moving into place tells its values when everything is there: drawing it takes longer
      than a frame. Resolves at once for any other. */
  function still(model, { focus, as }) {
    const same = app.stage.motion.running() && app.model === model && app.raw.remembered && app.raw.focus === focus && app.raw.as === as;
    return same ? new Promise((go) => { app.whenStill(go); }) : null;
  }

  /** A scene from the server; resolves to whether it was drawn. One that answers an older place than the last one
      asked for is not. */
  async function update(raw) {
    if (!raw || typeof raw !== "object") return false;
    const root = document.getElementById("navigator");
    if (!app && !root) return false;
    if (!app) mount(root);
    if (raw.place !== undefined && plain(raw.place) !== plain(app.place.sent())) {
      app.line.heard();
      return false;
    }
    app.coming = raw;
    try {
      const model = await modelOf(raw.revision);
      nav.stats.sceneAt = performance.now();
      await still(model, raw);
      if (app.coming !== raw) return false;
      app.drawing.draw(model, raw);
      app.place.follow(raw);
      app.place.adopt(app.scene);
      return true;
    } catch (error) {
      if (error.status === OTHER_REVISION) {
        // The hierarchy has changed since this scene was made: a newer one is there already.
        if (app.coming === raw) setTimeout(tick, AGAIN_MS);
        return false;
      }
      if (app.coming === raw) fail(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  async function modelOf(revision) {
    if (app.model && app.model.revision === revision) return app.model;
    if (!app.loading || app.loading.revision !== revision) {
      const asked = app.fetchJson(`screen/model.json?revision=${encodeURIComponent(revision)}`);
      app.loading = { revision, promise: asked.then(nav.model.prepare) };
      app.loading.promise.catch(() => { app.loading = null; });
    }
    return app.loading.promise;
  }

  /** The place asked for is the one in the URL: drawn already, or still on its way. */
  function alreadyThere(id) {
    const { model, scene } = app;
    if (id !== (scene.focus >= 0 ? model.nodes[scene.focus].id : "")) return;
    unpress();
    app.tell(scene.focus >= 0 ? `${model.nodes[scene.focus].title} is in focus already` : "This is the whole system already");
  }

  /** Nothing that was pressed is waited for any longer. */
  function unpress() {
    for (const pressed of app.root.querySelectorAll("[data-pressed]")) delete pressed.dataset.pressed;
    done("load");
    done("input");
  }

  /** Every second: ages count on, what was not answered is asked again, the next picture is asked for when it is due. */
  function pulse() {
    app.ages.tick();
    app.line.pulse();
    app.news.pulse();
    if (document.hidden || !app.scene || app.line.waits() || (app.place.isPast() && !app.scene.filling && !app.scene.cuesPending)) return;
    const period = Math.max(1, app.scene.refresh || app.scene.step || 15) * 1000;
    if (Date.now() - Math.max(app.tickedAt, app.drawnAt) >= period) tick();
  }

  function tick() {
    app.tickedAt = Date.now();
    app.ticks += 1;
    app.line.asked();
    app.setProps("tick", { data: app.ticks });
  }

  /** A picture could not be made: say so over the last one, keep what is there, ask again. */
  function fail(text) {
    if (app) app.line.failed(text || "The server could not make this picture.");
  }

  Object.assign(nav, { mount, update, fail, get });
})();
