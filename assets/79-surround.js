/* What stands around the picture and is told of every scene: the symptom pin, the parts of wholes, the trail,
   sharing and the time zone. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});

  function create(app) {
    app.pin = nav.pin.create(app);
    app.trail = nav.trail.create(app);
    const told = [app.pin, app.trail];
    // "Parts" in the detail opens and closes them as the card's own gesture does.
    app.places.detail.addEventListener("click", (event) => {
      const node = app.model?.byId.get(event.target.closest("[data-open]")?.dataset.open) ?? -1;
      if (node >= 0) nav.parts.toggle(app, node);
    });

    /** Hands a scene to all of them; `waits` where somebody waits for what it brings. */
    function update(scene, waits) {
      for (const part of told) part.update(scene, waits);
      nav.parts.mark(app);
    }

    return { update };
  }

  nav.surround = { create };
})();
