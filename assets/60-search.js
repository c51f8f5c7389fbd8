/* Search: a dialog with a combobox over titles, ids and owners; without a query it lists what is abnormal.
   The same dialog lists the members of a chip or of a long-shot cell. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, setData, setText, STATES } = nav.core;
  const MOST = 60;

  /** How well a node answers the words; 0 = not at all. Titles beat ids, beginnings beat middles. */
  function score(node, words) {
    const title = node.title.toLowerCase();
    const rest = `${node.id} ${node.owner || ""}`.toLowerCase();
    let sum = 0;
    for (const word of words) {
      if (title.startsWith(word)) sum += 8;
      else if (new RegExp(`[\\s\\-_/.:]${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`).test(title)) sum += 6;
      else if (title.includes(word)) sum += 4;
      else if (rest.startsWith(word)) sum += 3;
      else if (rest.includes(word)) sum += 2;
      else return 0;
    }
    return sum;
  }

  function find(model, states, query, scope) {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const pool = scope || model.nodes.map((_, index) => index);
    const worst = nav.model.worstFirst(model, states);
    if (!words.length) return pool.filter((node) => scope || states[node] === 1 || states[node] === 2).sort(worst);
    const scores = new Map(pool.map((node) => [node, score(model.nodes[node], words)]));
    return pool.filter((node) => scores.get(node) > 0).sort((a, b) => scores.get(b) - scores.get(a) || worst(a, b));
  }

  function create(app) {
    const input = el("input", {
      type: "text", class: "search-input", role: "combobox", "aria-expanded": "true", "aria-controls": "nav-search-list",
      "aria-autocomplete": "list", "aria-label": "Search nodes", placeholder: "Title, id or owner", autocomplete: "off", spellcheck: "false",
    });
    const heading = el("h2", { class: "dialog-title", text: "Go to" });
    const list = el("ul", { class: "search-list", role: "listbox", id: "nav-search-list", "aria-label": "Nodes" });
    const foot = el("p", { class: "dialog-foot" });
    const dialog = el("dialog", { class: "nav-dialog search-dialog", "aria-label": "Search" }, heading, input, list, foot);
    document.body.append(dialog);
    let found = [];
    let chosen = 0;
    let scope = null;

    /** "cue 2 · critical": what makes one of many worth a look. */
    const noteOf = (node) => {
      const rank = app.scene.notes.cues.get(node);
      return `${rank ? `cue ${rank} · ` : ""}${nav.model.stateWord(app.model, app.scene, node)}`;
    };

    function option(node, index) {
      const { title, id } = app.model.nodes[node];
      const item = el("li", {
        role: "option", id: `nav-option-${index}`, class: "search-option", "data-index": index, "data-go-to": id, "aria-selected": index === chosen ? "true" : "false",
      },
      el("span", { class: "option-glyph" }), el("span", { class: "option-title", text: title }),
      el("span", { class: "option-note" }), el("span", { class: "option-id", text: id === title ? "" : id }));
      tell(item, node);
      return item;
    }

    /** How a node is by now, in the row that it has. */
    function tell(item, node) {
      const { model, scene } = app;
      const { l, d } = model.nodes[node];
      const state = STATES[scene.states[node]];
      setData(item, { state, imagined: scene.notes.imagined[node] ? "true" : null });
      nav.glyphs.setGlyph(item.querySelector(".option-glyph"), state, 12);
      setText(item.querySelector(".option-note"), `${noteOf(node)} · ${model.levels[l].title} · ${model.domains[d]}`);
    }

    function show() {
      if (!app.model || !app.scene) return;
      found = find(app.model, app.scene.states, input.value, scope);
      chosen = Math.min(chosen, Math.max(0, Math.min(found.length, MOST) - 1));
      list.replaceChildren(...found.slice(0, MOST).map(option));
      // An empty list is none for readers, and keeps its room.
      list.style.visibility = found.length ? "" : "hidden";
      input.setAttribute("aria-expanded", String(Boolean(found.length)));
      foot.textContent = found.length > MOST ? `${MOST} of ${found.length} shown, type to narrow`
        : found.length ? `${found.length} found` : input.value ? "Nothing has this in its title, id or owner" : "Nothing is abnormal. Type to search all nodes";
      point();
    }

    /** Another scene of the same model: states are renewed where they stand, and what stands where stays, so that nobody
        takes another row than they saw. */
    function renew() {
      if (!dialog.open) return;
      for (const item of list.children) tell(item, found[Number(item.dataset.index)]);
      if (scope || input.value) return;
      const news = find(app.model, app.scene.states, "", null).filter((node) => !found.includes(node)).length;
      if (!found.length && news) show();
      else if (news) setText(foot, `${foot.textContent.replace(/; .*/, "")}; ${news} more became abnormal meanwhile`);
    }

    function point() {
      list.querySelectorAll("[aria-selected=true]").forEach((item) => item.setAttribute("aria-selected", "false"));
      const item = list.children[chosen];
      if (!item) {
        input.removeAttribute("aria-activedescendant");
        return;
      }
      item.setAttribute("aria-selected", "true");
      item.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", item.id);
    }

    function take(index) {
      const node = found[index];
      if (node === undefined) return;
      dialog.close();
      app.place.go(app.model.nodes[node].id);
    }

    input.addEventListener("input", () => { chosen = 0; show(); });
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        chosen = Math.max(0, Math.min(Math.min(found.length, MOST) - 1, chosen + step));
        point();
      } else if (event.key === "Enter") {
        event.preventDefault();
        take(chosen);
      }
    });
    list.addEventListener("click", (event) => {
      const item = event.target.closest("[data-index]");
      if (item) take(Number(item.dataset.index));
    });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

    function open(nodes, title) {
      if (!app.scene || dialog.open) return;
      scope = nodes || null;
      heading.textContent = title || "Go to";
      input.value = "";
      chosen = 0;
      dialog.showModal();
      show();
      input.focus();
    }

    /** In another revision nodes have other numbers; what is typed and chosen stays. */
    function rekey(numberOf) {
      if (scope) scope = scope.map(numberOf).filter((node) => node >= 0);
    }

    return { open, rekey, renew, update: () => { if (dialog.open) show(); } };
  }

  nav.search = { create, find };
})();
