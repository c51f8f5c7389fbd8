/* What a scene says of nodes besides their states, all of it optional: cues (where to look next), what is assumed and
   what follows from it, what is acknowledged or in maintenance. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { SEVERITY, STATES } = nav.core;
  const MUTES = ["", "acknowledged", "maintenance"];
  const MOST_CUES = 9;

  /** "n31y4n2" -> one number per node, 1 where the state shown is not real. */
  function decodeRuns(text, count) {
    const runs = new Uint8Array(count);
    let at = 0;
    for (const [, letter, run] of (text || "").matchAll(/([ny])(\d+)/g)) {
      const end = Math.min(count, at + Number(run));
      if (letter === "y") runs.fill(1, at, end);
      at = end;
    }
    return runs;
  }

  /** The pairs [node, number] whose node exists and whose number is allowed. */
  const pairs = (list, count, low, high) => (Array.isArray(list) ? list : [])
    .filter(([node, value]) => Number.isInteger(node) && node >= 0 && node < count && value >= low && value <= high);

  function read(model, scene) {
    const count = model.nodes.length;
    const imagined = decodeRuns(scene.imagined, count);
    const assumed = new Map(pairs(scene.if, count, 0, 3));
    for (const node of assumed.keys()) imagined[node] = 1;
    const cues = new Map(pairs(scene.cues, count, 1, MOST_CUES));
    return {
      assumed, imagined, cues, pin: nav.pin.nodeOf(model, scene), open: new Set(scene.open || []), mutes: new Map(pairs(scene.mutes, count, 1, 2)),
      whatIf: assumed.size > 0 || imagined.includes(1),
      pending: Boolean(scene.cuesPending), none: scene.cueNote && scene.cueNote.text ? String(scene.cueNote.text) : "",
    };
  }

  /** What comes from below is not real where a means (of a whole: a part) is not and no real one is as bad as the threat; also where it is
      less than it really is. */
  function threatImagined(model, { whatIf, imagined }, states, { node, threat }) {
    if (!whatIf) return false;
    const means = [...model.means[node], ...(nav.parts.of(model).parts.get(node) ?? [])];
    const real = means.some((below) => !imagined[below] && SEVERITY[states[below]] >= SEVERITY[threat]);
    return means.some((below) => imagined[below]) && !(threat > 0 && real);
  }

  /** Writes on a card what the scene says of its node. */
  function onCard(model, notes, states, card) {
    const { node } = card;
    const unreal = notes.imagined[node] || threatImagined(model, notes, states, card);
    return Object.assign(nav.parts.onCard(model, notes, states, card), {
      cue: notes.cues.get(node) ?? 0,
      pinned: node === notes.pin,
      mute: MUTES[notes.mutes.get(node) ?? 0],
      imagined: notes.assumed.has(node) ? "assumed" : notes.imagined[node] ? "follows" : "",
      threatImagined: threatImagined(model, notes, states, card),
      // What is only assumed contradicts nothing.
      contradicts: card.contradicts && !unreal,
    });
  }

  /** Which of these nodes are cues, best first, as [node, rank]. */
  const cuesOf = ({ notes }, nodes) => nodes.filter((node) => notes.cues.has(node))
    .map((node) => [node, notes.cues.get(node)]).sort((a, b) => a[1] - b[1]);

  /** The node of a rank, -1 where there is none. */
  const ofRank = ({ notes }, rank) => [...notes.cues].find(([, found]) => found === rank)?.[0] ?? -1;

  /** What is said of a node after its links: "cue 1", "in maintenance". */
  function words({ notes }, node) {
    const mute = MUTES[notes.mutes.get(node) ?? 0];
    return [
      notes.cues.has(node) ? `cue ${notes.cues.get(node)}` : "",
      notes.assumed.has(node) ? `assumed to be ${STATES[notes.assumed.get(node)]}` : "",
      mute === "maintenance" ? "in maintenance" : mute,
      notes.pin === node ? "pinned" : "",
    ].filter(Boolean);
  }

  /** "payments-gw critical, redis ok" */
  const assumptions = (model, { notes }) => [...notes.assumed].map(([node, state]) => `${model.nodes[node].title} ${STATES[state]}`);

  nav.notes = { assumptions, cuesOf, ofRank, onCard, read, words };
})();
