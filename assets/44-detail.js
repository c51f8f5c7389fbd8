/* The detail column: sections as trees [tag, attributes, children] from the server, written into what is there.
   Only what differs is touched, so an opened disclosure, the keyboard, a selection and the scroll position outlive
   a refresh. Another node begins at the top with nothing opened. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { STATES, setData, setText } = nav.core;
  const TAGS = new Set(["a", "button", "code", "details", "div", "h1", "h2", "h3", "li", "p", "pre", "span", "summary", "ul"]);
  const ATTRIBUTE = /^(class|type|href|target|rel|role|aria-label|data-[a-z-]+)$/;
  const SECTION = /(^| )detail-section( |$)/;
  let expected = null;
  const SAFE_LINK = /^https?:\/\//i;

  /** What makes an element the same thing as before: its tag, with the node or signal it stands for. */
  const nameOf = (tag, key, go) => `${tag} ${key ?? ""} ${go ?? ""}`;
  const nameOfTree = ([tag, attributes]) => nameOf(tag, attributes["data-key"], attributes["data-go"]);
  const nameOfElement = (element) => nameOf(element.tagName.toLowerCase(), element.dataset.key, element.dataset.go);

  function setAttributes(element, attributes) {
    for (const [name, value] of Object.entries(attributes)) {
      if (!ATTRIBUTE.test(name) || (name === "href" && !SAFE_LINK.test(value))) continue;
      if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
    }
    for (const name of element.getAttributeNames()) {
      if (ATTRIBUTE.test(name) && !(name in attributes)) element.removeAttribute(name);
    }
    // How far a bar or its mark reaches, in steps of a fiftieth; the sheet makes a width of it.
    if ("data-share" in attributes) element.style.setProperty("--share", String(Number(attributes["data-share"]) || 0));
  }

  function write(element, [, attributes, children]) {
    setAttributes(element, attributes);
    if (typeof children === "string") setText(element, children);
    else reconcile(element, children);
  }

  /** Elements found again by name in order; the rest is made new, what is left over goes. */
  function reconcile(parent, trees) {
    const known = new Map();
    for (const child of parent.children) {
      const name = nameOfElement(child);
      if (!known.has(name)) known.set(name, []);
      known.get(name).push(child);
    }
    let before = parent.firstChild;
    for (const tree of trees.filter(([tag]) => TAGS.has(tag))) {
      const element = known.get(nameOfTree(tree))?.shift() ?? document.createElement(tree[0]);
      write(element, tree);
      if (element === before) before = before.nextSibling;
      else parent.insertBefore(element, before);
    }
    while (before) {
      const next = before.nextSibling;
      before.remove();
      before = next;
    }
  }

  let newest = null;

  /** `detail`: {node, at, sections: {name: [trees]}}; a section goes into #detail-<name>. Written when nothing moves:
      until then the name of what is moved to stands there, and of several answers only the newest is written. */
  function update(detail) {
    if (!detail || tooLate(detail)) return;
    newest = detail;
    const task = () => { if (newest === detail && !tooLate(detail)) patch(detail); };
    if (nav.app?.whenStill) nav.app.whenStill(task);
    else task();
  }

  function patch(detail) {
    const column = document.getElementById("nav-detail");
    if (!column) return;
    const other = expected === null && column.dataset.node !== detail.node;
    for (const [name, trees] of Object.entries(detail.sections)) {
      const section = document.getElementById(`detail-${name}`);
      if (!section) continue;
      if (other) empty(section);
      keepPlace(column, () => keepRoom(section, () => reconcile(section, trees)));
    }
    if (other) column.scrollTop = 0;
    expected = null;
    setData(column, { expect: null });
    column.removeAttribute("aria-busy");
    column.dataset.node = detail.node;
    column.dataset.at = String(detail.at);
    // What scrolls must be reached by the keyboard, also where there is nothing to press in it.
    if (column.querySelector(":is(a, button, summary):not([hidden], [hidden] *)")) column.removeAttribute("tabindex");
    else column.setAttribute("tabindex", "0");
    nav.signalLines.update(column);
    nav.parts.mark(nav.app);
    nav.charts.match();
  }

  function empty(section) {
    section.replaceChildren();
    section.style.minHeight = "";
  }

  /** What was kept free for cues stays as high when they come, for as long as this node is read. */
  function keepRoom(section, change) {
    const kept = section.querySelector(".cue-room") ? section.offsetHeight : 0;
    change();
    if (kept && !section.querySelector(".cue-room")) section.style.minHeight = `${kept}px`;
  }

  /** What somebody is reading stays where it is in the window when something above it needs more room. A refresh may
      replace an element: then what it was in stays. */
  function keepPlace(column, change) {
    const found = read(column);
    const chain = [];
    for (let part = found; part && part !== column; part = part.parentElement) chain.push([part, part.getBoundingClientRect().top]);
    change();
    const [kept, before] = chain.find(([part]) => part.isConnected && part.getClientRects().length) ?? [];
    if (kept) column.scrollTop += kept.getBoundingClientRect().top - before;
  }

  /** What can be seen of the column and has the keyboard, else a selection, else the pointer; else what is at the top
      of a column that was scrolled. The pin never moves, and the keyboard may wait far from what is looked at. */
  function read(column) {
    const pin = document.getElementById("nav-pin");
    const { bottom, ...box } = column.getBoundingClientRect().toJSON();
    const top = pin && !pin.hidden ? pin.getBoundingClientRect().bottom : box.top;
    const { anchorNode, isCollapsed } = getSelection();
    const seen = (element) => {
      if (!element || element === column || !column.contains(element) || pin?.contains(element)) return false;
      const { top: from, bottom: to, height } = element.getBoundingClientRect();
      return height > 0 && to > top && from < bottom;
    };
    const selected = isCollapsed ? null : anchorNode?.nodeType === Node.TEXT_NODE ? anchorNode.parentElement : anchorNode;
    const pointed = [...column.querySelectorAll(":hover")].at(-1);
    const found = [document.activeElement, selected, pointed].find(seen);
    return found ?? (column.scrollTop > 0 ? first(column, seen, top) : undefined);
  }

  /** The innermost element that begins in what can be seen, from the top on; else the one that lies across its edge. */
  function first(column, seen, top) {
    let across = column;
    for (;;) {
      const children = [...across.children].filter(seen);
      const [next] = children;
      if (!next) return across === column ? undefined : across;
      if (next.getBoundingClientRect().top >= top - 1) return next;
      across = next;
    }
  }

  /** While a node is waited for, what was still on its way about another one is not shown; unless the server has
      put that one in its place, and says so by telling of the place asked for last. */
  const tooLate = ({ node, place }) => expected !== null && node !== expected && !(place !== undefined && plain(place) === plain(nav.app?.place.sent()));
  const plain = (query) => (query || "").replace(/^\?/, "");

  /** Somebody moves to a node (an id, a number, or nothing for the whole system): who it is and what is known of
      its state stand at once where they will stay, and of the rest it is said that it is being read. */
  function expect(node) {
    const column = document.getElementById("nav-detail");
    const identity = document.getElementById("detail-identity");
    const { model, scene } = nav.app || {};
    if (!column || !identity || !model || !scene) return;
    const index = typeof node === "number" ? node : model.byId.get(node) ?? -1;
    const id = model.nodes[index]?.id ?? "";
    if (expected === id || (expected === null && column.dataset.node === id)) return;
    expected = id;
    for (const section of column.querySelectorAll("[id^=detail-]")) if (SECTION.test(section.className)) empty(section);
    reconcile(identity, id ? known(model, scene, index) : whole(model, scene));
    reconcile(document.getElementById("detail-why") ?? identity, [["p", { class: "empty" }, "Being read…"]]);
    // Has the page laid out, once, when all that the move writes is written: in the time until the next frame begins.
    column.scrollTop = 0;
    delete column.dataset.node;
    setData(column, { expect: "true" });
    column.setAttribute("aria-busy", "true");
    nav.charts.match();
  }

  /** What the scene on screen knows of a node, written as the server will write it. */
  function known(model, scene, index) {
    const { title, l } = model.nodes[index];
    const since = scene.since?.[index];
    const begun = since === undefined ? "" : ` since ${nav.core.clock(since, nav.app.place.tz())}`;
    return [
      ["p", { class: "detail-meta" }, model.levels[l].title],
      ["h1", {}, title],
      ["div", { class: "detail-state", "data-state": STATES[scene.states[index]] }, `${nav.model.stateWord(model, scene, index)}${begun}`],
    ];
  }

  function whole(model, scene) {
    const counts = nav.model.tally(model.nodes.map((_, index) => index), scene.states);
    const worst = [2, 1, 3, 0].filter((state) => counts[state]);
    const states = worst.map((i) => ["span", { class: "detail-state", "data-state": STATES[i] }, `${counts[i]} ${STATES[i]}`]);
    return [["p", { class: "detail-meta" }, "Whole system"], ["h1", {}, model.title], ["div", { class: "detail-states" }, states]];
  }

  /** What is pressed in the detail: a node moves the focus, an assumption changes what is assumed. */
  function listen(app) {
    app.places.detail.addEventListener("click", (event) => {
      const target = event.target.closest("[data-if], [data-go], [data-copy]");
      if (!target) return;
      if (target.dataset.copy !== undefined) {
        nav.copying.copy(target, app.say);
        return;
      }
      if (target.dataset.if === undefined) app.place.go(target.dataset.go);
      else app.place.assume(target.dataset.if);
    });
  }

  nav.detail = { update, expect, listen };
})();
