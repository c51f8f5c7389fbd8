/* Sparklines: asked for once the picture is known, drawn once it stands, asked for again while pending.
   At most 60 values; gaps stay gaps; the y-domain comes from the server, so that cards compare. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { busy, done, el, svg, keep, setData, clock } = nav.core;
  const TRIES = 8;
  const KEPT = 480; // lines, the newest: so many that the cards of some moves back have theirs at once
  const shapes = new WeakMap();

  /** An SVG path in a box of (n−1) × 1; a value alone between two gaps becomes a short dash. */
  function linePath(values, [low, high]) {
    const span = high - low || 1;
    const y = (value) => (1 - Math.min(1, Math.max(0, (value - low) / span))).toFixed(3);
    let path = "";
    let open = false;
    values.forEach((value, index) => {
      if (value === null || value === undefined || !Number.isFinite(value)) {
        open = false;
        return;
      }
      const next = values[index + 1];
      const alone = !open && (next === null || next === undefined);
      path += alone ? `M${index - 0.3} ${y(value)}h.6` : `${open ? "L" : "M"}${index} ${y(value)}`;
      open = true;
    });
    return path;
  }

  function limitPath(limits, [low, high], last) {
    const span = high - low || 1;
    return (limits || []).filter((limit) => limit !== null && limit >= low && limit <= high)
      .map((limit) => `M0 ${(1 - (limit - low) / span).toFixed(3)}H${last}`).join("");
  }

  /** What is usual: the area between its lower and upper quartile as far as the domain reaches, and its middle. */
  function bandPaths(band, [low, high], last) {
    const known = Array.isArray(band) && band.length === 3 && band.every(Number.isFinite) && band[2] >= low && band[0] <= high;
    if (!known) return ["", ""];
    const span = high - low || 1;
    const y = (value) => (1 - Math.min(1, Math.max(0, (value - low) / span))).toFixed(3);
    return [`M0 ${y(band[2])}H${last}V${y(band[0])}H0Z`, band[1] >= low && band[1] <= high ? `M0 ${y(band[1])}H${last}` : ""];
  }

  /** The line of the signal that should agree with this one; it is drawn where the two do not. */
  function otherPath({ other, values, domain }) {
    return other?.values.length === values.length ? linePath(other.values, other.domain || domain) : "";
  }

  /** What the page's window shows of a line that was read over another: none of its times is moved by more than half a
      value, and where it knows of none there is nothing. Empty where the two have nothing in common. */
  function viewBox(last, [begins, ends], [from, to]) {
    if (last < 1 || begins >= to || ends <= from) return "";
    const each = last / (ends - begins || 1);
    const exact = (value) => Number(value.toFixed(3));
    if (Math.abs(from - begins) * each < 0.5 && Math.abs(to - ends) * each < 0.5) return `0 0 ${last} 1`;
    return `${exact((from - begins) * each)} 0 ${exact((to - from) * each)} 1`;
  }

  /** Strokes may reach over the upper and the lower edge of a line's box, but nothing over its sides. */
  function frame(holder, box, last) {
    attribute(holder, "viewBox", box);
    holder.style.clipPath = box === `0 0 ${last} 1` ? "" : "inset(-3px 0)";
  }

  function axis(record, scene, tz) {
    const { axis: holder } = record.parts;
    if (record.card.role !== "focus") {
      if (holder.firstChild) holder.replaceChildren();
      return;
    }
    const [from, to] = scene.window;
    const texts = [from, (from + to) / 2, to].map((time) => clock(time, tz));
    if (holder.textContent === texts.join("")) return;
    holder.replaceChildren(...texts.map((text) => el("span", { text })));
  }

  /** A line's paths, made once: it is drawn again with every scene. */
  function shape(spark) {
    if (shapes.has(spark)) return shapes.get(spark);
    const last = spark.values.length - 1;
    const [area, middle] = bandPaths(spark.band, spark.domain, last);
    const made = { last, d: linePath(spark.values, spark.domain), edges: limitPath(spark.limits, spark.domain, last), area, middle, second: otherPath(spark) };
    shapes.set(spark, made);
    return made;
  }

  function attribute(node, name, value) {
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  }

  function drawOne(record, spark, scene, tz) {
    const { spark: holder, path, limits, cursor, band, usually } = record.parts;
    axis(record, scene, tz);
    const box = spark?.values ? viewBox(spark.values.length - 1, spark.window, scene.window) : "";
    if (!box || ["absent", "never", "error", "unreachable"].includes(record.card.trust)) {
      for (const line of [path, limits, cursor]) line.removeAttribute("d");
      keep(holder, [path]);
      setData(holder, { kind: null, key: null, band: null });
      return;
    }
    const { last, d, edges, area, middle, second } = shape(spark);
    frame(holder, box, last);
    attribute(path, "d", d);
    attribute(limits, "d", edges);
    attribute(band, "d", area);
    attribute(usually, "d", middle);
    const [from, to] = scene.window;
    const at = (scene.at - from) / (to - from || 1);
    const [begins, ends] = spark.window;
    const mark = at < 0.995 && at > 0 ? `M${((scene.at - begins) / (ends - begins || 1) * last).toFixed(2)} 0V1` : "";
    attribute(cursor, "d", mark);
    const both = record.card.trust === "conflicting" && second;
    if (both) attribute(record.parts.other ??= svg("path", { class: "spark-other" }), "d", second);
    const lines = [[band, area], [usually, middle], [limits, edges], [record.parts.other, both], [path, d], [cursor, mark]];
    keep(holder, lines.filter(([, drawn]) => drawn).map(([line]) => line));
    setData(holder, {
      kind: "chart", key: record.sparkKey, scale: spark.scale ?? record.scaleKey, domain: spark.domain.join(","),
      timeRange: `${from},${to}`, trust: record.card.trust || spark.trust, band: area ? spark.band.join(",") : null,
    });
  }

  function create(app) {
    let generation = 0;
    let timer = 0;
    let found = new Map();
    let place = "";

    /** What to ask for, node.signal by number, with the name by which it is kept: numbers do not outlive a revision. */
    function keysOf(scene) {
      const keys = new Map();
      for (const raw of scene.cards) {
        const index = raw.signal;
        if (!(index >= 0) || !raw.signalName) continue;
        const name = `${app.model.nodes[raw.node].id}/${app.model.nodes[raw.node].signals[index][0]}`;
        keys.set(`${raw.node}.${index}`, name);
        const record = app.stage.recordOf(raw.node);
        if (!record) continue;
        record.sparkKey = name;
        record.scaleKey = app.model.nodes[raw.node].signals[index][0];
      }
      return keys;
    }

    function draw() {
      for (const record of app.stage.records.values()) {
        if (record.leaving || !record.card) continue;
        const spark = record.card.signalName ? found.get(record.sparkKey) : null;
        const drawnAt = [app.scene.at, ...app.scene.window].join();
        if (record.drawnSpark === spark && record.drawnAt === drawnAt && record.drawnRole === record.card.role) continue;
        Object.assign(record, { drawnSpark: spark, drawnAt, drawnRole: record.card.role });
        drawOne(record, spark, app.scene, app.place.tz());
      }
    }

    /** A domain that grew did so for all lines of its scale, also those that are kept for a way back. */
    function compare(sparks) {
      const domains = new Map(sparks.filter(({ scale }) => scale).map(({ scale, domain }) => [scale, domain]));
      for (const [name, spark] of found) {
        const domain = domains.get(spark.scale);
        if (domain && domain.join() !== spark.domain.join()) found.set(name, { ...spark, domain });
      }
    }

    async function ask(names, keys, mine, tries) {
      const [from, to] = app.scene.window;
      const query = new URLSearchParams({ revision: app.model.revision, keys: keys.join(","), from, to });
      let answer;
      try {
        answer = await app.fetchJson(`screen/sparks.json?${query}`);
      } catch {
        answer = { sparks: {}, pending: keys };
      }
      if (mine !== generation) return;
      for (const [key, spark] of Object.entries(answer.sparks || {})) {
        found.delete(names.get(key));
        found.set(names.get(key), { ...spark, window: [from, to] });
      }
      compare(Object.values(answer.sparks || {}));
      for (const name of found.keys()) if (found.size > KEPT) found.delete(name);
      app.whenStill(() => {
        if (mine !== generation) return;
        draw();
        done("sparks");
      });
      const pending = answer.pending || [];
      if (pending.length && tries < TRIES) {
        timer = setTimeout(() => ask(names, pending, mine, tries + 1), Math.min(15000, 500 * 2 ** tries));
      }
    }

    /** Asks for this scene's lines; what an earlier picture was still waiting for is forgotten. */
    function update(scene, waits) {
      generation += 1;
      clearTimeout(timer);
      const keys = keysOf(scene);
      if (place !== scene.range) found = new Map();
      place = scene.range;
      draw();
      if (!keys.size) {
        done("sparks");
        return;
      }
      if (waits) busy("sparks");
      ask(keys, [...keys.keys()], generation, 0);
    }

    /** More is known of the same picture: what has been read meanwhile may have made domains larger. */
    const again = () => app.scene && update(app.scene, false);

    return { update, draw, again };
  }

  nav.sparks = { create, linePath, limitPath, bandPaths, otherPath, viewBox, frame };
})();
