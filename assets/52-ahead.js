/* Pictures ahead: what the likely next moves would show, asked for before anybody makes them. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});

  function create() {
    return { get: () => null, want: () => {}, compose: (picture) => picture };
  }

  nav.ahead = { create };
})();
