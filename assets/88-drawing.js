/* A scene onto the page: every place is told, the stage first. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { done, setText } = nav.core;

  const focused = (model, scene) => (scene.focus >= 0 ? model.nodes[scene.focus].id : "");

  function create(app) {
    function draw(model, raw) {
      const asked = nav.core.reasons.has("input") || nav.core.reasons.has("load");
      const before = app.scene ? focused(app.model, app.scene) : null;
      const other = Boolean(app.model) && app.model !== model;
      if (other) rekey(nav.revision.mapping(app.model, model));
      const scene = nav.model.readScene(model, raw);
      const now = focused(model, scene);
      Object.assign(app, { model, scene, drawnAt: Date.now() });
      app.line.answered();
      nav.stats.sceneAt = performance.now();
      const [screen, text] = nav.screens.screenOf(model, scene);
      app.screens.show(screen, text);
      app.notices.set("source", nav.screens.sourceNotice(scene));
      if (before !== now) app.place.arrive(now);
      app.longshot.visited = app.place.visited();
      app.stage.render(model, scene);
      if (before !== now) showFocus();
      app.cursor.update();
      app.longshot.render(model, scene, app.stage.g);
      app.header.update(scene);
      app.ages.update(scene);
      app.strip.update(scene);
      app.whatIf.update(scene);
      app.time.update(scene, asked);
      app.sparks.update(scene, asked);
      app.surround.update(scene, asked);
      setText(app.places.title, model.title || "Navigator");
      document.title = `${scene.focus >= 0 ? `${model.nodes[scene.focus].title} · ` : ""}${model.title || "Navigator"}`;
      if (before !== now) announceFocus();
      if (other) app.search.update();
      done("load");
      done("input");
    }

    /** All that knows nodes by number learns their numbers in another revision. */
    function rekey(numberOf) {
      for (const { rekey: learn } of [app.stage, app.cursor, app.search]) learn(numberOf);
    }

    /** Where the lanes don't fit at once they scroll as one, and the focus is what must be seen. */
    function showFocus() {
      const record = app.stage.recordOf(app.scene.focus);
      const { stage } = app.places;
      if (!record || !record.to || stage.scrollHeight <= stage.clientHeight) return;
      const [top, bottom] = [record.to.y - 28, record.to.y + record.to.h + 12];
      if (top < stage.scrollTop) stage.scrollTop = top;
      else if (bottom > stage.scrollTop + stage.clientHeight) stage.scrollTop = bottom - stage.clientHeight;
    }

    function announceFocus() {
      const { model, scene } = app;
      if (!scene) return;
      app.say(scene.focus >= 0 ? nav.model.describe(model, scene, scene.focus) : `Whole system, ${nav.model.plural(model.nodes.length, "node")}`);
    }

    return { draw };
  }

  nav.drawing = { create };
})();
