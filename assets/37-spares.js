/* Cards that a picture would bring, made while nobody waits for it, so that the move there has less to do before it
   begins. They are kept until something is drawn. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { whenIdle } = nav.core;

  function create(stage) {
    const made = new Map();
    let waiting = null;

    function prepare(model, scene) {
      forget();
      if (stage.model !== model || stage.scene.columns !== scene.columns) return;
      const cards = scene.cards.filter(({ node }) => !stage.records.has(node));
      const next = (idle) => {
        while (waiting === cards && cards.length && idle.timeRemaining() > 1 && !stage.motion.running()) {
          const card = cards.pop();
          const record = nav.cards.create(card.node);
          nav.cards.update(model, scene, record, card, nav.geometry.cardBox(stage.g, card));
          made.set(card.node, record);
        }
        if (waiting === cards && cards.length) whenIdle(next);
      };
      waiting = cards;
      whenIdle(next);
    }

    function forget() {
      waiting = null;
      made.clear();
    }

    return { prepare, forget, take: (node) => made.get(node) };
  }

  nav.spares = { create };
})();
