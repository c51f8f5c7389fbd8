/* What axe leaves undecided, decided: the contrast of every text that is seen, against all that is painted under it
   (layers at the same place, hatches, translucent grounds). */
(() => {
  "use strict";
  const access = (window.access = window.access || {});
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const COLOUR = /(?:rgba?|hsla?|color|oklab|oklch|lab|lch)\([^()]*\)|#[0-9a-f]{3,8}/gi;

  /** Any CSS colour as [r, g, b, alpha], 0..255 and 0..1. */
  function rgba(text) {
    if (!known.has(text)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = text;
      pen.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
      known.set(text, [r, g, b, a / 255]);
    }
    return known.get(text);
  }

  const over = ([r, g, b, a], ground) => [r, g, b].map((part, i) => part * a + ground[i] * (1 - a));

  /** Relative luminance and contrast as WCAG 2.2 defines them. */
  function luminance(colour) {
    const [r, g, b] = colour.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }
  const contrast = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };

  const ancestors = (element) => (element ? [element, ...ancestors(element.parentElement)] : []);

  /** What is painted under a text at a point, the nearest first; null where something else lies over it. */
  function layers(element, x, y) {
    const chain = ancestors(element);
    const stack = document.elementsFromPoint(x, y);
    const first = stack.findIndex((one) => chain.includes(one));
    if (first < 0) return chain;
    const covered = stack.slice(0, first).some((one) => rgba(getComputedStyle(one).backgroundColor)[3] > 0.9 && !one.contains(element));
    if (covered) return null;
    return [...chain.slice(0, chain.indexOf(stack[first])), ...stack.slice(first)];
  }

  /** Every colour that the ground of a text may have. */
  function grounds(list) {
    let found = [[255, 255, 255]];
    for (const layer of [...list].reverse()) {
      const style = getComputedStyle(layer);
      found = found.map((ground) => over(rgba(style.backgroundColor), ground));
      const stripes = style.backgroundImage.includes("gradient") ? style.backgroundImage.match(COLOUR) || [] : [];
      if (stripes.length) found = [...new Set(stripes)].flatMap((stripe) => found.map((ground) => over(rgba(stripe), ground)));
      found = [...new Map(found.map((ground) => [ground.map(Math.round).join(), ground])).values()].slice(0, 24);
    }
    return found;
  }

  function seen(element, box) {
    if (box.width < 2 || box.height < 2) return false;
    for (const one of ancestors(element)) {
      const style = getComputedStyle(one);
      if (style.visibility === "hidden" || style.opacity === "0" || style.clipPath.startsWith("inset(50%")) return false;
      if (one.disabled || one.dataset.leaving === "true") return false;
    }
    return true;
  }

  const opacity = (element) => ancestors(element).reduce((product, one) => product * Number(getComputedStyle(one).opacity), 1);

  function judge(node, element, box) {
    const style = getComputedStyle(element);
    const list = layers(element, box.x + box.width / 2, box.y + box.height / 2);
    if (!list) return null;
    const written = rgba(element instanceof SVGElement ? style.fill : style.color);
    const ink = [...written.slice(0, 3), written[3] * opacity(element)];
    const worst = Math.min(...grounds(list).map((ground) => contrast(over(ink, ground), ground)));
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = Math.round(worst * 100) / 100;
    return ratio < (large ? 3 : 4.5) ? `${ratio} “${node.data.trim().slice(0, 40)}” ${element.tagName.toLowerCase()}.${element.getAttribute("class") || ""}` : null;
  }

  /** Texts whose contrast is too low, each with it; [] where all can be read. `count` says how many were judged. Charts
      are in the theme that the server drew them in, and judged in that one only. */
  access.faintTexts = (charts) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const faint = [];
    let count = 0;
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const element = node.parentElement;
      if (!node.data.trim() || element.closest("script, style, noscript, option") || (!charts && element.closest(".js-plotly-plot"))) continue;
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      if (!seen(element, box)) continue;
      count += 1;
      const found = judge(node, element, box);
      if (found) faint.push(found);
    }
    return { count, faint };
  };

  /** Contrast of two CSS colours, the first over the second. */
  access.contrast = (ink, ground) => {
    const below = rgba(ground).slice(0, 3);
    return contrast(over(rgba(ink), below), below);
  };
})();
