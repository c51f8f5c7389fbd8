/* The model as the browser needs it: links both ways, lane order, members of every (lane, domain), states of a scene. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { SEVERITY, STATES } = nav.core;
  const LETTERS = { o: 0, w: 1, c: 2, u: 3 };

  function linksOf(model) {
    const ends = model.nodes.map(() => []);
    const means = model.nodes.map(() => []);
    for (const [end, , , list] of model.groups || []) {
      for (const node of list) {
        if (means[end].includes(node)) continue;
        means[end].push(node);
        ends[node].push(end);
      }
    }
    return { ends, means };
  }

  /** What a member is called where there is little room, by its number: without what all of its whole end in. */
  function briefsOf(model) {
    const families = new Map();
    model.nodes.forEach(({ id }, node) => {
      const whole = id.slice(0, id.indexOf("/"));
      if (!id.includes("/")) return;
      if (!families.has(whole)) families.set(whole, []);
      families.get(whole).push(node);
    });
    const result = new Map();
    for (const family of families.values()) {
      nav.titles.briefs(family.map((node) => model.nodes[node].title)).forEach((brief, i) => result.set(family[i], brief));
    }
    return result;
  }

  /** Adds what is derived once per revision; the model itself stays as it came. */
  function prepare(model) {
    const { ends, means } = linksOf(model);
    const rank = new Int32Array(model.nodes.length);
    const byId = new Map(model.nodes.map((node, index) => [node.id, index]));
    const members = model.lanes.map(() => model.domains.map(() => []));
    model.lanes.forEach((lane, level) => {
      lane.forEach((node, place) => {
        rank[node] = place;
        members[level][model.nodes[node].d].push(node);
      });
    });
    return { ...model, ends, means, rank, byId, members, briefs: briefsOf(model) };
  }

  /** "o31c1u2" -> one number per node; nodes the server did not name are unknown, never ok. */
  function decodeStates(text, count) {
    const states = new Uint8Array(count).fill(3);
    let at = 0;
    for (const [, letter, run] of (text || "").matchAll(/([owcu])(\d+)/g)) {
      const end = Math.min(count, at + Number(run));
      states.fill(LETTERS[letter], at, end);
      at = end;
    }
    return states;
  }

  /** A card's array as an object with words; see docs/screen-protocol.md for the order. */
  function readCard(model, raw, at) {
    const [node, role, x, width, row, rows, own, threat, shown, trust, signal, value, age, atLeast, badge] = raw;
    const absence = nav.revision.absence(model.nodes[node], at);
    return {
      node, x, width, row, rows, own, threat, shown, signal, age,
      role: model.roles[role] || "context",
      trust: trust >= 0 ? model.trusts[trust] : "",
      value: value === null || value === undefined ? "" : String(value),
      atLeast: Boolean(atLeast),
      badge: badge || "",
      absence,
      lane: model.nodes[node].l,
      signalName: !absence && signal >= 0 && model.nodes[node].signals && model.nodes[node].signals[signal]
        ? model.nodes[node].signals[signal][1] : "",
    };
  }

  /** The scene with words, states and an index of its cards. */
  function readScene(model, scene) {
    const states = decodeStates(scene.states, model.nodes.length);
    // While a source is away every value is a memory, and says how old.
    const doubtful = Boolean(scene.source) && ["unreachable", "stale"].includes(scene.source.state);
    const cards = (scene.cards || [])
      .filter((raw) => raw[0] >= 0 && raw[0] < model.nodes.length)
      .map((raw) => Object.assign(readCard(model, raw, scene.at), { doubtful }));
    const focus = Number.isInteger(scene.focus) && scene.focus >= 0 && scene.focus < model.nodes.length ? scene.focus : -1;
    return { ...scene, focus, states, cards, shown: new Map(cards.map((card) => [card.node, card])) };
  }

  /** How many of these nodes are in each state: [ok, warning, critical, unknown]. */
  function tally(nodes, states) {
    const result = [0, 0, 0, 0];
    for (const node of nodes) result[states[node]] += 1;
    return result;
  }

  /** The worst state in a tally; ok only if everything counted is ok. */
  function worstOf(counts) {
    let worst = 0;
    for (let state = 0; state < 4; state += 1) {
      if (counts[state] && SEVERITY[state] > SEVERITY[worst]) worst = state;
    }
    return worst;
  }

  /** Nodes reachable from a start over one direction of links, without the start. */
  function closure(links, start) {
    const seen = new Set();
    const queue = start >= 0 ? [start] : [];
    while (queue.length) {
      for (const next of links[queue.pop()]) {
        if (seen.has(next)) continue;
        seen.add(next);
        queue.push(next);
      }
    }
    return seen;
  }

  /** Worst first, then lane order. */
  function worstFirst(model, states) {
    return (a, b) => SEVERITY[states[b]] - SEVERITY[states[a]]
      || model.nodes[a].l - model.nodes[b].l || model.rank[a] - model.rank[b];
  }

  const plural = (count, word) => (count === 1 ? `1 ${word}` : `${count} ${word}s`);

  /** A node's state in words, or why a member is not there at Unix time `at`. */
  const stateWord = (model, states, node, at) => nav.revision.absence(model.nodes[node], at)?.text ?? STATES[states[node]];

  /** "Checkout, critical, Functions; serves 2, realized by 3" */
  function describe(model, { states, at }, node) {
    const { title, l } = model.nodes[node];
    return `${title}, ${stateWord(model, states, node, at)}, ${model.levels[l].title}; serves ${model.ends[node].length}, realized by ${model.means[node].length}`;
  }

  nav.model = { prepare, readScene, decodeStates, tally, worstOf, closure, worstFirst, describe, plural, stateWord };
})();
