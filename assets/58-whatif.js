/* What if: while anything is assumed the frame's edge is dotted and says so, with a button that ends it. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, setText, setData } = nav.core;

  function create(app) {
    const count = el("span", { class: "whatif-count" });
    const button = el("button", { type: "button", class: "nav-button header-whatif", hidden: true, onclick: () => app.place.assume("") },
      el("span", { class: "whatif-word", text: "WHAT IF" }), count, el("span", { class: "whatif-end", "aria-hidden": "true", text: "×" }));
    app.places.header.querySelector(".header-controls").prepend(button);
    let on = false;
    let said = "";

    function frame(active) {
      on = active;
      setData(document.body, { whatIf: active ? "true" : null });
      button.hidden = !active;
    }

    /** Somebody has just assumed something; what is ended stays said until the picture is real again. */
    function asked(some) {
      if (some) frame(true);
    }

    function update(scene) {
      const list = nav.notes.assumptions(app.model, scene);
      const text = list.join(", ");
      frame(scene.notes.whatIf);
      setText(count, list.length > 1 ? String(list.length) : "");
      button.title = `What if: ${text}. What follows from it is not real. Click or Escape ends it`;
      button.setAttribute("aria-label", `What if: ${text}. End it`);
      if (text !== said) app.say(text ? `What if: ${text}. What follows from it is drawn as not real` : "What if has ended: everything shown is real");
      said = text;
    }

    return { active: () => on, asked, update };
  }

  nav.whatIf = { create };
})();
