/* Fitting names into cards: lines are broken at word joints, and what is too long loses its middle, never its
   end, because names of one family differ at both ends ("payments-gw-…-eu-3"). The full name stays in the tooltip. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const cache = new Map();
  let context = null;

  function width(text, font) {
    const key = `${font}|${text}`;
    const known = cache.get(key);
    if (known !== undefined) return known;
    if (!context) context = document.createElement("canvas").getContext("2d");
    context.font = font;
    const value = context.measureText(text).width;
    if (cache.size > 20000) cache.clear();
    cache.set(key, value);
    return value;
  }

  /** Pieces a line may be broken between: after spaces and after - _ / . : */
  const pieces = (text) => text.match(/[^\s\-_/.:]*(?:[\-_/.:]+|\s+|$)/g).filter(Boolean);

  /** Greedy lines, or null when more than `lines` would be needed. */
  function breakLines(text, max, lines, font) {
    const result = [];
    let line = "";
    for (const piece of pieces(text)) {
      if (width((line + piece).trimEnd(), font) <= max) {
        line += piece;
        continue;
      }
      if (!line || width(piece.trimEnd(), font) > max) return null;
      result.push(line.trimEnd());
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
    return cut(low);
  }

  /** Fills the first line, middle-cuts the rest into the last one. */
  function cutLines(text, max, lines, font) {
    if (lines === 1) return [middle(text, max, font)];
    let first = "";
    for (const piece of pieces(text)) {
      if (width((first + piece).trimEnd(), font) > max) break;
      first += piece;
    }
    if (!first.trim()) {
      let n = text.length;
      while (n > 1 && width(text.slice(0, n), font) > max) n -= 1;
      first = text.slice(0, n);
    }
    return [first.trimEnd(), ...cutLines(text.slice(first.length).trimStart(), max, lines - 1, font)];
  }

  /** Text as at most `lines` lines of at most `max` px in a CSS font. */
  function fit(text, max, lines, font) {
    const clean = text.replace(/\s+/g, " ").trim().slice(0, 300);
    if (!clean || max < 8) return [clean];
    if (width(clean, font) <= max) return [clean];
    return (lines > 1 && breakLines(clean, max, lines, font)) || cutLines(clean, max, lines, font);
  }

  nav.titles = { fit, width, middle, forget: () => cache.clear() };
})();
