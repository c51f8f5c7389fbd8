/* Where the steps of a walk stand in the space of levels and decomposition (Rasmussen): rows are the levels, columns go
   from wholes to parts. A pure function of the model, the visits and the room. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const LINE = 23;
  const HEAD = 22;
  const RADIUS = 9;
  const LABEL_MIN = 52;
  const NAME_MIN = 120; // with less room after its number, a name stands before it
  const COLUMNS = [["whole", "wholes"], ["node", "nodes"], ["part", "parts"]];

  /** "whole" has parts, "part" is one and has none, "node" is neither. */
  function kindOf({ parts, whole }, node) {
    return parts.has(node) ? "whole" : whole.has(node) ? "part" : "node";
  }

  /** The columns that this model has, from whole to part: [[kind, title]]. */
  function columns(model) {
    const family = nav.parts.of(model);
    const found = new Set(model.nodes.map((_, node) => kindOf(family, node)));
    return COLUMNS.filter(([kind]) => found.has(kind));
  }

  /** Each node looked at once, in the order of the first visit: {node, first, visits: [{number, at, state, threat}]}. */
  function stops(model, visits) {
    const found = new Map();
    visits.forEach(({ id, at, state, threat }, index) => {
      const node = nav.revision.numberOf(model, id);
      if (node < 0) return;
      if (!found.has(node)) found.set(node, { node, first: index + 1, visits: [] });
      found.get(node).visits.push({ number: index + 1, at, state, threat });
    });
    return [...found.values()];
  }

  /** Whether the model joins two nodes: end and means, whole and part, or two means of one end. */
  function joined(model, a, b) {
    const { whole } = nav.parts.of(model);
    if (model.ends[a].includes(b) || model.means[a].includes(b)) return true;
    if (whole.get(a) === b || whole.get(b) === a || (whole.has(a) && whole.get(a) === whole.get(b))) return true;
    return model.nodes[a].l === model.nodes[b].l && model.ends[a].some((end) => model.ends[b].includes(end));
  }

  /** The ways gone, each once whichever the direction: {a, b, times, jump}; a jump is along no link of the model. */
  function ways(model, visits) {
    const found = new Map();
    const walk = visits.map(({ id }) => nav.revision.numberOf(model, id)).filter((node) => node >= 0);
    for (let i = 1; i < walk.length; i += 1) {
      const [a, b] = [walk[i - 1], walk[i]];
      if (a === b) continue;
      const key = a < b ? `${a}|${b}` : `${b}|${a}`;
      if (found.has(key)) found.get(key).times += 1;
      else found.set(key, { key, a, b, times: 1, jump: !joined(model, a, b) });
    }
    return [...found.values()];
  }

  /** How many of a level's nodes were looked at. */
  const looked = (model, list, level) => list.filter(({ node }) => model.nodes[node].l === level).length;

  /** Where a stop stands that has a line of its row for itself: its name may go on to the right edge. */
  function alone(stop, line, { level, column }, { rowH, right, width, left }, colW) {
    const lean = Math.min((line % 3) * 12, Math.max(0, colW - 2 * RADIUS - 4));
    const x = left + column * colW + lean + RADIUS;
    const [after, before] = [width - right - x - RADIUS - 4, x - left - RADIUS - 4];
    const turned = after < NAME_MIN && before > after;
    Object.assign(stop, { x, y: level * rowH + HEAD + line * LINE + LINE / 2, room: Math.max(0, turned ? before : after), turned });
  }

  /** Where it stands among others of its row and column, side by side. */
  function among(members, { level, column }, { rowH, left }, colW, lines) {
    const slot = colW / Math.ceil(members.length / lines);
    members.forEach((stop, index) => {
      const x = left + column * colW + Math.floor(index / lines) * slot + RADIUS;
      const room = slot - 2 * RADIUS - 8;
      Object.assign(stop, { x, y: level * rowH + HEAD + (index % lines) * LINE + LINE / 2, room: room >= LABEL_MIN ? room : 0 });
    });
  }

  /** Puts each stop into its row and column: adds x, y (of its number's middle), room (px for its name, 0 = none) and
      turned where the name stands before the number. */
  function place(model, list, box) {
    const family = nav.parts.of(model);
    const kinds = columns(model).map(([kind]) => kind);
    const colW = (box.width - box.left - box.right) / Math.max(1, kinds.length);
    const lines = Math.max(1, Math.floor((box.rowH - HEAD - 4) / LINE));
    for (let level = 0; level < 5; level += 1) {
      const row = list.filter(({ node }) => model.nodes[node].l === level);
      const columnOf = ({ node }) => kinds.indexOf(kindOf(family, node));
      if (row.length <= lines) row.forEach((stop, line) => alone(stop, line, { level, column: columnOf(stop) }, box, colW));
      else kinds.forEach((_, column) => among(row.filter((stop) => columnOf(stop) === column), { level, column }, box, colW, lines));
    }
    return { kinds, colW };
  }

  nav.trailMap = { columns, looked, place, stops, ways, RADIUS };
})();
