/* The answer to a key that did nothing, for the eye: for three seconds at the end of the strip, where banners are too.
   It moves nothing, takes no click, and the next key or click takes it away. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, setText } = nav.core;
  const SEEN_MS = 3000;

  /** Answers `tell(text)`: says it in the live region and shows the same words. */
  function create(app) {
    const place = el("div", { id: "nav-said", "aria-hidden": "true", hidden: true });
    let timer = 0;
    app.root.append(place);

    function clear() {
      clearTimeout(timer);
      place.hidden = true;
    }

    function tell(text) {
      app.say(text);
      clear();
      setText(place, text);
      place.hidden = false;
      timer = setTimeout(clear, SEEN_MS);
    }

    for (const kind of ["keydown", "pointerdown"]) document.addEventListener(kind, clear, true);
    return tell;
  }

  nav.said = { create };
})();
