/* A new abnormality pulses quietly, where it is drawn; nothing jumps. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});

  function create() {
    return { update: () => {} };
  }

  nav.pulses = { create };
})();
