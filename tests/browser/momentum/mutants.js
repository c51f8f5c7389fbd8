/* Eight ways to break the screen, put into the real page from outside. A broken page is whole until somebody moves: then
   <html class="broken"> is there until the way back. `broken.variants[name]()` breaks it. */
(() => {
  const trap = (object, name, change) => {
    let value = object[name];
    Object.defineProperty(object, name, {
      configurable: true, enumerable: true, get: () => value, set: (next) => { value = change(next) ?? next; },
    });
  };
  window.broken = { trap, module: (name, change) => {
    window.navigatorMap = window.navigatorMap || {};
    trap(window.navigatorMap, name, change);
  } };
  const mark = (on) => document.documentElement.classList.toggle("broken", on);
  const push = history.pushState.bind(history);
  history.pushState = (state, title, url) => { mark(true); push(state, title, window.broken.url?.(url) ?? url); };
  addEventListener("popstate", () => mark(false));
  window.broken.style = (text) => addEventListener("DOMContentLoaded", () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  });
  /* Hides the cards of the nodes that `which(model, focus)` names, whenever the focus is another. */
  window.broken.hide = (which) => {
    const sheet = new CSSStyleSheet();
    let last = "";
    const look = () => {
      const focus = document.querySelector("[data-kind=node][aria-current=true]")?.dataset.key ?? "";
      const model = window.navigatorMap?.app?.model;
      if (model && focus !== last) {
        last = focus;
        const at = model.byId.get(focus) ?? -1;
        const hidden = at < 0 ? [] : which(model, at);
        const selectors = hidden.map((n) => `.broken [data-kind=node][data-key="${CSS.escape(model.nodes[n].id)}"]`);
        sheet.replaceSync(selectors.length ? `${selectors.join(",")} { visibility: hidden !important; }` : "");
      }
      setTimeout(look, 30);
    };
    addEventListener("DOMContentLoaded", () => {
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      look();
    });
  };

  const broken = window.broken;
  broken.variants = {
    "long shot moved": () => {
      broken.style(".broken #nav-longshot { transform: translateX(884px); } .broken #nav-stage { transform: translateX(-248px); }");
    },
    "time range reset": () => {
      broken.url = (url) => {
        const next = new URL(url, location.href);
        next.searchParams.set("range", "15m");
        return next.pathname + next.search;
      };
    },
    "colours remapped": () => {
      broken.style(".broken { --ok: rgb(200, 30, 40) !important; --warning: rgb(40, 90, 200) !important; --critical: rgb(30, 150, 90) !important; }");
    },
    "ends hidden": () => {
      broken.hide((model, focus) => {
        const seen = new Set();
        const climb = (node) => model.ends[node].forEach((end) => { if (!seen.has(end)) { seen.add(end); climb(end); } });
        climb(focus);
        return [...seen];
      });
    },
    "side effects hidden": () => {
      broken.hide((model, focus) => model.means[focus].flatMap((means) => model.ends[means]).filter((end) => end !== focus));
    },
    "no preview": () => {
      broken.style("[data-kind^=preview] { display: none !important; }");
    },
    "no animation": () => {
      broken.module("core", (core) => { core.reducedMotion = () => true; });
    },
    "back elsewhere": () => {
      history.back = () => {
        const { app } = window.navigatorMap;
        const here = document.querySelector("[data-kind=node][aria-current=true]")?.dataset.key;
        const last = app.model.lanes.at(-1);
        app.place.go(app.model.nodes[last.map((n) => app.model.nodes[n].id).indexOf(here) === 0 ? last[1] : last[0]].id);
      };
    },
  };
})();
