/* What the tests ask the page about cues, what-ifs and changes. */
(() => {
  "use strict";
  const { probe } = window;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const card = (id) => document.querySelector(`[data-kind=node][data-key="${id}"]`);
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;

  /** The pixels of a node's cell in the long shot, with what stands around it. */
  probe.cellImage = (id) => {
    const { longshot, model } = window.navigatorMap.app;
    const { x, y } = longshot.boxOf(model.byId.get(id));
    return longshot.canvas.getContext("2d").getImageData((x - 2) * longshot.ratio, (y - 2) * longshot.ratio, 12, 12).data.join();
  };

  const boxesOf = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].filter((b) => b.width > 0.5);
  };

  /** Pieces of text of one card that lie on each other, or stick out of it. */
  probe.collisions = () => all("[data-kind=node]:not([data-leaving])").flatMap((element) => {
    const outer = element.getBoundingClientRect();
    const parts = [".card-title", ".card-late", ".card-marks > *", ".card-value", ".card-usual", ".card-name", ".card-badge", ".card-onset", ".card-age"]
      .flatMap((selector) => all(selector, element)).filter((part) => part.getClientRects().length)
      .map((part) => [part, part.matches(".card-marks > *") ? [part.getBoundingClientRect()] : boxesOf(part)]);
    const found = [];
    parts.forEach(([one, boxes], index) => {
      if (boxes.some((b) => b.right > outer.right + 0.5 || b.left < outer.left)) found.push(`${element.dataset.key}: ${one.className} sticks out`);
      for (const [other, others] of parts.slice(index + 1)) {
        if (boxes.some((a) => others.some((b) => meet(a, b)))) found.push(`${element.dataset.key}: ${one.textContent} on ${other.textContent}`);
      }
    });
    return found;
  });

  /** How a card looks: the styles that say what is real. */
  probe.look = (id) => {
    const element = card(id);
    const style = getComputedStyle(element);
    const fill = element.querySelector(".card-glyph .fill");
    return {
      edge: getComputedStyle(element, "::after").borderTopStyle, ground: style.backgroundColor, hatch: style.backgroundImage,
      glyph: fill ? getComputedStyle(fill).fill : "", marks: all(".card-marks > *", element).map((e) => e.dataset.glyph || e.textContent),
      name: element.getAttribute("aria-label"), hint: element.title, ...element.dataset,
    };
  };

  /** Puts a button with data-if into the detail and presses it. */
  probe.assume = (spec) => {
    const button = window.navigatorMap.core.el("button", { type: "button", "data-if": spec, text: "what if" });
    document.getElementById("nav-detail").append(button);
    button.click();
    button.remove();
  };

  /** Colours of the time bar's canvas at a moment, one a row of levels. */
  probe.ticks = (time) => {
    const canvas = document.querySelector(".time-canvas");
    const [from, to] = window.navigatorMap.app.scene.window;
    const x = Math.round(((time - from) / (to - from)) * canvas.clientWidth);
    return [0, 1, 2, 3, 4].map((row) => [...canvas.getContext("2d").getImageData(x - 1, 17 + row * 7 + 4, 1, 1).data].slice(0, 3).join());
  };

  probe.colourOf = (name) => window.navigatorMap.core.colour(name).match(/\d+/g).slice(0, 3).join();

  probe.flags = () => all(".time-flag").map((e) => ({ ...e.dataset, name: e.getAttribute("aria-label"), text: e.innerText, x: e.getBoundingClientRect().x }));

  /** Answers of the time bar are changed on their way from now on. */
  probe.timeline = (changed) => {
    const { app } = window.navigatorMap;
    const real = app.fetchJson;
    app.fetchJson = async (path) => {
      const answer = await real(path);
      return path.startsWith("screen/timeline") ? { ...answer, ...changed } : answer;
    };
  };
})();
