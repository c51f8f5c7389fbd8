/* Fitting names into cards: lines are broken at word joints, and what is too long loses its middle, never its
   end, because names of one family differ at both ends ("payments-gw-…-eu-3"). The full name stays in the tooltip. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const SHORTEST_END = 4; // less is not worth an ellipsis
  const LEAST_CUT = 30; // px: less shows nothing of a word that is cut
  const cache = new Map();
  let context = null;
  let measure = 0; // counts on where the same text may be of another width
  let spacing = { letter: "0px", word: "0px" };

  /** Forgets what was measured; whoever reads with wider letters or words has them in the measure too. */
  function forget() {
    cache.clear();
    measure += 1;
    const { letterSpacing, wordSpacing } = getComputedStyle(document.getElementById("nav-stage") || document.body);
    spacing = { letter: letterSpacing === "normal" ? "0px" : letterSpacing, word: wordSpacing === "normal" ? "0px" : wordSpacing };
  }

  function width(text, font) {
    const key = `${font}|${text}`;
    const known = cache.get(key);
    if (known !== undefined) return known;
    if (!context) context = document.createElement("canvas").getContext("2d");
    context.font = font;
    context.letterSpacing = spacing.letter;
    context.wordSpacing = spacing.word;
    const value = context.measureText(text).width;
    if (cache.size > 20000) cache.clear();
    cache.set(key, value);
    return value;
  }

  /** Second halves of compound names, so that "checkoutservice" breaks where a reader would break it. */
  const JOINTS = /(?<=[a-z]{3})(?=(?:service|server|controller|manager|gateway|worker|proxy|cache|store|queue|scheduler|operator|provider|exporter|engine|database)\b)/;

  /** Pieces a line may be broken between: after spaces and after - _ / . : and at joints of compound names. A short
      number stays with what it counts: "dp-2" is one piece. */
  const pieces = (text) => text.match(/(?:[^\s\-_/.:]+-(?=\d{1,3}(?![^\s])))?[^\s\-_/.:]*(?:[\-_/.:]+|\s+|$)/g)
    .filter(Boolean).flatMap((piece) => piece.split(JOINTS));

  /** Greedy lines, or null when more than `lines` would be needed; the first line is `indent` px shorter. */
  function breakLines(text, max, lines, font, indent) {
    const result = [];
    let line = "";
    const room = () => max - (result.length ? 0 : indent);
    for (const piece of pieces(text)) {
      if (width((line + piece).trimEnd(), font) <= room()) {
        line += piece;
        continue;
      }
      if (!line) return null;
      result.push(line.trimEnd());
      if (width(piece.trimEnd(), font) > room()) return null;
      line = piece;
    }
    if (line) result.push(line.trimEnd());
    return result.length <= lines ? result : null;
  }

  /** One line that keeps the beginning and the end: "check…-eu-3". */
  function middle(text, max, font) {
    if (width(text, font) <= max) return text;
    let low = 1;
    let high = text.length - 1;
    const cut = (keep) => `${text.slice(0, Math.ceil(keep * 0.6)).trimEnd()}…${text.slice(text.length - Math.floor(keep * 0.4)).trimStart()}`;
    while (low < high) {
      const half = (low + high + 1) >> 1;
      if (width(cut(half), font) <= max) low = half;
      else high = half - 1;
    }
    // One or two letters of a word say nothing of it: the cut is before them.
    const found = cut(low);
    return text[found.indexOf("…")] === " " ? found : found.replace(/(\S{2,}) \S{1,2}…/, "$1…");
  }

  /** Fills the first line with whole words, middle-cuts the rest into the last one. No word goes on in the next line:
      one that has no room in the first is cut there or begins below, whichever leaves more of the name. */
  function cutLines(text, max, lines, font, indent) {
    const room = max - indent;
    if (lines === 1) return [middle(text, room, font)];
    let first = "";
    for (const piece of pieces(text)) {
      if (width((first + piece).trimEnd(), font) > room) break;
      first += piece;
    }
    const after = (start) => [text.slice(start).trimStart()].filter(Boolean).flatMap((rest) => cutLines(rest, max, lines - 1, font, 0));
    if (first.trim()) return [first.trimEnd(), ...after(first.length)];
    const [word] = pieces(text);
    const beside = [middle(word.trimEnd(), room, font), ...after(word.length)];
    const below = ["", ...after(0)];
    return room < LEAST_CUT || (indent && below.join("").length > beside.join("").length) ? below : beside;
  }

  /** Text as at most `lines` lines of at most `max` px in a CSS font; the first one leaves `indent` px free, and all of
      it (`below`) where its first word has no room there. The answer's `whole` says whether every word is still in
      one piece. */
  function fit(text, max, lines, font, indent = 0) {
    const clean = text.replace(/\s+/g, " ").trim().slice(0, 300);
    if (!clean || max < 8 || width(clean, font) <= max - indent) return { lines: [clean], whole: true };
    const broken = lines > 1 && breakLines(clean, max, lines, font, indent);
    if (broken) return { lines: broken, whole: true };
    const below = lines > 1 && indent ? breakLines(clean, max, lines - 1, font, 0) : null;
    return below ? { lines: ["", ...below], whole: true, below: true } : { lines: cutLines(clean, max, lines, font, indent), whole: false };
  }

  /** The beginning of a name up to a word's end, with an ellipsis where something is left out; empty if no word fits. */
  function start(text, max, font) {
    if (width(text, font) <= max) return text;
    const words = text.split(" ");
    while (words.length > 1) {
      words.pop();
      const shorter = `${words.join(" ")}…`;
      if (width(shorter, font) <= max) return shorter;
    }
    return "";
  }

  /** A value with its unit whole; the words after them go as far as they have no room. */
  function value(text, max, font) {
    const words = text.split(" ");
    if (!/^[<>≥≤~−-]?[\d.,]+/.test(words[0])) return start(text, max, font) || text;
    const least = words.length > 1 && !/[a-z%/]$/i.test(words[0]) ? 2 : 1;
    if (width(text, font) <= max) return text;
    while (words.length > least && width(words.join(" "), font) > max) words.pop();
    while (words.length > least && /^(of|per|in|for|a|the)$/.test(words[words.length - 1])) words.pop();
    return words.join(" ");
  }

  /** Names of one family without the end that all of them have, from a joint on: the rest tells them apart. */
  function briefs(names) {
    if (names.length < 2) return names;
    const [first] = names;
    let shared = Math.min(...names.map((name) => name.length)) - 1;
    while (shared > 0 && !names.every((name) => name.endsWith(first.slice(first.length - shared)))) shared -= 1;
    const joint = shared > 0 ? first.slice(first.length - shared).search(/[\s\-_/.:]/) : -1;
    const end = joint < 0 ? 0 : shared - joint;
    return end < SHORTEST_END ? names : names.map((name) => `${name.slice(0, name.length - end)}…`);
  }

  nav.titles = { briefs, fit, width, middle, start, value, forget, measure: () => measure };
})();
