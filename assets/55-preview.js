/* Preview: what a move to the node under the cursor or pointer would reveal, drawn in place. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});

  function create() {
    return { show: () => {}, clear: () => {}, update: () => {} };
  }

  nav.preview = { create };
})();
