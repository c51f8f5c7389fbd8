/* News of the hierarchy: every few seconds the server is asked which edition of it there is, and a page that shows
   another asks for its picture anew. Nothing is said when nobody answers: that is the line's business. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const EVERY_MS = 2500;

  function create(app) {
    let next = 0;
    let asking = false;
    // A name made up for this page alone, so that the server can count how many are open.
    const page = Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => byte.toString(16).padStart(2, "0")).join("");

    async function pulse() {
      const shown = app.scene && app.scene.edition;
      if (!shown || asking || document.hidden || Date.now() < next) return;
      asking = true;
      // Not all pages at once.
      next = Date.now() + EVERY_MS + Math.random() * 1000;
      try {
        const { edition } = await app.fetchJson(`screen/edition.json?page=${page}`);
        if (edition && edition !== app.scene.edition) app.tick();
      } catch { /* the next look will tell */ } finally {
        asking = false;
      }
    }

    return { pulse };
  }

  nav.news = { create };
})();
