/* A picture that is known before the server's scene of it, as a scene of its own: the slots of the picture, the states
   of the newest scene, and values that are as old as they say. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const [SHOWN, AGE, ONSET] = [8, 12, 16];
  const [SLOT_END, KNOWN_END] = [6, 16]; // node, role, x, width, row, rows | own … usual
  const OF_THE_FOCUS = new Set(["unknown-focus", "focus-moved"]);

  /** A card that is drawn now goes on saying what it says; only its place, its role and its onset are of the picture. */
  function kept(slot, drawn) {
    const card = [...slot.slice(0, SLOT_END), ...drawn.slice(SLOT_END, KNOWN_END)];
    if (slot.length <= ONSET && drawn.length <= ONSET) return card;
    while (card.length < ONSET) card.push("");
    return [...card, slot[ONSET] ?? null, drawn[ONSET + 1] ?? 0];
  }

  /** A card that comes has the value of the picture, `older` seconds older than the newest scene. Where its state is
      another by now, own state and threat are not known yet: what is shown is the state alone. */
  function coming(slot, state, older) {
    const card = [...slot];
    if (Number.isFinite(card[AGE])) card[AGE] = Math.max(0, card[AGE] + older);
    if (card[SHOWN] === state) return card;
    card.splice(SLOT_END, 3, state, -1, state);
    if (card.length > ONSET + 1) card[ONSET + 1] = 0;
    return card;
  }

  /** `picture`: {focus, cards, since, at, as, columns, rows} by the numbers of the model of `raw`, the newest scene.
      Cards whose value is older than that scene are named in `remembered`. */
  function compose(model, raw, picture) {
    const states = nav.model.decodeStates(raw.states, model.nodes.length);
    const drawn = new Map(raw.cards.map((card) => [card[0], card]));
    const memory = new Set(raw.remembered || []);
    const older = raw.at - picture.at;
    const cards = picture.cards.filter(([node]) => node >= 0 && node < model.nodes.length)
      .map((slot) => (drawn.has(slot[0]) ? kept(slot, drawn.get(slot[0])) : coming(slot, states[slot[0]], older)));
    const remembered = cards.map(([node]) => node).filter((node) => (drawn.has(node) ? memory.has(node) : older > 0));
    const { cues, cueNote, moved, place, ...rest } = raw;
    return {
      ...rest, focus: picture.focus ?? -1, as: picture.as, columns: picture.columns, rows: picture.rows, cards, remembered,
      since: { ...raw.since, ...picture.since }, cuesPending: true, ...(older === 0 && picture.cues ? { cues: picture.cues, cuesPending: false } : {}),
      notices: (raw.notices || []).filter(({ id }) => !OF_THE_FOCUS.has(id)),
    };
  }

  nav.compose = compose;
})();
