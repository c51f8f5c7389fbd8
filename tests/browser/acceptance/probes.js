/* What the acceptance tests ask the real page. Put in before the page's own scripts run. */
(() => {
  "use strict";
  const CARDS = "#nav-stage [data-kind=node]:not([data-leaving])";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const box = (element) => {
    const b = element.getBoundingClientRect();
    return [b.x, b.y, b.width, b.height].map((value) => Math.round(value));
  };
  const text = (element) => (element ? element.textContent : "");

  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    window.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
  });

  window.acceptance = {
    /** Every card of the picture: attributes, box, value as shown. */
    cards: () => all(CARDS).map((element) => ({
      ...element.dataset, box: box(element), value: text(element.querySelector(".card-value")), title: element.title,
    })),
    /** Marks every element that stands for a node, so that another one in its place is noticed. */
    mark: () => all(CARDS).forEach((element) => { element.wasHere = element.dataset.key; }),
    /** [key, whether it bears its mark] of every card. */
    marked: () => all(CARDS).map((element) => [element.dataset.key, element.wasHere === element.dataset.key]),
    /** State of every node of the model, as the long shot and the chips show them. */
    states: () => {
      const { model, scene } = window.navigatorMap.app;
      return Object.fromEntries(model.nodes.map((node, index) => [node.id, model.states[scene.states[index]]]));
    },
    /** The signal that decides each card's state, by its place among the node's signals (-1: none). */
    signals: () => {
      const { model, scene } = window.navigatorMap.app;
      return Object.fromEntries(scene.cards.map((card) => [model.nodes[card.node].id, card.signal]));
    },
    at: () => window.navigatorMap.app.scene.at,
    window: () => window.navigatorMap.app.scene.window,
    as: () => window.navigatorMap.app.scene.as,
    focus: () => new URLSearchParams(location.search).get("focus"),
    cursor: () => document.activeElement?.dataset?.key ?? null,
    notices: () => all("#nav-notices .nav-notice, #nav-notices [data-severity]").map(text),
    stageElements: () => all("#nav-stage *").length,
    count: (selector) => all(selector).length,
    texts: (selector) => all(selector).map(text),
  };
})();
