/* What depends on the size of the page: what the server lays the picture out with, where everything stands, and what
   is drawn on canvas. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { busy, done } = nav.core;

  function create(app) {
    /** Measured names need the font; until it is there nothing counts as settled. */
    function fonts() {
      if (!document.fonts) return;
      busy("fonts");
      const wait = Promise.all(["600 12px Inter", "700 16px Inter", "500 11px Inter"].map((font) => document.fonts.load(font)));
      wait.catch(() => []).then(() => {
        nav.titles.forget();
        for (const record of app.stage.records.values()) record.signature = "";
        resized();
        done("fonts");
      });
    }

    function send() {
      const dark = matchMedia("(prefers-color-scheme: dark)");
      const { timeZone: tz } = Intl.DateTimeFormat().resolvedOptions();
      const view = { ...nav.geometry.viewport(app.places.stage), dark: dark.matches, tz };
      const text = JSON.stringify(view);
      if (app.view === text) return;
      app.view = text;
      app.setProps("viewport", { data: view });
    }

    function resized() {
      send();
      if (!app.scene) return;
      app.stage.relayout();
      repaint();
    }

    function repaint() {
      app.notices?.draw(true);
      if (!app.scene) return;
      app.longshot.key = "";
      app.longshot.render(app.model, app.scene, app.stage.g);
      app.time.repaint();
      app.strip.update(app.scene);
      app.preview.update();
    }

    return { fonts, send, resized, repaint };
  }

  nav.sizing = { create };
})();
