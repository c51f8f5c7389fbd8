/* Eyes without judgement: what the page draws, where, and whether it can be seen. Put in before the page's own scripts.
   It also holds the page's clock: while it is held, every frame drawn is a sixtieth of a second later than the one
   before, so that a busy machine neither makes the picture jump nor hides that it does. */
(() => {
  "use strict";
  const FRAME = 1000 / 60;
  const real = {
    frame: window.requestAnimationFrame.bind(window),
    now: performance.now.bind(performance),
  };
  let lag = 0;
  let held = null; // the page's time while it is held
  let granted = Infinity; // how many frames it may still go on
  let queue = new Map();
  let last = 0;
  let pumping = false;
  const now = () => (held === null ? real.now() - lag : held);

  function pump() {
    pumping = false;
    if (held !== null) {
      if (granted <= 0) { schedule(); return; }
      granted -= 1;
      held += FRAME;
    }
    const due = queue;
    queue = new Map();
    const at = now();
    for (const callback of due.values()) {
      try { callback(at); } catch (error) { reportError(error); }
    }
    if (watching) look(at);
    if (queue.size || held !== null) schedule();
  }

  function schedule() {
    if (pumping) return;
    pumping = true;
    real.frame(pump);
  }

  window.requestAnimationFrame = (callback) => {
    last += 1;
    queue.set(last, callback);
    schedule();
    return last;
  };
  window.cancelAnimationFrame = (id) => { queue.delete(id); };
  performance.now = now;

  function hold() {
    if (held === null) held = now();
    schedule();
  }

  function release() {
    if (held === null) return;
    lag = real.now() - held;
    held = null;
    granted = Infinity;
  }

  /* Which element stands for what: by the page's own data attributes, or by a map of selectors to keys. */
  const page = Math.random().toString(36).slice(2, 8);
  const serials = new WeakMap();
  let serial = 0;
  function elementOf(element) {
    if (!serials.has(element)) serials.set(element, `${page}.${(serial += 1)}`);
    return serials.get(element);
  }
  const map = () => window.momentumMap || null;

  function found(kind, selector) {
    const mapped = map();
    if (mapped) {
      return (mapped[kind] || []).flatMap(([where, key]) => [...document.querySelectorAll(where)].slice(0, 1).map((e) => [e, key]));
    }
    return [...document.querySelectorAll(selector)].map((element) => [element, element.dataset.key ?? element.dataset.ghostOf ?? ""]);
  }
  const nodes = (leaving) => found("node", `[data-kind=node][data-key]${leaving ? "" : ":not([data-leaving])"}`);
  const landmarks = () => found("landmark", "[data-kind=landmark][data-key]");
  const aggregates = () => found("aggregate", "[data-kind=aggregate][data-key]");
  const charts = () => found("chart", "[data-kind=chart][data-key]");
  const ghosts = () => found("ghost", "[data-ghost-of]");

  function boxOf(element) {
    const b = element.getBoundingClientRect();
    return [b.x, b.y, b.width, b.height].map((value) => Math.round(value * 10) / 10);
  }

  /** The product of opacities up to the root; 0 where it is hidden. */
  function opacityOf(element, known = new Map()) {
    if (!element || element === document.documentElement) return 1;
    if (known.has(element)) return known.get(element);
    const style = getComputedStyle(element);
    const own = style.visibility === "hidden" || style.display === "none" ? 0 : Number(style.opacity);
    const result = own * opacityOf(element.parentElement, known);
    known.set(element, result);
    return Math.round(result * 1000) / 1000;
  }

  /* What lets the pointer through is seen all the same: for the time of the test nothing with a meaning does. */
  const through = new CSSStyleSheet();
  through.replaceSync(":is([data-kind=node],[data-kind=aggregate],[data-kind=preview],[data-kind=preview-more]),"
    + ":is([data-kind=node],[data-kind=aggregate],[data-kind=preview],[data-kind=preview-more]) * { pointer-events: auto !important; }"
    + "svg[class*=edges], svg[class*=edges] * { pointer-events: none !important; }");

  // An outline hides nothing of what is in it: only where outlines themselves are looked for do they stop the pointer.
  const outlined = new CSSStyleSheet();
  outlined.replaceSync("[data-ghost-of] { pointer-events: auto !important; }");

  function testing(work, sheets = [through]) {
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, ...sheets];
    try { return work(); } finally { document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => !sheets.includes(one)); }
  }

  /** A lane is seen where what belongs to it lies over it. */
  function reaches(element, hit) {
    if (!hit) return false;
    if (element.contains(hit)) return true;
    const level = element.dataset.level;
    return element.dataset.kind === "landmark" && Boolean(level) && hit.closest("[data-level]")?.dataset.level === level;
  }

  const GRID = [1 / 6, 1 / 2, 5 / 6].flatMap((fx) => [1 / 6, 1 / 2, 5 / 6].map((fy) => [fx, fy]));
  // On the line of an outline, off its corners, which may be round; and its middle.
  const OUTLINE = [[1 / 4, 0], [1 / 2, 0], [3 / 4, 0], [1 / 4, 1], [1 / 2, 1], [3 / 4, 1], [0, 1 / 2], [1, 1 / 2], [1 / 2, 1 / 2]];
  /** How many of nine points of an element lead to it. */
  function pointsOf(element, grid = GRID) {
    const b = element.getBoundingClientRect();
    if (!b.width || !b.height) return 0;
    const at = (start, length, share) => Math.min(start + length - 1, Math.max(start + 1, start + length * share));
    return grid.map(([fx, fy]) => document.elementFromPoint(at(b.x, b.width, fx), at(b.y, b.height, fy)))
      .filter((hit) => reaches(element, hit)).length;
  }

  const nameOf = (element) => element.getAttribute("aria-label") || element.textContent.replace(/\s+/g, " ").trim();

  /** What an element's state is painted with: its bar, else its own ground and ink. */
  function colourOf(element) {
    const bar = getComputedStyle(element, "::before");
    if (bar.content !== "none" && bar.content !== "normal") {
      return bar.backgroundImage !== "none" ? bar.backgroundImage : bar.backgroundColor;
    }
    const style = getComputedStyle(element);
    return `${style.backgroundColor} ${style.color}`;
  }

  function glyphOf(element) {
    const head = element.querySelector(".card-glyph") || element;
    const glyph = head.querySelector("[data-glyph]");
    return glyph ? glyph.dataset.glyph : "none";
  }

  const still = (pairs, more = () => ({})) => {
    const known = new Map();
    return pairs.map(([element, key]) => ({
      key, box: boxOf(element), points: pointsOf(element), opacity: opacityOf(element, known), element: elementOf(element), ...more(element),
    }));
  };
  const number = (text) => Number((text || "").match(/\d+/)?.[0] ?? 0);

  /** What tells the stretch of time that is looked at, "where|what"; what is not drawn tells nothing. */
  function times() {
    const mapped = map();
    const places = mapped ? mapped.times || [] : [[".header-window", "header"], [".nav-card[data-role=focus] .card-axis", "axis"]];
    const drawn = (e) => e.getBoundingClientRect().width > 0;
    const texts = places.flatMap(([selector, where]) => [...document.querySelectorAll(selector)].filter(drawn)
      .map((e) => `${where}|${[...e.children].map((child) => child.textContent.trim()).join(" ") || e.textContent.trim()}`));
    const spans = charts().filter(([e]) => e.dataset.timeRange && drawn(e)).map(([e]) => `charts|${e.dataset.timeRange}`);
    return [...new Set([...texts, ...spans])];
  }

  function snapshot() {
    return testing(() => ({
      landmarks: still(landmarks(), (e) => ({ name: nameOf(e).slice(0, 80) })),
      nodes: still(nodes(false), (e) => ({ name: nameOf(e), colour: colourOf(e), glyph: glyphOf(e), level: e.dataset.level || "" })),
      aggregates: still(aggregates(), (e) => ({
        name: nameOf(e), members: (e.dataset.members || "").split(" ").filter(Boolean), count: number(e.dataset.count),
        level: e.dataset.level || "", domain: e.dataset.domain || "",
      })),
      charts: still(charts().filter(([e]) => e.getBoundingClientRect().width > 0), (e) => ({
        scale: e.dataset.scale || "", domain: e.dataset.domain || "", line: e.querySelector(".spark-line")?.getAttribute("d") || "",
      })),
      times: times(),
      focus: focus(),
    }));
  }

  function focus() {
    const mapped = map();
    if (mapped) return (mapped.focus || []).find(([selector]) => document.querySelector(selector))?.[1] ?? null;
    return document.querySelector("[data-kind=node][aria-current=true]")?.dataset.key ?? null;
  }

  /** The names that a preview lists where they can be seen, and the number that stands for the rest of a level. */
  function preview() {
    const mapped = map();
    if (mapped) return { named: {}, more: {} };
    return testing(() => {
      const seen = (e) => pointsOf(e) >= 5 && opacityOf(e) > 0.5;
      const named = [...document.querySelectorAll("[data-kind=preview][data-key]")].filter(seen);
      const more = [...document.querySelectorAll("[data-kind=preview-more]")].filter(seen);
      return {
        named: Object.fromEntries(named.map((e) => [e.dataset.key, e.textContent.trim() ? glyphOf(e) : "nameless"])),
        more: Object.fromEntries(more.map((e) => [e.dataset.level || e.closest("[data-level]")?.dataset.level || "", number(e.textContent)])),
      };
    });
  }

  /* Recording: every node, landmark and ghost in every frame, from the input on. */
  let watching = null;
  function spots(pairs) {
    const { index, known } = watching;
    const numberOf = (text) => {
      if (!index.has(text)) index.set(text, index.size);
      return index.get(text);
    };
    return pairs.map(([element, key]) => [
      numberOf(key), ...boxOf(element), watching.ghosts.has(element) ? watching.ghosts.get(element) : opacityOf(element, known), numberOf(elementOf(element)),
    ]);
  }

  function look(at) {
    if (!watching.from) return;
    watching.known = new Map();
    const outlines = ghosts();
    const fresh = outlines.filter(([e]) => !watching.ghosts.has(e));
    // An outline counts where most of it can be seen, told once when it appears.
    if (fresh.length) testing(() => fresh.forEach(([e]) => watching.ghosts.set(e, pointsOf(e, OUTLINE) >= 5 ? opacityOf(e) : 0)), [through, outlined]);
    watching.frames.push([at - watching.from, spots(nodes(true)), spots(landmarks()), spots(outlines)]);
  }

  function begin(kind, freeze) {
    watching = { from: 0, frames: [], index: new Map(), known: new Map(), ghosts: new Map() };
    const types = kind === "mouse" ? ["click"] : ["keydown"];
    const start = () => { if (watching && !watching.from) watching.from = now(); };
    for (const type of types) addEventListener(type, start, { capture: true, once: true });
    if (freeze) hold();
    else keepLooking();
  }

  /** Without a held clock every frame is asked for. */
  const keepLooking = () => { if (watching && held === null) window.requestAnimationFrame(keepLooking); };

  const named = (kind, key) => document.querySelector(`[data-kind=${kind}][data-key="${CSS.escape(key)}"]:not([data-leaving])`);

  /** The cue that names a node, unfolded where it is in a fold. */
  function cueOf(target) {
    const cue = named("cue", target);
    cue?.closest("details")?.setAttribute("open", "");
    cue?.scrollIntoView({ block: "nearest" });
    return cue;
  }

  /** The middle of a node's card, or where it has none, of the cue that names it. */
  function spotOf(target) {
    const element = (map() && found("node").find(([, key]) => key === target)?.[0]) || named("node", target) || cueOf(target);
    if (!element) return null;
    const b = element.getBoundingClientRect();
    return [b.x + b.width / 2, b.y + b.height / 2];
  }

  window.momentum = {
    snapshot: () => JSON.stringify(snapshot()),
    /** What is drawn where, in short. */
    signature: () => [...nodes(true), ...aggregates(), ...landmarks()].map(([e, key]) => `${key} ${boxOf(e)}`)
      .concat(charts().map(([e]) => `${e.dataset.key} ${e.dataset.domain} ${e.childElementCount}`)).join("|"),
    isSeen: (key) => testing(() => nodes(false).some(([e, other]) => other === key && pointsOf(e) >= 5)),
    preview: () => JSON.stringify(preview()),
    begin, hold, release,
    grant: (frames) => { granted = frames; },
    granted: () => granted,
    elapsed: () => (watching && watching.from ? now() - watching.from : 0),
    /** Whether the last two frames drew the same, and no outline is left. */
    stands: () => {
      const [a, b] = watching.frames.slice(-2).map((frame) => JSON.stringify(frame[1]));
      return a === b && !ghosts().length;
    },
    end: () => {
      const result = JSON.stringify(watching ? { names: [...watching.index.keys()], frames: watching.frames } : { names: [], frames: [] });
      watching = null;
      release();
      return result;
    },
    previewing: () => document.querySelector("#nav-stage[data-preview]")?.dataset.preview ?? null,
    cues: () => [...document.querySelectorAll("[data-kind=cue][data-rank]")].map((e) => [e.dataset.rank, e.dataset.key]),
    spotOf,
    focusCue: (target) => Boolean(cueOf(target)) && !cueOf(target).focus(),
    /** The order in which left and right go along a lane: by column, then from the top. */
    rankOf: (key) => {
      const b = named("node", key)?.getBoundingClientRect() ?? { x: 0, y: 0 };
      return Math.round(b.x) * 1000 + b.y;
    },
    active: () => document.activeElement?.closest?.("[data-kind=node]")?.dataset.key ?? null,
    settled: () => document.body?.dataset.settled !== "false",
    /** Whether the detail is there and waits for no cues. */
    isRead: () => Boolean(document.querySelector("#nav-detail[data-node]:not([data-expect=true], :has([data-kind=cues-pending]))")),
  };
})();
