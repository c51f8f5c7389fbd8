/* Building blocks without knowledge of the screen: elements, words, times, the settled flag.
   Elements are built from text only (textContent, setAttribute); styles are set through the CSSOM. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const SVG = "http://www.w3.org/2000/svg";

  /** Words and order of the states; index = number in model and scene. */
  const STATES = ["ok", "warning", "critical", "unknown"];
  /** critical > warning > unknown > ok, as everywhere in the product. */
  const SEVERITY = [0, 2, 3, 1];

  function el(tag, props, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(props || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "class") node.className = value;
      else if (name === "text") node.textContent = value;
      else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : String(value));
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }

  function svg(tag, attributes, ...children) {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, String(value));
    node.append(...children);
    return node;
  }

  /** Writes text only where it differs, so that a refresh touches nothing that stayed. */
  function setText(node, text) {
    if (node.textContent !== text) node.textContent = text;
  }

  function setData(node, values) {
    for (const [name, value] of Object.entries(values)) {
      if (value === null || value === undefined || value === "") delete node.dataset[name];
      else if (node.dataset[name] !== String(value)) node.dataset[name] = String(value);
    }
  }

  const formats = new Map();
  function formatter(tz, seconds) {
    const key = `${tz}|${seconds}`;
    if (formats.has(key)) return formats.get(key);
    const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    if (seconds) options.second = "2-digit";
    if (tz !== "local") options.timeZone = tz;
    let format;
    try {
      format = new Intl.DateTimeFormat("en-GB", options);
    } catch {
      format = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" });
    }
    formats.set(key, format);
    return format;
  }

  /** HH:MM of Unix seconds in the given zone ("UTC", "local" or an IANA name). */
  const clock = (time, tz) => formatter(tz || "UTC", false).format(new Date(time * 1000));
  const clockSeconds = (time, tz) => formatter(tz || "UTC", true).format(new Date(time * 1000));

  /** The short name of the zone the times are written in. */
  function zoneName(tz) {
    if (!tz || tz === "UTC") return "UTC";
    if (tz === "local") return "local";
    try {
      new Intl.DateTimeFormat("en-GB", { timeZone: tz });
      return tz.split("/").pop().replace(/_/g, " ");
    } catch {
      return "UTC";
    }
  }

  /** "8 s", "4 min", "2 h", "3 d": one number, never more. */
  function age(seconds) {
    if (seconds === null || seconds === undefined) return "";
    const value = Math.max(0, Math.round(seconds));
    if (value < 90) return `${value} s`;
    if (value < 5400) return `${Math.round(value / 60)} min`;
    if (value < 129600) return `${Math.round(value / 3600)} h`;
    return `${Math.round(value / 86400)} d`;
  }

  /** The colour a token stands for now; canvas cannot read light-dark() itself. */
  function colour(name) {
    if (!colour.probe || !colour.probe.isConnected) {
      colour.probe = el("span", { class: "nav-sr", "aria-hidden": "true" });
      // Else every token would be the same one under forced colours, and a canvas one black field.
      colour.probe.style.forcedColorAdjust = "none";
      document.body.append(colour.probe);
    }
    colour.probe.style.color = `var(--${name})`;
    return getComputedStyle(colour.probe).color;
  }

  /* Settled: reasons to wait are named, so that whoever opened one closes it. */
  const reasons = new Set();
  const stats = { inputAt: 0, sceneAt: 0, firstAt: 0, settledAt: 0, frames: [], moves: 0 };

  function busy(reason) {
    if (reason === "input") {
      stats.inputAt = performance.now();
      stats.frames = [];
      stats.firstAt = 0;
      stats.settledAt = 0;
    }
    reasons.add(reason);
    document.body.dataset.settled = "false";
  }

  function done(reason) {
    if (!reasons.delete(reason) && document.body.dataset.settled === "true") return;
    if (reasons.size) return;
    requestAnimationFrame(() => {
      if (reasons.size || document.body.dataset.settled === "true") return;
      document.body.dataset.settled = "true";
      stats.settledAt = performance.now();
    });
  }

  const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  /** When there is nothing else to do; `task` is told how much time there is. Not every browser says when. */
  function whenIdle(task, options) {
    if (window.requestIdleCallback) requestIdleCallback(task, options);
    else setTimeout(() => task({ timeRemaining: () => 5 }), 50);
  }

  /** Has exactly these children stand in a holder, in this order; what stands there already is not moved. */
  function keep(holder, children) {
    children.forEach((child, index) => {
      if (holder.children[index] !== child) holder.insertBefore(child, holder.children[index] || null);
    });
    while (holder.children.length > children.length) holder.lastElementChild.remove();
  }

  nav.core = {
    STATES, SEVERITY, el, svg, setText, setData, clock, clockSeconds, zoneName, age, colour,
    busy, done, keep, reasons, reducedMotion, whenIdle,
  };
  nav.stats = stats;
})();
