/* One listener per kind of gesture; what was pressed is marked before anything is asked. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { busy, el, setData } = nav.core;

  function create(app) {
    function listen() {
      const { places } = app;
      places.stage.addEventListener("click", (event) => {
        const card = event.target.closest("[data-kind=node]");
        const chip = event.target.closest("[data-kind=aggregate]");
        const whole = event.target.closest(".nav-open");
        if (whole) {
          nav.parts.toggle(app, app.model.byId.get(whole.dataset.open));
          return;
        }
        if (card && card.dataset.leaving !== "true") {
          press(card);
          app.place.go(card.dataset.key);
        } else if (chip) openChip(chip);
      });
      // A key that is held presses once: what it pressed has been done.
      places.stage.addEventListener("keydown", (event) => {
        if (event.repeat && (event.key === "Enter" || event.key === " ")) event.preventDefault();
      });
      nav.detail.listen(app);
      places.stage.addEventListener("scroll", () => {
        places.longshot.firstElementChild.style.transform = `translateY(${-places.stage.scrollTop}px)`;
      }, { passive: true });
      new ResizeObserver(() => requestAnimationFrame(app.sizing.resized)).observe(places.stage);
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { app.sizing.send(); app.sizing.repaint(); });
      const sheet = el("button", { type: "button", class: "sheet-toggle", "aria-expanded": "false", text: "Detail" });
      sheet.addEventListener("click", () => {
        const open = app.root.dataset.sheet !== "open";
        setData(app.root, { sheet: open ? "open" : "closed" });
        sheet.setAttribute("aria-expanded", String(open));
        sheet.textContent = open ? "Close detail" : "Detail";
      });
      app.root.append(sheet);
    }

    function press(card) {
      setData(card, { pressed: "true" });
      busy("input");
    }

    function openChip(chip) {
      const lane = Number(chip.dataset.lane);
      const domain = app.model.domains.indexOf(chip.dataset.domain);
      const nodes = app.model.members[lane][domain].filter((node) => !app.scene.shown.has(node));
      app.search.open(nodes, `${app.model.levels[lane].title} · ${chip.dataset.domain}`);
    }

    return { listen, press };
  }

  nav.gestures = { create };
})();
