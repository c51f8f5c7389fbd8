/* What a person with a keyboard sees: where the keyboard is, how that is shown, and whether something lies over it. */
(() => {
  "use strict";
  const access = (window.access = window.access || {});

  const groundOf = (element) => {
    for (let one = element.parentElement; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (!/, 0\)$|transparent/.test(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };

  /** The element with the keyboard, or null where nothing has it. */
  access.here = () => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const place = element.closest("dialog, [data-kind=landmark]:not(.nav-lane)");
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const [x, y] = [box.x + Math.min(box.width / 2, 40), box.y + Math.min(box.height / 2, 40)];
    const top = document.elementFromPoint(x, y);
    const width = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
    return {
      place: place ? place.dataset.key || "dialog" : "",
      kind: element.dataset.kind || element.className.split(" ").pop() || element.tagName.toLowerCase(),
      key: element.dataset.key || "",
      name: element.getAttribute("aria-label") || element.textContent.trim().slice(0, 60),
      ring: width, ringColour: style.outlineColor, shadow: style.boxShadow !== "none",
      contrast: width ? access.contrast(style.outlineColor, groundOf(element)) : 0,
      seen: Boolean(top) && (element.contains(top) || top.contains(element)) && box.width > 2 && box.height > 2,
      box: [box.x, box.y, box.width, box.height].map(Math.round),
    };
  };
})();
