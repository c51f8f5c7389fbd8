/* What the pointer or the keyboard is on, anywhere on the page: a card, an onset in the strip, a cell of the long shot,
   a row of the detail. It is previewed; after a move only once somebody has pointed or pressed again. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const REST_MS = 110;
  const PLACES = "#nav-stage [data-kind=node], #nav-strip [data-key], #navigator [data-go]";

  function create(app) {
    let at = "";
    let last = "";
    let timer = 0;
    let deaf = false;

    /** The id of the node that an event is about, or nothing. */
    function nodeAt(event) {
      const found = event.target.closest?.(PLACES);
      if (found) return found.dataset.leaving === "true" ? "" : found.dataset.go || found.dataset.key;
      if (event.target !== app.longshot.canvas || event.type === "focusin") return "";
      const nodes = app.longshot.nodesAt?.(event) || [];
      return nodes.length === 1 ? app.model.nodes[nodes[0]].id : "";
    }

    function point(id) {
      if (id === at) return;
      at = id;
      clearTimeout(timer);
      if (!id) {
        app.preview.leave();
        return;
      }
      app.ahead.want([id]);
      timer = setTimeout(() => app.preview.show(id, "pointer"), REST_MS);
    }

    // Cards that come to stand under a pointer at rest are not pointed at.
    addEventListener("pointermove", (event) => {
      const here = `${event.clientX},${event.clientY}`;
      if (event.pointerType === "touch" || event.buttons || here === last || !app.scene) return;
      last = here;
      point(nodeAt(event));
    }, { passive: true });
    document.documentElement.addEventListener("pointerleave", () => point(""));

    document.addEventListener("focusin", (event) => {
      if (deaf || !app.scene) return;
      const id = nodeAt(event);
      if (id) app.preview.show(id);
      const words = id && app.preview.words();
      if (words) app.say(words);
    });
    document.addEventListener("focusout", (event) => {
      if (!deaf && app.scene && !(event.relatedTarget && nodeAt({ target: event.relatedTarget, type: "focusin" }))) app.preview.show(-1);
    });
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !app.preview.shown() || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      event.stopPropagation();
      forget();
    }, { capture: true });

    function forget() {
      clearTimeout(timer);
      app.preview.clear();
    }

    /** While a picture is drawn the keyboard may be put somewhere, which is no gesture; a move ends what is previewed. */
    function hush(on, moved) {
      deaf = on;
      if (!moved) return;
      forget();
      // The next movement points again, also at the same node.
      at = "";
    }

    return { hush };
  }

  nav.pointing = { create, REST_MS };
})();
