/* What somebody does in a state, done by the page itself, and the sign that its picture can be taken. */
(() => {
  "use strict";
  const { gallery } = window;
  const LONGEST_MS = 60000;

  const frames = async (count) => {
    for (let i = 0; i < count; i += 1) await new Promise((go) => gallery.frame(go));
  };

  async function until(isSo, what) {
    const begun = performance.now();
    while (!isSo()) {
      if (performance.now() - begun > LONGEST_MS) throw new Error(`${what} did not come about`);
      await new Promise((go) => gallery.later(go, 15));
    }
  }

  const settled = () => until(() => document.body.dataset.settled === "true", "a settled picture");

  function found(selector) {
    const element = document.querySelector(selector);
    if (!element) throw new Error(`there is no ${selector}`);
    return element;
  }

  function middle(element) {
    const box = element.getBoundingClientRect();
    return { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2, bubbles: true, cancelable: true, composed: true };
  }

  const STEPS = {
    key(name) {
      const [shift, key] = name.startsWith("Shift+") ? [true, name.slice(6)] : [false, name];
      const target = document.activeElement ?? document.body;
      const given = { key, code: key, shiftKey: shift, bubbles: true, cancelable: true };
      target.dispatchEvent(new KeyboardEvent("keydown", given));
      target.dispatchEvent(new KeyboardEvent("keyup", given));
    },
    type(text) {
      const field = document.activeElement;
      field.value = text;
      field.dispatchEvent(new InputEvent("input", { bubbles: true, data: text }));
    },
    click(selector) {
      const element = found(selector);
      element.dispatchEvent(new PointerEvent("pointerdown", { ...middle(element), pointerId: 1, isPrimary: true }));
      element.dispatchEvent(new PointerEvent("pointerup", { ...middle(element), pointerId: 1, isPrimary: true }));
      element.dispatchEvent(new MouseEvent("click", { ...middle(element), detail: 1 }));
    },
    hover(selector) {
      const element = found(selector);
      const given = { ...middle(element), pointerId: 1, pointerType: "mouse", isPrimary: true };
      for (const kind of ["pointerover", "pointermove"]) element.dispatchEvent(new PointerEvent(kind, given));
      for (const kind of ["mouseover", "mousemove"]) element.dispatchEvent(new MouseEvent(kind, given));
      element.dispatchEvent(new PointerEvent("pointerenter", { ...given, bubbles: false }));
    },
    async wait(selector) {
      await until(() => document.querySelector(selector), selector);
    },
    scroll(selector) {
      found(selector).scrollIntoView({ block: "start", behavior: "instant" });
    },
    last() {
      gallery.last();
    },
    hold(milliseconds) {
      for (const moving of document.getAnimations()) {
        moving.pause();
        moving.currentTime = Number(milliseconds);
      }
      gallery.stop();
    },
    async become(place) {
      await gallery.become(place);
    },
    lose() {
      gallery.lost = true;
      window.navigatorMap.app.line.failed("");
    },
    /** Where the gallery lies on a disk is nobody's address. */
    readdress(selector) {
      for (const field of document.querySelectorAll(selector)) field.value = field.value.replace(/^.*?\.html/, "https://navigator.example/");
    },
  };

  const charted = () => {
    const drawn = document.querySelector("#detail-chart-place:not([data-waits]) .chart-figure");
    return Boolean(drawn?.querySelector(".main-svg")) && drawn.data === gallery.chart?.figure.data;
  };

  /** Gives the page that stands a theme, after its size too may have changed, and waits until all is drawn. */
  gallery.turn = async (theme) => {
    const { settles, charts } = gallery.get("state");
    if (window.navigatorMap.app.place.theme() !== theme) window.navigatorMap.app.place.setTheme(theme);
    await frames(3);
    await until(() => !gallery.answering, "an answer");
    if (settles && !gallery.lost) await settled();
    if (charts) await until(charted, "a chart in this theme");
    await frames(3);
  };

  /** Does the steps one after the other, each once the picture stands, and says when all is drawn. */
  gallery.perform = async ({ steps, settles, charts }) => {
    try {
      await document.fonts.ready;
      if (settles) await settled();
      if (charts) await until(charted, "a chart");
      let held = false;
      for (const [i, [name, given]] of steps.entries()) {
        await STEPS[name](given);
        held = held || name === "hold";
        if (steps[i + 1]?.[0] === "hold") continue;
        await frames(2);
        if (settles && !held && name !== "hover") await settled();
      }
      if (charts && !held) await until(charted, "a chart");
      await document.fonts.ready;
      await frames(3);
      document.body.dataset.gallery = "ready";
    } catch (error) {
      document.body.dataset.gallery = "failed";
      document.body.dataset.galleryError = error.message;
      throw error;
    }
  };
})();
