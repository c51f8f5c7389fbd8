/* A scene onto the page: every place is told, the stage first. Or a picture that is known before its scene. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { done, setText } = nav.core;

  const focused = (model, scene) => (scene.focus >= 0 ? model.nodes[scene.focus].id : "");

  function create(app) {
    /** A scene as it is meant here: the server knows of moments, and only this tab that time was made to stand at one. */
    function read(model, raw) {
      const scene = nav.model.readScene(model, raw);
      return scene.mode === "past" && app.place.isPaused() ? { ...scene, mode: "paused" } : scene;
    }

    /** Draws the server's scene. */
    function draw(model, raw) {
      const asked = nav.core.reasons.has("input") || nav.core.reasons.has("load");
      const earlier = app.scene;
      const other = Boolean(app.model) && app.model !== model;
      const before = earlier ? focused(app.model, earlier) : null;
      if (other) rekey(nav.revision.mapping(app.model, model));
      const scene = read(model, raw);
      Object.assign(app, { model, drawnAt: Date.now() });
      app.line.answered();
      const [screen, text] = nav.screens.screenOf(model, scene);
      app.screens.show(screen, text);
      stand(model, raw, scene, before, asked);
      app.notices.set("source", nav.screens.sourceNotice(scene));
      app.header.update(scene);
      app.strip.update(scene);
      app.whatIf.update(scene);
      app.time.update(scene, asked);
      app.surround.update(scene, asked);
      setText(app.places.title, model.title || "Navigator");
      if (other) app.search.update();
      else app.search.renew();
      app.pulses.update(other ? null : earlier, scene);
      done("load");
      done("input");
    }

    /** Draws a picture that was known before the server's scene of it; that one then only updates it. Nothing is
        confirmed yet, so what was asked is still waited for. */
    function ahead(picture) {
      const { model } = app;
      const raw = app.ahead.compose(picture);
      const later = stand(model, raw, read(model, raw), focused(model, app.scene), true, true);
      later(() => app.surround.update(app.scene, true), 3);
      return later;
    }

    /** A picture that is looked at before anybody goes there. */
    function prepare(picture) {
      app.stage.prepare(app.model, nav.model.readScene(app.model, app.ahead.compose(picture)));
    }

    /** The part that a move changes: the stage and what shows where on it one is. `early`: its scene is not there yet,
        and the most part of it waits for the frames of the move. Answers who takes what may wait. */
    function stand(model, raw, scene, before, asked, early = false) {
      const now = focused(model, scene);
      Object.assign(app, { raw, scene });
      app.place.drawn(raw);
      if (before !== now) app.place.arrive(now);
      app.longshot.visited = app.place.visited();
      app.pointing.hush(true, before !== now);
      app.stage.render(model, scene, early);
      const later = early && app.stage.motion.running() ? app.stage.spread.add : (task) => task();
      if (before !== now) showFocus();
      app.cursor.update();
      later(() => {
        app.ages.update(scene);
        document.title = `${scene.focus >= 0 ? `${model.nodes[scene.focus].title} · ` : ""}${model.title || "Navigator"}`;
        app.voice.update(model, scene, asked);
      }, 1);
      later(() => app.longshot.render(model, scene, app.stage.g), 3);
      later(() => app.sparks.update(scene, asked), 3);
      app.pointing.hush(false);
      app.preview.update();
      app.whenStill(app.ahead.soon);
      return later;
    }

    /** All that knows nodes by number learns their numbers in another revision. */
    function rekey(numberOf) {
      for (const { rekey: learn } of [app.stage, app.cursor, app.search]) learn(numberOf);
    }

    /** Where the lanes don't fit at once they scroll as one, and the focus is what must be seen. */
    function showFocus() {
      const record = app.stage.recordOf(app.scene.focus);
      const { stage } = app.places;
      // The first question costs nothing, the second a layout in the middle of drawing.
      if (app.stage.g.form === "full" || !record || !record.to || stage.scrollHeight <= stage.clientHeight) return;
      const [top, bottom] = [record.to.y - 28, record.to.y + record.to.h + 12];
      if (top < stage.scrollTop) stage.scrollTop = top;
      else if (bottom > stage.scrollTop + stage.clientHeight) stage.scrollTop = bottom - stage.clientHeight;
    }

    return { draw, ahead, prepare };
  }

  nav.drawing = { create };
})();
