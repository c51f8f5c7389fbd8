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
    const [node, role, x, width, row, rows, own, threat, shown, trust, signal, value, age, atLeast, badge, usual, onset, contradicts] = raw;
    const absence = nav.revision.absence(model.nodes[node], at);
    return {
      node, x, width, row, rows, own, threat, shown, signal, age,
      role: model.roles[role] || "context",
      trust: trust >= 0 ? model.trusts[trust] : "",
      value: value === null || value === undefined ? "" : String(value),
      atLeast: Boolean(atLeast),
      badge: badge || "",
      usual: !absence && usual ? String(usual) : "",
      onset: !absence && Number.isFinite(onset) ? onset : null,
      contradicts: Boolean(contradicts) && !absence,
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
    // So is a value of a picture that was made before this scene.
    const remembered = new Set(scene.remembered || []);
    const notes = nav.notes.read(model, scene);
    const cards = (scene.cards || [])
      .filter((raw) => raw[0] >= 0 && raw[0] < model.nodes.length)
      .map((raw) => nav.notes.onCard(model, notes, states, Object.assign(readCard(model, raw, scene.at), { doubtful: doubtful || remembered.has(raw[0]) })));
    const focus = Number.isInteger(scene.focus) && scene.focus >= 0 && scene.focus < model.nodes.length ? scene.focus : -1;
    return { ...scene, focus, states, cards, notes, shown: new Map(cards.map((card) => [card.node, card])) };
  }

  /** How many of these nodes are in each state: [ok, warning, critical, unknown]. */
  function tally(nodes, states) {
    const result = [0, 0, 0, 0];
    for (const node of nodes) result[states[node]] += 1;
    return result;
  }

  /** The same with what is real apart from what is only assumed or follows from it: [real, not real]. */
  function tallies(nodes, { states, notes }) {
    if (!notes.whatIf) return [tally(nodes, states), [0, 0, 0, 0]];
    return [0, 1].map((unreal) => tally(nodes.filter((node) => notes.imagined[node] === unreal), states));
  }

  /** The worst state in a tally; ok only if everything counted is ok. */
  function worstOf(counts) {
    let worst = 0;
    for (let state = 0; state < 4; state += 1) {
      if (counts[state] && SEVERITY[state] > SEVERITY[worst]) worst = state;
    }
    return worst;
  }

  /** Whether the worst state of both tallies together is only there because of what is assumed. */
  function unreal(real, imagined) {
    const worst = worstOf(real.map((count, state) => count + imagined[state]));
    return imagined[worst] > 0 && (worst === 0 || !real[worst]);
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

  /** A node's state in words, or why a member is not there at the scene's time; what is not real says so. */
  function stateWord(model, { states, at, notes }, node) {
    const absent = nav.revision.absence(model.nodes[node], at);
    return absent ? absent.text : `${STATES[states[node]]}${notes.imagined[node] ? " (what if)" : ""}`;
  }

  /** "Checkout, critical, Functions; serves 2, realized by 3; cue 1" */
  function describe(model, scene, node) {
    const { title, l } = model.nodes[node];
    const links = `serves ${model.ends[node].length}, realized by ${model.means[node].length}`;
    return [`${title}, ${stateWord(model, scene, node)}, ${model.levels[l].title}`, links, ...nav.notes.words(scene, node)].join("; ");
  }

  nav.model = { prepare, readScene, decodeStates, tally, tallies, unreal, worstOf, closure, worstFirst, describe, plural, stateWord };
})();
