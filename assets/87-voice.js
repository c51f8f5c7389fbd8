/* What the live region says by itself: what is in focus after a move, the moment looked at, and what has become worse
   or is well again. Briefly, politely, never twice; what the keyboard is on is read out anyway. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { SEVERITY, STATES, clockSeconds, setText, zoneName } = nav.core;
  const NAMED = 3;
  const EVERY_MS = 10000;

  const focusOf = (model, scene) => (scene.focus >= 0 ? model.nodes[scene.focus].id : "");

  /** "A, B and 4 more" */
  function names(model, nodes) {
    const shown = nodes.slice(0, NAMED).map((node) => model.nodes[node].title);
    const more = nodes.length - shown.length;
    return more ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
  }

  /** What differs between the states of two scenes of one revision: "Now critical: A, B. No longer abnormal: C" */
  function news(model, before, after) {
    const changed = [...after.keys()].filter((node) => before[node] !== after[node]);
    const worst = nav.model.worstFirst(model, after);
    const parts = [2, 1].map((state) => [`Now ${STATES[state]}`, changed.filter((node) => after[node] === state && SEVERITY[before[node]] < SEVERITY[state])]);
    parts.push(["Not known any more", changed.filter((node) => after[node] === 3)]);
    parts.push(["Ok again", changed.filter((node) => after[node] === 0 && before[node] !== 3)]);
    return parts.filter(([, nodes]) => nodes.length).map(([words, nodes]) => `${words}: ${names(model, nodes.sort(worst))}`).join(". ");
  }

  /** Writes into the live region; what is said in one go stands together, else only the last would be heard.
      `overtakes`: what was said just before is of a picture that is gone. */
  function speaker(place) {
    let parts = [];
    return (text, overtakes = false) => {
      if (!parts.length) setTimeout(() => { parts = []; });
      if (overtakes) parts = [];
      if (!parts.includes(text)) parts.push(text);
      setText(place, parts.join(". "));
    };
  }

  function create(app) {
    let last = null;
    let told = null; // the states that news were last told up to
    let toldAt = -Infinity;
    let timer = 0;

    /** News come at most every ten seconds; what happens in between is told together. */
    function tell(model) {
      clearTimeout(timer);
      const wait = toldAt + EVERY_MS - Date.now();
      if (wait > 0) {
        timer = setTimeout(() => tell(model), wait);
        return;
      }
      const text = told ? news(model, told, last.states) : "";
      told = last.states;
      if (!text) return;
      toldAt = Date.now();
      app.say(text);
    }

    /** `asked`: somebody has done something, and this is its answer. */
    function update(model, scene, asked) {
      const before = last;
      last = { revision: model.revision, focus: focusOf(model, scene), states: scene.states, moment: new URLSearchParams(location.search).get("at"), whatIf: scene.notes.whatIf };
      const tz = app.place.tz();
      const goesOn = before && before.focus === last.focus && before.moment === last.moment && before.revision === last.revision && !before.whatIf && !last.whatIf;
      if (!goesOn || !told) {
        clearTimeout(timer);
        told = last.states;
      }
      if (!before || before.focus !== last.focus) {
        const { title, l } = model.nodes[scene.focus] || {};
        app.say(scene.focus < 0 ? `Whole system, ${nav.model.plural(model.nodes.length, "node")}`
          : `In focus: ${title}, ${nav.model.stateWord(model, scene, scene.focus)}, ${model.levels[l].title}`, Boolean(before));
      } else if (before.moment !== last.moment && !document.activeElement?.matches("[role=slider]")) {
        app.say(`${clockSeconds(scene.at, tz)} ${zoneName(tz)}, ${scene.mode}`);
      } else if (!asked && goesOn) tell(model);
    }

    return { update };
  }

  nav.voice = { create, news, speaker };
})();
