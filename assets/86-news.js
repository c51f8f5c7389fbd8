/* News of the hierarchy: every few seconds the server is asked which edition of it there is, and a page that shows
   another asks for its picture anew. Nothing is said when nobody answers: that is the line's business. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const EVERY_MS = 2500;

  function create(app) {
    let next = 0;
    let asking = false;

    async function pulse() {
      const shown = app.scene && app.scene.edition;
      if (!shown || asking || document.hidden || Date.now() < next) return;
      asking = true;
      // Not all pages at once.
      next = Date.now() + EVERY_MS + Math.random() * 1000;
      try {
        const { edition } = await app.fetchJson("screen/edition.json");
        if (edition && edition !== app.scene.edition) app.tick();
      } catch { /* the next look will tell */ } finally {
        asking = false;
      }
    }

    return { pulse };
  }

  nav.news = { create };
})();
