/* Marks on a card besides its state: cue, what if, mute, contradiction, how far from usual, when it departed. Each has
   a shape or a word of its own, and a sentence in the tooltip. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, STATES, age } = nav.core;
  const TIMES = /^([\d.,]+) × usual$/;
  const NEAR = new Set(["focus", "end", "means"]);
  const WIDTHS = { contradiction: 14, maintenance: 14, acknowledged: 14, pin: 13, if: 15, cue: 18 };

  /** Whether a contradiction is more than the edge from below says: critical over means that are well; or what is
      confirmed ok by its own live signal where somebody reads it, in the focus, at its ends and means, at a purpose.
      In a large system most cards are ok over something critical: there the edge alone says so. */
  const seldom = ({ contradicts, own, trust, role, lane }) => contradicts && (own !== 0 || (trust === "live" && (NEAR.has(role) || lane === 0)));

  /** Which marks stand in the upper right corner, from left to right. Where there is one line only, a contradiction is
      seen in the edges alone, which leaves its room to the title. */
  const kindsOf = (card, size) => [
    size !== "low" && seldom(card) ? "contradiction" : "", card.mute, card.pinned ? "pin" : "", card.imagined ? "if" : "", card.cue ? "cue" : "",
  ].filter(Boolean);

  function markOf(kind, card) {
    if (kind === "cue") return el("span", { class: "cue-mark", "data-rank": card.cue, text: String(card.cue) });
    if (kind === "if") return el("span", { class: "if-mark", text: "if" });
    return nav.glyphs.glyph(kind, 11);
  }

  /** Draws them and answers how much of the title's first line they take, in px. */
  function draw(holder, card, size) {
    const kinds = kindsOf(card, size);
    const signature = kinds.map((kind) => (kind === "cue" ? card.cue : kind)).join(" ");
    if ((holder.dataset.marks || "") !== signature) {
      holder.dataset.marks = signature;
      holder.replaceChildren(...kinds.map((kind) => markOf(kind, card)));
    }
    return kinds.reduce((sum, kind) => sum + WIDTHS[kind], 0);
  }

  /** "3.2 × usual", "3.2×" where only that fits, else nothing. */
  function usual(card, fits) {
    if (!card.usual || fits(card.usual)) return card.usual;
    const [, times] = card.usual.match(TIMES) || [];
    return times && fits(`${times}×`) ? `${times}×` : "";
  }

  /** In one line with the title: how far from usual, else when it departed, whatever fits first. */
  function shortest(card, fits) {
    const [, times] = (card.usual || "").match(TIMES) || [];
    return [times ? `${times}×` : "", onset(card)].find((text) => text && fits(text)) ?? "";
  }

  /** "+12 s" after the focus's own departure, "−40 s" before it; the focus itself is what others are counted from. */
  function onset({ role, onset: seconds }) {
    if (seconds === null || role === "focus") return "";
    return `${seconds < 0 ? "−" : "+"}${age(Math.abs(seconds))}`;
  }

  function onsetSentence({ role, onset: seconds }) {
    if (seconds === null) return "";
    if (role === "focus") return "the onsets of the others are counted from this one's";
    if (Math.round(seconds) === 0) return "departed at the same time as the focus";
    return `departed ${age(Math.abs(seconds))} ${seconds < 0 ? "before" : "after"} the focus`;
  }

  function contradiction({ own, threat }) {
    if (own === 0 && threat === 2) return "itself ok, though critical from below: a delay, redundancy, or a wrong sensor";
    if (own === 2 && threat <= 0) return "itself critical, though every means is ok: a means missing from the model, or a wrong sensor";
    return "its own state and what is below it contradict each other; the detail says how";
  }

  /** What the marks mean, one sentence each. */
  function sentences(card) {
    return [
      card.cue ? `cue ${card.cue}: a reason to look here` : "",
      card.pinned ? "pinned: what you came with" : "",
      card.imagined === "assumed" ? "what if: this state is assumed" : card.imagined ? "what if: follows from what is assumed" : "",
      card.threatImagined ? "what if: what comes from below is not real" : "",
      card.mute === "maintenance" ? "in maintenance: not passed upward" : card.mute ? "acknowledged: not passed upward" : "",
      card.contradicts ? contradiction(card) : "",
      onsetSentence(card),
    ].filter(Boolean);
  }

  nav.marks = { draw, onset, sentences, shortest, usual };
})();
