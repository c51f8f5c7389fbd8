/* The screens that are not a picture of the system: loading, empty, no data, no hierarchy, internal error.
   Each says what is so, and what can be done. They lie over the stage; the places around it stay. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, setData } = nav.core;

  const TEXTS = {
    loading: ["Reading the hierarchy", "The five levels appear as soon as the model has arrived."],
    empty: ["The hierarchy has no nodes", "Add nodes to the hierarchy file, then run “navigator check” on it. This page picks the change up by itself."],
    "no-hierarchy": ["No hierarchy to show", "Mend the hierarchy files; this page then goes on by itself. A recorded incident is shown by “navigator demo”."],
    silent: ["The navigator is not answering; trying again", "Nothing is known until it answers. This page then goes on by itself."],
    failed: ["This picture could not be made; trying again", "Nothing is known until it can be made. This page then goes on by itself."],
  };

  function create(place) {
    const title = el("h2", { class: "screen-title" });
    const text = el("p", { class: "screen-text" });
    const detail = el("p", { class: "screen-detail" });
    const box = el("div", { class: "stage-screen", role: "status", hidden: true }, el("div", { class: "screen-box" }, title, text, detail));
    place.append(box);

    function show(name, more) {
      box.hidden = !name;
      setData(document.body, { screen: name || null });
      if (!name) return;
      const [head, body] = TEXTS[name];
      title.textContent = head;
      text.textContent = body;
      detail.textContent = more || "";
      detail.hidden = !more;
      setData(box, { screen: name });
    }

    return { show };
  }

  /** Which screen a scene asks for, or none. */
  function screenOf(model, scene) {
    const missing = (scene.notices || []).find((notice) => notice.id === "no-hierarchy");
    if (missing) return ["no-hierarchy", missing.text];
    if (!model.nodes.length) return ["empty", ""];
    return [null, ""];
  }

  const OF_SOURCE = /source|unreachable|partial|stale/;
  const OF_NOTHING = /no-data|loading|pending|busy/;

  /** Banners the browser adds by itself where the server's scene shows a reason for them and says nothing of it. */
  function sourceNotice(scene) {
    const said = (what) => (scene.notices || []).some((notice) => what.test(notice.id));
    if (said(OF_SOURCE)) return null;
    const { state, age, text } = scene.source || {};
    // That a source answers says nothing of how old its readings are: `age` is that of the answer.
    const ago = text?.includes("last answered") || age === null || age === undefined ? "" : ` It last answered ${nav.core.age(age)} ago.`;
    if (state === "unreachable") return { severity: "critical", text: `${text || "The source does not answer."}${ago} Values are the last known and become unknown.`, keep: true };
    if (state === "stale") return { severity: "warning", text: `${text || "The source has nothing new."}${ago}`, keep: true };
    if (!said(OF_NOTHING) && scene.states && scene.states.length && scene.states.every((value) => value === 3)) return { severity: "warning", text: "Nothing is known about any node: no reading has arrived for this moment.", keep: true };
    return null;
  }

  nav.screens = { create, screenOf, sourceNotice };
})();
