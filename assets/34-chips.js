/* The shelf: per lane one chip per domain, at a fixed place, counting what is not drawn as a card. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, setText, setData, STATES } = nav.core;
  const FONT = '500 10.5px "Inter", system-ui, sans-serif';
  const MEMBERS = 200;

  function create(layer) {
    const chips = new Map();

    function chipOf(key) {
      if (chips.has(key)) return chips.get(key);
      const name = el("span", { class: "chip-name" });
      const total = el("span", { class: "chip-total" });
      const counts = el("span", { class: "chip-counts" });
      const element = el("button", { type: "button", class: "nav-chip", tabindex: "-1" }, name, total, counts);
      const chip = { el: element, name, total, counts };
      chips.set(key, chip);
      layer.append(element);
      return chip;
    }

    /** What fits, in this order: counts of the abnormal, three letters of the name, the rest of the name, the total. */
    function label(name, width, tally, total) {
      const kinds = [1, 2, 3].filter((state) => tally[state]);
      const counts = kinds.reduce((sum, state) => sum + 15 + String(tally[state]).length * 7, 0);
      const number = String(total).length * 7 + 5;
      const w = (text) => nav.titles.width(text, FONT);
      let room = width - 12 - counts;
      const withTotal = !kinds.length || w(name) + number <= room;
      if (withTotal) room -= number;
      if (w(name) <= room) return { text: name, withTotal };
      const short = name.slice(0, 3).trimEnd();
      let cut = name.slice(0, 10);
      while (cut.length > 3 && w(`${cut}…`) > room) cut = cut.slice(0, -1);
      if (cut.length > 3) return { text: `${cut.trimEnd()}…`, withTotal };
      return { text: w(short) <= room ? short : "", withTotal };
    }

    function fill(chip, model, scene, lane, domain, rest) {
      const tally = nav.model.tally(rest, scene.states);
      const worst = STATES[nav.model.worstOf(tally)];
      const name = model.domains[domain];
      const width = chip.to.w;
      const words = [2, 1, 3].filter((state) => tally[state]).map((state) => `${tally[state]} ${STATES[state]}`);
      const hint = `${name}, ${model.levels[lane].title}: ${rest.length} not drawn as cards${words.length ? `, ${words.join(", ")}` : ", all ok"}`;
      setData(chip.el, {
        kind: "aggregate", key: `${model.levels[lane].id}/${name}`, level: model.levels[lane].id, domain: name,
        state: worst, count: rest.length,
        members: rest.length <= MEMBERS ? rest.map((node) => model.nodes[node].id).join(" ") : null,
        tight: width < 40 ? "true" : null, lane,
      });
      const counted = width < 74 ? narrowTally(tally, width) : tally;
      const { text, withTotal } = label(name, width, counted, rest.length);
      setText(chip.name, text);
      setText(chip.total, withTotal ? String(rest.length) : "");
      nav.glyphs.counts(chip.counts, counted);
      if (chip.el.title !== hint) {
        chip.el.title = hint;
        chip.el.setAttribute("aria-label", hint);
      }
    }

    /** In a narrow chip only the worst state's count fits; the tooltip has them all. */
    function narrowTally(tally, width) {
      const worst = nav.model.worstOf(tally);
      const result = [0, 0, 0, 0];
      if (worst && width >= 14) result[worst] = tally[worst];
      return result;
    }

    function place(chip, box) {
      const at = JSON.stringify(box);
      if (chip.at === at) return;
      chip.at = at;
      chip.to = box;
      chip.el.style.transform = `translate(${box.x}px,${box.y}px)`;
      chip.el.style.width = `${box.w}px`;
    }

    function update(model, scene, g) {
      const used = new Set();
      model.members.forEach((domains, lane) => domains.forEach((members, domain) => {
        const rest = members.filter((node) => !scene.shown.has(node));
        const key = `${lane}/${model.domains[domain]}`;
        if (!rest.length) return;
        used.add(key);
        const chip = chipOf(key);
        place(chip, nav.geometry.chipBox(g, lane, domain));
        fill(chip, model, scene, lane, domain, rest);
      }));
      for (const [key, chip] of chips) {
        if (used.has(key)) continue;
        chip.el.remove();
        chips.delete(key);
      }
    }

    return { update };
  }

  nav.chips = { create };
})();
