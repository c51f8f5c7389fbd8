/* The cursor: which card the arrow keys stand on. It is also the card with the keyboard focus (roving tabindex).
   Up is why, down is how, left and right are neighbours in the lane as drawn; numbers are cues. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { setData, SEVERITY } = nav.core;

  function create(app) {
    let at = -1;
    let last = -1; // the focus of the picture before
    const cameFrom = new Map();
    const drawn = (node) => {
      const record = app.stage.recordOf(node);
      return record && !record.leaving ? record : null;
    };

    /** Writes only what differs: to take the keyboard's element out of the tab order, and be it for a moment, has the
        browser lay out the whole page at once. */
    function mark(node) {
      const home = drawn(node) || drawn(app.scene?.focus ?? -1) || [...app.stage.records.values()].find((record) => !record.leaving);
      const linked = new Set(node < 0 ? [] : [...app.model.ends[node], ...app.model.means[node]]);
      for (const record of app.stage.records.values()) {
        if (record.leaving) continue;
        setData(record.el, { cursor: record.node === node ? "true" : null, linked: linked.has(record.node) ? "true" : null });
        stop(record.el, record === home);
      }
      for (const opens of app.places.stage.querySelectorAll(".nav-open")) stop(opens, opens.dataset.open === home?.el.dataset.key);
      app.stage.edges.highlight(node, app.stage.records);
    }

    /** Whether the Tab key stops at an element. */
    function stop(element, on) {
      const index = on ? "0" : "-1";
      if (element.getAttribute("tabindex") !== index) element.setAttribute("tabindex", index);
    }

    /** Where the next arrow may lead: the pictures of these are wanted soon. */
    function beside(node) {
      const worst = (list) => sorted(list).slice(0, 2);
      return [...worst(app.model.means[node]), ...worst(app.model.ends[node]), ...[-1, 1].map((step) => neighbour(node, step))]
        .filter((other) => other !== undefined).map((other) => app.model.nodes[other].id);
    }

    function moveTo(node) {
      const record = drawn(node);
      if (!record) return false;
      at = node;
      mark(node);
      hold(record.el, false);
      app.preview.show(node);
      // The card has the keyboard and is read out by that; only what it would lead to is said.
      if (app.preview.words()) app.say(app.preview.words());
      app.ahead.want(beside(node));
      return true;
    }

    /** How much a drawn card calls: the worse of its state and what threatens it; of two alike, the one that is so itself. */
    const calls = (node) => {
      const { shown, own, threat } = drawn(node).card;
      return [Math.max(SEVERITY[shown] ?? 0, SEVERITY[threat] ?? 0), SEVERITY[own] ?? 0, SEVERITY[shown] ?? 0];
    };
    const worseCall = (a, b) => b.map((call, index) => call - a[index]).find(Boolean) ?? 0;

    const sorted = (nodes) => nodes.filter(drawn).sort((a, b) => worseCall(calls(a), calls(b))
      || app.model.nodes[a].l - app.model.nodes[b].l || app.model.rank[a] - app.model.rank[b]);

    /** The card with the keyboard, as a node; -1 where it is elsewhere. */
    function active() {
      const key = document.activeElement?.dataset?.key;
      const node = key === undefined ? -1 : app.model?.byId.get(key) ?? -1;
      return node >= 0 && drawn(node) ? node : -1;
    }

    /** The id of the card that the cursor is on, or null. */
    function here() {
      const node = active() >= 0 ? active() : at;
      return node >= 0 && drawn(node) ? app.model.nodes[node].id : null;
    }

    /** Where the first arrow key starts: the card with the keyboard, else the focus, else the worst purpose. */
    function start() {
      const node = active();
      if (node >= 0) return { node, fresh: false };
      if (at >= 0 && drawn(at)) return { node: at, fresh: false };
      if (app.scene.focus >= 0 && drawn(app.scene.focus)) return { node: app.scene.focus, fresh: false };
      const purposes = sorted(app.model.lanes[0]);
      const any = sorted(app.scene.cards.map((card) => card.node));
      return { node: purposes[0] ?? any[0] ?? -1, fresh: true };
    }

    /** Down goes to the means that is the best cue, if any is one, else to the worst. */
    function down(node) {
      const means = sorted(app.model.means[node]);
      const best = nav.notes.cuesOf(app.scene, means)[0]?.[0] ?? means[0];
      if (best === undefined) return nothing(node, app.model.means[node].length, "means");
      cameFrom.set(best, node);
      return moveTo(best);
    }

    function up(node) {
      const ends = sorted(app.model.ends[node]);
      const known = cameFrom.get(node);
      const best = ends.includes(known) ? known : ends[0];
      if (best === undefined) return nothing(node, app.model.ends[node].length, "ends");
      return moveTo(best);
    }

    function nothing(node, count, word) {
      const { title } = app.model.nodes[node];
      app.tell(count ? `${title}: its ${word} have no card in this picture` : `${title} has no ${word}`);
      return false;
    }

    /** The node that the detail lists with a number, where it is the detail of what is in focus; else -1. It may know cues
        before the scene does. */
    function listed(rank) {
      const { detail } = app.places;
      const focus = app.scene.focus >= 0 ? app.model.nodes[app.scene.focus].id : "";
      if (detail.dataset.node !== focus || detail.dataset.expect === "true") return -1;
      return app.model.byId.get(detail.querySelector(`[data-kind=cue][data-rank="${rank}"]`)?.dataset.go) ?? -1;
    }

    /** Moves the focus to the cue of a rank, as if its card had been activated. */
    function cue(rank) {
      if (!app.scene) return;
      const node = listed(rank) >= 0 ? listed(rank) : nav.notes.ofRank(app.scene, rank);
      const { pending, none } = app.scene.notes;
      if (node < 0) {
        app.tell(pending ? "Where to look next is still being worked out" : none || `There is no cue ${rank}`);
        return;
      }
      const record = drawn(node);
      if (record) setData(record.el, { pressed: "true" });
      app.place.go(app.model.nodes[node].id);
    }

    /** The next card of the lane as drawn, or undefined. */
    function neighbour(node, step) {
      const lane = app.model.nodes[node].l;
      const row = [...app.stage.records.values()]
        .filter((record) => !record.leaving && record.card.lane === lane)
        .sort((a, b) => a.to.x - b.to.x || a.to.y - b.to.y);
      return row[row.findIndex((record) => record.node === node) + step]?.node;
    }

    function sideways(node, step) {
      const next = neighbour(node, step);
      return next === undefined ? false : moveTo(next);
    }

    /** The nearest card of the next lane up (−1) or down (1) that has any, linked or not: every card can be reached by keys. */
    function lane(step) {
      if (!app.scene || !app.model) return;
      const { node, fresh } = start();
      if (node < 0) return;
      const { x, w } = drawn(node).to;
      const middle = ({ to }) => Math.abs(to.x + to.w / 2 - x - w / 2);
      for (let level = app.model.nodes[node].l + step; !fresh && level >= 0 && level < app.model.lanes.length; level += step) {
        const row = [...app.stage.records.values()].filter((record) => !record.leaving && record.card.lane === level);
        row.sort((a, b) => middle(a) - middle(b) || step * (a.to.y - b.to.y));
        if (row.length) {
          moveTo(row[0].node);
          return;
        }
      }
      if (fresh) moveTo(node);
      else app.tell(`There is no card ${step < 0 ? "above" : "below"}`);
    }

    function arrow(key) {
      if (!app.scene || !app.model) return;
      const { node, fresh } = start();
      if (node < 0) return;
      if (fresh) {
        moveTo(node);
        return;
      }
      if (key === "ArrowDown") down(node);
      else if (key === "ArrowUp") up(node);
      else sideways(node, key === "ArrowLeft" ? -1 : 1);
    }

    // What has the keyboard is where Tab stops, whoever gave it the keyboard: at this time that costs nothing.
    app.places.stage.addEventListener("focusin", ({ target }) => {
      if (!target.classList.contains("nav-card") || target.getAttribute("tabindex") === "0") return;
      for (const { el: card } of app.stage.records.values()) stop(card, card === target);
    });

    /** A card that a move has yet to write is written first: what is not in the page can't have the keyboard. */
    function hold(element, preventScroll = true) {
      if (!element.isConnected) app.stage.spread.flush();
      if (document.activeElement !== element) element.focus({ preventScroll });
    }

    /** After a move the cursor stays on its card if that is still drawn, else nobody has it; in a picture that was
        come back to it is where it was. The keyboard follows unless it is outside the stage. */
    function update() {
      const before = app.model.byId.get(app.place.cursor()) ?? -1;
      if (drawn(before)) {
        at = before;
        const held = document.activeElement;
        if (!held || held === document.body || app.places.stage.contains(held)) hold(drawn(at).el);
      }
      else if (app.scene.focus !== last && drawn(app.scene.focus)) {
        // Gone to by a cue's number: the next arrow starts there, not at the card that was left.
        const held = document.activeElement?.closest?.(".nav-card");
        if (held && app.places.stage.contains(held)) hold(drawn(app.scene.focus).el);
      }
      last = app.scene.focus;
      if (!drawn(at) || at === app.scene.focus) at = -1;
      mark(at);
    }

    /** In another revision nodes have other numbers. */
    function rekey(numberOf) {
      at = numberOf(at);
      last = numberOf(last);
      const known = [...cameFrom].map(([below, above]) => [numberOf(below), numberOf(above)]);
      cameFrom.clear();
      known.filter(([below, above]) => below >= 0 && above >= 0).forEach(([below, above]) => cameFrom.set(below, above));
    }

    return { arrow, cue, lane, rekey, update, moveTo, here, node: () => at, clear: () => { at = -1; mark(-1); } };
  }

  nav.cursor = { create };
})();
