/* The symptom pin: the signal that one came with, at the top of the detail until it is unpinned. It is set by itself
   at the first move from the whole system to something that suffers, and stands in the address. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { busy, done, el, svg, keep, setData, setText, age, STATES } = nav.core;
  const { numberOf } = nav.revision;
  const { linePath, limitPath, bandPaths, viewBox } = nav.sparks;
  const REFUSED = "navigator.unpinned";
  const TRIES = 8;

  /** What "ID/SIGNAL" or "ID" names: {id, node, signal}, numbers -1 where there is no such thing; null for no text. */
  function read(model, text) {
    if (!text) return null;
    const whole = numberOf(model, text);
    const cut = text.lastIndexOf("/");
    const id = cut > 0 ? text.slice(0, cut) : text;
    const node = numberOf(model, id);
    if (cut <= 0 || (whole >= 0 && node < 0)) return { id: text, node: whole, signal: -1 };
    const signal = node < 0 ? -1 : (model.nodes[node].signals || []).findIndex(([name]) => name === text.slice(cut + 1));
    return whole >= 0 && signal < 0 ? { id: text, node: whole, signal: -1 } : { id, node, signal };
  }

  /** The pinned node of a scene, -1 for none; of a picture that the server has not yet confirmed, by the address. */
  function nodeOf(model, scene) {
    if (Array.isArray(scene.pin) && model.nodes[scene.pin[0]]) return scene.pin[0];
    return read(model, nav.app?.place.pin())?.node ?? -1;
  }

  /** "ID/SIGNAL" with the signal that decides the node's state, as far as its card says which; else "ID". */
  function specOf({ model, scene }, node) {
    const { id, signals } = model.nodes[node];
    const signal = signals?.[scene.shown.get(node)?.signal ?? -1];
    return signal ? `${id}/${signal[0]}` : id;
  }

  /** What is drawn: words and numbers of the pin in this scene. */
  function factsOf(model, scene, text) {
    const named = read(model, text);
    if (!named) return null;
    if (named.node < 0) return { ...named, title: named.id, state: 3, word: "not in this hierarchy", value: "", trust: "", glyph: "unknown" };
    const absent = nav.revision.absence(model.nodes[named.node], scene.at);
    const told = Array.isArray(scene.pin) && scene.pin[0] === named.node ? scene.pin : null;
    const card = scene.shown.get(named.node);
    const signal = told && told[1] >= 0 ? told[1] : named.signal;
    const drawn = card && card.signal === signal ? card : null;
    const state = told ? told[2] : scene.states[named.node];
    const trust = told ? model.trusts[told[4]] || "" : drawn?.trust || "";
    const old = told ? told[5] : drawn?.age;
    const doubt = trust && trust !== "live" ? trust : "";
    const { title, signals } = model.nodes[named.node];
    const threat = absent ? 0 : Math.max(0, (told ? told[6] : card?.threat) ?? 0);
    return {
      ...named, signal: absent ? -1 : signal, title, state, value: absent ? "" : told ? told[3] || "" : drawn?.value || "",
      threat,
      word: absent ? absent.text : nav.walk.stateWords(state, threat), name: !absent && signals?.[signal] ? signals[signal][1] : "",
      trust: absent ? "" : [doubt.replace("-", " "), doubt && Number.isFinite(old) ? age(old) : ""].filter(Boolean).join(" · "),
      glyph: absent ? null : nav.glyphs.glyphOf(state, trust) || "ok",
    };
  }

  function elements(place) {
    const parts = { state: el("span", { class: "pin-glyph" }), title: el("span", { class: "pin-title" }) };
    parts.threat = el("span", { class: "pin-glyph" });
    for (const name of ["word", "value", "name", "trust"]) parts[name] = el("span", { class: `pin-${name}` });
    for (const name of ["band", "usual", "limits", "other", "line", "cursor"]) parts[`path-${name}`] = svg("path", { class: `spark-${name}` });
    parts.spark = svg("svg", { class: "pin-spark", preserveAspectRatio: "none", viewBox: "0 0 1 1", "aria-hidden": "true" });
    parts.go = el("button", { type: "button", class: "pin-go" },
      el("span", { class: "pin-head" }, nav.glyphs.glyph("pin", 12), parts.title),
      el("span", { class: "pin-row" }, parts.state, parts.threat, parts.word, parts.value, parts.name, parts.trust), parts.spark);
    parts.off = el("button", { type: "button", class: "pin-off", title: "Unpin ( p )", text: "×" });
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", "Pinned symptom");
    place.replaceChildren(parts.go, parts.off);
    return parts;
  }

  function drawSpark(parts, spark, scene, key) {
    const { spark: holder } = parts;
    const box = spark?.values ? viewBox(spark.values.length - 1, spark.window, scene.window) : "";
    setData(holder, { kind: box ? "chart" : null, key: box ? key : null });
    if (!box) {
      keep(holder, []);
      return;
    }
    const last = spark.values.length - 1;
    const [from, to] = scene.window;
    const [begins, ends] = spark.window;
    const at = (scene.at - from) / (to - from || 1);
    const [band, usual] = bandPaths(spark.band, spark.domain, last);
    const paths = {
      band, usual, limits: limitPath(spark.limits, spark.domain, last),
      other: parts.both ? nav.sparks.otherPath(spark) : "", line: linePath(spark.values, spark.domain),
      cursor: at > 0 && at < 0.995 ? `M${((scene.at - begins) / (ends - begins || 1) * last).toFixed(2)} 0V1` : "",
    };
    nav.sparks.frame(holder, box, last);
    for (const [name, d] of Object.entries(paths)) parts[`path-${name}`].setAttribute("d", d);
    keep(holder, Object.keys(paths).filter((name) => paths[name]).map((name) => parts[`path-${name}`]));
    setData(holder, { scale: spark.scale ?? key.slice(key.lastIndexOf("/") + 1), domain: spark.domain.join(","), timeRange: `${from},${to}`, band: band ? spark.band.join(",") : null });
  }

  function create(app) {
    const { detail } = app.places;
    const place = document.getElementById("nav-pin") || el("div", { id: "nav-pin", hidden: true });
    if (place.parentElement !== detail) detail.prepend(place);
    const parts = elements(place);
    let generation = 0;
    let timer = 0;
    let drawn = "";
    let line = null; // the last one read, with its window
    let label = [];
    parts.go.addEventListener("click", () => app.place.go(facts()?.node >= 0 ? app.model.nodes[facts().node].id : null));
    parts.off.addEventListener("click", () => {
      toggle();
      (app.stage.recordOf(app.scene.focus)?.el || app.places.stage.querySelector("[data-kind=node]"))?.focus({ preventScroll: true });
    });

    const facts = () => (app.scene ? factsOf(app.model, app.scene, app.place.pin()) : null);

    /** Whether somebody unpinned in this tab since the whole system was last looked at. */
    function refuse(on) {
      try {
        if (on) sessionStorage.setItem(REFUSED, "1");
        else sessionStorage.removeItem(REFUSED);
      } catch { /* private windows may refuse; the pin then comes again at the next first move */ }
    }

    function refused() {
      try {
        return sessionStorage.getItem(REFUSED) !== null;
      } catch {
        return false;
      }
    }

    /** A move from the place `query` to a node (null: whole system) may bring a pin: what suffers is what one came for.
        Who came by a link to a node came for that one, which is in focus and needs no pin until the first move from it. */
    function along(query, to) {
      if (!to) refuse(false);
      if (!to || query.has("pin") || refused() || !app.scene) return;
      const from = query.get("focus");
      if (from && app.place.visits().some(({ id }) => id !== from)) return;
      const node = app.model.byId.get(from || to) ?? -1;
      const hurt = (state) => state === 1 || state === 2;
      if (node >= 0 && (hurt(app.scene.states[node]) || hurt(app.scene.shown.get(node)?.threat))) query.set("pin", specOf(app, node));
    }

    /** Unpins what is pinned, else pins what is in focus. */
    function toggle() {
      if (!app.scene) return;
      const now = facts();
      if (now) {
        refuse(true);
        app.place.setPin(null);
        app.say(`${now.title} is no longer pinned`);
      } else if (app.scene.focus >= 0) {
        refuse(false);
        app.place.setPin(specOf(app, app.scene.focus));
        app.say(`${app.model.nodes[app.scene.focus].title} is pinned`);
      } else app.tell("Nothing is in focus that could be pinned");
      update(app.scene, true);
    }

    /** Draws the pin of the address with what this scene knows of it; its line comes after. */
    function update(scene, waits) {
      const now = facts();
      generation += 1;
      clearTimeout(timer);
      place.hidden = !now;
      setData(app.root, { pinned: now ? "true" : null });
      if (!now) {
        drawn = "";
        done("pin");
        return;
      }
      write(now);
      if (now.signal < 0) {
        drawSpark(parts, null, scene, "");
        done("pin");
        return;
      }
      const key = `${now.id}/${app.model.nodes[now.node].signals[now.signal][0]}`;
      if (drawn !== `${key}|${scene.range}`) line = null;
      drawn = `${key}|${scene.range}`;
      drawSpark(parts, line, scene, key);
      if (waits) busy("pin");
      ask(scene, `${now.node}.${now.signal}`, key, generation, 0);
    }

    function write(now) {
      parts.both = now.glyph === "conflicting";
      setData(place, { state: STATES[now.state] || "unknown", threat: now.threat > 0 ? STATES[now.threat] : null, of: now.id, lost: now.node < 0 ? "true" : null });
      // What is ok itself has the threat's glyph alone: a check beside it would say twice what the word says.
      nav.glyphs.setGlyph(parts.state, now.threat > 0 && now.glyph === "ok" ? null : now.glyph, 12);
      nav.glyphs.setGlyph(parts.threat, now.threat > 0 && now.threat !== now.state ? STATES[now.threat] : null, 12);
      for (const name of ["title", "word", "value", "name", "trust"]) setText(parts[name], now[name] || "");
      const said = [now.word, [now.name, now.value].filter(Boolean).join(" "), now.trust].filter(Boolean).join(", ");
      const hint = `${now.title}: ${said}`;
      parts.go.title = now.node < 0 ? hint : `${hint}\nPinned: what you came with. Click to go there`;
      label = now.node < 0 ? [`Pinned: ${hint}`] : [`Pinned: ${hint}`, "Go there"];
      parts.go.setAttribute("aria-label", label.join(". "));
      parts.go.disabled = now.node < 0;
      parts.off.setAttribute("aria-label", `Unpin ${now.title}`);
    }

    /** Its line in words: the server's, for only it knows how this unit is written. */
    function tell(said) {
      if (said) parts.go.setAttribute("aria-label", [label[0], `In this window ${said}`, ...label.slice(1)].join(". "));
    }

    async function ask(scene, number, key, mine, tries) {
      const [from, to] = scene.window;
      let answer = null;
      try {
        answer = await app.fetchJson(`screen/sparks.json?${new URLSearchParams({ revision: app.model.revision, keys: number, from, to, words: 1 })}`);
      } catch { /* the next scene asks again */ }
      if (mine !== generation) return;
      const spark = answer?.sparks?.[number];
      if (spark) {
        line = { ...spark, window: [from, to] };
        drawSpark(parts, line, scene, key);
        tell(spark.said);
      }
      done("pin");
      if (answer?.pending?.length && tries < TRIES) timer = setTimeout(() => ask(scene, number, key, mine, tries + 1), Math.min(15000, 500 * 2 ** tries));
    }

    return { along, facts, toggle, update };
  }

  nav.pin = { create, nodeOf, read };
})();
