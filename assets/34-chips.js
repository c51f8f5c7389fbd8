/* The shelf: per lane one chip per domain, at a fixed place, counting what is not drawn as a card. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, setText, setData, STATES } = nav.core;
  const FONT = '500 10.5px "Inter", system-ui, sans-serif';
  const MEMBERS = 200;
  const MARK_W = 17;
  const PIN_W = 13;

  function create(layer) {
    const chips = new Map();
    layer.addEventListener("keydown", (event) => walk(layer, event));

    function chipOf(key) {
      if (chips.has(key)) return chips.get(key);
      const name = el("span", { class: "chip-name" });
      const total = el("span", { class: "chip-total" });
      const counts = el("span", { class: "chip-counts" });
      const pin = nav.glyphs.glyph("pin", 10);
      const cue = el("span", { class: "cue-mark" });
      const element = el("button", { type: "button", class: "nav-chip", tabindex: "-1" }, name, total, counts, cue);
      const chip = { el: element, name, total, counts, cue, pin };
      chips.set(key, chip);
      layer.append(element);
      return chip;
    }

    /** What fits, in this order: the best cue, counts of the abnormal, three letters of the name, the rest of the name,
        the total. */
    function label(name, width, tally, unreal, total) {
      const kinds = [...tally.slice(1), ...unreal.slice(1)].filter(Boolean);
      const counts = kinds.reduce((sum, count) => sum + 15 + String(count).length * 7, 0);
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

    /** "Checkout, Resources: 4 not drawn as cards, 1 warning (what if); cue 2 inside" */
    function hintOf(name, level, rest, tally, unreal, cues) {
      const words = [[tally, ""], [unreal, " (what if)"]]
        .flatMap(([list, suffix]) => [2, 1, 3].filter((state) => list[state]).map((state) => `${list[state]} ${STATES[state]}${suffix}`));
      const inside = cues.length ? `; ${cues.map(([, rank]) => `cue ${rank}`).join(", ")} inside` : "";
      return `${name}, ${level}: ${rest.length} not drawn as cards${words.length ? `, ${words.join(", ")}` : unreal[0] ? ", all ok (what if)" : ", all ok"}${inside}`;
    }

    /** The members' ids, put together again only where the members are others: most chips stay through a move. */
    function namesOf(chip, model, rest) {
      if (rest.length > MEMBERS) return null;
      const { of } = chip;
      if (of && of.model === model && of.rest.length === rest.length && of.rest.every((node, i) => node === rest[i])) return of.names;
      const names = rest.map((node) => model.nodes[node].id).join(" ");
      chip.of = { model, rest, names };
      return names;
    }

    /** What chips tell of a scene besides their members: most moves change none of it. */
    function told(model, { states, notes }) {
      return [model.revision, states.join(""), notes.imagined.join(), [...notes.cues].join(";"), notes.pin, nav.titles.measure()].join("|");
    }

    function fill(chip, model, scene, lane, domain, rest) {
      const [tally, unreal] = nav.model.tallies(rest, scene);
      const worst = nav.model.worstOf(nav.model.tally(rest, scene.states));
      const cues = nav.notes.cuesOf(scene, rest);
      const name = model.domains[domain];
      const width = chip.to.w;
      const hint = hintOf(name, model.levels[lane].title, rest, tally, unreal, cues);
      setData(chip.el, {
        kind: "aggregate", key: `${model.levels[lane].id}/${name}`, level: model.levels[lane].id, domain: name,
        state: STATES[worst], count: rest.length, imagined: nav.model.unreal(tally, unreal) ? "true" : null,
        members: namesOf(chip, model, rest),
        tight: width < 40 ? "true" : null, lane, pinned: rest.includes(scene.notes.pin) ? "true" : null, cue: cues.map(([, rank]) => rank).join(" "),
      });
      const marked = cues.length && (width >= 36 || !worst) ? String(cues[0][1]) : "";
      const pinned = rest.includes(scene.notes.pin) && width >= 30;
      if (!pinned) chip.pin.remove();
      else if (!chip.pin.isConnected) chip.el.prepend(chip.pin);
      const room = width - (marked ? MARK_W : 0) - (pinned ? PIN_W : 0);
      const shown = room < 74 ? narrowTally(tally, unreal, room) : [tally, unreal];
      const { text, withTotal } = label(name, room, ...shown, rest.length);
      setText(chip.name, text);
      setText(chip.total, withTotal ? String(rest.length) : "");
      setText(chip.cue, marked);
      nav.glyphs.counts(chip.counts, ...shown);
      if (chip.el.title !== hint) {
        chip.el.title = hint;
        chip.el.setAttribute("aria-label", hint);
      }
    }

    /** In a narrow chip only the worst state's count fits, that of what is real first; the tooltip has them all. */
    function narrowTally(tally, unreal, width) {
      const result = [[0, 0, 0, 0], [0, 0, 0, 0]];
      const worst = [tally, unreal].map(nav.model.worstOf);
      const which = worst[0] || !worst[1] ? 0 : 1;
      if (worst[which] && width >= 14) result[which][worst[which]] = [tally, unreal][which][worst[which]];
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
      const all = told(model, scene);
      model.members.forEach((domains, lane) => domains.forEach((members, domain) => {
        const rest = members.filter((node) => !scene.shown.has(node));
        const key = `${lane}/${model.domains[domain]}`;
        if (!rest.length) return;
        used.add(key);
        const chip = chipOf(key);
        place(chip, nav.geometry.chipBox(g, lane, domain));
        const says = `${chip.to.w}|${rest.join()}`;
        if (chip.says === says && chip.all === all) return;
        Object.assign(chip, { says, all });
        fill(chip, model, scene, lane, domain, rest);
      }));
      for (const [key, chip] of chips) {
        if (used.has(key)) continue;
        chip.el.remove();
        chips.delete(key);
      }
      if (!layer.querySelector("[tabindex='0']")) layer.firstElementChild?.setAttribute("tabindex", "0");
    }

    return { update };
  }

  /** The shelves are one stop of the keyboard: arrows go along a lane and to the nearest chip of the next one. */
  function walk(layer, event) {
    const here = event.target.closest("[data-kind=aggregate]");
    const [across, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] || [0, 0];
    if (!here || (!across && !down) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const { left, top } = here.getBoundingClientRect();
    const others = [...layer.children].filter((one) => one !== here && one.dataset.kind === "aggregate").map((one) => {
      const box = one.getBoundingClientRect();
      return { one, dx: box.left - left, dy: box.top - top };
    });
    const [next] = across ? others.filter(({ dx, dy }) => Math.abs(dy) < 4 && dx * across > 0).sort((a, b) => (a.dx - b.dx) * across)
      : others.filter(({ dy }) => dy * down > 4).sort((a, b) => (a.dy - b.dy) * down || Math.abs(a.dx) - Math.abs(b.dx));
    if (!next) return;
    layer.querySelectorAll("[tabindex='0']").forEach((one) => one.setAttribute("tabindex", "-1"));
    next.one.setAttribute("tabindex", "0");
    next.one.focus();
  }

  nav.chips = { create };
})();
