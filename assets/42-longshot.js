/* The long shot: every node of every level at a fixed place on a 2D canvas. Rows share y with the lanes,
   columns are the domains. The base picture is kept as a bitmap; cues, footprints, focus, ends and means are drawn
   over it. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el } = nav.core;
  const TOP = 26;
  const PAD = 10;
  const BOTTOM = 6;
  const HEAD_FONT = '600 10px "Inter", system-ui, sans-serif';

  /** Cells of 8 px if everything fits, else 6 px, else k nodes in one cell; k is per lane. */
  function plan(model, width, laneH) {
    const columns = Math.max(1, model.domains.length);
    const colW = (width - 2 * PAD) / columns;
    const room = laneH - TOP - BOTTOM;
    const largest = model.members.map((domains) => Math.max(0, ...domains.map((list) => list.length)));
    const fits = (pitch) => Math.max(1, Math.floor((colW - 3) / pitch)) * Math.max(1, Math.floor(room / pitch));
    const cell = Math.max(...largest) <= fits(10) && colW >= 12 ? 8 : 6;
    const pitch = Math.min(cell === 8 ? 10 : 7, Math.max(3, colW - 1));
    const perRow = Math.max(1, Math.floor((colW - 3) / pitch));
    const rows = Math.max(1, Math.floor(room / pitch));
    const group = largest.map((count) => Math.max(1, Math.ceil(count / (perRow * rows))));
    return { colW, cell: Math.min(cell, pitch - 1), pitch, perRow, group, laneH };
  }

  function cellsOf(model, p) {
    const cells = [];
    const at = new Map();
    model.members.forEach((domains, lane) => domains.forEach((members, domain) => {
      const k = p.group[lane];
      for (let i = 0; i * k < members.length; i += 1) {
        const cell = {
          lane, domain, nodes: members.slice(i * k, (i + 1) * k),
          x: Math.round(PAD + domain * p.colW + (i % p.perRow) * p.pitch),
          y: Math.round(lane * p.laneH + TOP + Math.floor(i / p.perRow) * p.pitch),
        };
        cells.push(cell);
        for (const node of cell.nodes) at.set(node, cell);
      }
    }));
    return { cells, at };
  }

  /** The name where it fits, else as many letters as do with an ellipsis, or three without; empty where they don't. */
  function heading(name, room, font) {
    const fits = (text) => nav.titles.width(text, font) <= room;
    if (fits(name)) return name;
    for (let keep = name.length - 1; keep >= 3; keep -= 1) {
      const cut = `${name.slice(0, keep).trimEnd()}…`;
      if (fits(cut)) return cut;
    }
    const short = name.slice(0, 3);
    return fits(short) ? short : "";
  }

  /** The columns' names: all of them, or none where one would have fewer than three letters. */
  function headings(model, p) {
    const room = p.colW - 3;
    const cut = model.domains.map((name) => heading(name, room, HEAD_FONT));
    return cut.every(Boolean) ? cut : cut.map(() => "");
  }

  function heads(c, model, p, ink) {
    c.font = HEAD_FONT;
    c.fillStyle = ink.secondary;
    c.textBaseline = "middle";
    headings(model, p).forEach((name, domain) => c.fillText(name, PAD + domain * p.colW, 13));
    p.group.forEach((k, lane) => {
      if (k > 1) c.fillText(`${k} per cell`, PAD, lane * p.laneH + (lane === 0 ? 22 : 13));
    });
  }

  function create(place, go, pick, list) {
    const canvas = el("canvas", { class: "longshot-canvas", role: "img", "aria-label": "Nothing is known yet" });
    const inner = el("div", { class: "longshot-inner" }, canvas);
    place.append(inner);
    const shot = { place, canvas, levels: nav.levels.create(inner, list), base: document.createElement("canvas"), map: null, key: "", visited: [] };
    shot.width = nav.geometry.kept(place, () => place.clientWidth);
    canvas.addEventListener("click", (event) => {
      const cell = cellAt(shot, event);
      if (!cell) return;
      if (cell.nodes.length === 1) go(cell.nodes[0]);
      else pick(cell.nodes);
    });
    canvas.addEventListener("pointermove", (event) => {
      const cell = cellAt(shot, event);
      canvas.style.cursor = cell ? "pointer" : "";
      const hint = cell ? tip(shot, cell) : columnAt(shot, event);
      if (canvas.title !== hint) canvas.title = hint;
    });
    return Object.assign(shot, {
      headings: () => (shot.map ? headings(shot.model, shot.plan) : []),
      render: (model, scene, g) => render(shot, model, scene, g),
      nodesAt: (event) => cellAt(shot, event)?.nodes ?? [],
      boxOf: (node) => shot.map && shot.map.at.get(node),
    });
  }

  const cueWord = (scene, node) => (scene.notes.cues.has(node) ? `, cue ${scene.notes.cues.get(node)}` : "");

  /** What the outline of a cell means: the focus, ▲ an end of it, ▼ a means of it. */
  function linkWord({ model, scene }, { nodes }) {
    if (scene.focus < 0) return "";
    if (nodes.includes(scene.focus)) return "In focus";
    const { title } = model.nodes[scene.focus];
    if (nodes.some((node) => model.ends[scene.focus].includes(node))) return `▲ an end of ${title}`;
    return nodes.some((node) => model.means[scene.focus].includes(node)) ? `▼ a means of ${title}` : "";
  }

  function tip(shot, cell) {
    const names = cell.nodes.slice(0, 6).map((node) => `${shot.model.nodes[node].title}: ${nav.model.stateWord(shot.model, shot.scene, node)}${cueWord(shot.scene, node)}`);
    const link = linkWord(shot, cell);
    return [...names, link, cell.nodes.length > 6 ? `and ${cell.nodes.length - 6} more` : ""].filter(Boolean).join("\n");
  }

  function cellAt(shot, event) {
    if (!shot.map) return null;
    const box = shot.canvas.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    const reach = shot.plan.pitch;
    return shot.map.cells.find((cell) => x >= cell.x - 1 && x < cell.x + reach - 1 && y >= cell.y - 1 && y < cell.y + reach - 1);
  }

  /** The whole name of the column whose head is pointed at. */
  function columnAt(shot, event) {
    const box = shot.canvas.getBoundingClientRect();
    if (!shot.plan || event.clientY - box.top > TOP) return "";
    return shot.model.domains[Math.floor((event.clientX - box.left - PAD) / shot.plan.colW)] || "";
  }

  function resize(shot, width, height) {
    const ratio = window.devicePixelRatio || 1;
    for (const canvas of [shot.canvas, shot.base]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    shot.canvas.style.width = `${width}px`;
    shot.canvas.style.height = `${height}px`;
    shot.ratio = ratio;
  }

  function paintBase(shot, model, scene, width, height) {
    const c = shot.base.getContext("2d");
    c.setTransform(shot.ratio, 0, 0, shot.ratio, 0, 0);
    c.clearRect(0, 0, width, height);
    const ink = nav.cells.palette();
    model.levels.forEach((_, lane) => {
      c.fillStyle = lane % 2 ? ink.band : ink.paper;
      c.fillRect(0, lane * shot.plan.laneH, width, shot.plan.laneH);
    });
    heads(c, model, shot.plan, ink);
    c.lineWidth = 1;
    for (const cell of shot.map.cells) {
      nav.cells.draw(c, cell, shot.plan.cell, nav.cells.look(cell.nodes, scene), ink);
    }
    shot.ink = ink;
  }

  function outline(c, cell, size, colourName, width, grow) {
    if (!cell) return;
    c.strokeStyle = colourName;
    c.lineWidth = width;
    c.strokeRect(cell.x - grow + 0.5, cell.y - grow + 0.5, size + 2 * grow - 1, size + 2 * grow - 1);
  }

  function overlay(shot, model, scene, width, height) {
    const c = shot.canvas.getContext("2d");
    const { at } = shot.map;
    const size = shot.plan.cell;
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.clearRect(0, 0, shot.canvas.width, shot.canvas.height);
    c.drawImage(shot.base, 0, 0);
    c.setTransform(shot.ratio, 0, 0, shot.ratio, 0, 0);
    for (const [node, rank] of nav.notes.cuesOf(scene, [...scene.notes.cues.keys()]).reverse()) {
      const cell = at.get(node);
      if (cell) nav.cells.cue(c, cell, size, rank, nav.cells.look(cell.nodes, scene), shot.ink);
    }
    nav.cells.footprints(c, shot.visited.map((id) => at.get(nav.revision.numberOf(model, id))), size, shot.ink);
    if (scene.focus >= 0) {
      for (const node of model.ends[scene.focus]) nav.cells.linked(c, at.get(node), size, shot.ink, 1);
      for (const node of model.means[scene.focus]) nav.cells.linked(c, at.get(node), size, shot.ink, -1);
      outline(c, at.get(scene.focus), size, shot.ink.accent, 2, 3);
    }
    nav.cells.pin(c, at.get(scene.notes.pin), size, shot.ink);
  }

  function words(shot, model, scene) {
    const columns = model.domains.length ? `. Columns: ${model.domains.join(", ")}` : "";
    const label = `${nav.model.plural(model.nodes.length, "node")}, each as a cell${columns}`;
    if (shot.canvas.getAttribute("aria-label") !== label) shot.canvas.setAttribute("aria-label", label);
    shot.levels.update(model, scene, shot.plan.laneH);
  }

  function render(shot, model, scene, g) {
    const width = shot.width.get();
    const { height, laneH } = g;
    if (!width || !height) return;
    const theme = (document.documentElement.dataset.theme || "") + matchMedia("(prefers-color-scheme: dark)").matches;
    const layout = [model.revision, width, height, window.devicePixelRatio].join("|");
    if (shot.layout !== layout) {
      shot.layout = layout;
      resize(shot, width, height);
      shot.plan = plan(model, width, laneH);
      shot.map = cellsOf(model, shot.plan);
      shot.key = "";
    }
    Object.assign(shot, { model, scene });
    const { imagined, mutes } = scene.notes;
    const key = [theme, scene.states.join(""), imagined.join(""), [...mutes].join(";")].join("|");
    if (shot.key !== key) {
      shot.key = key;
      paintBase(shot, model, scene, width, height);
    }
    overlay(shot, model, scene, width, height);
    words(shot, model, scene);
  }

  nav.longshot = { create };
})();
