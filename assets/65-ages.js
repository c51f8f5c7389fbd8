/* Ages that count on: a value does not stay young because nothing newer has come. They count from when the scene
   of this moment first arrived, in data time; a moment of the past, or time that stands still, has ages of its own. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { setData } = nav.core;

  function create(app) {
    let at = null;
    let seen = 0;

    /** Seconds of data time since the scene on screen was made. */
    function passed(scene) {
      if (app.header.modeOf(scene).stopped) return 0;
      const speed = scene.clock && Number.isFinite(scene.clock.speed) ? scene.clock.speed : 1;
      return Math.max(0, Date.now() - seen) / 1000 * speed;
    }

    function tick() {
      const { scene } = app;
      if (!scene) return;
      const more = passed(scene);
      const older = (age) => (Number.isFinite(age) ? age + more : null);
      app.header.age(older(scene.source ? scene.source.age : null));
      const record = app.stage.recordOf(scene.focus);
      if (record && record.card) nav.cards.setAge(record, older(record.card.age));
    }

    /** A scene of the same moment is the same picture once more: its ages go on. */
    function update(scene) {
      if (scene.at !== at) {
        at = scene.at;
        seen = Date.now();
      }
      for (const { el, card, leaving } of app.stage.records.values()) {
        // What was read before this scene looks like it, besides saying its age.
        if (card && !leaving) setData(el, { memory: card.doubtful && card.trust === "live" && Number.isFinite(card.age) ? "true" : null });
      }
      tick();
    }

    return { update, tick };
  }

  nav.ages = { create };
})();
