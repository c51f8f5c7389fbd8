/* The long shot in words: a button for each level that says how many of its nodes are in which state and lists them,
   and the cues. Seen only with the keyboard on it; whoever can't see the cells has this instead of them. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, setText, STATES } = nav.core;

  /** "Functions: 11 nodes, 1 critical, 1 unknown, 9 ok" */
  function sentence(model, scene, lane) {
    const nodes = model.lanes[lane];
    const tally = nav.model.tally(nodes, scene.states);
    const unreal = nodes.filter((node) => scene.notes.imagined[node]).length;
    const counts = [2, 1, 3, 0].filter((state) => tally[state]).map((state) => `${tally[state]} ${STATES[state]}`);
    return `${model.levels[lane].title}: ${[nav.model.plural(nodes.length, "node"), ...counts, unreal ? `${unreal} of them what if` : ""].filter(Boolean).join(", ")}`;
  }

  /** `list(nodes, title)` opens the list of some nodes. */
  function create(place, list) {
    const cues = el("li", { class: "nav-sr" });
    const buttons = [0, 1, 2, 3, 4].map((lane) => el("button", {
      type: "button", class: "longshot-level", tabindex: lane ? "-1" : "0", "aria-haspopup": "dialog", "data-lane": lane,
    }));
    const holder = el("ul", { class: "longshot-levels", role: "list", "aria-label": "Levels", hidden: true },
      ...buttons.map((button) => el("li", {}, button)), cues);
    place.append(holder);
    let shown = null;

    holder.addEventListener("click", (event) => {
      const button = event.target.closest("[data-lane]");
      if (!button || !shown) return;
      const lane = Number(button.dataset.lane);
      list([...shown.model.lanes[lane]], shown.model.levels[lane].title);
    });
    holder.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const next = buttons[buttons.indexOf(document.activeElement) + step];
      if (!next) return;
      buttons.forEach((button) => button.setAttribute("tabindex", button === next ? "0" : "-1"));
      next.focus();
    });

    function update(model, scene, laneH) {
      shown = { model, scene };
      holder.hidden = false;
      buttons.forEach((button, lane) => {
        setText(button, sentence(model, scene, lane));
        button.style.top = `${lane * laneH + 4}px`;
      });
      const ranked = nav.notes.cuesOf(scene, [...scene.notes.cues.keys()]).map(([node, rank]) => `${rank} ${model.nodes[node].title}`);
      setText(cues, ranked.length ? `Cues: ${ranked.join(", ")}` : "");
      cues.hidden = !ranked.length;
    }

    return { update };
  }

  nav.levels = { create };
})();
